"""Erasing what is somebody's, row by row; what must remain is kept without them.

- Tours stay as statistics: time, type, home, outcome. One that is ahead is cancelled.
- Events stay as names and moments.
- A question that others wait for too stays in another's words.
- What staff have answered is the community's knowledge and stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Table, Text, cast, delete, func, or_, select, update

from leasing.database import Tx
from leasing.models import (
    Attachment,
    Base,
    Conversation,
    DomainEvent,
    Faq,
    FaqWaiter,
    Lead,
    Message,
    OutboxItem,
    Task,
    Tour,
    TourEvent,
    Visitor,
)
from leasing.services import calendar, word_search
from leasing.services.calendar import STANDING
from leasing.services.persons import Person, signs_of
from leasing.services.privacy import TITLE_CHARACTERS
from leasing.services.search import contains

ERASED = "[erased]"
SENDING = timedelta(seconds=90)
"""after which a mail that was being sent at that moment is there or never comes"""
NOT_SWEPT = frozenset(
    {
        "companies", "users", "staff_sessions", "property_managers", "properties", "units", "floor_plans", "photos",
        "fees", "rents", "specials", "documents", "document_versions", "document_chunks", "knowledge_pages",
        "knowledge_sources", "faqs", "faq_versions", "messages", "turns", "turn_effects", "client_frames",
    }
)  # fmt: skip
"""tables that are the company's own, whose words the same address may be, or that hold nothing but talks"""


@dataclass(slots=True)
class Gone:
    """What was erased and what remains, in numbers, and the files that are still to be deleted."""

    erased: Counter[str] = field(default_factory=Counter[str])
    remains: Counter[str] = field(default_factory=Counter[str])
    attachments: list[str] = field(default_factory=list[str])
    mails: list[str] = field(default_factory=list[str])
    """keys of the outbox under which mails were sent"""
    still_sending: bool = False


def erase(tx: Tx, person: Person) -> Gone:
    """Erase the rows of a person. The files are named, and deleted after the commit."""
    gone = Gone()
    _tours(tx, person, gone)
    _questions(tx, person, gone)
    _outbox(tx, person, gone)
    _events(tx, person, gone)
    _talks(tx, person, gone)
    _leads(tx, person, gone)
    _browsers(tx, person, gone)
    _elsewhere(tx, person, gone)
    return gone


def _tours(tx: Tx, person: Person, gone: Gone) -> None:
    tours = tx.connection.execute(select(Tour.__table__).where(Tour.id.in_(person.tours))).all()
    for tour in tours:
        ahead = tour.status in STANDING and tour.ends_at > tx.now
        if ahead:
            calendar.free_tour(tx, tour.id)
            tx.emit("tour.cancelled", tour.company_id, property_id=tour.property_id, subject_id=tour.id)
        values = {"status": "cancelled", "revision": tour.revision + 1} if ahead else {}
        tx.connection.execute(
            update(Tour)
            .where(Tour.id == tour.id)
            .values(notes=None, lead_id=None, conversation_id=None, language=None, updated_at=tx.now, **values)
        )
    tx.connection.execute(update(TourEvent).where(TourEvent.tour_id.in_(person.tours)).values(data={}))
    gone.remains["tours"] += len(tours)


def _questions(tx: Tx, person: Person, gone: Gone) -> None:
    """Waiting questions: those that nobody else asked go, the others stay in another's words."""
    mine = FaqWaiter.conversation_id.in_(person.conversations)
    asked = (
        select(Faq.id, Faq.status, Faq.source_type)
        .join(FaqWaiter, FaqWaiter.faq_id == Faq.id)
        .where(mine)
        .order_by(Faq.id)
        .distinct()
    )
    for faq in tx.connection.execute(asked).all():
        if faq.status != "pending":
            gone.remains["answered_questions"] += 1
            continue
        others = (
            select(FaqWaiter.question, FaqWaiter.conversation_id)
            .where(FaqWaiter.faq_id == faq.id, ~mine, FaqWaiter.question.is_not(None))
            .order_by(FaqWaiter.created_at)
        )
        other = tx.connection.execute(others.limit(1)).one_or_none()
        if other is not None:
            _hand_over(tx, person, faq.id, other)
            gone.remains["questions_of_others"] += 1
        elif faq.source_type == "conversation":
            tx.connection.execute(delete(Faq).where(Faq.id == faq.id))
            gone.erased["questions"] += 1


def _hand_over(tx: Tx, person: Person, faq_id: str, other: Any) -> None:
    """A question, and the task that asks for its answer, are from now on those of another who waits."""
    tx.connection.execute(update(Faq).where(Faq.id == faq_id).values(question=other.question, updated_at=tx.now))
    mine = (Task.faq_id == faq_id, Task.conversation_id.in_(person.conversations))
    theirs = {"conversation_id": other.conversation_id, "title": other.question[:TITLE_CHARACTERS]}
    tx.connection.execute(update(Task).where(*mine).values(**theirs))


def _outbox(tx: Tx, person: Person, gone: Gone) -> None:
    """Side effects that name them: what waits is never done, what was mailed is deleted here too."""
    payload = cast(OutboxItem.payload, Text)
    ids = person.conversations | person.leads | person.tours
    named: list[ColumnElement[bool]] = [OutboxItem.key.contains(one, autoescape=True) for one in sorted(ids)]
    named += [payload.contains(one, autoescape=True) for one in sorted(ids)]
    named += [contains(payload, sign) for sign in sorted(person.signs)]
    if not named:
        return
    found: dict[str, Any] = {}
    for start in range(0, len(named), 200):
        about = or_(*named[start : start + 200])
        statement = select(OutboxItem.id, OutboxItem.key, OutboxItem.kind, OutboxItem.state).where(
            OutboxItem.company_id == person.company_id, OutboxItem.kind != "erase_files", about
        )
        found |= {row.id: row for row in tx.connection.execute(statement)}
    gone.mails += [row.key for row in found.values() if row.state != "pending"]
    gone.still_sending = any(row.state == "running" for row in found.values())
    gone.erased["outbox"] += _delete(tx, OutboxItem, found)


def _events(tx: Tx, person: Person, gone: Gone) -> None:
    ids = sorted(person.ids)
    talk = DomainEvent.data["conversation_id"].as_string()
    about = or_(DomainEvent.subject_id.in_(ids), talk.in_(sorted(person.conversations)))
    done = tx.connection.execute(
        update(DomainEvent)
        .where(DomainEvent.company_id == person.company_id, about)
        .values(data={}, subject_id=None)
        .execution_options(synchronize_session=False)
    )
    gone.remains["events"] += done.rowcount


def _talks(tx: Tx, person: Person, gone: Gone) -> None:
    ids = sorted(person.conversations)
    files = select(Attachment.id).where(Attachment.conversation_id.in_(ids))
    gone.attachments += tx.connection.execute(files).scalars()
    gone.erased["attachments"] += len(gone.attachments)
    said = select(func.count()).select_from(Message).where(Message.conversation_id.in_(ids))
    gone.erased["messages"] += tx.connection.execute(said).scalar_one()
    gone.erased["conversations"] += _delete(tx, Conversation, ids)


def _leads(tx: Tx, person: Person, gone: Gone) -> None:
    there = select(Lead.id).where(Lead.id.in_(person.leads))
    count = len(tx.connection.execute(there).all())
    _delete(tx, Lead, person.leads)
    gone.erased["leads"] += count


def _browsers(tx: Tx, person: Person, gone: Gone) -> None:
    """A browser that others speak with too stays, without what it told of this person."""
    for visitor_id in sorted(person.visitors):
        shared = select(Conversation.id).where(Conversation.visitor_id == visitor_id).limit(1)
        if tx.connection.execute(shared).one_or_none() is None:
            gone.erased["visitors"] += _delete(tx, Visitor, [visitor_id])
        else:
            _unname(tx, person, visitor_id)
            gone.remains["shared_browsers"] += 1


def _unname(tx: Tx, person: Person, visitor_id: str) -> None:
    """Take the person's name and contact from a browser, unless they are those of another who uses it."""
    names = ("first_name", "last_name", "email", "phone")
    columns = [getattr(Visitor, name) for name in names]
    row: Any = tx.connection.execute(select(*columns).where(Visitor.id == visitor_id)).mappings().one()
    if person.signs.intersection(signs_of(row)):
        nobody = dict.fromkeys(names)
        tx.connection.execute(update(Visitor).where(Visitor.id == visitor_id).values(**nobody))


def _delete(tx: Tx, model: Any, ids: Iterable[str]) -> int:
    listed = sorted(ids)
    count = 0
    for start in range(0, len(listed), 500):
        count += tx.connection.execute(delete(model).where(model.id.in_(listed[start : start + 500]))).rowcount
    return count


def _elsewhere(tx: Tx, person: Person, gone: Gone) -> None:
    """Their address, number and whole name wherever else the company has them."""
    if not person.signs:
        return
    pattern = re.compile("|".join(re.escape(sign) for sign in sorted(person.signs)), re.IGNORECASE)
    for table in Base.metadata.sorted_tables:
        if "company_id" in table.c and table.name not in NOT_SWEPT:
            gone.erased["mentions"] += _swept(tx, table, person, pattern, None)
    for sign in person.signs:
        query = word_search.parse(sign)
        if query is not None:
            talks = word_search.conversations_with(tx, person.company_id, query)
            messages = Base.metadata.tables["messages"]
            gone.erased["mentions"] += _swept(tx, messages, person, pattern, messages.c.conversation_id.in_(talks))


def _swept(tx: Tx, table: Table, person: Person, pattern: re.Pattern[str], among: ColumnElement[bool] | None) -> int:
    """Take the signs out of a table's texts; in how many rows they were."""
    texts = [c for c in table.c if isinstance(c.type, (String, JSON)) and not c.foreign_keys and not c.primary_key]
    if not texts:
        return 0
    found = or_(*(contains(cast(column, Text), sign) for column in texts for sign in sorted(person.signs)))
    keys = list(table.primary_key.columns)
    statement = select(*keys, *texts).where(table.c.company_id == person.company_id, found)
    if among is not None:
        statement = statement.where(among)
    rows = tx.connection.execute(statement).all()
    for row in rows:
        values = {c.name: _without(getattr(row, c.name), pattern) for c in texts}
        changed = {name: value for name, value in values.items() if value != getattr(row, name)}
        where = [key == getattr(row, key.name) for key in keys]
        if changed:
            tx.connection.execute(update(table).where(*where).values(**changed))
    return len(rows)


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, Mapping):
        return {key: _without(item, pattern) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, pattern) for item in value]
    return value
