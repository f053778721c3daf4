"""What staff do in a conversation, and what its visitor hears of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from bot import channel
from leasing.ids import new_id
from leasing.models import Attachment, ClientFrame, Conversation, Faq, Lead, Message, OutboxItem, Tour
from tests.support.talks import WHY, message_ids, put, talk
from tests.web.house import House

URL = "/api/v1/conversations"
SAID = [("visitor", "Pets? My card is 4111"), ("bot", "Two at $25."), ("manager", "Three, in fact.")]


class Widget:
    """Hears what a connected visitor hears."""

    def __init__(self, house: House, chat: str) -> None:
        self.frames: list[dict[str, Any]] = []
        self.controls: list[bytes] = []
        channel.subscribe(house.database.bus, chat, "widget", self._hear)

    def _hear(self, frame: bytes) -> None:
        if frame.startswith(channel.CONTROL):
            self.controls.append(frame)
        else:
            self.frames.append(msgspec.json.decode(frame))


async def test_why_it_was_said(house: House) -> None:
    home = await house.property_id()
    company = house.staff["admin"].user.company_id
    chat = await talk(house.database, home, SAID)
    bot = (await message_ids(house.database, chat))[1]
    stamp = (await house.data("GET", f"{URL}/{chat}"))["created_at"]
    moment = datetime.fromisoformat(stamp)
    faq = {"id": "faq", "question": "Are pets welcome?", "answer": "Two.", "status": "answered"}
    await put(house.database, Faq, company_id=company, property_id=home, created_at=moment, updated_at=moment, **faq)
    for number, value in enumerate(("up", "down")):
        frame = {"conversation_id": chat, "client_id": str(number), "type": "feedback", "data": {"value": value}}
        await put(house.database, ClientFrame, company_id=company, message_id=bot, seq=3, created_at=moment, **frame)
    visitor, said, manager = await house.data("GET", f"{URL}/{chat}/messages")
    assert said["why"] == WHY
    assert said["feedback"] == "down"
    told = said["explanation"]
    assert told["brain"] == "openai"
    assert told["tools"] == [
        {"name": "answer_from_knowledge", "arguments": {"question": "Pets?"}, "ms": 3.2, "problem": None}
    ]
    assert told["retrieval"][0]["matches"] == [{"id": "faq", "score": 0.91, "title": "Are pets welcome?"}]
    assert told["guards"] == [
        {"guard": "identity", "reason": "asked"},
        {"guard": "figures", "reason": "no evidence"},
    ]
    assert told["tokens"] == {"input": 812, "output": 40}
    assert told["latency_ms"] == {"understand": 1.1, "agent": 240.0, "total": 250.2, "first_chunk": 210.5}
    assert (visitor["explanation"], manager["explanation"]) == (None, None)


async def test_what_we_said_is_put_right_and_the_visitor_sees_it(house: House) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, SAID)
    visitor, bot, manager = await message_ids(house.database, chat)
    widget = Widget(house, chat)
    for message in (bot, manager):
        changed = await house.data("PUT", f"{URL}/{chat}/messages/{message}", {"text": "One at $30."})
        assert (changed["id"], changed["text"]) == (message, "One at $30.")
    assert [(frame["type"], frame["message"]["seq"], frame["message"]["text"]) for frame in widget.frames] == [
        ("updated", 2, "One at $30."),
        ("updated", 3, "One at $30."),
    ]
    said = await house.data("GET", f"{URL}/{chat}/messages")
    assert (said[1]["edited_by"], said[1]["edited_at"] is not None) == (house.staff["admin"].user.id, True)
    assert said[0]["edited_at"] is None
    refused = await house.call("PUT", f"{URL}/{chat}/messages/{visitor}", {"text": "I never asked"})
    assert refused.status_code == 409
    assert (await house.data("GET", f"{URL}/{chat}/messages"))[0]["text"] == SAID[0][1]
    for body in ({"text": " "}, {"text": ""}, {"text": "x" * 4001}, {}, {"text": "x", "author": "visitor"}):
        assert (await house.call("PUT", f"{URL}/{chat}/messages/{bot}", body)).status_code == 422, body


async def test_what_is_taken_back(house: House) -> None:
    home = await house.property_id()
    company = house.staff["admin"].user.company_id
    chat = await talk(house.database, home, SAID)
    visitor, bot, _ = await message_ids(house.database, chat)
    file = {"id": new_id(), "name": "card.png", "content_type": "image/png", "size": 3}
    stored = {"conversation_id": chat, "company_id": company, "message_id": visitor, "sha256": "x" * 64}
    await house.database.write(
        lambda tx: (
            tx.connection.execute(Attachment.__table__.insert().values(**file, **stored, created_at=tx.now)) and None
        )
    )
    shown = update(Message).where(Message.id == visitor).values(extras={"attachments": [file]})
    await house.database.write(lambda tx: tx.connection.execute(shown) and None)
    widget = Widget(house, chat)
    for message in (visitor, bot, bot):
        gone = await house.data("DELETE", f"{URL}/{chat}/messages/{message}")
        assert (gone["removed"], gone["text"]) == (True, "")
    assert [(frame["type"], frame["message"]["removed"]) for frame in widget.frames] == [("updated", True)] * 3
    assert "4111" not in str(widget.frames)
    first, second, _ = await house.data("GET", f"{URL}/{chat}/messages")
    assert (first["text"], first.get("attachments")) == ("", None), "a visitor's words are gone"
    assert second["text"] == "Two at $25.", "staff still read what was said in their name"
    asked = select(OutboxItem.payload).where(OutboxItem.kind == "erase_files")
    files = await house.database.read(lambda tx: tx.connection.execute(asked).scalars().all())
    assert [payload["attachments"] for payload in files] == [[file["id"]]]
    left = await house.database.read(lambda tx: tx.connection.execute(select(Attachment.id)).all())
    assert left == []
    assert (await house.call("PUT", f"{URL}/{chat}/messages/{bot}", {"text": "x"})).status_code == 409


async def test_a_message_of_another_conversation_is_not_here(house: House) -> None:
    home = await house.property_id()
    one, two = await talk(house.database, home, SAID), await talk(house.database, home, SAID)
    foreign = (await message_ids(house.database, two))[1]
    for method in ("PUT", "DELETE"):
        body = {"text": "x"} if method == "PUT" else None
        answer = await house.call(method, f"{URL}/{one}/messages/{foreign}", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "RECORD_NOT_FOUND")


async def test_statuses_follow_the_table(house: House) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, SAID)
    widget = Widget(house, chat)

    async def put_status(wanted: str) -> tuple[int, Any]:
        answer = await house.call("PUT", f"{URL}/{chat}/status", {"status": wanted})
        body = answer.json()
        return answer.status_code, body["data"]["status"] if body["success"] else body["error"]

    assert await put_status("qualified") == (200, "qualified")
    assert await put_status("active") == (200, "active")
    status, error = await put_status("tour_booked")
    assert (status, error["code"]) == (409, "INVALID_STATUS_TRANSITION")
    assert error["details"] == {
        "status": "active",
        "requested": "tour_booked",
        "allowed": ["qualified", "handed_off", "abandoned", "closed"],
    }
    assert await put_status("handed_off") == (200, "handed_off")
    assert (await house.data("GET", f"{URL}/{chat}"))["mode"] == "waiting"
    assert await put_status("handed_off") == (200, "handed_off")
    assert (await put_status("active"))[0] == 409
    assert await put_status("closed") == (200, "closed")
    found = await house.data("GET", f"{URL}/{chat}")
    assert (found["mode"], found["end_time"] is not None) == ("closed", True)
    assert (await put_status("active"))[1]["details"]["allowed"] == []
    assert [frame["mode"] for frame in widget.frames] == ["waiting", "closed"]
    changed = await house.data("PUT", f"{URL}/{chat}", {"source": "zillow"})
    assert changed["source"] == "zillow"
    assert (await house.call("PUT", f"{URL}/{chat}", {"status": "active"})).status_code == 409


async def test_qualify_takes_the_lead_along(house: House) -> None:
    home = await house.property_id()
    lead = (await house.data("POST", "/api/v1/leads", {"property_id": home, "email": "a@x.example"}))["lead"]["id"]
    chat = await talk(house.database, home, SAID, lead_id=lead)
    for _ in range(2):
        found = await house.data("POST", f"{URL}/{chat}/qualify")
        assert (found["is_qualified"], found["status"]) == (True, "qualified")
    told = await house.data("GET", f"/api/v1/leads/{lead}")
    assert told["lead"]["status"] == "qualified"
    lines = await house.data("GET", f"/api/v1/leads/{lead}/activities?type=status")
    assert len(lines) == 1


async def test_a_tour_out_of_a_conversation(house: House) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, SAID)
    when = {"starts_at": "2030-01-07T10:00:00-06:00"}
    refused = await house.call("POST", f"{URL}/{chat}/book-tour", when)
    assert (refused.status_code, refused.json()["error"]["details"]["errors"][0]["field"]) == (422, "email")
    known = {"first_name": "Noor", "email": "noor@mail.example"}
    here = Conversation.id == chat
    await house.database.write(
        lambda tx: tx.connection.execute(update(Conversation).where(here).values(contact=known)) and None
    )
    booked = await house.data("POST", f"{URL}/{chat}/book-tour", when)
    assert (booked["tour"]["conversation_id"], booked["tour"]["prospect_email"]) == (chat, "noor@mail.example")
    found = await house.data("GET", f"{URL}/{chat}")
    assert (found["status"], found["is_book_tour"], found["outcome"]) == ("tour_booked", True, "tour_booked")
    assert found["lead_id"] == booked["tour"]["lead_id"]
    taken = await house.call("POST", f"{URL}/{chat}/book-tour", {"starts_at": "2020-01-07T10:00:00-06:00"})
    assert taken.status_code == 422
    tours = await house.database.read(lambda tx: tx.connection.execute(select(Tour.source)).scalars().all())
    assert tours == ["chat"]


async def test_tags(house: House) -> None:
    home = await house.property_id()
    one, two = await talk(house.database, home), await talk(house.database, home)
    for chat, word in ((one, "VIP"), (one, "vip"), (one, "pets"), (two, "vip")):
        await house.data("POST", f"{URL}/{chat}/tags", {"tag": word})
    assert (await house.data("GET", f"{URL}/{one}"))["tags"] == ["pets", "vip"]
    assert await house.data("GET", f"{URL}/tags") == [
        {"tag": "vip", "conversations": 2},
        {"tag": "pets", "conversations": 1},
    ]
    assert (await house.data("DELETE", f"{URL}/{one}/tags/vip"))["tags"] == ["pets"]
    assert (await house.data("DELETE", f"{URL}/{one}/tags/vip"))["tags"] == ["pets"]
    for word in ("", " ", "x" * 61):
        assert (await house.call("POST", f"{URL}/{one}/tags", {"tag": word})).status_code == 422
    for number in range(19):
        await house.data("POST", f"{URL}/{one}/tags", {"tag": f"t{number}"})
    assert (await house.call("POST", f"{URL}/{one}/tags", {"tag": "one more"})).status_code == 422
    assert (await house.data("POST", f"{URL}/{one}/tags", {"tag": "pets"}))["tags"]


async def test_one_as_json_or_text(house: House) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, SAID)
    await house.data("DELETE", f"{URL}/{chat}/messages/{(await message_ids(house.database, chat))[2]}")
    whole = await house.data("GET", f"{URL}/{chat}/export")
    assert whole["conversation"]["id"] == chat
    assert [message["author"] for message in whole["messages"]] == ["visitor", "bot", "manager"]
    text = (await house.data("GET", f"{URL}/{chat}/export?format=text"))["text"]
    assert "Two at $25." in text
    assert "Three, in fact." not in text
    assert (await house.call("GET", f"{URL}/{chat}/export?format=xml")).status_code == 422


async def test_deleting_one_leaves_the_lead(house: House) -> None:
    home = await house.property_id()
    lead = (await house.data("POST", "/api/v1/leads", {"property_id": home, "email": "a@x.example"}))["lead"]["id"]
    chat = await talk(house.database, home, [("visitor", "rhubarb")], lead_id=lead)
    widget = Widget(house, chat)
    assert (await house.call("DELETE", f"{URL}/{chat}", who="agent")).status_code == 403
    assert (await house.data("DELETE", f"{URL}/{chat}"))["deleted"]
    assert ([frame["mode"] for frame in widget.frames], widget.controls) == (["closed"], [channel.GONE])
    assert (await house.call("GET", f"{URL}/{chat}")).status_code == 404
    assert await house.data("GET", f"{URL}?search=rhubarb") == []
    left = await house.database.read(lambda tx: tx.connection.execute(select(Lead.id)).scalars().all())
    assert left == [lead]
    assert (await house.call("DELETE", f"{URL}/{chat}")).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_who_may_only_read_changes_no_message(house: House, method: str) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, SAID)
    bot = (await message_ids(house.database, chat))[1]
    body = {"text": "x"} if method == "PUT" else None
    answer = await house.call(method, f"{URL}/{chat}/messages/{bot}", body, who="read_only")
    assert answer.status_code == 403
