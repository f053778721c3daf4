"""Conversations are found again: by what was said, who said it, how they stand, and they go into a table safely."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from leasing.ids import new_id
from leasing.models import Conversation, Faq, FaqWaiter, Lead, Message, Task
from leasing.services import word_search
from tests.support.talks import message_ids, put, talk
from tests.support.tours import add_manager
from tests.web.house import House

URL = "/api/v1/conversations"


async def ids(house: House, query: str = "", who: str = "admin") -> list[str]:
    return [item["id"] for item in await house.data("GET", f"{URL}{query}", who=who)]


async def test_found_by_the_beginnings_of_words(house: House) -> None:
    home = await house.property_id()
    english = await talk(house.database, home, [("visitor", "Do you have a swimming pool?"), ("bot", "Yes, two.")])
    spanish = await talk(house.database, home, [("visitor", "¿Hay un baño más? ESTACIONAMIENTO, por favor")])
    for typed, found in (
        ("swim", [english]),
        ("SWIMMING pool", [english]),
        ("bano", [spanish]),
        ("baño", [spanish]),
        ("mas estaciona", [spanish]),
        ("swim baño", []),
        ("wimming", []),
        ('"pool" OR *', []),
        ("pool' OR 1=1 --", []),
        ("!!!", []),
        ("(", []),
    ):
        assert await ids(house, f"?search={typed}") == found, typed


async def test_a_match_is_shown_with_its_place(house: House) -> None:
    home = await house.property_id()
    long = "Well, " * 40 + "the Garage door is loud, and garages cost extra. " + "So. " * 40
    chat = await talk(house.database, home, [("visitor", "hello"), ("bot", long)])
    (found,) = (await house.data("GET", f"{URL}?search=garage"))[0]["matches"]
    assert found["message_id"] == (await message_ids(house.database, chat))[1]
    assert (found["author"], found["seq"]) == ("bot", 2)
    assert len(found["excerpt"]) < 200
    marked = [found["excerpt"][start : start + length] for start, length in found["marks"]]
    assert marked == ["Garage", "garages"]
    assert (await house.data("GET", URL))[0]["matches"] == []


async def test_found_by_who_spoke(house: House) -> None:
    home = await house.property_id()
    contact = {"first_name": "Zoë", "last_name": "O'Hara", "email": "zoe.ohara@mail.example", "phone": "+19195550101"}
    chat = await talk(house.database, home, [("visitor", "hi")], contact=contact)
    await talk(house.database, home, [("visitor", "hi")], contact={"first_name": "Zack"})
    for typed in ("zoe", "ohara", "hara zoe", "zoe.ohara@mail.example", "mail.example", "%2B19195550101",
                  "(919) 555-0101", "919-555"):  # fmt: skip
        assert await ids(house, f"?search={typed}") == [chat], typed
    renamed = update(Conversation).where(Conversation.id == chat).values(contact={"first_name": "Ana"})
    await house.database.write(lambda tx: tx.connection.execute(renamed) and None)
    assert await ids(house, "?search=zoe") == []
    assert await ids(house, "?search=ana") == [chat]


async def test_the_index_follows_every_change(house: House) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, [("visitor", "my rhubarb"), ("bot", "a turnip")])
    first, second = await message_ids(house.database, chat)
    edited = update(Message).where(Message.id == first).values(text="my parsnip")
    await house.database.write(lambda tx: tx.connection.execute(edited) and None)
    assert (await ids(house, "?search=rhubarb"), await ids(house, "?search=parsnip")) == ([], [chat])
    gone = delete(Message).where(Message.id == second)
    await house.database.write(lambda tx: tx.connection.execute(gone) and None)
    assert await ids(house, "?search=turnip") == []
    await house.database.write(
        lambda tx: tx.connection.execute(delete(Conversation).where(Conversation.id == chat)) and None
    )
    query = word_search.parse("parsnip")
    assert query is not None
    company = house.staff["admin"].user.company_id
    left = await house.database.read(
        lambda tx: tx.connection.execute(word_search.conversations_with(tx, company, query)).all()
    )
    assert left == [], "what is deleted with its conversation leaves the index too"


async def test_another_company_finds_nothing_of_it(house: House) -> None:
    home = await house.property_id()
    await talk(house.database, home, [("visitor", "a secret rhubarb")], contact={"first_name": "Rhubarbara"})
    assert await ids(house, "?search=rhubarb", who="other") == []


async def test_filters(house: House) -> None:
    home, other = await house.property_id(name="One"), await house.property_id(name="Two")
    company = house.staff["admin"].user.company_id
    manager = await house.database.write(add_manager, [home], "Mia")
    lead = await house.data(
        "POST", "/api/v1/leads", {"property_id": home, "email": "a@x.example", "assigned_to": manager}
    )
    plain = await talk(house.database, home, [("visitor", "hi")])
    rich = await talk(
        house.database,
        home,
        [("visitor", "hi")],
        status="qualified",
        is_qualified=True,
        is_book_tour=True,
        lead_score=70,
        locale="es-MX",
        source="google",
        lead_id=lead["lead"]["id"],
        created_at=datetime(2026, 3, 4, 5, 30, tzinfo=UTC),
    )
    away = await talk(house.database, other, [("visitor", "hi")], status="closed", mode="closed")
    stamps = {"created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    faq = new_id()
    await put(
        house.database, Faq, id=faq, company_id=company, property_id=home, question="?", status="pending", **stamps
    )
    waiting = {"faq_id": faq, "conversation_id": plain, "company_id": company, "created_at": datetime.now(UTC)}
    await put(house.database, FaqWaiter, **waiting)
    await house.data("POST", f"{URL}/{rich}/tags", {"tag": " Hot  Lead "})
    for query, expected in (
        (f"?property_id={other}", {away}),
        ("?status=qualified&status=closed", {rich, away}),
        ("?mode=closed", {away}),
        ("?is_qualified=true", {rich}),
        ("?is_book_tour=false", {plain, away}),
        ("?min_score=70", {rich}),
        ("?locale=es", {rich}),
        ("?source=google", {rich}),
        (f"?assigned_to={manager}", {rich}),
        (f"?lead_id={lead['lead']['id']}", {rich}),
        ("?has_question=true", {plain}),
        ("?has_question=false", {rich, away}),
        ("?tag=hot lead", {rich}),
        ("?tag=hot", set()),
        ("?outcome=tour_booked", {rich}),
        ("?outcome=handed_off", {plain}),
        ("?created_from=2026-03-04&created_to=2026-03-04", {rich}),
        # 5:30 in UTC is the evening before in Austin.
        (f"?property_id={home}&created_to=2026-03-03", {rich}),
        (f"?property_id={home}&created_from=2026-03-04&created_to=2026-03-04", set()),
        ("?search=hi&status=closed", {away}),
    ):
        assert set(await ids(house, query)) == expected, query
    answer = await house.call("GET", f"{URL}?status=qualified&status=lost")
    assert answer.status_code == 422
    for wrong in ("?sort=lead_score", "?outcome=won", "?min_score=101"):
        assert (await house.call("GET", f"{URL}{wrong}")).status_code == 422, wrong


async def test_sorts(house: House) -> None:
    home = await house.property_id()
    company = house.staff["admin"].user.company_id
    low = await talk(house.database, home, lead_score=10)
    high = await talk(house.database, home, lead_score=90)
    middle = await talk(house.database, home, lead_score=50)
    now = datetime.now(UTC)
    for chat, hours, status in ((low, 1, "pending"), (middle, 3, "in_progress"), (high, 9, "completed")):
        stamps = {"created_at": now - timedelta(hours=hours), "updated_at": now}
        about = {"company_id": company, "property_id": home, "conversation_id": chat, "status": status}
        await put(house.database, Task, id=new_id(), kind="question", reason="x", title="x", **about, **stamps)
    assert await ids(house) == [middle, high, low]
    assert await ids(house, "?sort=score") == [high, middle, low]
    assert await ids(house, "?sort=waiting") == [middle, low, high]
    waiting = {item["id"]: item["waiting_since"] for item in await house.data("GET", URL)}
    assert waiting[high] is None
    assert waiting[middle] < waiting[low]


async def test_an_export_is_whole_and_runs_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leasing.services.conversation_lists.EXPORTED_AT_ONCE", 2)
    home = await house.property_id()
    bad = ["=HYPERLINK(1)", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0", "\tx"]
    chats = [await talk(house.database, home, contact={"first_name": name}) for name in bad]
    answer = await house.call("GET", f"{URL}/export?property_id={home}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "conversations.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == chats[::-1]
    assert [row["first_name"] for row in rows] == [f"'{name}" for name in bad[::-1]]
    found = await house.call("GET", f"{URL}/export?search=hyperlink")
    assert [row["id"] for row in csv.DictReader(io.StringIO(found.text))] == [chats[0]]


async def test_outcomes(house: House) -> None:
    home = await house.property_id()
    old = datetime.now(UTC) - timedelta(hours=2)
    asked, told = ("visitor", "Pets?"), ("bot", "Two.")
    company = house.staff["admin"].user.company_id
    expected: dict[str, Any] = {
        await talk(house.database, home, [asked, told]): None,
        await talk(house.database, home, []): None,
        await talk(house.database, home, [asked, told], last_message_at=old): "resolved_by_bot",
        await talk(house.database, home, [], last_message_at=old): "abandoned",
        await talk(house.database, home, [asked, told], status="abandoned"): "abandoned",
        await talk(house.database, home, [asked], mode="waiting"): "handed_off",
        await talk(house.database, home, [asked, ("manager", "Hi, Mia here.")]): "answered_by_person",
        await talk(house.database, home, [asked, ("manager", "Hi")], is_book_tour=True): "tour_booked",
        await talk(house.database, home, [asked, told], status="closed", mode="closed"): "resolved_by_bot",
    }
    closed = await talk(house.database, home, [asked, told], status="closed", mode="closed")
    stamps = {"created_at": old, "updated_at": old}
    about = {"company_id": company, "property_id": home, "conversation_id": closed, "status": "completed"}
    await put(house.database, Task, id=new_id(), kind="handoff", reason="x", title="x", **about, **stamps)
    expected[closed] = "handed_off"
    found = {item["id"]: item["outcome"] for item in await house.data("GET", f"{URL}?limit=100")}
    assert found == expected


async def test_a_search_keeps_to_the_leads_that_are_there(house: House) -> None:
    """A lead that is deleted takes no conversation out of the list."""
    home = await house.property_id()
    lead = await house.data("POST", "/api/v1/leads", {"property_id": home, "email": "a@x.example"})
    chat = await talk(house.database, home, [("visitor", "hi")], lead_id=lead["lead"]["id"])
    await house.database.write(lambda tx: tx.connection.execute(delete(Lead)) and None)
    assert await ids(house, "?search=hi") == [chat]
