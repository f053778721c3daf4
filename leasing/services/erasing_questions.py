"""Erasing what somebody asked, and what the team was told about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update

from leasing.database import Tx
from leasing.models import (
    Base,
    Faq,
    FaqObservation,
    FaqSuggestion,
    FaqVersion,
    FaqWaiter,
    Notification,
    NotificationDelivery,
    Property,
    Task,
)
from leasing.services import erasing_words
from leasing.services.erasing_tally import Gone
from leasing.services.persons import Person
from leasing.services.privacy import TITLE_CHARACTERS


def erase(tx: Tx, person: Person, gone: Gone) -> None:
    """Questions that nobody else asked go while they wait, and where they were answered to this person only; others
    stay in another's words. What is knowledge stays, without what tells the person."""
    mine = FaqWaiter.conversation_id.in_(person.conversations)
    asking = select(FaqWaiter.faq_id).where(mine)
    asked = tx.connection.execute(select(Faq.__table__).where(Faq.id.in_(asking)).order_by(Faq.id)).all()
    _notifications(tx, person, [faq.id for faq in asked], gone)
    _suggestions(tx, person, gone)
    for faq in asked:
        if faq.status != "pending" and faq.in_knowledge:
            _scrub(tx, person, faq)
            gone.remains["answered_questions"] += 1
            continue
        others = (
            select(FaqWaiter.question, FaqWaiter.conversation_id, FaqWaiter.answer)
            .where(FaqWaiter.faq_id == faq.id, ~mine, FaqWaiter.question.is_not(None))
            .order_by(FaqWaiter.created_at)
        )
        other = tx.connection.execute(others.limit(1)).one_or_none()
        if other is not None:
            _hand_over(tx, person, faq, other)
            gone.remains["questions_of_others"] += 1
        elif faq.source_type == "conversation":
            tx.connection.execute(delete(Faq).where(Faq.id == faq.id))
            gone.erased["questions"] += 1


def _notifications(tx: Tx, person: Person, faq_ids: Sequence[str], gone: Gone) -> None:
    """What managers were told about the person, with the mails in which it left. An inbox keeps its last number, so
    that a dashboard resumes where it was."""
    told = or_(
        Notification.lead_id.in_(person.leads),
        Notification.conversation_id.in_(person.conversations),
        Notification.tour_id.in_(person.tours),
        # Of a question that others asked too, what was told about their conversation stays.
        Notification.faq_id.in_(faq_ids) & Notification.conversation_id.is_(None),
    )
    about = select(Notification.id).where(Notification.company_id == person.company_id, told)
    # One that only names the person stays without the name; what was mailed of it goes.
    words = (Notification.title, Notification.body)
    named = [erasing_words.holds(column, sign) for column in words for sign in sorted(person.signs)]
    mailed = select(Notification.id).where(Notification.company_id == person.company_id, or_(told, *named))
    batches = select(NotificationDelivery.batch).where(
        NotificationDelivery.notification_id.in_(mailed), NotificationDelivery.batch.is_not(None)
    )
    gone.mails += [batch for batch in tx.connection.execute(batches.distinct()).scalars() if batch is not None]
    gone.erased["notifications"] += tx.connection.execute(
        delete(Notification).where(Notification.id.in_(about)).execution_options(synchronize_session=False)
    ).rowcount


def _suggestions(tx: Tx, person: Person, gone: Gone) -> None:
    """What their talks suggested goes where no other talk bears it out, else it is worded as in the oldest of those.
    An entry that was made of it is knowledge."""
    mine = FaqObservation.conversation_id.in_(person.conversations)
    borne_out = select(FaqObservation.suggestion_id).where(mine, FaqObservation.suggestion_id.is_not(None))
    found = select(FaqSuggestion.__table__).where(FaqSuggestion.id.in_(borne_out)).order_by(FaqSuggestion.id)
    for row in tx.connection.execute(found).all():
        entry = tx.connection.execute(select(Faq.__table__).where(Faq.id == row.faq_id)).one_or_none()
        if entry is not None:
            _scrub(tx, person, entry)
        others = (
            select(FaqObservation.question, FaqObservation.answer)
            .where(FaqObservation.suggestion_id == row.id, ~mine, FaqObservation.question.is_not(None))
            .order_by(FaqObservation.said_at, FaqObservation.message_id)
        )
        other = tx.connection.execute(others.limit(1)).one_or_none()
        if other is None:
            tx.connection.execute(delete(FaqSuggestion).where(FaqSuggestion.id == row.id))
            gone.erased["suggestions"] += 1
        else:
            words = {"question": other.question, "answer": other.answer, "updated_at": tx.now}
            tx.connection.execute(update(FaqSuggestion).where(FaqSuggestion.id == row.id).values(**words))


def _scrub(tx: Tx, person: Person, faq: Any) -> None:
    """Knowledge keeps its answer; the question as they put it may tell who they are."""
    tables = Base.metadata.tables
    faqs, versions = tables[Faq.__tablename__], tables[FaqVersion.__tablename__]
    erasing_words.take_out(tx, versions, person, versions.c.faq_id == faq.id, ["question"])
    if erasing_words.take_out(tx, faqs, person, faqs.c.id == faq.id, ["question"]):
        # What is searched is read anew.
        newer = update(Property).where(Property.id == faq.property_id)
        tx.connection.execute(newer.values(knowledge_version=Property.knowledge_version + 1))


def _hand_over(tx: Tx, person: Person, faq: Any, other: Any) -> None:
    """A question, and the task that asks for its answer, are from now on those of another who waits. What it said
    before was the person's."""
    said = {"question": other.question, "answer": other.answer or faq.answer}
    tx.connection.execute(update(Faq).where(Faq.id == faq.id).values(**said, updated_at=tx.now))
    tx.connection.execute(delete(FaqVersion).where(FaqVersion.faq_id == faq.id))
    mine = (Task.faq_id == faq.id, Task.conversation_id.in_(person.conversations))
    theirs = {"conversation_id": other.conversation_id, "title": other.question[:TITLE_CHARACTERS]}
    tx.connection.execute(update(Task).where(*mine).values(**theirs))
