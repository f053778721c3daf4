"""How a conversation begins: opened anew or found again, and how its widget looks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from leasing import attribution
from leasing.database import Tx
from leasing.errors import Conflict, Forbidden, NotFound
from leasing.ids import new_id
from leasing.models import Conversation, Property, Visitor
from leasing.services import leads
from leasing.services.communities import load
from leasing.services.returning import carried, is_shared
from leasing.services.upserts import insert_unless_there
from leasing.zones import zone

_PROPERTY = select(Property.__table__).where(
    or_(Property.id == bindparam("reference"), Property.slug == bindparam("reference"))
)
_OPEN = (
    select(Conversation.id)
    .join(Visitor, Visitor.id == Conversation.visitor_id)
    .where(Visitor.browser_id == bindparam("browser_id"))
    .where(Conversation.property_id == bindparam("property_id"))
    .where(Conversation.status.not_in(("closed", "abandoned")))
)
_SAYS_AI = re.compile(r"\b(?:AI|IA|artificial intelligence|inteligencia artificial)\b")


@dataclass(frozen=True, slots=True)
class Opening:
    """How a conversation is asked for. `browser_id` is one that this server signed, with its signature checked."""

    property: str
    browser_id: str | None = None
    locale: str | None = None
    page_url: str | None = None
    referrer: str | None = None
    source: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    id: str
    browser_id: str
    resumed: bool
    property: Mapping[str, Any]
    widget: Mapping[str, Any]


def open_(tx: Tx, asked: Opening) -> Opened:
    """Open a conversation, or find the visitor's open one. Raises `NotFound`, `Conflict` (chatbot switched off) and
    `Forbidden` (a page of a site that the property does not allow)."""
    prop = tx.connection.execute(_PROPERTY, {"reference": asked.property}).one_or_none()
    if prop is None:
        raise NotFound(f"There is no property {asked.property!r}; check the data-property of the script tag.")
    if asked.origin and prop.allowed_origins and asked.origin not in prop.allowed_origins:
        raise Forbidden(f"Pages of {asked.origin} may not open a chat for this property.")
    if not prop.chatbot_is_active or prop.status != "active":
        raise Conflict("The chat of this property is switched off.", code="CHATBOT_INACTIVE")
    browser_id = asked.browser_id or str(uuid.uuid4())
    visitor = _visitor(tx, prop.company_id, browser_id, asked)
    is_known = visitor.session_count > 1 and not is_shared(tx, visitor.id)
    existing = _open_conversation(tx, browser_id, prop.id)
    if existing is None:
        conversation_id, resumed = _create(tx, prop, visitor, asked, is_known=is_known)
    else:
        conversation_id, resumed = existing, True
    # Only the browser's own signed token makes somebody known by name: what is typed could be anybody's.
    name = visitor.first_name if is_known else None
    return Opened(conversation_id, browser_id, resumed, _property(prop), widget(tx, prop, name))


def _open_conversation(tx: Tx, browser_id: str, property_id: str) -> str | None:
    return tx.connection.execute(_OPEN, {"browser_id": browser_id, "property_id": property_id}).scalar_one_or_none()


def _visitor(tx: Tx, company_id: str, browser_id: str, asked: Opening) -> Any:
    """The browser's row, with this visit counted."""
    visit = attribution.touch(asked.page_url, asked.referrer, asked.source, tx.now)
    values = {
        "id": new_id(),
        "company_id": company_id,
        "browser_id": browser_id,
        "lead_source": visit["source"],
        "first_touch": visit,
        "last_touch": visit,
        "session_count": 0,
        "last_seen": tx.now,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    insert_unless_there(tx, Visitor, values)
    of_browser = (Visitor.company_id == company_id) & (Visitor.browser_id == browser_id)
    tx.connection.execute(
        update(Visitor).where(of_browser).values(session_count=Visitor.session_count + 1, last_seen=tx.now)
    )
    row = tx.connection.execute(select(Visitor.__table__).where(of_browser)).one()
    last = attribution.newer(row.last_touch, visit)
    if row.session_count > 1 and last != row.last_touch:
        tx.connection.execute(update(Visitor).where(Visitor.id == row.id).values(last_touch=last))
        leads.touched(tx, row.id, last)
    return row


def _create(tx: Tx, prop: Any, visitor: Any, asked: Opening, *, is_known: bool) -> tuple[str, bool]:
    visitor_id = visitor.id
    values: dict[str, Any] = {
        "id": new_id(),
        "company_id": prop.company_id,
        "property_id": prop.id,
        "visitor_id": visitor_id,
        "locale": asked.locale,
        "source": asked.source,
        "page_url": asked.page_url,
        "referrer": asked.referrer,
        "property_of_interest": None,
        "last_message_at": tx.now,
        "created_at": tx.now,
        "updated_at": tx.now,
        **(carried(tx, visitor_id, tx.now.astimezone(zone(prop.timezone)).date()) if is_known else {}),
    }
    if not insert_unless_there(tx, Conversation, values):
        # Another tab of the same browser was quicker: its conversation is ours too.
        won = select(Conversation.id).where(
            Conversation.visitor_id == visitor_id,
            Conversation.property_id == prop.id,
            Conversation.status.not_in(("closed", "abandoned")),
        )
        return tx.connection.execute(won).scalar_one(), True
    tx.emit(
        "conversation.started",
        prop.company_id,
        property_id=prop.id,
        subject_id=values["id"],
        data={"source": asked.source},
    )
    return values["id"], False


def look(tx: Tx, reference: str) -> dict[str, Any]:
    """A property and its widget, as `open_` tells them, for a page that has not opened a conversation yet. Raises
    `NotFound`."""
    prop = tx.connection.execute(_PROPERTY, {"reference": reference}).one_or_none()
    if prop is None or not prop.chatbot_is_active:
        raise NotFound(f"There is no chat for {reference!r}.")
    return {"property": _property(prop), "widget": widget(tx, prop)}


def _property(prop: Any) -> dict[str, Any]:
    return {
        "id": prop.id,
        "slug": prop.slug,
        "name": prop.name,
        "timezone": prop.timezone,
        "phone": prop.phone,
        "email": prop.email,
    }


def widget(tx: Tx, prop: Any, first_name: str | None = None) -> dict[str, Any]:
    """How the widget of a property looks and what it says first; `first_name` is that of a visitor who is back."""
    community = load(tx, prop.id)
    extra = prop.chatbot_widget_settings
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {
        "welcome_message": _welcome(prop, first_name),
        "theme_color": prop.chatbot_theme_color or "#0f766e",
        "position": prop.chatbot_position,
        "auto_open": prop.chatbot_auto_open,
        "avatar_url": prop.chatbot_avatar_url,
        "launcher_text": extra.get("launcher_text"),
        "languages": extra.get("languages", ["en"]),
        "quick_replies": extra.get("quick_replies", []),
        "business_hours": [
            {"weekday": days[weekday], "opens": _clock(opens), "closes": _clock(closes)}
            for weekday, opens, closes in community.hours
        ],
        "open_now": community.is_open(tx.now.astimezone(zone(prop.timezone))),
        "privacy_url": extra.get("privacy_url"),
    }


def _welcome(prop: Any, first_name: str | None) -> str:
    """The first words of the chat, which always say that an AI speaks."""
    own = prop.chatbot_welcome_message
    if first_name:
        own = f"Welcome back, {first_name}! {own or f'I am the AI assistant of {prop.name}. How can I help today?'}"
    if not own:
        return f"Hi, I'm the AI assistant of {prop.name}. Ask me about homes, pets, parking or prices, or book a tour."
    return own if _SAYS_AI.search(own) else f"{own} (I'm an AI assistant.)"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
