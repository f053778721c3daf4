"""Conversations in numbers, on days of the property, alike on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from leasing.ids import new_id
from leasing.models import DomainEvent, Task
from tests.support.talks import add_message, put, talk
from tests.web.house import House

URL = "/api/v1/conversations/analytics/summary"
# 04:30 in UTC is still the day before in Austin.
LATE = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 4, 18, tzinfo=UTC)


async def began(house: House, home: str, at: datetime, said: list[tuple[str, int]], **columns: Any) -> str:
    """A conversation that began at a moment; `said` are (author, seconds after it)."""
    chat = await talk(house.database, home, created_at=at, last_message_at=at, last_seq=len(said), **columns)
    company = house.staff["admin"].user.company_id
    for seq, (author, after) in enumerate(said, 1):
        moment = at + timedelta(seconds=after)
        await house.database.write(add_message, company, chat, seq, author, "x", moment)
    return chat


async def four(house: House) -> tuple[str, str]:
    home, away = await house.property_id(name="One"), await house.property_id(name="Two")
    company = house.staff["admin"].user.company_id
    await began(house, home, LATE, [("visitor", 0), ("bot", 2)])
    await began(house, home, NOON, [("visitor", 0), ("bot", 4)], is_book_tour=True, status="tour_booked")
    asked = await began(house, home, NOON, [("visitor", 0), ("bot", 9), ("manager", 130)], mode="human")
    await began(house, away, NOON, [], status="abandoned")
    stamps = {"created_at": NOON + timedelta(seconds=10), "updated_at": NOON}
    about = {"company_id": company, "property_id": home, "conversation_id": asked}
    await put(house.database, Task, id=new_id(), kind="handoff", reason="x", title="x", **about, **stamps)
    for place, reason in ((home, "customer_request"), (home, "customer_request"), (away, "emergency")):
        event = {"name": "conversation.handed_off", "property_id": place, "company_id": company, "at": NOON}
        await put(house.database, DomainEvent, id=new_id(), data={"reason": reason}, subject_id=asked, **event)
    return home, away


async def test_a_property(house: House) -> None:
    home, _ = await four(house)
    found = await house.data("GET", f"{URL}?property_id={home}&from=2026-03-03&to=2026-03-04")
    assert (found["conversations"], found["messages"]) == (3, 7)
    assert found["by_outcome"] == {"resolved_by_bot": 1, "tour_booked": 1, "answered_by_person": 1}
    assert found["by_status"] == {"active": 2, "tour_booked": 1}
    assert found["by_mode"] == {"bot": 2, "human": 1}
    assert found["first_response_bot_seconds"] == 4
    assert found["first_response_person_seconds"] == 120
    assert found["handoffs_by_reason"] == {"customer_request": 2}
    assert found["deflection_rate"] == 0.6667
    days = {day["day"]: (day["conversations"], day["resolved_by_bot"]) for day in found["by_day"]}
    assert days == {"2026-03-03": (1, 1), "2026-03-04": (2, 0)}
    assert (await house.data("GET", f"{URL}?property_id={home}&from=2026-03-03&to=2026-03-03"))["conversations"] == 1


async def test_a_company(house: House) -> None:
    home, away = await four(house)
    found = await house.data("GET", f"{URL}?from=2026-03-03&to=2026-03-04")
    assert (found["conversations"], found["by_outcome"]["abandoned"]) == (4, 1)
    assert found["handoffs_by_reason"] == {"customer_request": 2, "emergency": 1}
    places = {
        place["property_id"]: (place["conversations"], place["deflection_rate"]) for place in found["by_property"]
    }
    assert places == {home: (3, 0.6667), away: (1, None)}
    nothing = await house.data("GET", URL)
    assert (nothing["conversations"], nothing["deflection_rate"], len(nothing["by_day"])) == (0, None, 31)
    others = await house.data("GET", f"{URL}?from=2026-03-03&to=2026-03-04", who="other")
    assert (others["conversations"], others["handoffs_by_reason"], others["by_property"]) == (0, {}, [])


async def test_days_that_cannot_be(house: House) -> None:
    for query in ("?from=2026-03-04&to=2026-03-03", "?from=2024-01-01&to=2026-01-01", "?from=0001-01-01"):
        assert (await house.call("GET", URL + query)).status_code == 422, query
    assert (await house.call("GET", f"{URL}?property_id={new_id()}")).status_code == 404


async def test_an_even_number_has_the_middle_of_two(house: House) -> None:
    home = await house.property_id()
    for seconds in (1, 2, 5, 100):
        await began(house, home, NOON, [("visitor", 0), ("bot", seconds)])
    found = await house.data("GET", f"{URL}?property_id={home}&from=2026-03-04&to=2026-03-04")
    assert found["first_response_bot_seconds"] == 3.5
    assert found["first_response_person_seconds"] is None


async def test_one_conversation(house: House) -> None:
    home = await house.property_id()
    chat = await began(house, home, NOON, [("visitor", 0), ("bot", 3), ("visitor", 8), ("bot", 9)])
    found = await house.data("GET", f"/api/v1/conversations/{chat}/analytics")
    assert found["messages_by_author"] == {"visitor": 2, "bot": 2}
    assert found["first_response_bot_seconds"] == 3
    assert found["tools"] == {"answer_from_knowledge": 2}
    assert found["guards"] == {"identity": 2, "figures": 2}
    assert found["tokens"] == {"input": 1624, "output": 80}
    assert found["bot_milliseconds_median"] == 250.2
    assert found["outcome"] == "resolved_by_bot"
