"""Prospects: made when a visitor leaves a way to be reached, kept in step with what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from leasing import attribution
from leasing.database import Tx
from leasing.errors import Conflict, NotFound
from leasing.ids import new_id
from leasing.models import Conversation, Lead, LeadActivity, Tour, Visitor
from leasing.people import email_key, name_key, names_agree, weak_email
from leasing.services import doubts, duplicates, hot_leads, merging, qualification, stages, unmerging
from leasing.services.effects import TurnRef
from leasing.services.lead_history import SYSTEM, Actor, apart, note
from leasing.services.merging import Why
from leasing.services.returning import is_shared
from leasing.services.understanding import from_row, preferences
from leasing.services.upserts import insert_unless_there
from leasing.understood import CONTACT, Contact, Understood

_FIND = (
    select(Lead.__table__)
    .where(Lead.property_id == bindparam("property_id"), Lead.visitor_id == bindparam("visitor_id"))
    # A merge at the same time must not be overwritten: whoever comes second sees what the first has done.
    .with_for_update()
)
_LOCKED = select(Lead.__table__).where(Lead.id == bindparam("id")).with_for_update()
_TALK = select(Conversation.__table__).where(Conversation.id == bindparam("conversation_id"))
_CAME_FROM = (
    select(Conversation.source, Conversation.page_url, Conversation.referrer, Conversation.created_at,
           Visitor.first_touch, Visitor.last_touch)
    .join(Visitor, Visitor.id == Conversation.visitor_id)
    .where(Conversation.id == bindparam("conversation_id"))
)  # fmt: skip


def of_visitor(tx: Tx, turn: TurnRef) -> Any:
    """The live lead for whom a browser speaks at a property, held until the commit, or None."""
    own = _own(tx, turn)
    return None if own is None else _hold(tx, own)


def save(tx: Tx, turn: TurnRef, known: Understood, *, lead_id: str | None = None) -> str | None:
    """Bring the visitor's lead to what is known now; returns its id, or None while they cannot be reached.

    `lead_id` is the lead of this conversation so far. What is not said again is still known; what is said anew wins,
    and the history keeps what it replaces. A new address or number is looked for among the company's leads. Call it
    before the conversation's row takes over `known`: what that row holds already is not said anew.
    """
    if not known.contact.reachable:
        return None
    if lead_id is None:
        # Before any lead is held, as everybody does who will look for others with these.
        hold_keys(tx, turn.company_id, weak_email(known.contact.email), known.contact.phone)
    own = _own(tx, turn)
    if own is not None and lead_id is None and _another_person(tx, turn, own, known.contact):
        return _begin_anew(tx, turn, own, known)
    if own is None:
        made = _create(tx, turn, known)
        if made is not None:
            return match(tx, made)
        # Another transaction of the same visitor was quicker.
        own = _own(tx, turn)
    lead = own if own.merged_into_id is None else _hold(tx, own)
    changed = _said_now(tx, turn, _changes(lead, known))
    if changed.keys() & set(CONTACT) and (failing := doubts.unsupported(tx, own, known.contact)):
        if not _take_back(tx, own, failing):
            return _begin_anew(tx, turn, own, known)
        lead = _hold(tx, _own(tx, turn))
        changed = _said_now(tx, turn, _changes(lead, known))
    if changed:
        _apply(tx, turn, lead, changed)
    if lead_id != lead.id:
        of_talk = Conversation.id == turn.conversation_id
        tx.connection.execute(update(Conversation).where(of_talk).values(lead_id=lead.id))
    return match(tx, _hold(tx, lead)) if changed.keys() & set(CONTACT) else lead.id


def _own(tx: Tx, turn: TurnRef) -> Any:
    """The lead that this browser began at this property, merged or not."""
    of_browser = {"property_id": turn.property_id, "visitor_id": turn.visitor_id}
    return tx.connection.execute(_FIND, of_browser).one_or_none()


def _hold(tx: Tx, lead: Any) -> Any:
    """The live lead that a lead has become, as it is now, locked until the commit."""
    if lead.merged_into_id is None:
        return tx.connection.execute(_LOCKED, {"id": lead.id}).one()
    for _ in range(duplicates.ENDS_OF_CHAIN):
        lead = tx.connection.execute(_LOCKED, {"id": lead.merged_into_id or lead.id}).one()
        if lead.merged_into_id is None:
            return lead
    raise RuntimeError(f"lead {lead.id} is merged in a circle")


def _another_person(tx: Tx, turn: TurnRef, own: Any, contact: Contact) -> bool:
    """A shared computer: a new conversation under another name, and not with the address that the lead had before
    it; where several people are known to share it, under no name."""
    names = names_agree((own.first_name, own.last_name), (contact.first_name, contact.last_name))
    if names != "clash" and not (names == "unknown" and is_shared(tx, turn.visitor_id)):
        return False
    before = apart(tx, _hold(tx, own).id, {turn.conversation_id}).rest.get("email")
    email = before.value if before else own.email
    return not (email and contact.email and email_key(email) == email_key(contact.email))


def _begin_anew(tx: Tx, turn: TurnRef, own: Any, known: Understood) -> str:
    """The browser speaks for somebody else from now on. The lead and its conversations stay as they are; what this
    conversation has said to it goes to a lead of its own."""
    held = _hold(tx, own)
    tx.connection.execute(update(Lead).where(Lead.id == own.id).values(visitor_id=None))
    said = apart(tx, held.id, {turn.conversation_id})
    made = _create(tx, turn, known)
    moved = {
        table: tx.connection.execute(
            update(table)
            .where(table.lead_id == held.id, table.conversation_id == turn.conversation_id)
            .values(lead_id=made.id)
        ).rowcount
        for table in (LeadActivity, Tour)
    }
    if said.rest:
        values = unmerging.put(held, said.rest, {}) | {"updated_at": tx.now}
        tx.connection.execute(update(Lead).where(Lead.id == held.id).values(**values))
        told = {name: {"from": said.theirs[name].value, "to": one.value} for name, one in said.rest.items()}
        note(tx, held.company_id, held.id, "updated", SYSTEM, data={"changes": told})
    if moved[Tour]:
        stages.follow_tours(tx, made.id)
        stages.follow_tours(tx, held.id)
    return match(tx, tx.connection.execute(_LOCKED, {"id": made.id}).one())


def _take_back(tx: Tx, own: Any, merge_ids: Iterable[str]) -> bool:
    """Undo merges and leave them to staff as suggestions; False where a later merge builds on one."""
    try:
        for merge_id in merge_ids:
            unmerging.undo(tx, own.company_id, merge_id, SYSTEM, leave="open")
    except Conflict:
        return False
    return True


def _create(tx: Tx, turn: TurnRef, known: Understood) -> Any:
    """A new lead; None where the visitor has one by now."""
    came = tx.connection.execute(_CAME_FROM, {"conversation_id": turn.conversation_id}).one_or_none()
    visit = attribution.touch(came.page_url, came.referrer, came.source, came.created_at) if came else {}
    first = (came.first_touch if came else None) or visit
    wishes = preferences(known)
    given = _given(known.contact)
    row: dict[str, Any] = {
        "id": new_id(),
        "company_id": turn.company_id,
        "property_id": turn.property_id,
        "visitor_id": turn.visitor_id,
        **dict.fromkeys(CONTACT),
        **given,
        **_keys(given),
        "status": "new",
        "source": first.get("source"),
        "first_touch": first,
        "last_touch": attribution.newer((came.last_touch if came else None) or {}, visit),
        "preferences": wishes,
        "stamps": _stamps(tx.now, (*given, *(f"preferences.{name}" for name in wishes))),
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    row |= qualification.columns(row)
    if not insert_unless_there(tx, Lead, row):
        return None
    of_talk = Conversation.id == turn.conversation_id
    tx.connection.execute(update(Conversation).where(of_talk).values(lead_id=row["id"]))
    tx.connection.execute(update(Visitor).where(Visitor.id == turn.visitor_id).values(**given, updated_at=tx.now))
    note(tx, turn.company_id, row["id"], "created", _visitor(turn), data={"source": row["source"], **given})
    emit(tx, "lead.created", row, turn.conversation_id)
    hot_leads.tell(tx, 0, row, turn.conversation_id)
    lead = tx.connection.execute(_LOCKED, {"id": row["id"]}).one()
    if lead.is_qualified:
        _qualified(tx, lead, turn.conversation_id)
    return lead


def _changes(lead: Any, known: Understood) -> dict[str, Any]:
    """Contact fields and `preferences.…` in which the talk and the lead differ, with the talk's values; None for a wish
    that only the lead has."""
    changed: dict[str, Any] = {n: value for n, value in _given(known.contact).items() if getattr(lead, n) != value}
    wishes = preferences(known)
    for name in wishes.keys() | lead.preferences.keys():
        if wishes.get(name) != lead.preferences.get(name):
            changed[f"preferences.{name}"] = wishes.get(name)
    return changed


def _said_now(tx: Tx, turn: TurnRef, changed: dict[str, Any]) -> dict[str, Any]:
    """Of the differences those that are new in this talk. What it held before is older than what staff, a merge or
    another talk have made of the lead since."""
    if not changed:
        return changed
    row = tx.connection.execute(_TALK, {"conversation_id": turn.conversation_id}).one_or_none()
    if row is None:
        return changed
    held = from_row(row)
    before = _given(held.contact) | {f"preferences.{name}": value for name, value in preferences(held).items()}
    return {name: value for name, value in changed.items() if before.get(name) != value}


def _apply(tx: Tx, turn: TurnRef, lead: Any, changed: Mapping[str, Any]) -> None:
    given = {name: value for name, value in changed.items() if name in CONTACT}
    wishes = {name.partition(".")[2]: value for name, value in changed.items() if name not in given}
    values = dict(lead._mapping)
    before = {name: values[name] for name in given} | {f"preferences.{n}": lead.preferences.get(n) for n in wishes}
    values |= {
        **given,
        "preferences": {n: v for n, v in (lead.preferences | wishes).items() if v is not None},
        "stamps": lead.stamps | _stamps(tx.now, changed),
        "updated_at": tx.now,
    }
    values |= _keys(values) | qualification.columns(values)
    tx.connection.execute(update(Lead).where(Lead.id == lead.id).values(**values))
    told = {name: {"from": before[name], "to": value} for name, value in changed.items()}
    note(tx, turn.company_id, lead.id, "updated", _visitor(turn), data={"changes": told})
    if given:
        tx.connection.execute(update(Visitor).where(Visitor.id == turn.visitor_id).values(**given, updated_at=tx.now))
    emit(tx, "lead.updated", values, turn.conversation_id)
    hot_leads.tell(tx, lead.score, values, turn.conversation_id)
    if values["is_qualified"] and not lead.is_qualified:
        _qualified(tx, tx.connection.execute(_LOCKED, {"id": lead.id}).one(), turn.conversation_id)


def _qualified(tx: Tx, lead: Any, conversation_id: str | None) -> None:
    emit(tx, "lead.qualified", lead._mapping, conversation_id)
    if lead.status in ("new", "contacted"):
        stages.move(tx, lead, "qualified", because="said enough to be matched to homes")


def match(tx: Tx, lead: Any) -> str:
    """Merge a lead with those that are surely the same person, the older one staying, and suggest the doubtful ones to
    staff; the id of the live lead afterwards."""
    hold_keys(tx, lead.company_id, lead.email_weak, lead.phone)
    others = duplicates.dismissed(tx, lead.id)
    for found in duplicates.find(tx, lead):
        if found.lead.id in others or found.sign.strength == "distinct":
            continue
        if found.sign.strength == "suggest":
            duplicates.suggest(tx, lead.company_id, lead.id, found)
            continue
        mine, live = duplicates.survivor(tx, _row(tx, lead.id)), duplicates.survivor(tx, found.lead)
        if mine.person_id == live.person_id or live.id in others:
            continue
        older, newer = sorted((mine, live), key=lambda one: (one.created_at, one.id))
        try:
            merging.merge(tx, lead.company_id, older.id, newer.id, Why(found.sign.name, found.evidence, automatic=True))
        except (Conflict, NotFound):
            # Somebody merged or deleted the other one a moment ago: look again.
            return match(tx, tx.connection.execute(_LOCKED, {"id": lead.id}).one())
    return duplicates.survivor(tx, _row(tx, lead.id)).id


def _row(tx: Tx, lead_id: str) -> Any:
    return tx.connection.execute(select(Lead.__table__).where(Lead.id == lead_id)).one()


def hold_keys(tx: Tx, company_id: str, email_weak: str | None, phone: str | None) -> None:
    """Two leads of one address or number that are made at once must see each other: the second waits for the first.
    SQLite has one writer at a time anyway."""
    if tx.connection.dialect.name == "sqlite":
        return
    keys = sorted(f"{company_id}:{key}" for key in (email_weak, phone) if key)
    for key in keys:
        tx.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def touched(tx: Tx, visitor_id: str, last: Mapping[str, Any]) -> None:
    """A browser has come from somewhere again: its leads, or those that they became, were touched last by that."""
    for row in tx.connection.execute(select(Lead.__table__).where(Lead.visitor_id == visitor_id)).all():
        live = duplicates.survivor(tx, row)
        tx.connection.execute(update(Lead).where(Lead.id == live.id).values(last_touch=dict(last)))


def emit(tx: Tx, name: str, lead: Mapping[str, Any], conversation_id: str | None = None) -> None:
    tx.emit(
        name,
        lead["company_id"],
        property_id=lead["property_id"],
        subject_id=lead["id"],
        data={"conversation_id": conversation_id} if conversation_id else {},
    )


def _given(contact: Contact) -> dict[str, str]:
    return {name: value for name, value in asdict(contact).items() if value is not None}


def _keys(contact: Mapping[str, Any]) -> dict[str, Any]:
    """What a lead is found by."""
    return {
        "email_weak": weak_email(contact.get("email")),
        "name_key": name_key(contact.get("first_name"), contact.get("last_name")),
    }


def _stamps(now: datetime, names: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(names, now.isoformat())


def _visitor(turn: TurnRef) -> Actor:
    return Actor("visitor", conversation_id=turn.conversation_id)
