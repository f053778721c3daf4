"""What a visitor waits for is not forgotten on the way: requests, tasks and words keep, whatever comes between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from leasing.models import Conversation, ConversationNote, Handoff, Message, Notification, Task
from leasing.services import abandonment, answers, takeover
from tests.support.chat import Frame, connect, open_conversation
from tests.support.server import Served
from tests.support.staff import Staff, add_colleague
from tests.support.wire import history, rows, say


def staff_of(served: Served) -> Staff:
    return Staff(served)


def tasks(served: Served, conversation_id: str) -> list[tuple[str, str]]:
    found = select(Task.reason, Task.status).where(Task.conversation_id == conversation_id).order_by(Task.id)
    return [(row.reason, row.status) for row in rows(served, found)]


def is_mode(mode: str) -> Callable[[Frame], bool]:
    return lambda frame: frame["type"] == "mode" and frame["mode"] == mode


ENDINGS = {
    "calls it off": ("handoff", "handoff_cancelled"),
    "ends the chat": ("handoff", "end"),
    "ends it without a wish for a person": ("end",),
}


@pytest.mark.parametrize("steps", ENDINGS.values(), ids=ENDINGS)
async def test_a_request_about_ones_own_data_waits_on_whatever_the_visitor_does_next(
    both: Served, steps: tuple[str, ...]
) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Please delete all my personal data.")
        for step in steps:
            await say(chat, "event", name=step) if "_" in step else await say(chat, step)
    assert ("privacy_request", "pending") in tasks(both, opened.id)
    wanted = [("customer_request", "cancelled")] if "handoff" in steps else []
    assert [task for task in tasks(both, opened.id) if task[0] != "privacy_request"] == wanted, (
        "who asks for a person too is given to the team beside it"
    )


async def test_a_request_about_ones_own_data_is_not_done_by_a_word_or_by_leaving(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Please delete all my personal data.")
        await staff.do("POST", f"/conversations/{opened.id}/messages", text="Hello!")
        await staff.do("POST", f"/conversations/{opened.id}/hand-back")
    await _abandon(both, opened.id)
    assert tasks(both, opened.id) == [("privacy_request", "pending")]
    open_ones = await staff.do("GET", "/privacy/requests?is_open=true&limit=100")
    assert opened.id in [each["conversation_id"] for each in open_ones]


async def test_the_team_is_told_of_a_request_about_ones_own_data(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Please delete all my personal data.")
    told = select(Notification.title).where(
        Notification.conversation_id == opened.id, Notification.kind == "privacy_requested"
    )
    async with asyncio.timeout(20):
        while not (found := await asyncio.to_thread(rows, both, told)):
            await asyncio.sleep(0.1)
    assert {row.title for row in found} == {"Visitor asks about their data"}


async def _abandon(served: Served, conversation_id: str) -> None:
    """Let a day go by."""

    def pass_time(tx: Any) -> None:
        here = update(Conversation).where(Conversation.id == conversation_id)
        tx.connection.execute(here.values(last_message_at=tx.now - timedelta(days=2)))

    write = served.house.database.write
    await asyncio.to_thread(served.run, write(pass_time))
    here = select(Conversation.status).where(Conversation.id == conversation_id)
    async with asyncio.timeout(20):
        # The server's own job may come first, and what is held that moment is left for its next run.
        while (await asyncio.to_thread(rows, served, here))[0].status != "abandoned":
            await asyncio.to_thread(served.run, write(abandonment.close, timedelta(days=1)))


@pytest.mark.parametrize("how", ["ends the chat", "is gone for a day"])
@pytest.mark.parametrize(("contact", "left"), [({"email": "ada@left.example"}, "pending"), ({}, "cancelled")])
async def test_nobody_came_and_the_task_stays_while_the_visitor_can_be_reached(
    both: Served, how: str, contact: dict[str, str], left: str
) -> None:
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await say(chat, "contact", **contact)
        await say(chat, "handoff")
        await chat.until(is_mode("waiting"))
        if how == "ends the chat":
            await say(chat, "end")
            await chat.until(is_mode("closed"))
    if how == "is gone for a day":

        def time_out(tx: Any) -> None:
            here = update(Conversation).where(Conversation.id == opened.id)
            tx.connection.execute(here.values(mode="bot", resume_at=None))

        await asyncio.to_thread(both.run, both.house.database.write(time_out))
        await _abandon(both, opened.id)
    assert tasks(both, opened.id) == [("customer_request", left)]


async def test_what_staff_close_they_have_seen_to(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await say(chat, "contact", email="bea@left.example")
        await say(chat, "handoff")
        await chat.until(is_mode("waiting"))
    await staff.do("PUT", f"/conversations/{opened.id}/status", status="closed")
    assert tasks(both, opened.id) == [("customer_request", "cancelled")]


async def test_two_words_with_long_ids_are_two(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    here = f"/conversations/{opened.id}"
    for number in range(2):
        for _ in range(2):
            await staff.do("POST", f"{here}/messages", text=f"Word {number}.", client_id=f"{'dashboard-' * 6}{number}")
    said = select(Message.text).where(Message.conversation_id == opened.id, Message.author == "manager")
    assert [row.text for row in rows(both, said.order_by(Message.seq))] == ["Word 0.", "Word 1."]


async def test_two_of_the_team_may_number_their_notes_alike(both: Served) -> None:
    first = await asyncio.to_thread(staff_of, both)
    second = await asyncio.to_thread(add_colleague, both, f"notes-{both.settings.port}@domiq.example", "Noa")
    opened = await open_conversation(both.url)
    path = f"/conversations/{opened.id}/notes"
    await asyncio.gather(
        *(who.do("POST", path, text=f"By {who.name}.", client_id="1") for who in (first, second) for _ in range(3))
    )
    noted = rows(both, select(ConversationNote.text).where(ConversationNote.conversation_id == opened.id))
    assert sorted(row.text for row in noted) == sorted([f"By {first.name}.", f"By {second.name}."])


async def test_passing_a_talk_on_to_oneself_changes_nothing(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    await staff.do("POST", f"/conversations/{opened.id}/join")
    standing = await staff.do("POST", f"/conversations/{opened.id}/transfer", user_id=staff.id)
    assert (standing["mode"], standing["agent"]["name"]) == ("human", staff.name)
    stretches = rows(both, select(Handoff.ended_how).where(Handoff.conversation_id == opened.id))
    assert [row.ended_how for row in stretches] == [None]
    assert [message["author"] for message in await history(both, opened)] == ["system"]


async def test_who_speaks_spanish_is_told_so_before_the_bot_has_said_a_word(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url, locale="es-MX")
    await staff.do("POST", f"/conversations/{opened.id}/join")
    await staff.do("POST", f"/conversations/{opened.id}/hand-back")
    told = [message["text"] for message in await history(both, opened)]
    assert "se ha unido al chat" in told[0]
    assert "ha salido del chat" in told[1]


async def test_a_binary_frame_is_borne_by_the_staffs_socket_too(both: Served) -> None:
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    async with staff.watching(opened.id) as watch:
        await watch.socket.send(b"\x00\x01")
        assert (await watch.until(lambda frame: frame["type"] == "error"))["code"] == "BAD_FRAME"
        client_id = await watch.send("message", text="Still here.")
        assert (await watch.until(lambda frame: frame["type"] == "ack"))["client_id"] == client_id


async def test_a_persons_words_are_mailed_though_an_answer_was_brought_after_them(
    both: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeover, "MAIL_AFTER", timedelta(seconds=1.5))
    monkeypatch.setattr(answers, "MAIL_AFTER", timedelta(seconds=1.5))
    staff = await asyncio.to_thread(staff_of, both)
    opened = await open_conversation(both.url)
    address = f"wanda{both.settings.port}@left.example"
    async with connect(both.url, opened) as chat:
        await chat.ask("Is there a trapeze school on site?")
        await say(chat, "contact", email=address)
    await staff.do("POST", f"/conversations/{opened.id}/messages", text="I have put your parcel aside.")
    question = await asyncio.to_thread(staff.pending, "trapeze")
    await staff.do("PUT", f"/faqs/{question['id']}/answer", answer="Yes, in the former foundry.")
    folder = Path(both.settings.data_dir, "mail")

    def arrived() -> list[str]:
        parsed = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
        return [mail.get_content() for mail in parsed if mail["To"] == address]

    async with asyncio.timeout(20):
        while len(arrived()) < 2:
            await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    assert sorted(("parcel" in text, "foundry" in text) for text in arrived()) == [(False, True), (True, False)], (
        "each is told, and told once"
    )
