"""Making one person of two leads; `unmerging` takes it back.

A merge keeps everything. At a property where both are known, one lead is folded into the other: its conversations,
tours, activities and whatever else refers to it move along, and the fields that were said last win. Where only one
of them is known, the lead just changes its person. Each step is recorded with the fields before and after it and the
rows that it moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select, update

from leasing.database import Tx
from leasing.errors import Conflict, NotFound
from leasing.ids import new_id
from leasing.models import Base, Conversation, Lead, LeadDuplicate, LeadMerge, LeadMergeStep
from leasing.people import name_key, weak_email
from leasing.services import hot_leads, qualification
from leasing.services.lead_history import SYSTEM, Actor, note
from leasing.services.stages import ORDER
from leasing.understood import CONTACT

_OURS = frozenset({"leads", "lead_merges", "lead_merge_steps", "lead_duplicates"})
FIELDS = (
    *CONTACT, "email_weak", "name_key", "status", "lost_reason", "source", "first_touch", "last_touch", "assigned_to",
    "is_qualified", "score", "score_explained", "preferences", "stamps", "notes", "updated_at",
)  # fmt: skip
"""what a fold may change of the survivor"""


@dataclass(frozen=True, slots=True)
class Why:
    """What a merge rests on."""

    sign: str
    evidence: Mapping[str, Any]
    automatic: bool
    actor: Actor = SYSTEM


def merge(tx: Tx, company_id: str, survivor_id: str, other_id: str, why: Why) -> str:
    """Make one person of two leads, at all properties of the company; returns the merge's id. `survivor_id` stays
    where both are at one property. Raises `NotFound`, and `Conflict` where they are one already."""
    survivor, other = _both_locked(tx, company_id, survivor_id, other_id)
    for lead in (survivor, other):
        if lead.merged_into_id is not None:
            raise Conflict(
                f"The lead {lead.id} was merged into another one.", details={"merged_into_id": lead.merged_into_id}
            )
    if survivor.person_id == other.person_id:
        raise Conflict("These leads are one person already.", details={"person_id": survivor.person_id})
    merge_id = new_id()
    tx.connection.execute(
        insert(LeadMerge).values(
            id=merge_id,
            company_id=company_id,
            survivor_id=survivor_id,
            merged_id=other_id,
            automatic=why.automatic,
            sign=why.sign,
            evidence=dict(why.evidence),
            user_id=why.actor.user_id,
            created_at=tx.now,
        )
    )
    held = {lead.property_id: lead for lead in _live_of(tx, company_id, survivor.person_id)}
    for seq, lead in enumerate(_live_of(tx, company_id, other.person_id)):
        into = held.get(lead.property_id)
        step = _fold(tx, lead, into, why.actor, merge_id) if into is not None else _join(tx, lead, survivor.person_id)
        row = {"merge_id": merge_id, "seq": seq, "company_id": company_id, "lead_id": lead.id, **step}
        tx.connection.execute(insert(LeadMergeStep).values(row))
    decide(tx, company_id, survivor_id, other_id, "merged", why)
    tx.emit("lead.updated", company_id, property_id=survivor.property_id, subject_id=survivor_id)
    return merge_id


def lead_of(tx: Tx, company_id: str, lead_id: str) -> Any:
    statement = select(Lead.__table__).where(Lead.company_id == company_id, Lead.id == lead_id)
    found = tx.connection.execute(statement).one_or_none()
    if found is None:
        raise NotFound(f"There is no lead with the id {lead_id[:80]!r}.")
    return found


def _both_locked(tx: Tx, company_id: str, one_id: str, other_id: str) -> tuple[Any, Any]:
    """The two with all leads of their persons held, as they are then: somebody else may merge them while we wait."""
    people: set[str] = set()
    while True:
        one, other = lead_of(tx, company_id, one_id), lead_of(tx, company_id, other_id)
        if {one.person_id, other.person_id} <= people:
            return one, other
        people |= {one.person_id, other.person_id}
        _lock(tx, company_id, people)


def _lock(tx: Tx, company_id: str, people: set[str]) -> None:
    of_people = select(Lead.id).where(Lead.company_id == company_id, Lead.person_id.in_(people))
    lock_leads(tx, company_id, list(tx.connection.execute(of_people).scalars()))


def lock_leads(tx: Tx, company_id: str, lead_ids: Sequence[str]) -> None:
    """Conversations before leads and both by id, as a turn that saves takes them, so that nobody waits in a circle."""
    talks = select(Conversation.id).where(Conversation.lead_id.in_(lead_ids)).order_by(Conversation.id)
    tx.connection.execute(talks.with_for_update())
    leads = select(Lead.id).where(Lead.company_id == company_id, Lead.id.in_(lead_ids)).order_by(Lead.id)
    tx.connection.execute(leads.with_for_update())


def _live_of(tx: Tx, company_id: str, person_id: str) -> list[Any]:
    statement = (
        select(Lead.__table__)
        .where(Lead.company_id == company_id, Lead.person_id == person_id, Lead.merged_into_id.is_(None))
        .order_by(Lead.id)
        .with_for_update()
    )
    return list(tx.connection.execute(statement))


def _join(tx: Tx, lead: Any, person_id: str) -> dict[str, Any]:
    tx.connection.execute(update(Lead).where(Lead.id == lead.id).values(person_id=person_id))
    return {"into_id": None, "from_person": lead.person_id, "to_person": person_id,
            "before": {}, "after": {}, "moved": {}, "email_weak": None, "phone": None}  # fmt: skip


def _fold(tx: Tx, lead: Any, into: Any, actor: Actor, merge_id: str) -> dict[str, Any]:
    after = combined(into._mapping, lead._mapping, tx.now)
    moved = {table.name: ids for table in referring() if (ids := _move(tx, table, lead.id, into.id))}
    tx.connection.execute(update(Lead).where(Lead.id == lead.id).values(merged_into_id=into.id))
    tx.connection.execute(update(Lead).where(Lead.id == into.id).values(**after))
    others = {
        name: lead._mapping[name]
        for name in CONTACT
        if into._mapping[name] and lead._mapping[name] and into._mapping[name] != lead._mapping[name]
    }
    replaced = {name: getattr(into, name) for name in others if after[name] != getattr(into, name)}
    told = {"lead_id": lead.id, "merge_id": merge_id, "also": {**others, **replaced}}
    note(tx, into.company_id, into.id, "merged", actor, data=told)
    if after["is_qualified"] and not _was_qualified(into._mapping, lead._mapping):
        # Together they say enough.
        tx.emit("lead.qualified", into.company_id, property_id=into.property_id, subject_id=into.id)
    hot_leads.tell(tx, max(into.score, lead.score), dict(into._mapping) | after)
    before = {name: into._mapping[name] for name in FIELDS}
    return {
        "into_id": into.id,
        "from_person": lead.person_id,
        "to_person": into.person_id,
        "before": as_json(before),
        "after": as_json(after),
        "moved": moved,
        "email_weak": before["email_weak"],
        "phone": before["phone"],
    }


def referring() -> list[Table]:
    """Every table that refers to a lead, those of other nouns too: nothing stays behind because it was forgotten."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in _OURS
        and "lead_id" in table.c
        and any(key.column.table.name == "leads" for key in table.c.lead_id.foreign_keys)
    ]


def _move(tx: Tx, table: Table, from_id: str, to_id: str) -> list[str]:
    ids = list(tx.connection.execute(select(table.c.id).where(table.c.lead_id == from_id)).scalars())
    if ids:
        tx.connection.execute(update(table).where(table.c.lead_id == from_id).values(lead_id=to_id))
    return ids


def combined(into: Mapping[str, Any], lead: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The survivor's fields after a fold: of each what was said last, of the stage the further one, of the touches
    the first and the last."""
    stamps, wishes = dict(into["stamps"]), dict(into["preferences"])
    found: dict[str, Any] = {name: into[name] for name in CONTACT}
    for name in CONTACT:
        if _wins(name, found[name], lead[name], into, lead):
            found[name] = lead[name]
            _take_stamp(stamps, lead, name)
    for name, value in lead["preferences"].items():
        key = f"preferences.{name}"
        if _wins(key, wishes.get(name), value, into, lead):
            wishes[name] = value
            _take_stamp(stamps, lead, key)
    further = max((into, lead), key=lambda one: ORDER.index(one["status"]))
    first, last = sorted((into, lead), key=lambda one: (one["created_at"], one["id"]))
    notes = [text for text in (into["notes"], lead["notes"]) if text]
    found |= {
        "email_weak": weak_email(found["email"]),
        "name_key": name_key(found["first_name"], found["last_name"]),
        "status": further["status"],
        "lost_reason": further["lost_reason"],
        "source": first["source"] or last["source"],
        "first_touch": first["first_touch"] or last["first_touch"],
        "last_touch": max((into["last_touch"], lead["last_touch"]), key=lambda touch: touch.get("at", "")),
        "assigned_to": into["assigned_to"] or lead["assigned_to"],
        "preferences": wishes,
        "stamps": stamps,
        "notes": "\n".join(dict.fromkeys(notes)) or None,
        "updated_at": now,
    }
    found |= qualification.columns({**into, **found})
    if found["is_qualified"] and found["status"] in ("new", "contacted") and not _was_qualified(into, lead):
        found["status"] = "qualified"
    return found


def _was_qualified(*leads: Mapping[str, Any]) -> bool:
    return any(lead["is_qualified"] for lead in leads)


def _wins(key: str, ours: Any, theirs: Any, into: Mapping[str, Any], lead: Mapping[str, Any]) -> bool:
    if theirs is None or theirs == ours:
        return False
    return ours is None or _said_at(lead, key) > _said_at(into, key)


def _said_at(lead: Mapping[str, Any], key: str) -> str:
    return lead["stamps"].get(key) or lead["created_at"].isoformat()


def _take_stamp(stamps: dict[str, Any], lead: Mapping[str, Any], key: str) -> None:
    stamps[key] = _said_at(lead, key)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def decide(tx: Tx, company_id: str, one: str, other: str, status: str, why: Why) -> None:
    """What became of a pair, whether or not it was suggested before."""
    first, second = sorted((one, other))
    pair = (LeadDuplicate.lead_a == first) & (LeadDuplicate.lead_b == second)
    done = tx.connection.execute(update(LeadDuplicate).where(pair).values(status=status, updated_at=tx.now))
    if done.rowcount == 0:
        tx.connection.execute(
            insert(LeadDuplicate).values(
                id=new_id(),
                company_id=company_id,
                lead_a=first,
                lead_b=second,
                status=status,
                sign=why.sign,
                evidence=dict(why.evidence),
                created_at=tx.now,
                updated_at=tx.now,
            )
        )
