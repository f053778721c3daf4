"""Browsers on a company's widgets, as staff see them, and as one of them asks about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, select, update

from leasing import attribution
from leasing.database import Tx
from leasing.errors import Forbidden, Invalid, NotFound
from leasing.models import Conversation, Visitor
from leasing.people import normal_email
from leasing.services.conversation_lists import Filters
from leasing.services.search import contains
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class VisitorView:
    id: str
    browser_id: str
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    lead_source: str | None
    first_touch: dict[str, Any]
    last_touch: dict[str, Any]
    session_count: int
    last_seen: datetime
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """A visit: a conversation from its beginning to its end."""

    conversation_id: str
    property_id: str
    source: str | None
    page_url: str | None
    referrer: str | None
    started_at: datetime
    last_message_at: datetime
    ended_at: datetime | None
    message_count: int


def page(tx: Tx, scope: StaffScope, paging: Paging, search: str | None = None) -> Page[VisitorView]:
    """Who was seen last first."""
    statement = _seen(scope)
    if search:
        columns = (Visitor.first_name, Visitor.last_name, Visitor.email, Visitor.phone)
        statement = statement.where(or_(*(contains(column, search) for column in columns)))
    newest = statement.order_by(Visitor.last_seen.desc(), Visitor.id.desc())
    return scope.page(tx, newest, paging).map(_view)


def get(tx: Tx, scope: StaffScope, visitor_id: str) -> VisitorView:
    """Raises `NotFound`."""
    return _view(held(tx, scope, visitor_id))


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> VisitorView:
    """Enter a browser that has not been here yet: of a kiosk in the office, say. Raises `Invalid` and `Forbidden`."""
    if scope.properties is not None:
        raise Forbidden(
            "You work at certain properties only; a browser belongs to none yet.", code="INSUFFICIENT_PERMISSIONS"
        )
    visit = attribution.touch(None, None, given.get("lead_source"), tx.now)
    row_id = scope.insert(
        tx,
        Visitor,
        browser_id=str(uuid4()),
        **_fields(given),
        lead_source=visit["source"],
        first_touch=visit,
        last_touch=visit,
        session_count=0,
        last_seen=tx.now,
    )
    return _view(scope.get(tx, Visitor, row_id))


def change(tx: Tx, scope: StaffScope, visitor_id: str, given: Mapping[str, Any]) -> VisitorView:
    """Raises `NotFound` and `Invalid`."""
    held(tx, scope, visitor_id)
    values = _fields(given)
    if given.get("lead_source"):
        values["lead_source"] = attribution.source_name(given["lead_source"])
    scope.change(tx, Visitor, visitor_id, **values)
    return get(tx, scope, visitor_id)


def conversations_of(tx: Tx, scope: StaffScope, visitor_id: str) -> Filters:
    """Which conversations are a browser's. Raises `NotFound`."""
    held(tx, scope, visitor_id)
    return Filters(visitor_id=visitor_id)


def sessions(tx: Tx, scope: StaffScope, visitor_id: str, paging: Paging) -> Page[SessionView]:
    """The visits of a browser, the newest first. Raises `NotFound`."""
    held(tx, scope, visitor_id)
    statement = scope.select(Conversation).where(Conversation.visitor_id == visitor_id)
    return scope.page(tx, statement.order_by(Conversation.id.desc()), paging).map(_session)


def own(tx: Tx, conversation_id: str, browser_id: str) -> VisitorView:
    """The browser that opened a conversation, which must be this one. Raises `NotFound`."""
    return _view(_own(tx, conversation_id, browser_id))


def seen(tx: Tx, conversation_id: str, browser_id: str, *, new_session: bool = False) -> VisitorView:
    """Note that a browser is here now, or that it has come again. Raises `NotFound`."""
    row = _own(tx, conversation_id, browser_id)
    count = row.session_count + int(new_session)
    values = {"last_seen": tx.now, "session_count": count, "updated_at": tx.now}
    tx.connection.execute(update(Visitor).where(Visitor.id == row.id).values(**values))
    return _view(_own(tx, conversation_id, browser_id))


def _own(tx: Tx, conversation_id: str, browser_id: str) -> Any:
    mine = (
        select(Visitor.__table__)
        .join(Conversation, Conversation.visitor_id == Visitor.id)
        .where(Conversation.id == conversation_id, Visitor.browser_id == browser_id)
    )
    row = tx.connection.execute(mine).one_or_none()
    if row is None:
        raise NotFound("This conversation was not opened by that browser.")
    return row


def _seen(scope: StaffScope) -> Any:
    """Those who spoke at a property that the caller sees; all of the company's for who sees all."""
    statement = scope.select(Visitor)
    if scope.properties is None:
        return statement
    return statement.where(Visitor.id.in_(scope.select(Conversation, Conversation.visitor_id)))


def held(tx: Tx, scope: StaffScope, visitor_id: str) -> Any:
    """A browser that the caller may see. Raises `NotFound`."""
    row = tx.connection.execute(_seen(scope).where(Visitor.id == visitor_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no visitor with the id {visitor_id[:80]!r}.")
    if scope.changing and scope.writable is not None:
        talks = scope.select(Conversation, Conversation.property_id).where(Conversation.visitor_id == visitor_id)
        if not scope.writable.issuperset(tx.connection.execute(talks).scalars()):
            raise Forbidden("You may read this property, not change it.", code="INSUFFICIENT_PERMISSIONS")
    return row


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: given[name] for name in ("first_name", "last_name", "email", "phone") if name in given}
    if found.get("email"):
        found["email"] = normal_email(found["email"])
        if found["email"] is None:
            raise Invalid.field("email", f"{given['email'][:80]} is not a complete email.", "format")
    return found


def _view(row: Any) -> VisitorView:
    return VisitorView(**{name: getattr(row, name) for name in VisitorView.__slots__})


def _session(row: Any) -> SessionView:
    return SessionView(
        conversation_id=row.id,
        property_id=row.property_id,
        source=row.source,
        page_url=row.page_url,
        referrer=row.referrer,
        started_at=row.created_at,
        last_message_at=row.last_message_at,
        ended_at=row.ended_at,
        message_count=row.last_seq,
    )
