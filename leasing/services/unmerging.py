"""Taking a merge of leads back.

The rule: what the merge did goes back to exactly what it was. What came after it stays with the survivor, with one
exception: what came in through a conversation that goes back (a word, a tour booked in it, a line of history) goes with
that conversation. Those are the merged lead's conversations and the ones that its browser has begun since. A merge on
which a later one builds is undone after that one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from leasing.database import Tx
from leasing.errors import Conflict, NotFound
from leasing.models import Conversation, Lead, LeadActivity, LeadMerge, LeadMergeStep, Tour
from leasing.people import name_key, weak_email
from leasing.services import qualification, stages
from leasing.services.lead_history import SYSTEM, Actor, Apart, Said, apart, note
from leasing.services.merging import FIELDS, Why, as_json, decide, lead_of, lock_leads, referring
from leasing.services.understanding import from_row, preferences
from leasing.understood import CONTACT

_BY_KEY = frozenset({"preferences", "stamps"})
"""restored entry by entry"""
_WISH = "preferences."


def undo(tx: Tx, company_id: str, merge_id: str, actor: Actor, *, leave: str = "dismissed") -> None:
    """Take a merge back by the rule above. The pair is left `dismissed`, never to be merged by itself again, or `open`
    for staff to decide. Raises `NotFound`, and `Conflict` where it was undone already or a later merge builds on
    it."""
    _merge(tx, company_id, merge_id)
    steps = _steps(tx, merge_id)
    leads = [lead_id for step in steps for lead_id in (step.lead_id, step.into_id) if lead_id is not None]
    lock_leads(tx, company_id, leads)
    made = _merge(tx, company_id, merge_id, lock=True)
    if made.undone_at is not None:
        raise Conflict("This merge was undone already.")
    later = _later(tx, made, leads)
    if later:
        raise Conflict(
            "A later merge builds on this one; undo that first.",
            code="CONFLICT_RESOLUTION_REQUIRED",
            details={"undo_first": later},
        )
    for step in reversed(steps):
        if step.into_id is None:
            tx.connection.execute(update(Lead).where(Lead.id == step.lead_id).values(person_id=step.from_person))
        else:
            _unfold(tx, company_id, step)
            note(tx, company_id, step.into_id, "unmerged", actor, data={"lead_id": step.lead_id, "merge_id": merge_id})
    tx.connection.execute(
        update(LeadMerge).where(LeadMerge.id == merge_id).values(undone_at=tx.now, undone_by=actor.user_id)
    )
    why = Why(made.sign, made.evidence, made.automatic)
    decide(tx, company_id, made.survivor_id, made.merged_id, leave, why)
    for lead_id in (made.survivor_id, made.merged_id):
        property_id = lead_of(tx, company_id, lead_id).property_id
        tx.emit("lead.updated", company_id, property_id=property_id, subject_id=lead_id)


def _merge(tx: Tx, company_id: str, merge_id: str, *, lock: bool = False) -> Any:
    statement = select(LeadMerge.__table__).where(LeadMerge.company_id == company_id, LeadMerge.id == merge_id)
    found = tx.connection.execute(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound(f"There is no merge with the id {merge_id[:80]!r}.")
    return found


def _steps(tx: Tx, merge_id: str) -> list[Any]:
    statement = select(LeadMergeStep.__table__).where(LeadMergeStep.merge_id == merge_id).order_by(LeadMergeStep.seq)
    return list(tx.connection.execute(statement))


def _later(tx: Tx, made: Any, lead_ids: Sequence[str]) -> list[str]:
    """Merges that came after one, still stand, and touch one of its leads; the newest first."""
    statement = (
        select(LeadMerge.id, LeadMerge.created_at)
        .join(LeadMergeStep, LeadMergeStep.merge_id == LeadMerge.id)
        .where(LeadMerge.undone_at.is_(None), LeadMerge.id != made.id)
        .where(or_(LeadMergeStep.lead_id.in_(lead_ids), LeadMergeStep.into_id.in_(lead_ids)))
    )
    found = {(row.created_at, row.id) for row in tx.connection.execute(statement)}
    return [id_ for at, id_ in sorted(found, reverse=True) if (at, id_) > (made.created_at, made.id)]


def _unfold(tx: Tx, company_id: str, step: Any) -> None:
    lead_id, into_id = step.lead_id, step.into_id
    lead = lead_of(tx, company_id, lead_id)
    talks = _talks(tx, step, lead.visitor_id)
    said = apart(tx, into_id, talks, since=step.merge_id)
    tours = _tours(tx, lead_id)
    _move_back(tx, step, talks)
    tx.connection.execute(update(Lead).where(Lead.id == lead_id).values(merged_into_id=None))
    _restore_survivor(tx, company_id, step, said)
    _take_words(tx, lead, said, talks)
    if _tours(tx, lead_id) - tours - set(step.moved.get(Tour.__tablename__, [])):
        # A tour that was booked since the merge went with its conversation.
        stages.follow_tours(tx, lead_id)
        _after_tours(tx, lead_of(tx, company_id, into_id), step)


def _after_tours(tx: Tx, into: Any, step: Any) -> None:
    """The survivor's stage when tours have gone: where none is left, the one from before the merge."""
    status = step.before["status"]
    if _tours(tx, into.id) or into.status != "tour_scheduled" or status in qualification.TOURED:
        stages.follow_tours(tx, into.id)
        return
    values: dict[str, Any] = {"status": status, "lost_reason": step.before["lost_reason"]}
    values |= qualification.columns({**into._mapping, **values})
    if values["is_qualified"] and status in ("new", "contacted") and not step.before["is_qualified"]:
        values["status"] = "qualified"
    tx.connection.execute(update(Lead).where(Lead.id == into.id).values(**values))
    note(tx, into.company_id, into.id, "status", SYSTEM, text="the tour went with another lead",
         data={"from": into.status, "to": values["status"]})  # fmt: skip


def _talks(tx: Tx, step: Any, visitor_id: str | None) -> list[str]:
    """The conversations that go back."""
    moved = step.moved.get(Conversation.__tablename__, [])
    if visitor_id is None:
        return moved
    begun_since = select(Conversation.id).where(
        Conversation.lead_id == step.into_id,
        Conversation.visitor_id == visitor_id,
        Conversation.id > step.merge_id,
    )
    return [*moved, *tx.connection.execute(begun_since).scalars()]


def _tours(tx: Tx, lead_id: str) -> set[str]:
    return set(tx.connection.execute(select(Tour.id).where(Tour.lead_id == lead_id)).scalars())


def _move_back(tx: Tx, step: Any, talks: Sequence[str]) -> None:
    for table in referring():
        went = [table.c.id.in_(step.moved[table.name])] if table.name in step.moved else []
        key = table.c.id if table.name == Conversation.__tablename__ else table.c.get("conversation_id")
        followed = [key.in_(talks)] if talks and key is not None else []
        if went or followed:
            back = (table.c.lead_id == step.into_id) & or_(*went, *followed)
            tx.connection.execute(update(table).where(back).values(lead_id=step.lead_id))


def _restore_survivor(tx: Tx, company_id: str, step: Any, said: Apart) -> None:
    row = lead_of(tx, company_id, step.into_id)
    without = put(row, said.rest, step.after["stamps"])
    values, untouched = _restored({**row._mapping, **without}, step.before, step.after)
    values = without | values
    # A name and an address go with what is found by them.
    values |= _keys(values)
    if not untouched:
        values |= {**qualification.columns({**row._mapping, **values}), "updated_at": tx.now}
        values |= _stage(tx, {**row._mapping, **values}, step)
    tx.connection.execute(update(Lead).where(Lead.id == step.into_id).values(**values))


def _stage(tx: Tx, lead: Mapping[str, Any], step: Any) -> dict[str, Any]:
    """Who said enough since the merge is qualified by that; who counted as qualified only by the words that went is
    where they were before."""
    if lead["is_qualified"]:
        newly = lead["status"] in ("new", "contacted") and not step.before["is_qualified"]
        return {"status": "qualified"} if newly else {}
    if lead["status"] != "qualified":
        return {}
    newest = (
        select(LeadActivity.actor)
        .where(LeadActivity.lead_id == step.into_id, LeadActivity.type == "status", LeadActivity.id > step.merge_id)
        .order_by(LeadActivity.id.desc())
        .limit(1)
    )
    if tx.connection.execute(newest).scalar_one_or_none() != "system":
        return {}
    before = step.before["status"]
    return {"status": before if before in ("new", "contacted") else "contacted"}


def _take_words(tx: Tx, lead: Any, said: Apart, talks: Sequence[str]) -> None:
    """Give the lead what its conversations said while it was merged."""
    words = {**_held(tx, lead, talks), **said.theirs}
    if not words:
        return
    values = put(lead, words, {}) | {"updated_at": tx.now}
    tx.connection.execute(update(Lead).where(Lead.id == lead.id).values(**values))
    if values["is_qualified"] and lead.status in ("new", "contacted"):
        moved: Any = tx.connection.execute(select(Lead.__table__).where(Lead.id == lead.id)).one()
        stages.move(tx, moved, "qualified", because="said enough to be matched to homes")


def _held(tx: Tx, lead: Any, talks: Sequence[str]) -> dict[str, Said]:
    """What the newest of its conversations holds and the lead never heard, since the survivor knew it already."""
    newest = select(Conversation.__table__).where(Conversation.id.in_(talks)).order_by(Conversation.id.desc()).limit(1)
    row = tx.connection.execute(newest).one_or_none()
    if row is None:
        return {}
    known = from_row(row)
    held = {name: getattr(known.contact, name) for name in CONTACT}
    held |= {f"{_WISH}{name}": value for name, value in preferences(known).items()}
    at = row.updated_at.isoformat()
    return {
        name: Said(value, at)
        for name, value in held.items()
        if value is not None and name not in lead.stamps and _value(lead, name) is None
    }


def _value(lead: Any, name: str) -> Any:
    return lead.preferences.get(name.removeprefix(_WISH)) if name.startswith(_WISH) else getattr(lead, name)


def put(lead: Any, words: Mapping[str, Said], stamps: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a lead's words with others in their place, and what follows from them. Where it is not known when
    one was said, `stamps` tells."""
    wishes, stamped = dict(lead.preferences), dict(lead.stamps)
    columns: dict[str, Any] = {name: getattr(lead, name) for name in CONTACT}
    for name, said in words.items():
        if name in CONTACT:
            columns[name] = said.value
        elif name.startswith(_WISH) and said.value is None:
            wishes.pop(name.removeprefix(_WISH), None)
        elif name.startswith(_WISH):
            wishes[name.removeprefix(_WISH)] = said.value
        else:
            continue
        at = said.at or stamps.get(name)
        if at is None:
            stamped.pop(name, None)
        else:
            stamped[name] = at
    columns |= {"preferences": wishes, "stamps": stamped, **_keys(columns)}
    return columns | (qualification.columns({**lead._mapping, **columns}) if words else {})


def _keys(contact: Mapping[str, Any]) -> dict[str, Any]:
    """What a lead is found by."""
    return {
        "email_weak": weak_email(contact["email"]),
        "name_key": name_key(contact["first_name"], contact["last_name"]),
    }


def _restored(
    now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """The fields that go back, and whether all do. One that was changed since the merge stays as it is."""
    current = as_json({name: now[name] for name in FIELDS})
    values: dict[str, Any] = {}
    for name in FIELDS:
        if current[name] == after[name]:
            values[name] = before[name]
        elif name in _BY_KEY:
            values[name] = _entries(current[name], before[name], after[name])
    untouched = all(current[name] == after[name] for name in FIELDS)
    if "updated_at" in values:
        values["updated_at"] = datetime.fromisoformat(before["updated_at"])
    return values, untouched


def _entries(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    missing = object()
    found = dict(now)
    for key in {*before, *after}:
        if now.get(key, missing) == after.get(key, missing):
            if key in before:
                found[key] = before[key]
            else:
                found.pop(key, None)
    return found
