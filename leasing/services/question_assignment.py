"""Which manager gets a question: one rule, and why, in words that its task keeps.

The company's rules say who is asked: those of the property and category, else of the property, else of the category,
else of the company; where none does, all who work at the property, or the admins where nobody does. Of them, in this
order: who works now, or when the office opens next; who has the fewest open tasks; who got one the longest ago; the
order of the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, or_, select

from leasing.community import Community, Host
from leasing.database import Tx
from leasing.models import ManagerAssignment, PropertyManager, QuestionRule, Task, User
from leasing.services import communities

OPEN = ("pending", "in_progress")
"""tasks that are not done"""
NEVER = datetime(1, 1, 1, tzinfo=UTC)

_ACTIVE = or_(PropertyManager.user_id.is_(None), PropertyManager.user_id.in_(select(User.id).where(User.is_active)))
_ABLE = (PropertyManager.access_level == "write", _ACTIVE)
_RULES = (
    select(PropertyManager.__table__, QuestionRule.position)
    .add_columns(QuestionRule.property_id.label("of_property"), QuestionRule.category.label("of_category"))
    .join(QuestionRule, QuestionRule.manager_id == PropertyManager.id)
    .where(QuestionRule.company_id == bindparam("company_id"), *_ABLE)
    .where(or_(QuestionRule.property_id.is_(None), QuestionRule.property_id == bindparam("property_id")))
    .where(or_(QuestionRule.category.is_(None), QuestionRule.category == bindparam("category")))
    .order_by(QuestionRule.position, QuestionRule.id)
)
_THERE = (
    select(PropertyManager.__table__, func.coalesce(ManagerAssignment.tour_order, 1000).label("position"))
    .join(ManagerAssignment, ManagerAssignment.manager_id == PropertyManager.id)
    .where(ManagerAssignment.property_id == bindparam("property_id"), *_ABLE)
    .order_by("position", PropertyManager.id)
)
_ADMINS = (
    select(PropertyManager.__table__, literal(0).label("position"))
    .join(User, User.id == PropertyManager.user_id)
    .where(PropertyManager.company_id == bindparam("company_id"), User.role == "admin", *_ABLE)
    .order_by(PropertyManager.id)
)
_OPEN = (
    select(Task.assigned_to, func.count().label("load"))
    .where(Task.assigned_to.in_(bindparam("ids", expanding=True)), Task.status.in_(OPEN))
    .group_by(Task.assigned_to)
)
_LAST = (
    select(Task.assigned_to, func.max(Task.assigned_at).label("last"))
    .where(Task.assigned_to.in_(bindparam("ids", expanding=True)))
    .group_by(Task.assigned_to)
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a question; nobody where nobody can."""

    manager_id: str | None
    because: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class _Group:
    """Managers that are asked together; `signing_in` are those who have a login."""

    by: str
    hosts: Sequence[Host]
    signing_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Had:
    load: int = 0
    last: datetime | None = None


def choose(tx: Tx, community: Community, category: str | None, *, but: Collection[str] = ()) -> Choice:
    """The manager for a question. `but`: those who had it already. Who cannot sign in cannot answer: they get it only
    where nobody who can may get it, so that the team sees at least whose it would be."""
    groups = list(_groups(tx, community, category))
    can_answer = any(group.signing_in for group in groups)
    for group in groups:
        asked = [host for host in group.hosts if not can_answer or host.id in group.signing_in]
        left = [host for host in asked if host.id not in but]
        if left:
            return _best(tx, community, group.by, left)
    why = "everybody who may get it had it already" if but else "nobody who answers questions works here"
    return Choice(None, {"by": "default", "candidates": 0, "because": why})


def _groups(tx: Tx, community: Community, category: str | None) -> Iterator[_Group]:
    """The narrowest first."""
    given = {"company_id": community.company_id, "property_id": community.id}
    ruled = tx.connection.execute(_RULES, {**given, "category": category.lower() if category else None}).all()
    for of_property, of_category, by in (
        (True, True, "rule of the property and category"),
        (True, False, "rule of the property"),
        (False, True, "rule of the category"),
        (False, False, "rule of the company"),
    ):
        rows = [row for row in ruled if bool(row.of_property) == of_property and bool(row.of_category) == of_category]
        if rows:
            yield _group(tx, by, rows)
    there = tx.connection.execute(_THERE, {"property_id": community.id}).all()
    if there:
        yield _group(tx, "default", there)
    else:
        yield _group(tx, "admin", tx.connection.execute(_ADMINS, given).all())


def _group(tx: Tx, by: str, rows: Sequence[Row[Any]]) -> _Group:
    signing_in = frozenset(row.id for row in rows if row.user_id is not None)
    return _Group(by, communities.as_hosts(tx, [(row, row.position) for row in rows]), signing_in)


def _best(tx: Tx, community: Community, by: str, hosts: Sequence[Host]) -> Choice:
    at = community.next_opening(tx.now) or tx.now
    ids = {"ids": [host.id for host in hosts]}
    loads = {row.assigned_to: row.load for row in tx.connection.execute(_OPEN, ids)}
    lasts = {row.assigned_to: row.last for row in tx.connection.execute(_LAST, ids)}
    had = {host.id: _Had(loads.get(host.id, 0), lasts.get(host.id)) for host in hosts}
    best = min(
        hosts,
        key=lambda host: (
            not community.works(host, at, at), had[host.id].load, had[host.id].last or NEVER, host.order, host.id,
        ),
    )  # fmt: skip
    return Choice(best.id, _why(best, had[best.id], by, works=community.works(best, at, at), candidates=len(hosts)))


def _why(host: Host, had: _Had, by: str, *, works: bool, candidates: int) -> dict[str, Any]:
    last = f"got the last one on {had.last:%Y-%m-%d at %H:%M} UTC" if had.last else "got none before"
    reasons = (
        {"default": "works at the property", "admin": "is an admin, for nobody works at the property"}.get(by, by),
        "works then" if works else "nobody who may get it works then",
        f"{had.load} open tasks",
        last,
        f"number {host.order} in order",
    )
    return {
        "by": by,
        "manager_id": host.id,
        "manager": host.name,
        "candidates": candidates,
        "works": works,
        "load": had.load,
        "last": had.last.isoformat() if had.last else None,
        "order": host.order,
        "because": "; ".join(reasons),
    }
