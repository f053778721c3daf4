"""Homes: exact money, floor plans by name, and no two of one name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from leasing.models import Unit
from tests.web.house import House

UNIT: dict[str, Any] = {"name": "A-101", "rent": "1850.00", "bedrooms": 1, "bathrooms": 1}


def _units(property_id: str) -> str:
    return f"/api/v1/properties/{property_id}/units"


async def test_a_unit_as_it_was_given(house: House) -> None:
    url = _units(await house.property_id())
    made = await house.data(
        "POST",
        url,
        {
            **UNIT,
            "bathrooms": 1.5,
            "deposit": "500",
            "floor": 2,
            "square_feet": 720,
            "status": "notice",
            "available_on": "2026-12-01",
            "pets_allowed": True,
            "furnished": False,
            "features": ["balcony"],
        },
    )
    assert (made["rent"], made["deposit"]) == ("1850.00", "500.00")
    assert (made["bedrooms"], made["bathrooms"], made["floor"]) == (1, 1.5, 2)
    assert (made["status"], made["available_on"]) == ("notice", "2026-12-01")
    assert (made["pets_allowed"], made["furnished"], made["features"]) == (True, False, ["balcony"])
    assert await house.data("GET", f"/api/v1/units/{made['id']}") == made
    stored = await house.database.read(lambda tx: tx.connection.execute(select(Unit.rent_cents)).scalar_one())
    assert stored == 185_000


async def test_money_is_exact(house: House) -> None:
    url = _units(await house.property_id())
    exact: list[tuple[Any, str]] = [
        ("1850", "1850.00"),
        ("1850.5", "1850.50"),
        ("$1,850.00", "1850.00"),
        (1850, "1850.00"),
        (1850.1, "1850.10"),
        ("0", "0.00"),
    ]
    for index, (given, told) in enumerate(exact):
        answer = await house.call("POST", url, {**UNIT, "name": f"A-{index}", "rent": given})
        assert answer.json()["data"]["rent"] == told
        assert f'"rent":"{told}"' in answer.text


async def test_money_that_is_none(house: House) -> None:
    url = _units(await house.property_id())
    none: list[Any] = ["1.005", "-1", "much", "", "NaN", "Infinity", 1e300, True, None, "9" * 40, ["1"]]
    for given in none:
        answer = await house.call("POST", url, {**UNIT, "rent": given})
        assert answer.status_code == 422
        assert [item["field"] for item in answer.json()["error"]["details"]["errors"]] == ["rent"]


async def test_an_available_unit_is_so_from_today(house: House) -> None:
    url = _units(await house.property_id())
    assert (await house.data("POST", url, UNIT))["available_on"]
    gone = await house.data("POST", url, {**UNIT, "name": "A-102", "status": "occupied"})
    assert gone["available_on"] is None


async def test_floor_plans_by_name(house: House) -> None:
    property_id = await house.property_id()
    url = _units(property_id)
    first = await house.data("POST", url, {**UNIT, "floor_plan": "Elm", "square_feet": 700})
    second = await house.data("POST", url, {"name": "A-102", "rent": "1900.00", "floor_plan": "Elm"})
    assert first["floor_plan"] == second["floor_plan"] == "Elm"
    assert first["floor_plan_id"] == second["floor_plan_id"]
    assert (second["bedrooms"], second["bathrooms"], second["square_feet"]) == (1, 1, 700)
    missing = await house.call("POST", url, {"name": "A-103", "rent": "1.00", "floor_plan": "Oak"})
    assert missing.status_code == 422
    told = missing.json()["error"]["details"]["errors"]
    assert [item["field"] for item in told] == ["bedrooms", "bathrooms"]
    renamed = await house.data("PUT", f"/api/v1/units/{second['id']}", {"floor_plan": "Birch"})
    assert renamed["floor_plan"] == "Birch"
    assert renamed["floor_plan_id"] != first["floor_plan_id"]
    none = await house.data("PATCH", f"/api/v1/units/{second['id']}", {"floor_plan": None})
    assert (none["floor_plan"], none["floor_plan_id"]) == (None, None)


async def test_anothers_floor_plan_is_not_there(house: House) -> None:
    url = _units(await house.property_id())
    plan = (await house.data("POST", url, {**UNIT, "floor_plan": "Elm"}))["floor_plan_id"]
    theirs = (await house.data("POST", "/api/v1/properties", _property("Theirs"), who="other"))["id"]
    answer = await house.call("POST", _units(theirs), {**UNIT, "floor_plan_id": plan}, who="other")
    assert answer.status_code == 404
    neighbour = _units(await house.property_id(name="Next door"))
    assert (await house.call("POST", neighbour, {**UNIT, "floor_plan_id": plan})).status_code == 404


def _property(name: str) -> dict[str, str]:
    return {"name": name, "address": "1 A", "city": "B", "state": "TX", "zip_code": "1"}


async def test_one_of_a_name(house: House) -> None:
    property_id = await house.property_id()
    url = _units(property_id)
    made = await house.data("POST", url, UNIT)
    again = await house.call("POST", url, UNIT)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "DUPLICATE_RECORD")
    other = await house.data("POST", url, {**UNIT, "name": "A-102"})
    taken = await house.call("PUT", f"/api/v1/units/{other['id']}", {"name": "A-101"})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "DUPLICATE_RECORD")
    assert (await house.data("PUT", f"/api/v1/units/{made['id']}", {"name": "A-101"}))["name"] == "A-101"
    elsewhere = _units(await house.property_id(name="Next door"))
    await house.data("POST", elsewhere, UNIT)


async def test_changing_and_taking_away(house: House) -> None:
    property_id = await house.property_id()
    made = await house.data("POST", _units(property_id), {**UNIT, "deposit": "500.00"})
    url = f"/api/v1/units/{made['id']}"
    changed = await house.data("PUT", url, {"rent": "1999.99", "deposit": None, "status": "occupied"})
    assert (changed["rent"], changed["deposit"], changed["status"]) == ("1999.99", None, "occupied")
    assert (changed["name"], changed["available_on"]) == (made["name"], made["available_on"])
    assert (await house.data("GET", f"/api/v1/properties/{property_id}"))["version"] == 3
    assert await house.data("DELETE", url) == {"id": made["id"], "deleted": True}
    assert (await house.call("GET", url)).status_code == 404


async def test_the_list(house: House) -> None:
    url = _units(await house.property_id())
    for index in range(3):
        await house.data("POST", url, {**UNIT, "name": f"B-{index}", "bedrooms": index})
    await house.data("POST", url, {**UNIT, "name": "B-9", "status": "down"})
    assert [unit["name"] for unit in await house.data("GET", url)] == ["B-0", "B-1", "B-2", "B-9"]
    assert [unit["name"] for unit in await house.data("GET", f"{url}?status=down")] == ["B-9"]
    assert [unit["name"] for unit in await house.data("GET", f"{url}?bedrooms=0")] == ["B-0"]
    paged = (await house.call("GET", f"{url}?limit=3&page=2")).json()
    assert [unit["name"] for unit in paged["data"]] == ["B-9"]
    assert paged["meta"]["pagination"] == {"page": 2, "limit": 3, "total": 4, "totalPages": 2}


async def test_other_names_for_its_fields(house: House) -> None:
    url = _units(await house.property_id())
    made = await house.data("POST", url, {"unitNumber": "7", "marketRent": "900", "beds": "0", "baths": 1, "sqft": 400})
    assert (made["name"], made["rent"], made["bedrooms"], made["square_feet"]) == ("7", "900.00", 0, 400)
