"""How a conversation ended, for those who look at many: one place that decides it, as an SQL expression.

The expressions speak of the conversation that the statement around them selects, and look at its own rows only: they
need no scope, and go by the index of the conversation and not of the company.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from leasing.database import Tx
from leasing.models import Conversation, FaqWaiter, Message, Task, Tour

Outcome = Literal["tour_booked", "answered_by_person", "handed_off", "abandoned", "resolved_by_bot"]
OUTCOMES: tuple[Outcome, ...] = ("tour_booked", "answered_by_person", "handed_off", "abandoned", "resolved_by_bot")
GOING_ON = timedelta(minutes=30)
"""an open conversation that was talked in since has no outcome yet, unless it has reached one"""


def outcome(tx: Tx) -> ColumnElement[Any]:
    """The first that is true:

    - `tour_booked`: a tour came of it that was not cancelled;
    - `answered_by_person`: staff wrote in it;
    - `handed_off`: a person was asked for, or a question of it waits for one;
    - `abandoned`: given up, or opened and never talked in;
    - null: it goes on;
    - `resolved_by_bot`: the assistant answered all of it.
    """
    tours = select(Tour.id).where(Tour.conversation_id == Conversation.id, Tour.status != "cancelled")
    return case(
        (or_(Conversation.is_book_tour, tours.exists()), "tour_booked"),
        (_said_by("manager"), "answered_by_person"),
        (handed_off(), "handed_off"),
        (or_(Conversation.status == "abandoned", ~_said_by("visitor") & ~_goes_on(tx)), "abandoned"),
        (_goes_on(tx), None),
        else_="resolved_by_bot",
    )


def handed_off() -> ColumnElement[bool]:
    """Whether a person was asked to see to a conversation."""
    waits = select(FaqWaiter.faq_id).where(
        FaqWaiter.conversation_id == Conversation.id, FaqWaiter.answered_at.is_(None)
    )
    tasks = select(Task.id).where(Task.conversation_id == Conversation.id, Task.kind == "handoff")
    return or_(
        Conversation.mode.in_(("waiting", "human")),
        Conversation.status == "handed_off",
        tasks.exists(),
        waits.exists(),
    )


def needed_person() -> ColumnElement[bool]:
    """Whether a person was asked for or wrote in a conversation."""
    return or_(_said_by("manager"), handed_off())


def waiting_since() -> ColumnElement[Any]:
    """When the oldest open task about a conversation was made."""
    oldest = select(func.min(Task.created_at)).where(
        Task.conversation_id == Conversation.id, Task.status.in_(("pending", "in_progress"))
    )
    return oldest.scalar_subquery()


def _said_by(author: str) -> ColumnElement[bool]:
    said = select(Message.id).where(Message.conversation_id == Conversation.id, Message.author == author)
    return said.exists()


def _goes_on(tx: Tx) -> ColumnElement[bool]:
    return and_(Conversation.mode != "closed", Conversation.last_message_at > tx.now - GOING_ON)
