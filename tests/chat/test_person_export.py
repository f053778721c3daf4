"""What is kept of somebody comes out when they ask for it, and what their talks suggested goes with them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sqlalchemy import select

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, FaqObservation, FaqSuggestion
from leasing.services import messages
from leasing.tenancy import StaffScope
from tests.chat.test_erasure import fetch, row_of
from tests.support.chat import Opened, connect, open_conversation
from tests.support.server import Served
from tests.support.staff import Staff
from tests.support.wire import rows, say


async def test_what_the_team_keeps_of_somebody_is_theirs_to_have(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    opened = await open_conversation(both.url)
    here = f"/conversations/{opened.id}"
    async with connect(both.url, opened) as chat:
        await say(chat, "contact", first_name="Ottoline", email=f"ottoline{both.settings.port}@export.example")
        reply = await chat.ask("Do you allow dogs?")
        await say(chat, "handoff")
        await staff.do("POST", f"{here}/messages", text="I am here.")
        await staff.do("POST", f"{here}/notes", text="Wants the corner home.")
        await staff.do("POST", f"{here}/messages/{reply['id']}/report", reason="tone", text="Too short for her.")
    visitor = row_of(both, select(Conversation.visitor_id).where(Conversation.id == opened.id)).visitor_id
    async with asyncio.timeout(20):
        told: dict[str, Any] = {}
        while not told.get("notifications"):
            archive = await asyncio.to_thread(fetch, both, staff, f"/api/v1/visitors/{visitor}/export")
            told = json.loads(archive.read("data.json"))
    assert [note["text"] for note in told["notes"]] == ["Wants the corner home."]
    assert [report["text"] for report in told["answer_reports"]] == ["Too short for her."]
    assert [(each["reason"], each["agent_id"]) for each in told["handoffs"]] == [("customer_request", staff.id)]
    assert {each["conversation_id"] or opened.id for each in told["notifications"]} == {opened.id}
    assert all("company_id" not in each for each in told["notifications"])


def _suggested(tx: Tx, asked: list[tuple[Opened, str]]) -> str:
    """A suggestion that these talks bear out, in the words of the first."""
    row = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == asked[0][0].id)).one()
    scope = StaffScope(row.company_id, "", "x")
    words = {"question": asked[0][1], "answer": "Yes."}
    made = scope.insert(tx, FaqSuggestion, property_id=row.property_id, status="open", **words)
    for opened, question in asked:
        said = messages.append(tx, row.company_id, opened.id, author="manager", text="Yes.")
        scope.insert(
            tx,
            FaqObservation,
            message_id=said["id"],
            suggestion_id=made,
            conversation_id=opened.id,
            question_message_id=new_id(),
            question=question,
            answer=f"Yes, {question}",
            said_at=tx.now,
        )
    return made


async def test_what_only_their_talk_suggested_is_erased_with_them(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    first, second = await open_conversation(both.url), await open_conversation(both.url)
    for opened in (first, second):
        async with connect(both.url, opened) as chat:
            await chat.ask("hello")
    own = [(first, "May my aunt Philippa's pony graze here?")]
    shared = [(first, "May my aunt Philippa's goat graze here?"), (second, "May goats graze here?")]
    write = both.house.database.write
    alone = await asyncio.to_thread(both.run, write(_suggested, own))
    other = await asyncio.to_thread(both.run, write(_suggested, shared))
    visitor = row_of(both, select(Conversation.visitor_id).where(Conversation.id == first.id)).visitor_id
    proof = await staff.do("POST", f"/visitors/{visitor}/erase")
    assert proof["erased"]["suggestions"] == 1
    left = rows(both, select(FaqSuggestion.__table__).where(FaqSuggestion.id.in_((alone, other))))
    assert [(row.id, row.question, row.answer) for row in left] == [
        (other, "May goats graze here?", "Yes, May goats graze here?")
    ]
