"""What becomes of an answer beyond its first telling: to one visitor only, with an entry in other words, corrected."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from leasing.services import answers
from tests.chat.test_answers import is_managers, mails, outbox_is_done, said_by_managers
from tests.support.chat import connect, open_conversation, talking
from tests.support.server import Served
from tests.support.staff import Staff


async def _call(staff: Staff, method: str, path: str, **body: Any) -> Any:
    return await asyncio.to_thread(staff.call, method, path, **body)


async def test_an_answer_for_one_visitor_only(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    first, second = await open_conversation(both.url), await open_conversation(both.url)
    async with connect(both.url, first) as one, connect(both.url, second) as two:
        await one.ask("Can I land my glider here?")
        await two.ask("Can I land my glider here?")
        entry = staff.pending("glider")
        waiting = (await _call(staff, "GET", f"/conversations/{first.id}"))["questions_waiting"]
        assert [each["faq_id"] for each in waiting] == [entry["id"]]
        url = f"/faqs/{entry['id']}/answer"
        body: dict[str, Any] = {"answer": "For you we make room on Sunday.", "only_waiting": True}
        left = await _call(staff, "PUT", url, **body, conversation_ids=[first.id])
        told = (await one.until(is_managers))["message"]
        assert "we make room on Sunday" in told["text"]
        assert "sources" not in told, "it is nobody's source"
        assert (left["status"], left["answer"]) == ("pending", None), "the other one waits still"
        assert said_by_managers(both, second.id) == 0
        await _call(staff, "PUT", url, answer="Not for you, sorry.", only_waiting=True)
        assert "Not for you" in (await two.until(is_managers))["message"]["text"]
        done = await _call(staff, "GET", f"/faqs/{entry['id']}")
        assert (done["status"], done["in_knowledge"], done["waiting_count"]) == ("answered", False, 0)
    async with talking(both.url) as third:
        reply = await third.ask("Can I land my glider here?")
        assert "Sunday" not in reply["text"]
        assert "sorry" not in reply["text"]
        assert staff.pending("glider")["waiting_count"] == 1


async def test_an_entry_written_in_other_words_answers_who_waits(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("Do you have a squash court?")
        entry = staff.pending("squash")
        made = await _call(
            staff, "POST", "/faqs", property_id=entry["property_id"],
            question="is there a squash court?", answer="Yes, behind the pool; book it at the office.",
        )  # fmt: skip
        told = (await chat.until(is_managers))["message"]
        assert "behind the pool" in told["text"]
        assert [source["id"] for source in told["sources"]] == [made["id"]]
        settled = await _call(staff, "GET", f"/faqs/{entry['id']}")
        assert (settled["status"], settled["merged_into"], settled["in_knowledge"]) == ("answered", made["id"], False)
        assert (await _call(staff, "GET", f"/faqs/{made['id']}"))["asked_count"] == 1
        past = await _call(staff, "GET", f"/faqs/{made['id']}/past-questions")
        assert [each["question"] for each in past["questions"]] == ["Do you have a squash court?"]
        tasks = await _call(staff, "GET", f"/tasks?kind=question&conversation_id={opened.id}")
        assert [(task["status"], task["answer"]) for task in tasks] == [("completed", made["answer"])]


async def test_a_corrected_answer_is_told_once_to_who_was_told_the_earlier_one(
    both: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MAIL_AFTER", timedelta(seconds=0.4))
    staff = await asyncio.to_thread(Staff, both)
    asked = await open_conversation(both.url)
    async with connect(both.url, asked) as chat:
        await chat.ask("Do you have a falconry club?")
        await chat.ask("my name is Gus Falk and my email is gus@falcon.example")
        entry = staff.pending("falconry")
        await _call(staff, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes, it meets on Mondays.")
        await chat.until(is_managers)
    await outbox_is_done(both, "answer_mail")
    knows, other = await open_conversation(both.url), await open_conversation(both.url)
    async with connect(both.url, knows) as told, connect(both.url, other) as bystander:
        assert "Mondays" in (await told.ask("is there a falconry club?"))["text"]
        await bystander.ask("hello")
        url = f"/faqs/{entry['id']}/answer"
        await _call(staff, "PUT", url, answer="Yes, it meets on Fridays.", tell_visitors=True)
        message = (await told.until(is_managers))["message"]
        assert "correct what we told you" in message["text"]
        assert "Fridays" in message["text"]
        await outbox_is_done(both, "correction")
        await outbox_is_done(both, "answer_mail")
        bring = both.house.database.write(answers.bring_correction, entry["id"], knows.id, "")
        assert both.run(bring) is None
        assert said_by_managers(both, knows.id) == 1
        assert said_by_managers(both, other.id) == 0
    assert said_by_managers(both, asked.id) == 2
    mail = {each["Subject"]: each.get_content() for each in mails(both) if each["To"] == "gus@falcon.example"}
    assert set(mail) == {"Maple Court answered your question", "Maple Court corrected an answer"}
    assert "Fridays" in mail["Maple Court corrected an answer"]


async def test_an_answer_in_another_language_is_announced(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as chat:
        await chat.ask("Hola, ¿tienen una cancha de petanca para los vecinos?")
        entry = staff.pending("petanca")
        await _call(staff, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes, it is behind the garage and it is free.")
        told = (await chat.until(is_managers))["message"]["text"]
        assert told.startswith("Usted preguntó: «")
        assert "Esto está escrito en inglés:\nYes, it is behind the garage" in told


async def test_a_correction_quotes_no_question_in_another_language(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    body = {"question": "Is there a bowling alley for residents?", "answer": "Yes, it is open on Mondays."}
    listed = await _call(staff, "GET", "/properties?limit=100")
    maple = next(each["id"] for each in listed if each["slug"] == "maple-court")
    made = await _call(staff, "POST", "/faqs", property_id=maple, **body)
    async with talking(both.url) as chat:
        assert "Mondays" in (await chat.ask("is there a bowling alley for residents?"))["text"]
        await chat.ask("Muchas gracias por la información, prefiero hablar en español")
        await _call(staff, "PUT", f"/faqs/{made['id']}/answer", answer="It is open on Fridays.", tell_visitors=True)
        told = (await chat.until(is_managers))["message"]["text"]
        assert told.startswith("Tenemos que corregir algo que le dijimos antes:")
        assert "bowling" not in told
        assert "Esto está escrito en inglés:\nIt is open on Fridays." in told


async def test_a_vote_against_an_answer_leaves_it_said(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as first:
        await first.ask("Do you have a chess table?")
        entry = staff.pending("chess")
        await _call(staff, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes, in the courtyard.")
        await first.until(is_managers)
    for _ in range(2):
        async with talking(both.url) as chat:
            reply = await chat.ask("Is there a chess table?")
            assert "courtyard" in reply["text"]
            await chat.send("feedback", message_id=reply["id"], value="down")
            await chat.until(lambda frame: frame["type"] == "ack")
    shown = await _call(staff, "GET", f"/faqs/{entry['id']}")
    assert (shown["status"], shown["review_reason"], shown["down_votes"]) == ("needs_review", "votes", 2)
    async with talking(both.url) as last:
        assert "courtyard" in (await last.ask("Do you have a chess table?"))["text"]
