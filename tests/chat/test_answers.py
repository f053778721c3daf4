"""What nobody knew comes back: a person's answer reaches everybody who waits for it, and is known from then on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from leasing.models import Message, OutboxItem, Task, Tour
from leasing.services import answers
from tests.support.chat import connect, open_conversation, talking
from tests.support.server import Served
from tests.support.staff import Staff

QUESTION = "Do you have a rooftop helipad?"
PARAPHRASE = "is there a helipad on the rooftop?"
ANSWER = "Our rooftop helipad may be used between 9 am and 5 pm; ask the office for a slot."
SOON = timedelta(seconds=0.4)


def mails(served: Served) -> list[Any]:
    files = sorted(Path(served.settings.data_dir, "mail").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def is_managers(frame: dict[str, Any]) -> bool:
    return frame["type"] == "message" and frame["message"]["author"] == "manager"


def said_by_managers(served: Served, conversation_id: str) -> int:
    said = select(func.count()).select_from(Message).where(Message.conversation_id == conversation_id)
    count = said.where(Message.author == "manager")
    return served.run(served.house.database.read(lambda tx: tx.connection.execute(count).scalar_one()))


async def outbox_is_done(served: Served, kind: str) -> None:
    """Wait until every side effect of a kind has been carried out."""
    left = select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == kind, OutboxItem.state != "done")
    async with asyncio.timeout(20):
        while served.run(served.house.database.read(lambda tx: tx.connection.execute(left).scalar_one())):
            await asyncio.sleep(0.1)


async def test_an_answer_reaches_who_waits_and_is_known_from_then_on(
    both: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MAIL_AFTER", SOON)
    staff = await asyncio.to_thread(Staff, both)
    left = await open_conversation(both.url)
    async with connect(both.url, left) as gone:
        await gone.ask(QUESTION)
        await gone.ask("my name is Nadia Boulanger and my email is nadia@left.example")
        last = gone.seqs[-1]
    async with talking(both.url) as waiting:
        told = await waiting.ask(QUESTION)
        assert "helipad may be used" not in told["text"]
        await waiting.ask("I am Otto, otto@here.example")
        entry = staff.pending("helipad")
        assert entry["waiting_count"] == 2
        await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer=ANSWER)
        brought = (await waiting.until(is_managers))["message"]
        assert ANSWER in brought["text"]
        assert QUESTION in brought["text"]
        assert brought["author_name"] == staff.name
        assert [source["id"] for source in brought["sources"]] == [entry["id"]]
        # Another visitor, in other words: the assistant knows it now.
        async with talking(both.url) as second:
            known = await second.ask(PARAPHRASE)
            assert "between 9 am and 5 pm" in known["text"]
            assert known["author"] == "bot"
        await outbox_is_done(both, "answer")
        await outbox_is_done(both, "answer_mail")
    assert [(mail["To"], mail["Subject"]) for mail in mails(both) if "answered your question" in mail["Subject"]] == [
        ("nadia@left.example", "Maple Court answered your question")
    ], "who is in the chat reads it there"
    text = next(mail for mail in mails(both) if "answered" in mail["Subject"]).get_content()
    assert ANSWER in text
    assert QUESTION in text
    async with connect(both.url, left, after=last) as back:
        missed = back.frames[0]["messages"]
        assert [message["author"] for message in missed] == ["manager"]
        assert ANSWER in missed[0]["text"]
    tasks = select(Task.status).where(Task.faq_id == entry["id"])
    found = both.run(both.house.database.read(lambda tx: tx.connection.execute(tasks).scalars().all()))
    assert found == ["completed"]


async def test_an_answer_is_said_once_however_often_it_is_brought(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Is there a planetarium on site?")
        entry = staff.pending("planetarium")
        await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes, on the third floor.")
        await chat.until(is_managers)
    await outbox_is_done(both, "answer")
    bring = both.house.database.write(answers.bring, entry["id"], opened.id, "")
    assert both.run(bring) is None
    assert said_by_managers(both, opened.id) == 1


async def test_an_answer_that_is_taken_back_and_asked_for_again_is_brought_again(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as chat:
        await chat.ask("Do you have a beekeeping club?")
        entry = staff.pending("beekeeping")
        await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes, it meets on Mondays.")
        await chat.until(is_managers)
        await asyncio.to_thread(staff.call, "PATCH", f"/faqs/{entry['id']}", answer=None)
        await chat.ask("Do you have a beekeeping club?")
        assert staff.pending("beekeeping")["waiting_count"] == 1
        await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer="It meets on Tuesdays now.")
        again = (await chat.until(is_managers))["message"]
        assert "Tuesdays" in again["text"]


async def test_an_answer_in_spanish_says_so_in_spanish_also_by_mail(
    both: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MAIL_AFTER", SOON)
    staff = await asyncio.to_thread(Staff, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Hola, ¿tienen una pista de hielo?")
        await chat.ask("me llamo Inés y mi correo es ines@fuera.example")
    entry = staff.pending("pista de hielo")
    await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer="Sí, abre los viernes.")
    await outbox_is_done(both, "answer")
    await outbox_is_done(both, "answer_mail")
    async with connect(both.url, opened) as back:
        missed = [message for message in back.frames[0]["messages"] if message["author"] == "manager"]
        assert missed[0]["text"].startswith("Usted preguntó: «")
    mail = next(mail for mail in mails(both) if mail["To"] == "ines@fuera.example")
    assert "respondió a su pregunta" in mail["Subject"]
    assert "Sí, abre los viernes." in mail.get_content()


async def test_yes_to_a_person_is_no_yes_to_the_question_before_it(
    both: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MAIL_AFTER", SOON)
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as chat:
        await chat.ask("Do you have a skating ramp?")
        offered = await chat.ask("I'd like to book an in-person tour")
        await chat.choose(offered["slots"][0])
        booked = await chat.ask("I am Rae Cole, rae@asked.example")
        assert booked["tour"]["status"] == "scheduled"
        asked = await chat.ask("my sister wants to cancel my tour")
        assert "cancel" in asked["text"].lower()
        assert "is cancelled" not in asked["text"]
        entry = staff.pending("skating")
        await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes. Does that help?")
        await chat.until(is_managers)
        thanked = await chat.ask("yes, thank you")
        assert "is cancelled" not in thanked["text"]
    status = select(Tour.status).where(Tour.id == booked["tour"]["id"])
    assert both.run(both.house.database.read(lambda tx: tx.connection.execute(status).scalar_one())) == "scheduled"


async def test_a_closed_conversation_is_answered_by_mail_alone(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Can I keep a hot air balloon in the garage?")
        await chat.ask("my name is Fay Wolf and my email is fay@over.example")
        await chat.send("end")
        await chat.until(lambda frame: frame["type"] == "mode" and frame["mode"] == "closed")
    entry = staff.pending("balloon")
    await asyncio.to_thread(staff.call, "PUT", f"/faqs/{entry['id']}/answer", answer="No, it does not fit.")
    await outbox_is_done(both, "answer")
    await outbox_is_done(both, "answer_mail")
    assert said_by_managers(both, opened.id) == 0
    assert [mail["To"] for mail in mails(both)].count("fay@over.example") == 1
