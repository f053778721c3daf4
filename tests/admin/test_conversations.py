"""What staff read of a conversation: all that was understood, said, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Conversation, Faq, FaqWaiter, Tour
from leasing.services import messages, openings
from leasing.services.openings import Opening
from tests.web.house import House

URL = "/api/v1/conversations"

PROTOCOL = [
    "is_qualified",
    "is_book_tour",
    "tour_type",
    "tour_datetime",
    "tour_requested_on",
    "property_of_interest",
    "unit_of_interest",
    "ai_intent_summary",
    "apartment_size_preference",
    "bedrooms",
    "bathrooms",
    "move_in_date",
    "price_range_min",
    "price_range_max",
    "occupants_count",
    "has_pets",
    "pet_details",
    "desired_features",
    "area",
    "furnished",
    "work_location",
    "reason_for_moving",
    "pre_qualified",
    "source",
    "status",
    "lead_score",
    "lead_id",
    "mode",
    "locale",
    "contact",
    "intent",
    "tours",
    "questions_waiting",
    "chatbot_id",
    "user_id",
    "start_time",
    "end_time",
    "notification_status",
]


async def _open(house: House, property_id: str) -> str:
    opened = await house.database.write(openings.open_, Opening(property=property_id, source="website"))
    return opened.id


async def test_a_new_one_knows_nothing(house: House) -> None:
    property_id = await house.property_id()
    chat = await _open(house, property_id)
    found = await house.data("GET", f"{URL}/{chat}")
    assert set(PROTOCOL) <= set(found)
    unknown = {name for name in PROTOCOL if found[name] is None}
    assert {"bedrooms", "has_pets", "price_range_min", "move_in_date", "intent", "pet_details", "lead_id"} <= unknown
    assert (found["status"], found["mode"], found["is_qualified"]) == ("active", "bot", False)
    assert found["contact"] == {"first_name": None, "last_name": None, "email": None, "phone": None}
    assert (found["tours"], found["questions_waiting"], found["desired_features"]) == ([], [], [])
    assert (found["property_id"], found["chatbot_id"], found["property_name"]) == (
        property_id,
        property_id,
        "Maple Court",
    )


async def test_all_that_was_understood(house: House) -> None:
    property_id = await house.property_id()
    chat = await _open(house, property_id)
    await house.database.write(_understand, chat)
    await house.database.write(_book_and_ask, chat, property_id, house.staff["admin"].user.company_id)
    found = await house.data("GET", f"{URL}/{chat}")
    expected = {
        "bedrooms": 0,
        "bathrooms": 1.5,
        "apartment_size_preference": "studio",
        "price_range_min": "1200.00",
        "price_range_max": "1850.50",
        "move_in_date": "2026-12-01",
        "has_pets": True,
        "pet_details": {"kind": "dog"},
        "desired_features": ["pool"],
        "tour_type": "virtual",
        "tour_datetime": "2026-11-24T16:00:00Z",
        "tour_requested_on": "2026-11-24",
        "intent": "rent",
        "contact": {"first_name": "Ana", "last_name": None, "email": "ana@example.com", "phone": None},
    }
    assert {name: found[name] for name in expected} == expected
    assert [(tour["tour_type"], tour["status"], tour["starts_at"]) for tour in found["tours"]] == [
        ("virtual", "scheduled", "2026-11-24T16:00:00Z")
    ]
    assert [(item["question"], item["status"]) for item in found["questions_waiting"]] == [("Kayaks?", "pending")]
    listed = await house.data("GET", URL)
    assert listed == [found]


def _understand(tx: Tx, chat: str) -> None:
    values: dict[str, Any] = {
        "bedrooms": 0,
        "bathrooms": 1.5,
        "price_min_cents": 120_000,
        "price_max_cents": 185_050,
        "move_in_date": date(2026, 12, 1),
        "has_pets": True,
        "pet_details": {"kind": "dog"},
        "desired_features": ["pool"],
        "tour_type": "virtual",
        "tour_datetime": datetime(2026, 11, 24, 16, tzinfo=UTC),
        "tour_requested_on": date(2026, 11, 24),
        "intent": "rent",
        "contact": {"first_name": "Ana", "email": "ana@example.com"},
    }
    tx.connection.execute(update(Conversation).where(Conversation.id == chat).values(**values))


def _book_and_ask(tx: Tx, chat: str, property_id: str, company_id: str) -> None:
    shared = {"company_id": company_id, "property_id": property_id, "created_at": tx.now, "updated_at": tx.now}
    starts = datetime(2026, 11, 24, 16, tzinfo=UTC)
    tour = {"starts_at": starts, "ends_at": starts + timedelta(minutes=30), "duration_minutes": 30}
    tx.connection.execute(insert(Tour).values(conversation_id=chat, tour_type="virtual", **tour, **shared))
    for question, status in (("Kayaks?", "pending"), ("Pets?", "answered")):
        faq_id = new_id()
        answer = "Two." if status == "answered" else None
        tx.connection.execute(insert(Faq).values(id=faq_id, question=question, answer=answer, status=status, **shared))
        waits = {"faq_id": faq_id, "conversation_id": chat, "company_id": company_id, "created_at": tx.now}
        tx.connection.execute(insert(FaqWaiter).values(**waits))


async def test_lists(house: House) -> None:
    one, two = await house.property_id(name="One"), await house.property_id(name="Two")
    chats = [await _open(house, one), await _open(house, one), await _open(house, two)]
    close = update(Conversation).where(Conversation.id == chats[0]).values(status="closed", mode="closed")
    await house.database.write(lambda tx: tx.connection.execute(close) and None)

    async def ids(query: str) -> list[str]:
        return [item["id"] for item in await house.data("GET", f"{URL}{query}")]

    assert await ids("") == chats[::-1]
    assert await ids(f"?property_id={one}") == [chats[1], chats[0]]
    assert await ids("?status=closed") == await ids("?mode=closed") == [chats[0]]
    assert await ids("?page=2&limit=2") == [chats[0]]
    assert (await house.call("GET", f"{URL}?status=lost")).status_code == 422


async def test_what_was_said_and_why(house: House) -> None:
    property_id = await house.property_id()
    chat = await _open(house, property_id)
    await house.database.write(_talk, chat, house.staff["admin"].user.company_id)
    answer = (await house.call("GET", f"{URL}/{chat}/messages?limit=2&page=2")).json()
    pages = answer["meta"]["pagination"]
    said = await house.data("GET", f"{URL}/{chat}/messages?limit=100")
    assert pages["total"] == len(said)
    assert [item["seq"] for item in said] == sorted(item["seq"] for item in said)
    visitor, bot, removed = said[-3:]
    assert (visitor["author"], visitor["text"], visitor["why"]) == ("visitor", "<b>Pets?</b>", None)
    assert bot["why"] == {"brain": "embedded", "tools": ["answer_question"]}
    assert bot["sources"] == [{"kind": "faq", "id": "f", "title": "Pets"}]
    assert (removed["removed"], removed["text"]) == (True, "oops")
    assert "secret" not in bot


def _talk(tx: Tx, chat: str, company_id: str) -> None:
    said: list[dict[str, Any]] = [
        {"author": "visitor", "text": "<b>Pets?</b>"},
        {
            "author": "bot",
            "text": "Two.",
            "extras": {"sources": [{"kind": "faq", "id": "f", "title": "Pets"}], "secret": 1},
            "why": {"brain": "embedded", "tools": ["answer_question"]},
        },
        {"author": "manager", "text": "oops", "removed": True},
    ]
    for seq, values in enumerate(said, 101):
        messages.store(tx, id=new_id(), company_id=company_id, conversation_id=chat, seq=seq, **values)
