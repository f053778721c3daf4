"""A person in the conversation: the bot falls silent at once, nobody is forgotten, and two never speak at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import websockets
from sqlalchemy import func, select, update

from bot.takeover.timeouts import resume_overdue
from leasing.models import Conversation, DomainEvent, Faq, Handoff, Lead, Message, Property, Task, Turn
from leasing.services import takeover
from tests.support.chat import Chat, Frame, connect, open_conversation, talking
from tests.support.needs import need
from tests.support.server import Served
from tests.support.staff import Staff, add_colleague
from tests.support.wire import close_code, demo_on_postgres, history, quiet, rows, say, serve_with_llm

UNHURRIED = " ".join(
    ["Thanks for asking about that. Let me tell you more about it. It is a pleasure to help you. Please ask me more."]
    * 3
)
LLM: list[dict[str, Any]] = [
    {"when": {"user": "courtyard"}, "say": [f"{w} " for w in UNHURRIED.split()], "fault": {"chunk_delay": 0.02}},
    {"say": ["Happy ", "to ", "help."], "fault": {"chunk_delay": 0.01}},
]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def slow(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_template: Path
) -> Iterator[Served]:
    """A provider that writes as slowly as one reads, so that a person can come in mid-reply."""
    folder = tmp_path_factory.mktemp(f"slow-{request.param}")
    with contextlib.ExitStack() as stack:
        template, more = demo_template, {}
        if request.param == "postgres":
            need("postgres")
            template, more = None, {"database_url": stack.enter_context(demo_on_postgres())}
        served, _ = stack.enter_context(serve_with_llm(folder, template, LLM, **more))
        yield served


def staff_of(served: Served) -> Staff:
    return Staff(served)


def is_mode(mode: str) -> Any:
    return lambda frame: frame["type"] == "mode" and frame["mode"] == mode


def is_managers(frame: Frame) -> bool:
    return frame["type"] == "message" and frame["message"]["author"] == "manager"


def conversation(served: Served, conversation_id: str) -> Any:
    return rows(served, select(Conversation.__table__).where(Conversation.id == conversation_id))[0]


def overdue(served: Served, conversation_id: str) -> int:
    """Let the time run out in which a person could have come, and the job look."""

    def pass_time(tx: Any) -> None:
        here = update(Conversation).where(Conversation.id == conversation_id)
        tx.connection.execute(here.values(resume_at=tx.now - timedelta(seconds=1)))

    served.run(served.house.database.write(pass_time))
    return served.run(resume_overdue(served.house.database))


def events(served: Served, conversation_id: str) -> list[str]:
    found = select(DomainEvent.name).where(DomainEvent.subject_id == conversation_id).order_by(DomainEvent.id)
    return [row.name for row in rows(served, found)]


async def test_the_bot_falls_silent_in_mid_reply(slow: Served) -> None:
    staff = await asyncio.to_thread(staff_of, slow)
    opened = await open_conversation(slow.url)
    async with connect(slow.url, opened) as chat:
        await chat.send("message", text="What is the courtyard like?")
        await chat.until(lambda frame: frame["type"] == "delta")
        standing = await staff.do("POST", f"/conversations/{opened.id}/join")
        assert standing["mode"] == "human"
        assert standing["agent"]["name"] == staff.name
        told = await chat.until(is_mode("human"))
        assert told["agent"]["name"] == staff.name
        cut = next(frame["message"] for frame in chat.frames if frame["type"] == "message")
        assert cut["interrupted"] is True
        assert UNHURRIED.startswith(cut["text"])
        before = len(chat.frames)
        later = await quiet(chat, 1.0)
        assert [frame for frame in later if frame["type"] in {"delta", "message"}] == []
        assert all(frame.get("author") != "bot" or not frame["on"] for frame in chat.frames[before:] if "on" in frame)
        await staff.do("POST", f"/conversations/{opened.id}/messages", text="Hello, I am here in person.")
        assert (await chat.until(is_managers))["message"]["text"] == "Hello, I am here in person."
    authors = [message["author"] for message in await history(slow, opened)]
    assert authors == ["visitor", "bot", "system", "manager"]
    states = [row.state for row in rows(slow, select(Turn.state).where(Turn.conversation_id == opened.id))]
    assert states == ["cancelled"]


async def test_bot_and_person_never_both_speak_whenever_one_joins(slow: Served) -> None:
    """The race of the known chats: the bot's words after the person's first."""
    staff = await asyncio.to_thread(staff_of, slow)
    dice = random.Random(7)

    async def one(number: int) -> None:
        opened = await open_conversation(slow.url)
        async with connect(slow.url, opened) as chat:
            await chat.send("message", text="What is the courtyard like?" if number % 2 else "Hello there")
            await asyncio.sleep(dice.uniform(0, 0.6))
            await staff.do("POST", f"/conversations/{opened.id}/messages", text="It is me now.")
            await chat.send("message", text="and the pool?")
            await chat.until(is_managers)
            await quiet(chat, 0.7)
        said = await history(slow, opened)
        joined = next(message["seq"] for message in said if message["author"] == "system")
        assert [message for message in said if message["author"] == "bot" and message["seq"] > joined] == []
        assert [message["seq"] for message in said] == list(range(1, len(said) + 1))
        running = select(Turn.state).where(Turn.conversation_id == opened.id, Turn.state.in_(("queued", "running")))
        assert rows(slow, running) == []

    for start in range(0, 24, 8):
        await asyncio.gather(*(one(start + number) for number in range(8)))


async def test_handed_back_the_bot_answers_what_the_person_left(slow: Served) -> None:
    staff = await asyncio.to_thread(staff_of, slow)
    opened = await open_conversation(slow.url)
    async with connect(slow.url, opened) as chat:
        await staff.do("POST", f"/conversations/{opened.id}/join")
        await chat.until(is_mode("human"))
        await say(chat, "message", text="Are you there?")
        assert [frame for frame in await quiet(chat, 0.5) if frame["type"] == "message"] == []
        await staff.do("POST", f"/conversations/{opened.id}/hand-back")
        await chat.until(is_mode("bot"))
        assert (await chat.reply())["text"] == "Happy to help."
    assert conversation(slow, opened.id).agent_id is None
    assert events(slow, opened.id)[-2:] == ["conversation.taken_over", "conversation.resumed"]


async def test_what_was_cut_off_is_answered_once_the_bot_is_back(slow: Served) -> None:
    staff = await asyncio.to_thread(staff_of, slow)
    opened = await open_conversation(slow.url)
    async with connect(slow.url, opened) as chat:
        await chat.send("message", text="Tell me of the courtyard")
        await chat.until(lambda frame: frame["type"] == "delta")
        await staff.do("POST", f"/conversations/{opened.id}/join")
        await chat.until(is_mode("human"))
        await staff.do("POST", f"/conversations/{opened.id}/hand-back")
        await chat.until(is_mode("bot"))
        whole = await chat.reply(20)
        assert whole["text"].strip() == UNHURRIED
    turns = rows(slow, select(Turn.state, Turn.attempt).where(Turn.conversation_id == opened.id))
    assert [(turn.state, turn.attempt) for turn in turns] == [("done", 2)]


async def test_both_sides_see_each_other_type_and_the_team_its_notes(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat, staff.watching(opened.id) as watch:
        await chat.send("typing", on=True)
        seen = await watch.until(lambda frame: frame["type"] == "typing" and frame["author"] == "visitor")
        assert seen["on"] is True
        await watch.send("typing", on=True)  # nobody has joined: the visitor is not told
        await staff.do("POST", f"/conversations/{opened.id}/join")
        await chat.until(is_mode("human"))
        assert [f for f in chat.frames if f["type"] == "typing" and f["author"] == "manager"] == []
        await watch.send("typing", on=True)
        assert (await chat.until(lambda frame: frame["type"] == "typing"))["author"] == "manager"
        await staff.do("POST", f"/conversations/{opened.id}/notes", text="She came by on Tuesday.")
        noted = await watch.until(lambda frame: frame["type"] == "note")
        assert noted["note"]["text"] == "She came by on Tuesday."
        client_id = await watch.send("message", text="Good to hear from you!")
        assert (await watch.until(lambda frame: frame["type"] == "ack"))["client_id"] == client_id
        await chat.until(is_managers)
        assert "Tuesday" not in json.dumps([*chat.frames, *await quiet(chat)])
    assert "Tuesday" not in json.dumps(await history(both, opened))
    listed = await staff.do("GET", f"/conversations/{opened.id}/notes")
    assert [(note["text"], note["author_name"]) for note in listed] == [("She came by on Tuesday.", staff.name)]


async def test_the_same_message_is_said_once(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    async with talking(both.url) as chat:
        here = await chat_id(both, chat)
        for _ in range(3):
            await staff.do("POST", f"/conversations/{here}/messages", text="Only once.", client_id="the-same")
        await chat.until(is_managers)
        assert [frame for frame in await quiet(chat) if is_managers(frame)] == []


async def chat_id(served: Served, chat: Chat) -> str:
    """The conversation that was opened last."""
    del chat
    newest = select(Conversation.id).order_by(Conversation.created_at.desc()).limit(1)
    return rows(served, newest)[0].id


async def test_two_managers_do_not_collide(both: Served) -> None:
    first = await asyncio.to_thread(staff_of, both)
    second = await asyncio.to_thread(add_colleague, both, f"second-{both.settings.port}@domiq.example", "Sol")
    opened = await open_conversation(both.url)
    here = f"/conversations/{opened.id}"
    answers = await asyncio.gather(
        *(asyncio.to_thread(who.ask, "POST", f"{here}/join") for who in (first, second) for _ in range(3))
    )
    seated = {json.dumps(answer.json()["data"]["agent"]) for answer in answers if answer.status_code == 200}
    assert len(seated) == 1, "one person has the conversation, however many came at once"
    holder, other = (first, second) if first.name in seated.pop() else (second, first)
    refused = await asyncio.to_thread(other.ask, "POST", f"{here}/messages", text="Me too!")
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (409, "INVALID_STATUS_TRANSITION")
    assert error["details"] == {"agent": {"name": holder.name, "avatar_url": None}, "allowed": ["take_over"]}
    async with connect(both.url, opened) as chat:
        assert chat.frames[0]["agent"]["name"] == holder.name
        taken = await other.do("POST", f"{here}/join", take_over=True)
        assert taken["agent"]["name"] == other.name
        assert (await chat.until(is_mode("human")))["agent"]["name"] == other.name
        late = await asyncio.to_thread(holder.ask, "POST", f"{here}/messages", text="Still me.")
        assert late.status_code == 409
        await other.do("POST", f"{here}/transfer", user_id=holder.id)
        assert (await chat.until(is_mode("human")))["agent"]["name"] == holder.name
        await holder.do("POST", f"{here}/messages", text="Back again.")
        assert (await chat.until(is_managers))["message"]["author_name"] == holder.name
    stretches = await holder.do("GET", f"{here}/handoffs")
    assert [stretch["ended_how"] for stretch in stretches] == [None, "transferred", "transferred"]
    assert stretches[0]["first_reply_at"]


async def test_nobody_comes_and_the_bot_says_so(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await say(chat, "handoff")
        await chat.until(is_mode("waiting"))
        waiting = conversation(both, opened.id)
        assert waiting.resume_at > (waiting.expected_at or waiting.created_at)
        assert overdue(both, opened.id) == 1
        told = await chat.reply()
        assert told["text"].startswith("I'm sorry, nobody from the leasing team could join just now")
        assert "leave me an email address or a phone number" in told["text"]
        await chat.until(is_mode("bot"))
        assert overdue(both, opened.id) == 0, "it is said once"
        assert (await chat.ask("Do you allow dogs?"))["author"] == "bot"
    task = rows(both, select(Task.status, Task.kind).where(Task.conversation_id == opened.id))
    assert [tuple(row) for row in task] == [("pending", "handoff")], "the team still has it to do"
    how = rows(both, select(Handoff.reason, Handoff.ended_how).where(Handoff.conversation_id == opened.id))
    assert [tuple(row) for row in how] == [("customer_request", "timed_out")]


async def test_who_is_called_away_does_not_leave_the_visitor_in_silence(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await staff.do("POST", f"/conversations/{opened.id}/messages", text="One moment please.")
        await chat.until(is_managers)
        assert conversation(both, opened.id).resume_at is None, "the person spoke last: nothing waits"
        await say(chat, "message", text="Do you allow dogs?")
        assert conversation(both, opened.id).resume_at is not None
        assert overdue(both, opened.id) == 1
        told = await chat.reply()
        assert told["text"].startswith(f"It looks like {staff.name} was called away")
        answer = await chat.reply()
        assert "pet" in answer["text"].lower()
    assert conversation(both, opened.id).mode == "bot"


async def test_a_visitor_may_change_their_mind_about_a_person(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("quiero hablar con una persona por favor")
        await chat.until(is_mode("waiting"))
        await say(chat, "event", name="handoff_cancelled")
        await chat.until(is_mode("bot"))
        said = next(frame for frame in chat.frames if frame["type"] == "message" and "Aquí estoy" in str(frame))
        assert said["message"]["author"] == "system"
    assert [row.status for row in rows(both, select(Task.status).where(Task.conversation_id == opened.id))] == [
        "cancelled"
    ]


async def test_asking_again_after_it_was_handed_back_waits_again_once(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        for _ in range(2):
            await say(chat, "handoff")
            await chat.until(is_mode("waiting"))
            await staff.do("POST", f"/conversations/{opened.id}/join")
            await chat.until(is_mode("human"))
            await say(chat, "handoff")
            await staff.do("POST", f"/conversations/{opened.id}/hand-back")
            await chat.until(is_mode("bot"))
        assert [frame for frame in await quiet(chat) if frame["type"] == "mode"] == []
    assert events(both, opened.id).count("conversation.handed_off") == 2
    ended = select(Handoff.ended_how).where(Handoff.conversation_id == opened.id)
    assert [row.ended_how for row in rows(both, ended)] == ["handed_back", "handed_back"]


async def test_a_person_as_the_very_first_wish_tells_the_team(both: Served) -> None:
    async with talking(both.url) as chat:
        await chat.ask("talk to a human")
        await chat.until(is_mode("waiting"))
    here = await chat_id(both, chat)
    assert "conversation.handed_off" in events(both, here)
    assert len(rows(both, select(Task.id).where(Task.conversation_id == here, Task.status == "pending"))) == 1


async def test_a_phone_that_was_locked_finds_all_that_was_said_meanwhile(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("hello")
        held = chat.seqs[-1]
    for text in ("First.", "Second.", "Third."):
        await staff.do("POST", f"/conversations/{opened.id}/messages", text=text)
    async with connect(both.url, opened, after=held) as back:
        ready = back.frames[0]
        assert (ready["mode"], ready["agent"]["name"]) == ("human", staff.name)
        assert [m["text"] for m in ready["messages"] if m["author"] == "manager"] == ["First.", "Second.", "Third."]
        await staff.do("POST", f"/conversations/{opened.id}/messages", text="Fourth.")
        assert (await back.until(is_managers))["message"]["text"] == "Fourth."


async def test_who_left_gets_the_persons_words_by_mail_once(both: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "MAIL_AFTER", timedelta(seconds=0.3))
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    address = f"lena{both.settings.port}@left.example"
    async with connect(both.url, opened) as chat:
        await chat.ask(f"I am Lena Holt, {address}. I would like to talk to a person")
    for text in ("The parcel room opens at 8.", "And it closes at 9 pm."):
        await staff.do("POST", f"/conversations/{opened.id}/messages", text=text)
    folder = Path(both.settings.data_dir, "mail")

    def arrived() -> list[Any]:
        parsed = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
        return [mail for mail in parsed if mail["To"] == address and "wrote to you" in mail["Subject"]]

    async with asyncio.timeout(15):
        while not arrived():
            await asyncio.sleep(0.1)
    await asyncio.sleep(1.2)
    (mail,) = arrived()
    assert "The parcel room opens at 8." in mail.get_content()
    assert "And it closes at 9 pm." in mail.get_content()


async def test_a_suggested_reply_has_sources_and_does_nothing(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    counted = [select(func.count()).select_from(table.__table__) for table in (Faq, Task, Lead, Message, DomainEvent)]
    async with connect(both.url, opened) as chat:
        await staff.do("POST", f"/conversations/{opened.id}/join")
        await say(chat, "message", text="I'm Ida, ida@new.example. Do you allow dogs?")
        async with asyncio.timeout(15):
            while conversation(both, opened.id).lead_id is None:  # what she says of herself is taken in beside
                await asyncio.sleep(0.1)
        before = [rows(both, statement)[0][0] for statement in counted]
        known = await staff.do("POST", f"/conversations/{opened.id}/suggest")
        assert "pet" in known["text"].lower()
        assert known["sources"]
        assert known["reason"] is None
        assert [rows(both, statement)[0][0] for statement in counted] == before
        await say(chat, "message", text="Do you have a rooftop helipad?")
        unknown = await staff.do("POST", f"/conversations/{opened.id}/suggest")
        assert unknown["text"] is None
        assert "has not said" in unknown["reason"]
        assert unknown["sources"] == []
        assert rows(both, counted[0])[0][0] == before[0]
        await say(chat, "message", text="book me a tour tomorrow at 10 am")
        booking = await staff.do("POST", f"/conversations/{opened.id}/suggest")
        assert rows(both, select(Conversation.is_book_tour).where(Conversation.id == opened.id))[0][0] is False
        assert booking["text"] is None or "booked" not in booking["text"].lower()
        assert [frame for frame in await quiet(chat) if frame["type"] in {"delta", "message"}] == []


async def test_who_joins_is_told_what_it_is_about(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("I'm Nora Blum, nora@sum.example. I need a 2 bedroom under $2,000 for my cat and me")
        await chat.ask("Is there a beekeeping club?")
        await say(chat, "handoff")
        await chat.until(is_mode("waiting"))
    found = await staff.do("GET", f"/conversations/{opened.id}/summary")
    assert found["headline"].startswith("Nora Blum looks for a 2 bedroom")
    assert found["reason"] == "The visitor asked for a person."
    facts = "\n".join(found["facts"])
    assert "nora@sum.example" in facts
    assert "Budget: up to $2000.00" in facts
    assert any("beekeeping" in question for question in found["questions_waiting"])
    assert [line["author"] for line in found["last"]][:2] == ["visitor", "bot"]


async def test_what_is_said_to_a_person_is_known_afterwards(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await staff.do("POST", f"/conversations/{opened.id}/join")
        await say(chat, "message", text="I'm Gus Vogel, gus.vogel@told.example")
        await say(chat, "message", text="I need a 2 bedroom with my dog, budget 1900")
        async with asyncio.timeout(15):
            while (await staff.do("GET", f"/conversations/{opened.id}"))["has_pets"] is None:
                await asyncio.sleep(0.1)
        known = await staff.do("GET", f"/conversations/{opened.id}")
        assert (known["contact"]["email"], known["contact"]["first_name"]) == ("gus.vogel@told.example", "Gus")
        assert (known["bedrooms"], known["has_pets"], known["price_range_max"]) == (2, True, "1900.00")
        assert known["lead_id"]
        assert known["mode"] == "human"
        assert [frame for frame in await quiet(chat) if frame["type"] in {"delta", "message"}] == []


async def test_a_conversation_is_passed_on_to_who_may_speak_in_it_only(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    reader = await asyncio.to_thread(add_colleague, both, f"t-{both.settings.port}@domiq.example", "Teo", "read_only")
    opened = await open_conversation(both.url)
    await staff.do("POST", f"/conversations/{opened.id}/join")
    refused = await asyncio.to_thread(staff.ask, "POST", f"/conversations/{opened.id}/transfer", user_id=reader.id)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "RECORD_NOT_FOUND")
    assert conversation(both, opened.id).agent_id == staff.id


async def test_who_may_only_read_watches_and_cannot_speak(both: Served) -> None:
    reader = await asyncio.to_thread(add_colleague, both, f"r-{both.settings.port}@domiq.example", "Ray", "read_only")
    opened = await open_conversation(both.url)
    refused = await asyncio.to_thread(reader.ask, "POST", f"/conversations/{opened.id}/join")
    assert refused.status_code == 403
    async with reader.watching(opened.id) as watch:
        await watch.send("message", text="hello")
        assert (await watch.until(lambda frame: frame["type"] == "error"))[
            "message"
        ] == "Your role does not allow this."
    assert conversation(both, opened.id).mode == "bot"


async def test_a_visitors_token_opens_no_staff_socket_and_a_lost_login_ends_it(
    both: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.takeover.socket.RECHECK_SECONDS", 0.2)
    opened = await open_conversation(both.url)
    address = f"{both.ws}/api/v1/ws/conversations/{opened.id}"
    async with websockets.connect(address) as socket:
        await socket.send(json.dumps({"type": "hello", "token": opened.token}))
        assert await close_code(socket) == 4401
    staff = await asyncio.to_thread(add_colleague, both, f"gone-{both.settings.port}@domiq.example", "Gil")
    async with staff.watching(opened.id) as watch:
        await staff.do("POST", "/auth/logout")
        assert await close_code(watch.socket) == 4401


async def test_what_is_over_stays_over(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await say(chat, "handoff")
        await say(chat, "end")
        await chat.until(is_mode("closed"))
    for path in ("join", "hand-back"):
        answer = await asyncio.to_thread(staff.ask, "POST", f"/conversations/{opened.id}/{path}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION"), path
    how = rows(both, select(Handoff.ended_how).where(Handoff.conversation_id == opened.id))
    assert [row.ended_how for row in how] == ["closed"]


async def test_the_times_of_waiting_are_the_propertys(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    property_id = rows(both, select(Property.id).where(Property.slug == "maple-court"))[0].id
    changed = await staff.do("PUT", f"/properties/{property_id}/chatbot", handoff_queue_minutes=7)
    assert (changed["handoff_queue_minutes"], changed["handoff_silence_minutes"]) == (7, 5)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await say(chat, "handoff")
        await chat.until(is_mode("waiting"))
    row = conversation(both, opened.id)
    began = row.expected_at or rows(both, select(Handoff.asked_at).where(Handoff.conversation_id == opened.id))[0][0]
    assert row.resume_at - began == timedelta(minutes=7)


@pytest.mark.parametrize(
    ("wish", "over", "said"),
    [
        ("talk to a human", "never mind, I don't need a person any more", "All right, no person then."),
        ("quiero hablar con una persona por favor", "ya no necesito a nadie", "De acuerdo, sin nadie más entonces."),
    ],
)
async def test_who_says_that_nobody_is_needed_waits_no_more(both: Served, wish: str, over: str, said: str) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask(wish)
        await chat.until(is_mode("waiting"))
        assert (await chat.ask(over))["text"].startswith(said)
        await chat.until(is_mode("bot"))
    row = conversation(both, opened.id)
    assert (row.mode, row.status, row.resume_at) == ("bot", "active", None)
    tasks = rows(both, select(Task.status).where(Task.conversation_id == opened.id))
    assert [each.status for each in tasks] == ["cancelled"]
    how = rows(both, select(Handoff.ended_how).where(Handoff.conversation_id == opened.id))
    assert [each.ended_how for each in how] == ["cancelled"]
    assert events(both, opened.id).count("conversation.resumed") == 1


async def test_what_is_asked_in_the_same_breath_is_answered(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("talk to a human")
        await chat.until(is_mode("waiting"))
        told = await chat.ask("I don't need a person anymore. Do you allow dogs?")
        assert told["text"].startswith("All right, no person then.")
        assert "pet" in told["text"].lower()
        await chat.until(is_mode("bot"))
        assert (await chat.ask("talk to a human"))["author"] == "bot"
        await chat.until(is_mode("waiting"))


@pytest.mark.parametrize("how", ["stopped", "removed", "read only", "no property"])
async def test_who_may_speak_no_more_leaves_the_conversation(both: Served, how: str) -> None:
    admin = await asyncio.to_thread(staff_of, both)
    mail = f"{how.replace(' ', '')}{both.settings.port}@leaves.example"
    colleague = await asyncio.to_thread(add_colleague, both, mail, "Nia")
    opened, other = await open_conversation(both.url), await open_conversation(both.url)
    async with connect(both.url, opened) as chat, connect(both.url, other) as untouched:
        await colleague.do("POST", f"/conversations/{opened.id}/join")
        await admin.do("POST", f"/conversations/{other.id}/join")
        await chat.until(is_mode("human"))
        await say(chat, "message", text="Do you allow dogs?")
        if how == "removed":
            await admin.do("DELETE", f"/users/{colleague.id}")
        else:
            change = {
                "stopped": {"is_active": False}, "read only": {"role": "read_only"},
                "no property": {"property_access": "assigned"},
            }[how]  # fmt: skip
            await admin.do("PATCH", f"/users/{colleague.id}", **change)
        await chat.until(is_mode("bot"))
        left = [frame["message"] for frame in chat.frames if frame["type"] == "message"]
        assert any(message["author"] == "system" and "has left the chat" in message["text"] for message in left)
        assert "pet" in (await chat.reply())["text"].lower(), "what nobody answered is answered"
        assert [frame for frame in await quiet(untouched) if frame["type"] == "mode" and frame["mode"] == "bot"] == []
    row = conversation(both, opened.id)
    assert (row.mode, row.agent_id, row.resume_at) == ("bot", None, None)
    assert conversation(both, other.id).mode == "human"


async def test_who_has_lost_nothing_that_matters_speaks_on(both: Served) -> None:
    admin = await asyncio.to_thread(staff_of, both)
    colleague = await asyncio.to_thread(add_colleague, both, f"stays{both.settings.port}@stays.example", "Nia")
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await colleague.do("POST", f"/conversations/{opened.id}/join")
        await chat.until(is_mode("human"))
        await admin.do("PATCH", f"/users/{colleague.id}", role="manager")
        await admin.do("PATCH", f"/users/{colleague.id}", last_name="Sommer")
        assert [frame for frame in await quiet(chat) if frame["type"] == "mode"] == []
    assert conversation(both, opened.id).mode == "human"
