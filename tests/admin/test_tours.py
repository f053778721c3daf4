"""Tours as staff book, move, confirm, cancel and settle them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from leasing.clock import FixedClock
from leasing.database import Database
from tests.support.tours import NOW, add_manager, history
from tests.web.house import House, open_house

TEN = "2026-11-25T10:00:00-06:00"
"""the day after NOW, in Chicago"""
ANA = {"first_name": "Ana", "last_name": "Reyes", "email": "ana@x.example"}


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


@pytest.fixture
async def house(database: Database, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database, clock=clock) as opened:
        yield opened


async def _booked(house: House, property_id: str, starts_at: str = TEN, **more: Any) -> Any:
    body = {"property_id": property_id, "starts_at": starts_at, **ANA, **more}
    return (await house.data("POST", "/api/v1/tours", body))["tour"]


async def test_a_tour_from_its_booking_to_its_outcome(house: House, clock: FixedClock) -> None:
    property_id = await house.property_id()
    tour = await _booked(house, property_id, notes="Has a dog.", source="walk_in", language="es-MX")
    assert (tour["status"], tour["source"], tour["language"], tour["tour_type"]) == (
        "scheduled", "walk_in", "es", "in_person",
    )  # fmt: skip
    assert (tour["starts_at"], tour["timezone"]) == (TEN, "America/Chicago")
    assert (tour["prospect_name"], tour["prospect_email"]) == ("Ana Reyes", "ana@x.example")
    url = f"/api/v1/tours/{tour['id']}"
    assert (await house.data("PUT", f"{url}/confirm"))["tour"]["status"] == "confirmed"
    moved = await house.data("PUT", f"{url}/reschedule", {"starts_at": "2026-11-25T11:00:00"})
    assert (moved["tour"]["starts_at"], moved["tour"]["status"]) == ("2026-11-25T11:00:00-06:00", "scheduled")
    early = await house.call("PUT", f"{url}/outcome", {"outcome": "attended"})
    assert (early.status_code, early.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    clock.advance(timedelta(days=2))
    fresh = {"Authorization": f"Bearer {house.web.tokens.staff_access(house.staff['admin'].claims)}"}
    settled = await house.client.put(
        f"{url}/outcome", json={"outcome": "no_show", "notes": "Nobody came."}, headers=fresh
    )
    assert settled.json()["data"]["tour"]["status"] == "no_show"
    lines = settled.json()["data"]["history"]
    assert [line["action"] for line in lines] == ["booked", "confirmed", "moved", "no_show"]
    assert lines[-1]["data"] == {"before": "scheduled", "notes": "Nobody came."}
    assert {line["user_id"] for line in lines} == {house.staff["admin"].claims.user_id}
    right = await house.data("PUT", f"{url}/outcome", {"outcome": "attended"})
    assert right["tour"]["status"] == "completed"
    counts = await house.data("GET", f"/api/v1/tours/outcomes/{property_id}?from=2026-11-25&to=2026-11-25")
    assert (counts["total"], counts["attended"], counts["no_show"], counts["show_rate"]) == (1, 1, 0, 1.0)
    assert (await house.data("GET", f"/api/v1/tours/outcomes/{property_id}?to=2026-11-24"))["total"] == 0
    assert (await house.data("GET", f"/api/v1/leads/{tour['lead_id']}"))["lead"]["status"] == "toured"


async def test_a_taken_time_is_refused_with_others(house: House) -> None:
    property_id = await house.property_id()
    first = await _booked(house, property_id)
    body = {"property_id": property_id, "starts_at": TEN, "email": "bob@x.example"}
    answer = await house.call("POST", "/api/v1/tours/schedule", body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["details"]["problem"]) == (409, "TOUR_UNAVAILABLE", "taken")
    offered = [one["starts_at"] for one in error["details"]["alternatives"]]
    assert offered
    assert not any(one.startswith("2026-11-25T10:00") for one in offered)
    assert (await house.data("GET", "/api/v1/leads"))[0]["id"] == first["lead_id"], "a refused booking leaves no lead"
    taken = await house.data("POST", "/api/v1/tours/schedule", {**body, "starts_at": offered[0]})
    moved = await house.call("PUT", f"/api/v1/tours/{taken['tour']['id']}/reschedule", {"starts_at": TEN})
    assert (moved.status_code, moved.json()["error"]["code"]) == (409, "TOUR_UNAVAILABLE")
    kept = await house.data("GET", f"/api/v1/tours/{taken['tour']['id']}")
    assert kept == taken, "a move that is refused changes nothing"
    cancelled = await house.data("PUT", f"/api/v1/tours/{first['id']}/cancel", {"reason": "ill"})
    assert cancelled["history"][-1]["data"] == {"reason": "ill"}
    assert (await house.data("PUT", f"/api/v1/tours/{taken['tour']['id']}", {"starts_at": TEN}))["tour"][
        "revision"
    ] == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"starts_at": "2026-11-23T10:00:00-06:00"}, (422, "starts_at")),
        ({"tour_type": "virtual"}, (422, "tour_type")),
        ({"starts_at": "2026-11-29T10:00:00-06:00"}, (409, "closed")),
        ({"manager_id": "nobody"}, (422, "manager_id")),
        ({"unit_id": "none"}, (404, None)),
        ({"lead_id": "none"}, (404, None)),
        ({"email": None}, (422, "email")),
        ({"starts_at": "soon"}, (422, "starts_at")),
        ({"starts_at": "2026-11-25T10:00:30-06:00"}, (422, "starts_at")),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, (422, "starts_at")),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, (422, "starts_at")),
    ],
)
async def test_what_cannot_be_booked(house: House, changes: Any, told: Any) -> None:
    property_id = await house.property_id()
    body = {"property_id": property_id, "starts_at": TEN, "email": "a@x.example", **changes}
    answer = await house.call("POST", "/api/v1/tours", body)
    details = answer.json()["error"]["details"]
    named = (
        details["problem"] if answer.status_code == 409 else next((e["field"] for e in details.get("errors", [])), None)
    )
    assert (answer.status_code, named) == told


async def test_a_key_books_once_and_two_who_want_one_time_do_not_both_get_it(house: House) -> None:
    property_id = await house.property_id()
    body = {"property_id": property_id, "starts_at": TEN, **ANA}
    first, again = [await house.call("POST", "/api/v1/tours", body, Idempotency_Key="k") for _ in range(2)]
    assert (first.status_code, again.json()) == (201, first.json())
    later = "2026-11-25T11:00:00-06:00"
    both = await asyncio.gather(
        *(
            house.call("POST", "/api/v1/tours", {**body, "starts_at": later, "email": f"{n}@x.example"})
            for n in range(2)
        )
    )
    assert sorted(answer.status_code for answer in both) == [201, 409]


async def test_the_list_and_its_filters(house: House) -> None:
    property_id = await house.property_id()
    manager = await house.database.write(add_manager, [property_id], "Mia")
    late = await _booked(house, property_id, "2026-11-25T17:30:00-06:00")
    early = await _booked(house, property_id, TEN)
    ids = [tour["id"] for tour in await house.data("GET", "/api/v1/tours")]
    assert ids == [late["id"], early["id"]]

    async def found(query: str) -> list[str]:
        return [tour["id"] for tour in await house.data("GET", f"/api/v1/tours?property_id={property_id}&{query}")]

    assert await found("sort=starts_at") == [early["id"], late["id"]]
    assert await found("from=2026-11-25&to=2026-11-25") == ids, "days of the property, not of UTC"
    assert await found("from=2026-11-26") == []
    assert await found(f"manager_id={manager}&status=scheduled&tour_type=in_person") == ids
    assert await found("status=cancelled") == []
    second = (await house.call("GET", "/api/v1/tours?limit=1&page=2")).json()
    assert ([tour["id"] for tour in second["data"]], second["meta"]["pagination"]["total"]) == ([early["id"]], 2)
    assert (await house.call("GET", "/api/v1/tours?sort=notes")).status_code == 422


async def test_free_times_of_the_property_and_of_a_manager(house: House) -> None:
    property_id = await house.property_id()
    manager = await house.database.write(add_manager, [property_id], "Mia")
    other = await house.database.write(add_manager, [property_id], "Ned", order=2)
    hours = {
        "hours": [{"weekday": "wed", "opens": "09:00", "closes": "10:30"}],
        "languages": ["es"],
        "tour_capacity": 1,
    }
    hosting = await house.data("PUT", f"/api/v1/property-managers/{manager}/tour-hosting", hours)
    assert (hosting["hours"], hosting["languages"], hosting["properties"]) == (
        [{"weekday": "wed", "opens": "09:00", "closes": "10:30"}], ["es"], {property_id: 1},
    )  # fmt: skip
    url = f"/api/v1/tours/availability/{property_id}"
    days = (await house.data("GET", f"{url}/{manager}"))["days"]
    assert [(day["date"], len(day["slots"])) for day in days] == [("2026-11-25", 3)]
    assert days[0]["slots"][0] == {"starts_at": "2026-11-25T09:00:00-06:00", "label": "Wed, Nov 25 at 9:00 AM"}
    off = {"starts_at": "2026-11-25T15:00:00Z", "ends_at": "2026-11-25T16:00:00Z"}
    away = (await house.data("POST", f"/api/v1/property-managers/{manager}/time-off", off))["time_off"]
    assert len((await house.data("GET", f"{url}/{manager}"))["days"][0]["slots"]) == 1
    wrong = await house.call("DELETE", f"/api/v1/property-managers/{other}/time-off/{away[0]['id']}")
    assert wrong.status_code == 404
    await house.data("DELETE", f"/api/v1/property-managers/{manager}/time-off/{away[0]['id']}")
    assert len((await house.data("GET", f"{url}/{manager}"))["days"][0]["slots"]) == 3
    whole = await house.data("GET", f"{url}?from=2026-11-25&to=2026-11-25")
    assert len(whole["days"][0]["slots"]) == 18
    assert (await house.call("GET", f"{url}?from=2026-11-25&to=2027-11-25")).status_code == 422
    bad = {"hours": [{"weekday": "wed", "opens": "12:00", "closes": "10:30"}]}
    refused = await house.call("PUT", f"/api/v1/property-managers/{manager}/tour-hosting", bad)
    assert refused.json()["error"]["details"]["errors"][0]["field"] == "hours.0.closes"


async def test_days_at_the_ends_of_the_calendar(house: House) -> None:
    property_id = await house.property_id()
    manager = await house.database.write(add_manager, [property_id], "Mia")
    asked = [
        f"/tours{path}{query}"
        for path in (f"/availability/{property_id}?", f"/outcomes/{property_id}?", f"?property_id={property_id}&", "?")
        for query in ("from=0001-01-01&to=0001-01-02", "to=9999-12-31", "from=9999-12-31")
    ]
    for address in (*asked, "/leads?created_to=9999-12-31"):
        assert (await house.call("GET", f"/api/v1{address}")).status_code == 422, address
    off = {"starts_at": "0001-01-01T00:00:00+14:00", "ends_at": "2026-11-25T16:00:00Z"}
    assert (await house.call("POST", f"/api/v1/property-managers/{manager}/time-off", off)).status_code == 422


async def test_the_managers_are_listed_with_what_they_give(house: House) -> None:
    property_id, other = await house.property_id(), await house.property_id()
    mia = await house.database.write(add_manager, [property_id], "Mia", languages=("es",))
    ned = await house.database.write(add_manager, [other], "Ned")
    url = "/api/v1/property-managers/tour-hosting"
    assert {one["manager_id"] for one in await house.data("GET", url)} == {mia, ned}
    [found] = await house.data("GET", f"{url}?property_id={property_id}")
    assert found == await house.data("GET", f"/api/v1/property-managers/{mia}/tour-hosting")
    assert (found["languages"], found["properties"]) == (["es"], {property_id: 1})
    # To give no tours is no reason to be assigned.
    await house.data("PUT", f"/api/v1/property-managers/{mia}/tour-hosting", {"properties": {other: None}})
    assert [one["manager_id"] for one in await house.data("GET", f"{url}?property_id={other}")] == [ned]
    spoken = await house.call("PUT", f"/api/v1/property-managers/{mia}/tour-hosting", {"languages": ["spanish"]})
    assert spoken.status_code == 422


async def test_nobody_hosts_a_self_guided_tour(house: House) -> None:
    property_id = await house.property_id(tour_types=["in_person", "self_guided"])
    manager = await house.database.write(add_manager, [property_id], "Mia")
    tour = await _booked(house, property_id, tour_type="self_guided")
    for body in ({"manager_id": manager}, {"manager_id": manager, "starts_at": "2026-11-25T11:00:00-06:00"}):
        answer = await house.call("PUT", f"/api/v1/tours/{tour['id']}", body)
        assert (answer.status_code, answer.json()["error"]["details"]["errors"][0]["field"]) == (422, "manager_id")
    given = await house.data("PUT", f"/api/v1/tours/{tour['id']}", {"manager_id": manager, "tour_type": "in_person"})
    assert given["tour"]["manager_id"] == manager


async def test_who_may_do_what(house: House) -> None:
    property_id = await house.property_id()
    manager = await house.database.write(add_manager, [property_id], "Mia")
    tour = await _booked(house, property_id)
    url = f"/api/v1/tours/{tour['id']}"
    refused = [
        ("read_only", "PUT", f"{url}/confirm", None),
        ("read_only", "POST", "/api/v1/tours", {"property_id": property_id, "starts_at": TEN, **ANA}),
        ("agent", "DELETE", url, None),
        ("agent", "PUT", f"/api/v1/property-managers/{manager}/tour-hosting", {"tour_capacity": 2}),
    ]
    for who, method, path, body in refused:
        assert (await house.call(method, path, body, who=who)).status_code == 403
    assert (await house.call("GET", url, who="read_only")).status_code == 200
    assert (await house.call("PUT", f"{url}/confirm", who="agent")).status_code == 200
    blocked = await house.call("DELETE", url, who="manager")
    assert (blocked.status_code, blocked.json()["error"]["code"]) == (409, "RESOURCE_DELETION_BLOCKED")
    await house.data("PUT", f"{url}/cancel")
    assert (await house.call("DELETE", url, who="manager")).status_code == 200
    assert await house.database.read(history, tour["id"]) == []
