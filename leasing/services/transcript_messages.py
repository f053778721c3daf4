"""What was said in a conversation as staff read it: each line with what led to it, and what visitors thought of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from leasing.database import Tx
from leasing.models import ClientFrame, Conversation, Document, Faq, Message, Property
from leasing.services import messages, transcripts
from leasing.services.transcripts import ConversationView
from leasing.tenancy import Page, Paging, StaffScope
from leasing.zones import label, zone


def page(tx: Tx, scope: StaffScope, conversation_id: str, paging: Paging) -> Page[dict[str, Any]]:
    """The messages in order, each as the visitor has it; with `why` the bot said it, as it was recorded, and
    `explanation`, the same for people to read. Raises `NotFound`."""
    scope.get(tx, Conversation, conversation_id)
    statement = scope.select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    rows = scope.page(tx, statement, paging)
    told = _told(tx, scope, conversation_id, rows.items)
    return Page(told, rows.total, paging)


def whole(tx: Tx, scope: StaffScope, conversation_id: str) -> tuple[ConversationView, list[dict[str, Any]]]:
    """A conversation with all that was said in it. Raises `NotFound`."""
    view = transcripts.get(tx, scope, conversation_id)
    statement = scope.select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    return view, _told(tx, scope, conversation_id, tx.connection.execute(statement).all())


def as_text(tx: Tx, scope: StaffScope, conversation_id: str) -> str:
    """A conversation to be printed, with times on the property's clock. Raises `NotFound`."""
    view = transcripts.get(tx, scope, conversation_id)
    here = zone(scope.get(tx, Property, view.property_id).timezone)
    statement = scope.select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    who = {"visitor": "Visitor", "bot": "Assistant", "manager": "Staff", "system": "System"}
    lines = [f"{view.property_name}, conversation {view.id}", f"Times in {here.key}. Status: {view.status}.", ""]
    for row in tx.connection.execute(statement):
        name = row.author_name or who[row.author]
        text = "(removed)" if row.removed else row.text
        lines += [f"{label(row.created_at.astimezone(here))} - {name}:", text, ""]
    return "\n".join(lines)


def _told(tx: Tx, scope: StaffScope, conversation_id: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    titles = _titles(tx, scope, rows)
    feedback = _feedback(tx, scope, conversation_id)
    return [_message(row, titles, feedback.get(row.id)) for row in rows]


def _message(row: Any, titles: Mapping[str, str], feedback: str | None) -> dict[str, Any]:
    # Staff also see what was removed.
    shown = {**messages.shown(row.extras), **messages.wire(row), "text": row.text}
    return {
        "interrupted": row.interrupted,
        "removed": row.removed,
        **shown,
        "edited_at": _instant(row.edited_at),
        "edited_by": row.edited_by,
        "feedback": feedback,
        "why": row.why or None,
        "explanation": explanation(row.why, titles) if row.why else None,
    }


def explanation(why: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """Which brain spoke, what it called with what, what was found and how well it fits, which guards spoke, how many
    tokens it took and how many milliseconds each stage."""
    ruling = why.get("ruling")
    return {
        "brain": why.get("brain"),
        "fallback": why.get("fallback"),
        "intents": why.get("intents", []),
        "tools": [_tool(call) for call in why.get("tools", [])],
        "retrieval": [
            {
                "question": asked["question"],
                "answered": asked["answered"],
                "score": asked["score"],
                "matches": [{**match, "title": titles.get(match["id"])} for match in asked["matches"]],
            }
            for asked in why.get("retrieval", [])
        ],
        "guards": [
            *([{"guard": ruling["kind"], "reason": ruling.get("note")}] if ruling else []),
            *why.get("guarded", []),
        ],
        "tokens": {"input": why.get("input_tokens"), "output": why.get("output_tokens")},
        "latency_ms": {
            **why.get("ms", {}),
            **({"first_chunk": why["first_chunk_ms"]} if "first_chunk_ms" in why else {}),
        },
        "attempt": why.get("attempt"),
    }


def _tool(call: Any) -> dict[str, Any]:
    if isinstance(call, str):
        return {"name": call, "arguments": {}, "ms": None, "problem": None}
    return {
        "name": call["tool"],
        "arguments": call.get("args", {}),
        "ms": call.get("ms"),
        "problem": call.get("problem"),
    }


def _titles(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> dict[str, str]:
    """What the entries that were found are called now; one that is no more has no name."""
    ids = {
        match["id"].partition("#")[0]
        for row in rows
        for asked in row.why.get("retrieval", [])
        for match in asked["matches"]
    }
    if not ids:
        return {}
    faqs = scope.select(Faq, Faq.id, Faq.question.label("title")).where(Faq.id.in_(ids))
    documents = scope.select(Document, Document.id, Document.title).where(Document.id.in_(ids))
    return {row.id: row.title for each in (faqs, documents) for row in tx.connection.execute(each)}


def _feedback(tx: Tx, scope: StaffScope, conversation_id: str) -> dict[str, str]:
    """message → the visitor's last word on it: up or down."""
    statement = scope.select(ClientFrame, ClientFrame.message_id, ClientFrame.data).where(
        ClientFrame.conversation_id == conversation_id, ClientFrame.type == "feedback"
    )
    rows = tx.connection.execute(statement.order_by(ClientFrame.created_at))
    return {row.message_id: row.data.get("value") for row in rows}


def _instant(at: datetime | None) -> str | None:
    return messages.instant(at) if at else None
