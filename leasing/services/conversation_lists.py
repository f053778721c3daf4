"""Conversations as staff look for them: filtered, searched, sorted, taken along as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Select, false

from leasing.database import Tx
from leasing.models import Conversation, ConversationTag, Faq, FaqWaiter, Lead, Message, Property
from leasing.services import word_search
from leasing.services.outcomes import outcome, waiting_since
from leasing.services.transcripts import ConversationView, MatchView, rows_of, views
from leasing.services.word_search import Query
from leasing.tables import cells
from leasing.tenancy import Page, Paging, StaffScope
from leasing.zones import check_year, zone

Sort = Literal["recent", "score", "waiting"]
MOST_SHOWN = 3
"""matches of a search that are shown of a conversation"""
EXPORTED_AT_ONCE = 500
"""rows that an export reads in one transaction"""
EXPORTED = (
    "id", "property_id", "property_name", "visitor_id", "lead_id", "status", "mode", "outcome", "source", "locale",
    "message_count", "lead_score", "is_qualified", "is_book_tour", "first_name", "last_name", "email", "phone",
    "bedrooms", "move_in_date", "price_range_min", "price_range_max", "tags", "start_time", "last_message_at",
    "end_time",
)  # fmt: skip
_CONTACT = frozenset({"first_name", "last_name", "email", "phone"})


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conversations; what is None is not asked about. Days are those of the property's zone where one is named,
    of UTC otherwise, the last one included."""

    property_id: str | None = None
    status: Sequence[str] | None = None
    mode: str | None = None
    outcome: str | None = None
    assigned_to: str | None = None
    lead_id: str | None = None
    visitor_id: str | None = None
    has_question: bool | None = None
    is_qualified: bool | None = None
    is_book_tour: bool | None = None
    source: str | None = None
    locale: str | None = None
    tag: str | None = None
    min_score: int | None = None
    created_from: date | None = None
    created_to: date | None = None
    search: str | None = None
    sort: Sort = "recent"


def page(tx: Tx, scope: StaffScope, paging: Paging, filters: Filters) -> Page[ConversationView]:
    """Conversations, the one that was talked in last first; by `score` the highest first; by `waiting` who has waited
    longest first, and after them those that wait for nobody. Raises `NotFound` for a property that is not there."""
    query = word_search.parse(filters.search) if filters.search else None
    # The ids first: what a row costs to work out is worked out for those of the page only.
    bare = _filtered(tx, scope, filters, _bare(scope), query)
    ids = scope.page(tx, _sorted(bare, filters.sort), paging).map(lambda row: row.id)
    there = tx.connection.execute(rows_of(tx, scope).where(Conversation.id.in_(ids.items)))
    by_id = {row.id: row for row in there}
    rows = [by_id[one] for one in ids.items if one in by_id]
    found = _matches(tx, scope, [row.id for row in rows], query) if query else None
    return Page(views(tx, scope, rows, found), ids.total, paging)


def exported(tx: Tx, scope: StaffScope, filters: Filters, before: str | None) -> tuple[str, str | None]:
    """The next rows of an export as lines of CSV, the newest conversation first, and where to go on; None at the end.
    `before` is where the last call said to, None at first: then the head of the table comes too."""
    query = word_search.parse(filters.search) if filters.search else None
    statement = _filtered(tx, scope, filters, rows_of(tx, scope), query).order_by(Conversation.id.desc())
    if before is not None:
        statement = statement.where(Conversation.id < before)
    rows = tx.connection.execute(statement.limit(EXPORTED_AT_ONCE)).all()
    lines: Iterable[Sequence[Any]] = (_line(view) for view in views(tx, scope, rows))
    head = [EXPORTED] if before is None else []
    return cells([*head, *lines]), rows[-1].id if len(rows) == EXPORTED_AT_ONCE else None


def _line(view: ConversationView) -> list[Any]:
    return [
        " ".join(view.tags) if name == "tags" else getattr(view.contact if name in _CONTACT else view, name)
        for name in EXPORTED
    ]


def _bare(scope: StaffScope) -> Select[Any]:
    """The same rows without what only a page shows."""
    return scope.select(Conversation, Conversation.id).outerjoin(Lead.__table__, Lead.id == Conversation.lead_id)


def _filtered(tx: Tx, scope: StaffScope, filters: Filters, statement: Select[Any], query: Query | None) -> Select[Any]:
    for column, wanted in (
        (Conversation.property_id, filters.property_id),
        (Conversation.mode, filters.mode),
        (Conversation.lead_id, filters.lead_id),
        (Conversation.visitor_id, filters.visitor_id),
        (Conversation.source, filters.source),
        (Conversation.is_qualified, filters.is_qualified),
        (Conversation.is_book_tour, filters.is_book_tour),
        (Lead.assigned_to, filters.assigned_to),
        (outcome(tx), filters.outcome),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if filters.status:
        statement = statement.where(Conversation.status.in_(filters.status))
    if filters.locale:
        statement = statement.where(Conversation.locale.startswith(filters.locale, autoescape=True))
    if filters.min_score is not None:
        statement = statement.where(Conversation.lead_score >= filters.min_score)
    if filters.tag:
        tagged = scope.select(ConversationTag, ConversationTag.conversation_id)
        statement = statement.where(Conversation.id.in_(tagged.where(ConversationTag.tag == filters.tag.lower())))
    if filters.has_question is not None:
        asked = _with_questions(scope)
        statement = statement.where(
            Conversation.id.in_(asked) if filters.has_question else Conversation.id.not_in(asked)
        )
    if filters.search:
        found = word_search.conversations_with(tx, scope.company_id, query) if query else None
        statement = statement.where(Conversation.id.in_(found) if found is not None else false())
    return _in_days(tx, scope, filters, statement)


def _with_questions(scope: StaffScope) -> Select[Any]:
    return (
        scope.select(FaqWaiter, FaqWaiter.conversation_id)
        .join(Faq.__table__, Faq.id == FaqWaiter.faq_id)
        .where(FaqWaiter.answered_at.is_(None), Faq.status == "pending")
    )


def _in_days(tx: Tx, scope: StaffScope, filters: Filters, statement: Select[Any]) -> Select[Any]:
    check_year(filters.created_from, "created_from")
    check_year(filters.created_to, "created_to")
    name = scope.get(tx, Property, filters.property_id).timezone if filters.property_id else "UTC"
    if filters.created_from is not None:
        statement = statement.where(Conversation.created_at >= _midnight(filters.created_from, name))
    if filters.created_to is not None:
        statement = statement.where(Conversation.created_at < _midnight(filters.created_to + timedelta(days=1), name))
    return statement


def _midnight(day: date, zone_name: str) -> datetime:
    return datetime.combine(day, time(), zone(zone_name))


def _sorted(statement: Select[Any], sort: Sort) -> Select[Any]:
    newest = (Conversation.last_message_at.desc(), Conversation.id.desc())
    match sort:
        case "recent":
            return statement.order_by(*newest)
        case "score":
            return statement.order_by(Conversation.lead_score.desc(), *newest)
        case "waiting":
            return statement.order_by(waiting_since().asc().nulls_last(), *newest)


def _matches(tx: Tx, scope: StaffScope, ids: Sequence[str], query: Query) -> dict[str, list[MatchView]]:
    found: defaultdict[str, list[MatchView]] = defaultdict(list)
    columns = (Message.id, Message.conversation_id, Message.seq, Message.author, Message.text)
    statement = scope.select(Message, *columns).where(
        Message.conversation_id.in_(ids), word_search.said_with(tx, query)
    )
    for row in tx.connection.execute(statement.order_by(Message.conversation_id, Message.seq)):
        shown = found[row.conversation_id]
        part = word_search.excerpt(row.text, query) if len(shown) < MOST_SHOWN else None
        if part is not None:
            shown.append(MatchView(row.id, row.seq, row.author, part.text, part.marks))
    return found
