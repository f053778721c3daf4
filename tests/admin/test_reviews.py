"""Answers that somebody should look at again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from leasing.clock import FixedClock
from leasing.database import Tx
from leasing.models import Conversation, Faq
from leasing.services import conversations, knowledge_rows, messages, openings, reviews
from leasing.services.openings import Opening
from tests.support.questions import events
from tests.web.house import House

URL = "/api/v1/faqs"


async def _entry(house: House, **more: Any) -> dict[str, Any]:
    property_id = more.pop("property_id", None) or await house.property_id()
    body = {"property_id": property_id, "question": "Pets?", "answer": "Two.", **more}
    return await house.data("POST", URL, body)


async def _said(house: House, entry: dict[str, Any]) -> tuple[str, str]:
    """(conversation, message): the assistant says an entry to a visitor of its own."""
    chat = await house.database.write(openings.open_, Opening(property=entry["property_id"], source="website"))
    message_id = chat.id[:-1] + "m"

    def say(tx: Tx) -> None:
        row = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == chat.id)).one()
        seq = row.last_seq + 1
        messages.store(
            tx, id=message_id, company_id=row.company_id, conversation_id=chat.id, seq=seq, author="bot", text="Two.",
            extras={"sources": [{"kind": "faq", "id": entry["id"], "title": "Pets?"}]},
        )  # fmt: skip
        tx.connection.execute(update(Conversation).where(Conversation.id == chat.id).values(last_seq=seq))

    await house.database.write(say)
    return chat.id, message_id


async def _vote(house: House, said: tuple[str, str], value: str, client_id: str = "v1") -> None:
    chat, message = said
    vote: dict[str, Any] = {
        "client_id": client_id,
        "type_": "feedback",
        "data": {"value": value},
        "message_id": message,
    }
    await house.database.write(conversations.note, chat, **vote)


async def _rows(house: House, property_id: str) -> list[str]:
    _, rows = await house.database.read(knowledge_rows.answered, property_id)
    return [row.id for row in rows]


async def test_staff_flag_and_confirm(house: House) -> None:
    entry = await _entry(house)
    url = f"{URL}/{entry['id']}"
    flagged = await house.data("POST", f"{url}/needs-review", who="agent")
    assert (flagged["status"], flagged["review_reason"], flagged["answer"]) == ("needs_review", "staff", "Two.")
    assert await _rows(house, entry["property_id"]) == [entry["id"]], "it goes on being said"
    assert (await house.data("GET", f"{URL}?status=needs_review"))[0]["id"] == entry["id"]
    confirmed = await house.data("POST", f"{url}/reviewed")
    assert (confirmed["status"], confirmed["review_reason"]) == ("answered", None)
    assert confirmed["reviewed_at"] > entry["answered_at"]
    assert confirmed["answered_at"] == entry["answered_at"]
    versions = await house.data("GET", f"{url}/versions")
    assert [(each["status"], each["changed_by"]) for each in versions] == [
        ("answered", house.staff["admin"].user.id),
        ("needs_review", house.staff["agent"].user.id),
        ("answered", house.staff["admin"].user.id),
    ]
    pending = await _entry(house, answer=None)
    for action in ("needs-review", "reviewed"):
        refused = await house.call("POST", f"{URL}/{pending['id']}/{action}")
        assert refused.json()["error"]["code"] == "INVALID_STATUS_TRANSITION"


async def test_votes_of_visitors(house: House) -> None:
    entry = await _entry(house)
    said = [await _said(house, entry) for _ in range(5)]
    await _vote(house, said[0], "down")
    await _vote(house, said[1], "up")
    shown = await house.data("GET", f"{URL}/{entry['id']}")
    assert (shown["up_votes"], shown["down_votes"], shown["status"]) == (1, 1, "answered")
    await _vote(house, said[0], "down", "again")
    shown = await house.data("GET", f"{URL}/{entry['id']}")
    assert (shown["down_votes"], shown["status"]) == (1, "answered"), "one visitor has one vote on a message"
    await _vote(house, said[1], "down", "changed")
    shown = await house.data("GET", f"{URL}/{entry['id']}")
    assert (shown["up_votes"], shown["down_votes"]) == (0, 2)
    assert (shown["status"], shown["review_reason"]) == ("needs_review", "votes")
    assert [row.data["reason"] for row in await events(house.database, "question.needs_review")] == ["votes"]
    await house.data("POST", f"{URL}/{entry['id']}/reviewed")
    await _vote(house, said[2], "down")
    assert (await house.data("GET", f"{URL}/{entry['id']}"))["status"] == "answered", "votes of before count no more"
    await _vote(house, said[3], "down")
    assert (await house.data("GET", f"{URL}/{entry['id']}"))["status"] == "needs_review"


async def test_as_many_up_as_down_is_no_trouble(house: House) -> None:
    entry = await _entry(house)
    for value in ("up", "up", "down", "down"):
        await _vote(house, await _said(house, entry), value)
    shown = await house.data("GET", f"{URL}/{entry['id']}")
    assert (shown["up_votes"], shown["down_votes"], shown["status"]) == (2, 2, "answered")


async def test_old_votes_count_no_more(house: House) -> None:
    entry = await _entry(house)
    clock = FixedClock(house.database.clock.now() - timedelta(days=31))
    house.database.clock, now = clock, house.database.clock

    def long_ago(tx: Tx) -> None:
        tx.connection.execute(update(Faq).values(answered_at=tx.now - timedelta(days=9), reviewed_at=None))

    await house.database.write(long_ago)
    await _vote(house, await _said(house, entry), "down")
    house.database.clock = now
    await _vote(house, await _said(house, entry), "down")
    assert (await house.data("GET", f"{URL}/{entry['id']}"))["status"] == "answered"


async def test_answers_age(house: House) -> None:
    property_id = await house.property_id()
    given = {"property_id": property_id}
    plain = await _entry(house, **given, question="Pool?")
    pets = await _entry(house, **given, category="Pets")
    fresh = await _entry(house, **given, question="Gym?")
    pending = await _entry(house, **given, question="Moat?", answer=None)
    await house.data("PUT", "/api/v1/question-settings", {"review_days_by_category": {"pets": 30}})
    start = house.database.clock.now()

    async def aged(days: int) -> set[str]:
        house.database.clock = FixedClock(start + timedelta(days=days))
        await house.database.write(reviews.age)
        rows = select(Faq.id).where(Faq.status == "needs_review", Faq.review_reason == "aged")
        return set(await house.database.read(lambda tx: tx.connection.execute(rows).scalars().all()))

    assert await aged(29) == set()
    assert await aged(31) == {pets["id"]}
    await house.database.write(lambda tx: _confirm(tx, fresh["id"]))
    assert await aged(181) == {pets["id"], plain["id"]}
    assert await aged(220) == {pets["id"], plain["id"], fresh["id"]}
    told = [row.subject_id for row in await events(house.database, "question.needs_review")]
    assert sorted(told) == sorted([pets["id"], plain["id"], fresh["id"]])
    house.database.clock = FixedClock(start)
    assert (await house.data("GET", f"{URL}/{pending['id']}"))["status"] == "pending"


def _confirm(tx: Tx, faq_id: str) -> None:
    tx.connection.execute(update(Faq).where(Faq.id == faq_id).values(reviewed_at=tx.now))


async def test_reports_of_staff(house: House) -> None:
    entry = await _entry(house)
    chat, message = await _said(house, entry)
    url = f"/api/v1/conversations/{chat}/messages/{message}/report"
    made = await house.data("POST", url, {"reason": "tone", "text": "Too short."}, who="agent")
    assert (made["faq_id"], made["reason"], made["message"]) == (entry["id"], "tone", "Two.")
    assert (await house.data("GET", f"{URL}/{entry['id']}"))["status"] == "answered", "what it says is not at fault"
    again = await house.call("POST", url, {"reason": "outdated"}, who="agent")
    assert again.json()["error"]["code"] == "DUPLICATE_RECORD"
    await house.data("POST", url, {"reason": "outdated"})
    shown = await house.data("GET", f"{URL}/{entry['id']}")
    assert (shown["status"], shown["review_reason"]) == ("needs_review", "report")
    listed = await house.data("GET", "/api/v1/answer-reports")
    assert [each["reason"] for each in listed] == ["outdated", "tone"]
    assert await house.data("GET", "/api/v1/answer-reports?reason=tone") == [made]
    unknown = await house.call("POST", url, {"reason": "boring"})
    assert unknown.status_code == 422
    elsewhere, _ = await _said(house, entry)
    stray = await house.call("POST", f"/api/v1/conversations/{elsewhere}/messages/{message}/report", {"reason": "tone"})
    assert stray.status_code == 404
    assert await house.data("GET", "/api/v1/answer-reports", who="other") == []
