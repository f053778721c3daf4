"""What an FAQ said at each time, and who made it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from leasing.database import Tx
from leasing.models import Faq, FaqVersion
from leasing.tenancy import Page, Paging, StaffScope

SAID = ("question", "answer", "category", "status")
"""what a version keeps"""


@dataclass(frozen=True, slots=True)
class FaqVersionView:
    """`change` is created, updated, or before: how the entry stood when its versions began to be kept."""

    number: int
    change: str
    question: str
    answer: str | None
    category: str | None
    status: str
    changed_by: str | None
    created_at: datetime


def note(tx: Tx, scope: StaffScope, faq_id: str, change: str, said: Mapping[str, Any], **more: Any) -> None:
    """Keep what an entry says from now on."""
    values = {name: said[name] for name in SAID}
    row = {"number": last(tx, scope, faq_id) + 1, "changed_by": scope.user_id or None, "created_at": tx.now, **more}
    scope.insert(tx, FaqVersion, faq_id=faq_id, change=change, **values, **row)


def note_new(tx: Tx, scope: StaffScope, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what new entries say, which have no versions yet."""
    made = {"number": 1, "change": "created", "changed_by": scope.user_id or None, "created_at": tx.now}
    scope.insert_all(
        tx, FaqVersion, ({"faq_id": row["id"], **made, **{name: row[name] for name in SAID}} for row in rows)
    )


def note_change(tx: Tx, scope: StaffScope, before: Any, values: Mapping[str, Any]) -> None:
    """Keep a change of the row `before`, where it changes what is said; of an entry that has no versions yet also what
    it said before."""
    old = {name: getattr(before, name) for name in SAID}
    new = {name: values.get(name, old[name]) for name in SAID}
    if new == old:
        return
    if last(tx, scope, before.id) == 0:
        note(tx, scope, before.id, "before", old, changed_by=None, created_at=before.updated_at)
    note(tx, scope, before.id, "updated", new)


def page(tx: Tx, scope: StaffScope, faq_id: str, paging: Paging) -> Page[FaqVersionView]:
    """The newest first. Raises `NotFound`."""
    scope.get(tx, Faq, faq_id)
    statement = scope.select(FaqVersion).where(FaqVersion.faq_id == faq_id).order_by(FaqVersion.number.desc())
    return scope.page(tx, statement, paging).map(_view)


def author(tx: Tx, faq_id: str) -> str | None:
    """Who gave an entry the answer that it has now; None where that was not kept, or they are gone."""
    statement = select(FaqVersion.answer, FaqVersion.changed_by).where(FaqVersion.faq_id == faq_id)
    found: str | None = None
    answer: str | None = None
    for at, row in enumerate(tx.connection.execute(statement.order_by(FaqVersion.number.desc()))):
        if at and row.answer != answer:
            break
        answer, found = row.answer, row.changed_by
    return found


def last(tx: Tx, scope: StaffScope, faq_id: str) -> int:
    statement = scope.select(FaqVersion, func.max(FaqVersion.number)).where(FaqVersion.faq_id == faq_id)
    return tx.connection.execute(statement).scalar_one() or 0


def _view(row: Any) -> FaqVersionView:
    return FaqVersionView(
        number=row.number,
        change=row.change,
        question=row.question,
        answer=row.answer,
        category=row.category,
        status=row.status,
        changed_by=row.changed_by,
        created_at=row.created_at,
    )
