"""The frames that are no messages: feedback, event, typing, handoff, contact, identify, end; and files in frames."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import select

from leasing.clock import FixedClock
from leasing.models import ClientFrame, Consent, Conversation, Lead, Task
from tests.support.chat import Frame, Opened, connect, open_conversation
from tests.support.needs import need
from tests.support.server import Served, serve_in_thread
from tests.support.wire import (
    change_property,
    client,
    demo_on_postgres,
    history,
    new_client_id,
    property_id,
    quiet,
    rows,
    say,
)

SUNDAY = datetime(2026, 7, 12, 16, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 7, 13, 13, 0, tzinfo=UTC)
"""nine o'clock in Raleigh"""
SECRET = "an identity secret of the community, long enough"
CLOCK = FixedClock(SUNDAY)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def sunday(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_template: Path
) -> Iterator[Served]:
    """The demo on a Sunday, when the office is closed."""
    folder = tmp_path_factory.mktemp("sunday")
    if request.param == "sqlite":
        with serve_in_thread(folder, demo_template, clock=CLOCK, rate_limits="off") as served:
            yield _with_secret(served)
        return
    need("postgres")
    with demo_on_postgres() as url:
        with serve_in_thread(folder, None, clock=CLOCK, rate_limits="off", database_url=url) as served:
            yield _with_secret(served)


def _with_secret(served: Served) -> Served:
    sealed = served.house.web.vault.encrypt(SECRET, f"property:{property_id(served)}:identity_secret")
    change_property(served, "maple-court", identity_secret=sealed)
    return served


@pytest.fixture
async def opened(sunday: Served) -> Opened:
    CLOCK.set(SUNDAY)
    return await open_conversation(sunday.url)


def _noted(served: Served, opened: Opened) -> list[Any]:
    return rows(served, select(ClientFrame.__table__).where(ClientFrame.conversation_id == opened.id))


def _conversation(served: Served, opened: Opened) -> Any:
    (row,) = rows(served, select(Conversation.__table__).where(Conversation.id == opened.id))
    return row


async def test_feedback_is_noted_once(sunday: Served, opened: Opened) -> None:
    async with connect(sunday.url, opened) as chat:
        reply = await chat.ask("Is there a pool?")
        name = new_client_id()
        acks = [
            await say(chat, "feedback", client_id=name, message_id=reply["id"], value=value) for value in ("up", "down")
        ]
        assert acks[0] == acks[1]
        assert acks[0]["message_id"] == reply["id"]
        assert (await say(chat, "feedback", message_id=reply["id"], value="down"))["type"] == "ack"
    assert sorted(row.data["value"] for row in _noted(sunday, opened)) == ["down", "up"]


@pytest.mark.parametrize(
    "fields",
    [
        {"message_id": "01a1fc00-0000-7000-8000-000000000000", "value": "up"},
        {"message_id": "\u0000", "value": "up"},
        {"message_id": "' OR 1=1", "value": "up"},
        {"message_id": "x" * 37, "value": "up"},
        {"message_id": "known", "value": "sideways"},
        {"message_id": "known", "value": "up\n"},
        {"value": "up"},
    ],
)
async def test_feedback_that_cannot_be_is_an_error(sunday: Served, opened: Opened, fields: Frame) -> None:
    async with connect(sunday.url, opened) as chat:
        answer = await say(chat, "feedback", **fields)
        assert (answer["type"], answer["code"], answer["retryable"]) == ("error", "BAD_FRAME", False)
    assert _noted(sunday, opened) == []


async def test_feedback_on_a_message_of_another_conversation_is_an_error(sunday: Served, opened: Opened) -> None:
    other = await open_conversation(sunday.url)
    async with connect(sunday.url, other) as chat:
        theirs = await chat.ask("Is there a pool?")
    async with connect(sunday.url, opened) as chat:
        assert (await say(chat, "feedback", message_id=theirs["id"], value="up"))["code"] == "BAD_FRAME"


async def test_events_are_noted_once_each(sunday: Served, opened: Opened) -> None:
    names = ["widget_minimized", "phone_clicked", "email_clicked", "answer_button_clicked", "session_ended", "new_1"]
    async with connect(sunday.url, opened) as chat:
        for name in names:
            ack = await say(chat, "event", name=name, client_id=f"e-{name}")
            assert ack == {"type": "ack", "client_id": f"e-{name}", "message_id": None, "seq": 0}
            assert await say(chat, "event", name=name, client_id=f"e-{name}") == ack
        for name in ("", "Capital", "a b", "x" * 61, "1st", "name\n", None):
            assert (await say(chat, "event", name=name))["code"] == "BAD_FRAME"
        assert not await quiet(chat, 0.1)
    assert sorted(row.name for row in _noted(sunday, opened)) == sorted(names)
    assert await history(sunday, opened) == [], "an event is no message"


async def test_typing_is_taken_without_an_answer(sunday: Served, opened: Opened) -> None:
    async with connect(sunday.url, opened) as chat:
        await chat.send("typing", on=True)
        await chat.send("typing", on=False)
        assert not await quiet(chat, 0.2)


async def test_a_handoff_outside_hours_says_when_a_person_answers(sunday: Served, opened: Opened) -> None:
    async with connect(sunday.url, opened) as chat, connect(sunday.url, opened) as watching:
        name = new_client_id()
        ack = await say(chat, "handoff", client_id=name)
        mode = await watching.until(lambda f: f["type"] == "mode")
        assert mode["mode"] == "waiting"
        assert datetime.fromisoformat(mode["expected_at"]) == MONDAY_MORNING
        assert await say(chat, "handoff", client_id=name) == ack
        assert (await say(chat, "handoff"))["type"] == "ack", "asking again is no fault"
        await quiet(chat)
        assert [f for f in chat.frames if f["type"] == "mode"] == [mode]
        # Until the person comes, the assistant still answers.
        assert (await chat.ask("Is there a pool?"))["author"] == "bot"
    async with connect(sunday.url, opened) as chat:
        assert chat.frames[0]["mode"] == "waiting"
        assert datetime.fromisoformat(chat.frames[0]["expected_at"]) == MONDAY_MORNING
    row = _conversation(sunday, opened)
    assert (row.mode, row.status) == ("waiting", "handed_off")
    tasks = rows(sunday, select(Task.kind, Task.reason).where(Task.conversation_id == opened.id))
    assert [tuple(task) for task in tasks] == [("handoff", "customer_request")]


async def test_a_handoff_in_hours_names_no_time(sunday: Served, opened: Opened) -> None:
    CLOCK.set(MONDAY_MORNING + timedelta(hours=1))
    async with connect(sunday.url, opened) as chat:
        await say(chat, "handoff")
        mode = await chat.until(lambda f: f["type"] == "mode")
    assert mode == {"type": "mode", "mode": "waiting"}


async def test_asking_for_a_person_in_words_does_the_same(sunday: Served, opened: Opened) -> None:
    async with connect(sunday.url, opened) as chat:
        await chat.ask("Can I talk to a real person please?")
        mode = await chat.until(lambda f: f["type"] == "mode")
        assert mode["mode"] == "waiting"
        assert datetime.fromisoformat(mode["expected_at"]) == MONDAY_MORNING
    async with connect(sunday.url, opened) as chat:
        assert datetime.fromisoformat(chat.frames[0]["expected_at"]) == MONDAY_MORNING


CONSENTS = [
    {"channel": "email", "granted": True, "wording": "Yes, write to me.\u0000 <b>'\""},
    {"channel": "sms", "granted": False, "wording": "Yes, text me."},
]


async def test_the_form_makes_a_lead_and_keeps_consents(sunday: Served, opened: Opened) -> None:
    name = new_client_id()
    form = {
        "first_name": "Zoë <script>alert(1)</script>",
        "last_name": "O'Brien'); DROP TABLE leads; --",
        "email": " Zoe.OBrien@Example.COM ",
        "phone": "(919) 555-0199",
        "consents": CONSENTS,
    }
    async with connect(sunday.url, opened) as chat:
        ack = await say(chat, "contact", client_id=name, **form)
        assert ack["type"] == "ack"
        assert await say(chat, "contact", client_id=name, **form) == ack
    row = _conversation(sunday, opened)
    expected = {
        "first_name": form["first_name"],
        "last_name": form["last_name"],
        "email": "Zoe.OBrien@example.com",
        "phone": "+19195550199",
    }
    assert row.contact == expected
    (lead,) = rows(sunday, select(Lead.__table__).where(Lead.id == row.lead_id))
    assert {field: getattr(lead, field) for field in expected} == expected
    consents = rows(sunday, select(Consent.__table__).where(Consent.conversation_id == opened.id).order_by(Consent.id))
    assert [(c.channel, c.granted, c.wording) for c in consents] == [
        ("email", True, "Yes, write to me. <b>'\""),
        ("sms", False, "Yes, text me."),
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("email", "ana@"), ("email", "not an email"), ("email", "a@b@c.de"), ("phone", "12")]
)
async def test_a_form_with_a_bad_address_names_it(sunday: Served, opened: Opened, field: str, value: str) -> None:
    async with connect(sunday.url, opened) as chat:
        answer = await say(chat, "contact", first_name="Ana", consents=CONSENTS, **{field: value})
        assert (answer["code"], answer["retryable"]) == ("BAD_FRAME", False)
        assert field in answer["message"]
        assert value in answer["message"]
    assert _conversation(sunday, opened).contact == {}
    assert rows(sunday, select(Consent.id).where(Consent.conversation_id == opened.id)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"consents": [{"channel": "pigeon", "granted": True, "wording": "x"}]},
        {"consents": [{"channel": "email", "granted": "yes", "wording": "x"}]},
        {"consents": [{"channel": "email", "granted": True}]},
        {"consents": CONSENTS * 6},
        {"first_name": "x" * 101},
        {"first_name": ["Ana"]},
    ],
)
async def test_a_form_that_does_not_fit_is_refused_whole(sunday: Served, opened: Opened, more: Frame) -> None:
    async with connect(sunday.url, opened) as chat:
        assert (await say(chat, "contact", **{"email": "ana@example.com", **more}))["code"] == "BAD_FRAME"
    assert _conversation(sunday, opened).contact == {}


def _claims(**changes: Any) -> dict[str, Any]:
    exp = int((CLOCK.now() + timedelta(minutes=5)).timestamp())
    return {"first_name": "Ana", "email": "Ana.Ruiz@Example.com", "exp": exp, **changes}


async def test_identify_takes_what_the_community_signed(sunday: Served, opened: Opened) -> None:
    token = jwt.encode(_claims(last_name="Ru\u0000iz" + "z" * 300, age=30), SECRET, algorithm="HS256")
    async with connect(sunday.url, opened) as chat:
        ack = await say(chat, "identify", token=token)
        assert (ack["type"], ack["message_id"]) == ("ack", None)
    row = _conversation(sunday, opened)
    assert row.contact["email"] == "Ana.Ruiz@example.com"
    assert row.contact["last_name"].startswith("Ruizzz")
    assert len(row.contact["last_name"]) == 100
    assert row.lead_id is not None


async def test_identify_without_a_name_is_taken_each_time_that_it_says_something_new(
    sunday: Served, opened: Opened
) -> None:
    async with connect(sunday.url, opened) as chat:
        for email in ("one@example.com", "one@example.com", "two@example.com"):
            token = jwt.encode(_claims(email=email), SECRET, algorithm="HS256")
            await chat.socket.send(f'{{"type":"identify","token":"{token}"}}')
        async with asyncio.timeout(20):
            while _conversation(sunday, opened).contact.get("email") != "two@example.com":
                assert not await quiet(chat)
    assert len(_noted(sunday, opened)) == 2


@pytest.mark.parametrize(
    "fault", ["other secret", "none", "expired", "no exp", "not yet", "other algorithm", "no jwt", "bad email"]
)
async def test_identify_that_is_not_signed_so_is_refused(sunday: Served, opened: Opened, fault: str) -> None:
    past, soon = (int((CLOCK.now() + timedelta(seconds=s)).timestamp()) for s in (-1, 60))
    without = {name: value for name, value in _claims().items() if name != "exp"}
    token = {
        "other secret": jwt.encode(_claims(), SECRET[::-1], algorithm="HS256"),
        "none": jwt.encode(_claims(), "", algorithm="none"),
        "expired": jwt.encode(_claims(exp=past), SECRET, algorithm="HS256"),
        "no exp": jwt.encode(without, SECRET, algorithm="HS256"),
        "not yet": jwt.encode(_claims(nbf=soon), SECRET, algorithm="HS256"),
        "other algorithm": jwt.encode(_claims(), SECRET * 2, algorithm="HS512"),
        "no jwt": "x.y.z",
        "bad email": jwt.encode(_claims(email="nobody"), SECRET, algorithm="HS256"),
    }[fault]
    async with connect(sunday.url, opened) as chat:
        answer = await say(chat, "identify", token=token)
        assert (answer["type"], answer["code"]) == ("error", "BAD_FRAME")
    assert _conversation(sunday, opened).contact == {}


async def test_identify_needs_a_secret_of_the_property(sunday: Served) -> None:
    opened = await open_conversation(sunday.url, "wrenfield-lofts")
    token = jwt.encode(_claims(), SECRET, algorithm="HS256")
    async with connect(sunday.url, opened) as chat:
        assert (await say(chat, "identify", token=token))["code"] == "BAD_FRAME"


async def test_end_closes_for_everybody_and_nothing_comes_after(sunday: Served, opened: Opened) -> None:
    async with connect(sunday.url, opened) as chat, connect(sunday.url, opened) as watching:
        message = {"text": "Is there a pool?", "client_id": new_client_id()}
        acked = await say(chat, "message", **message)
        await chat.reply()
        name = new_client_id()
        ack = await say(chat, "end", client_id=name)
        assert (await watching.until(lambda f: f["type"] == "mode"))["mode"] == "closed"
        assert await say(chat, "end", client_id=name) == ack
        assert (await say(chat, "end"))["type"] == "ack"
        for type_, fields in (("message", {"text": "hello?"}), ("choice", {"value": "x"}), ("handoff", {}),
                              ("contact", {"email": "ana@example.com"})):  # fmt: skip
            answer = await say(chat, type_, **fields)
            assert (answer["code"], answer["retryable"]) == ("CONVERSATION_CLOSED", False), type_
        assert await say(chat, "message", **message) == acked, "what was acknowledged stays so"
        assert (await say(chat, "event", name="session_ended"))["type"] == "ack"
    async with connect(sunday.url, opened) as chat:
        assert (chat.frames[0]["mode"], chat.frames[0]["seq"]) == ("closed", 2)
    row = _conversation(sunday, opened)
    assert (row.mode, row.status) == ("closed", "closed")
    assert row.ended_at == SUNDAY


async def test_frames_carry_files_of_their_own_conversation(sunday: Served, opened: Opened) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    async with client(sunday, opened) as http:
        answer = await http.post(
            f"/api/v1/conversations/{opened.id}/attachments", files={"file": ("id.png", png, "image/png")}
        )
    assert answer.status_code == 201, answer.text
    file = answer.json()["data"]
    stranger = await open_conversation(sunday.url)
    async with connect(sunday.url, stranger) as other:
        assert (await say(other, "message", text="mine", attachment_ids=[file["id"]]))["code"] == "BAD_FRAME"
    async with connect(sunday.url, opened) as chat, connect(sunday.url, opened) as watching:
        for bad in (["nothing"], ["\u0000"], [5], "x", [file["id"], "nothing"], [file["id"]] * 11):
            assert (await say(chat, "message", text="see", attachment_ids=bad))["code"] == "BAD_FRAME"
        assert (await say(chat, "message", text="See this", attachment_ids=[file["id"]] * 2))["type"] == "ack"
        assert (await say(chat, "choice", value="a", label="A", attachment_ids=[file["id"]]))["type"] == "ack"
        assert (await say(chat, "message", text="", attachment_ids=[file["id"]]))["type"] == "ack"
        told = (await watching.until(lambda f: f["type"] == "message"))["message"]
    stored = [m for m in await history(sunday, opened) if m["author"] == "visitor"]
    assert [m["text"] for m in stored] == ["See this", "A", ""]
    for message in (told, *stored):
        (shown,) = message["attachments"]
        assert {**shown, "url": ""} == {**file, "url": ""}
        async with client(sunday) as http:
            assert (await http.get(shown["url"])).content == png
