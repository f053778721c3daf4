"""Erasing what is somebody's, row by row; what must remain is kept without them.

- Tours stay as statistics: time, type, home, outcome. One that is ahead is cancelled.
- Events stay as names and moments.
- A question that others wait for too stays in another's words.
- What staff have answered for everybody is the community's knowledge and stays, without what tells who asked.
- The audit log is staff's own record, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update

from leasing.database import Tx
from leasing.models import (
    Attachment,
    Conversation,
    DomainEvent,
    Lead,
    Message,
    OutboxItem,
    Tour,
    TourEvent,
    Visitor,
)
from leasing.services import calendar, erasing_questions, erasing_words
from leasing.services.calendar import STANDING
from leasing.services.erasing_tally import Gone
from leasing.services.persons import Person, signs_of

SENDING = timedelta(seconds=90)
"""after which a mail that was being sent at that moment is there or never comes"""


def erase(tx: Tx, person: Person) -> Gone:
    """Erase the rows of a person. The files are named, and deleted after the commit."""
    gone = Gone()
    _tours(tx, person, gone)
    erasing_questions.erase(tx, person, gone)
    _outbox(tx, person, gone)
    _events(tx, person, gone)
    _talks(tx, person, gone)
    _leads(tx, person, gone)
    _browsers(tx, person, gone)
    erasing_words.sweep(tx, person, gone)
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


def _outbox(tx: Tx, person: Person, gone: Gone) -> None:
    """Side effects that name them: what waits is never done, what was mailed is deleted here too."""
    payload = cast(OutboxItem.payload, Text)
    ids = person.conversations | person.leads | person.tours
    named: list[ColumnElement[bool]] = [OutboxItem.key.contains(one, autoescape=True) for one in sorted(ids)]
    named += [payload.contains(one, autoescape=True) for one in sorted(ids)]
    named += [erasing_words.holds(payload, sign) for sign in sorted(person.signs)]
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
