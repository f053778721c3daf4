"""What staff keep of prices: fees, rents by lease length, specials, floor plans, photos, and a quote made of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.house import House

TRASH: dict[str, Any] = {
    "name": "Valet trash", "kind": "trash", "amount": "25.00", "frequency": "monthly", "requirement": "mandatory",
}  # fmt: skip
APPLICATION: dict[str, Any] = {
    "name": "Application fee", "kind": "application", "amount": "60", "frequency": "one_time", "due": "application",
    "requirement": "mandatory", "per": "person",
}  # fmt: skip
PLAN: dict[str, Any] = {"name": "Elm", "bedrooms": 2, "bathrooms": 2, "square_feet": 1065}


class Place:
    """A property with one floor plan and one unit of it."""

    def __init__(self, house: House, property_id: str, plan_id: str, unit_id: str) -> None:
        self.house, self.id, self.plan_id, self.unit_id = house, property_id, plan_id, unit_id

    @classmethod
    async def of(cls, house: House) -> Place:
        property_id = await house.property_id()
        plan = await house.data("POST", f"/api/v1/properties/{property_id}/floor-plans", PLAN)
        unit = {"name": "A-201", "rent": "1890.00", "deposit": "500.00", "floor_plan_id": plan["id"]}
        made = await house.data("POST", f"/api/v1/properties/{property_id}/units", unit)
        return cls(house, property_id, plan["id"], made["id"])

    async def add(self, noun: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self.house.data("POST", f"/api/v1/properties/{self.id}/{noun}", body)

    async def refused(self, noun: str, body: dict[str, Any]) -> list[str]:
        answer = await self.house.call("POST", f"/api/v1/properties/{self.id}/{noun}", body)
        assert answer.status_code == 422, answer.text
        return [item["field"] for item in answer.json()["error"]["details"]["errors"]]

    async def quote(self, query: str = "") -> dict[str, Any]:
        return await self.house.data("GET", f"/api/v1/units/{self.unit_id}/quote{query}")


async def test_a_quote_is_made_of_what_staff_have_entered(house: House) -> None:
    place = await Place.of(house)
    await place.add("fees", TRASH)
    await place.add("fees", {**TRASH, "name": "Gas", "kind": "utilities", "amount": None, "description": "by meter"})
    await place.add(
        "fees", {**TRASH, "name": "Internet", "kind": "internet", "amount": "50.00", "included_in_rent": True}
    )
    await place.add("fees", APPLICATION)
    pet = {"name": "Pet rent", "kind": "pet_rent", "amount": "30.00", "frequency": "monthly", "per": "pet"}
    await place.add("fees", {**pet, "requirement": "situational"})
    await place.add("rents", {"lease_months": 6, "difference": "150.00"})
    await place.add("rents", {"lease_months": 12, "rent": "1800.00", "floor_plan_id": place.plan_id})
    await place.add(
        "specials", {"kind": "months_free", "quantity": 1, "text": "One month free.", "min_lease_months": 12}
    )

    plain = await place.quote()
    assert (plain["base_rent"], plain["rent"], plain["total"]) == ("1890.00", "1890.00", "1915.00")
    assert [line["name"] for line in plain["monthly"]] == ["Valet trash"]
    assert [line["name"] for line in plain["varying"]] == ["Gas"]
    assert [line["name"] for line in plain["included"]] == ["Internet"]
    assert [(line["kind"], line["amount"]) for line in plain["once"]] == [
        ("security_deposit", "500.00"),
        ("application", "60.00"),
    ]
    assert [line["name"] for line in plain["extra"]] == ["Pet rent"]
    assert plain["lease_rents"] == [{"lease_months": 6, "rent": "2040.00"}, {"lease_months": 12, "rent": "1800.00"}]
    assert [(one["certain"], one["effective_rent"]) for one in plain["specials"]] == [(False, None)]

    six = await place.quote("?lease_months=6")
    assert (six["rent"], six["total"], six["specials"]) == ("2040.00", "2065.00", [])
    year = await place.quote("?lease_months=12")
    assert (year["total"], year["specials"][0]["effective_rent"]) == ("1825.00", "1650.00")
    unknown = await place.quote("?lease_months=20")
    assert (unknown["rent"], unknown["total"]) == (None, None)


async def test_the_nearest_rent_counts(house: House) -> None:
    place = await Place.of(house)
    await place.add("rents", {"lease_months": 12, "difference": "-10.00"})
    assert (await place.quote("?lease_months=12"))["rent"] == "1880.00"
    await place.add("rents", {"lease_months": 12, "rent": "1700.00", "floor_plan_id": place.plan_id})
    assert (await place.quote("?lease_months=12"))["rent"] == "1700.00"
    mine = await place.add("rents", {"lease_months": 12, "rent": "1650.00", "unit_id": place.unit_id})
    assert (await place.quote("?lease_months=12"))["rent"] == "1650.00"
    day = datetime.now(UTC).date() + timedelta(days=30)
    await place.add(
        "rents", {"lease_months": 12, "rent": "1600.00", "unit_id": place.unit_id, "move_in_from": day.isoformat()}
    )
    assert (await place.quote("?lease_months=12"))["rent"] == "1650.00"
    assert (await place.quote(f"?lease_months=12&move_in={day}"))["rent"] == "1600.00"
    url = f"/api/v1/rents/{mine['id']}"
    changed = await house.data("PUT", url, {"difference": "5.00"})
    assert (changed["rent"], changed["difference"]) == (None, "5.00")
    assert await house.data("DELETE", url) == {"id": mine["id"], "deleted": True}
    assert (await place.quote("?lease_months=12"))["rent"] == "1700.00"


async def test_rents_that_cannot_be(house: House) -> None:
    place = await Place.of(house)
    assert await place.refused("rents", {"lease_months": 6}) == ["rent"]
    assert await place.refused("rents", {"lease_months": 6, "rent": "1.00", "difference": "1.00"}) == ["rent", "rent"]
    assert await place.refused("rents", {"lease_months": 6, "rent": "1.00"}) == ["rent"]
    both = {"unit_id": place.unit_id, "floor_plan_id": place.plan_id}
    assert await place.refused("rents", {"lease_months": 6, "rent": "1.00", **both}) == ["unit_id"]
    window = {"move_in_from": "2026-02-01", "move_in_until": "2026-01-01"}
    assert await place.refused("rents", {"lease_months": 6, "difference": "1.00", **window}) == ["move_in_until"]
    assert await place.refused("rents", {"lease_months": 61, "difference": "1.00"}) == ["lease_months"]
    await place.add("rents", {"lease_months": 6, "difference": "1.00"})
    again = await house.call("POST", f"/api/v1/properties/{place.id}/rents", {"lease_months": 6, "difference": "2.00"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "DUPLICATE_RECORD")


async def test_fees_that_cannot_be(house: House) -> None:
    place = await Place.of(house)
    assert await place.refused("fees", {**TRASH, "due": "move_in"}) == ["due"]
    assert await place.refused("fees", {**TRASH, "refundable": True}) == ["refundable"]
    assert await place.refused("fees", {**APPLICATION, "included_in_rent": True}) == ["included_in_rent"]
    assert await place.refused("fees", {**TRASH, "kind": "pet_rent"}) == ["requirement"]
    assert await place.refused("fees", {**TRASH, "amount": None}) == ["description"]
    assert await place.refused("fees", {**TRASH, "amount": "-1.00"}) == ["amount"]
    await place.add("fees", TRASH)
    again = await house.call("POST", f"/api/v1/properties/{place.id}/fees", TRASH)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "DUPLICATE_RECORD")
    of_plan = await place.add("fees", {**TRASH, "floor_plan_id": place.plan_id})
    assert of_plan["floor_plan_id"] == place.plan_id


async def test_a_fee_is_changed_and_taken_away(house: House) -> None:
    place = await Place.of(house)
    fee = await place.add("fees", TRASH)
    url = f"/api/v1/fees/{fee['id']}"
    once = await house.data("PATCH", url, {"frequency": "one_time"})
    assert (once["frequency"], once["due"]) == ("one_time", "move_in")
    back = await house.data("PATCH", url, {"frequency": "monthly", "amount": "30.50"})
    assert (back["due"], back["amount"]) == (None, "30.50")
    assert (await place.quote())["total"] == "1920.50"
    assert await house.data("GET", url) == back
    assert [one["id"] for one in await house.data("GET", f"/api/v1/properties/{place.id}/fees?kind=trash")] == [
        fee["id"]
    ]
    assert await house.data("GET", f"/api/v1/properties/{place.id}/fees?kind=parking") == []
    assert await house.data("DELETE", url) == {"id": fee["id"], "deleted": True}
    assert (await place.quote())["total"] == "1890.00"


async def test_the_short_form_of_fees_keeps_what_it_does_not_say(house: House) -> None:
    place = await Place.of(house)
    await place.add("fees", {**APPLICATION, "description": "for the screening"})
    await place.add("fees", {**TRASH, "name": "Water", "kind": "utilities", "amount": None, "description": "by meter"})
    url = f"/api/v1/properties/{place.id}"
    short = (await house.data("GET", url))["fees"]
    assert short == [{"name": "Application fee", "amount": "60.00", "per": "application", "optional": False}]
    await house.data("PUT", url, {"fees": [{**short[0], "amount": "75.00"}]})
    full = await house.data("GET", f"{url}/fees")
    kept = {fee["name"]: (fee["amount"], fee["per"], fee["description"]) for fee in full}
    assert kept == {"Application fee": ("75.00", "person", "for the screening"), "Water": (None, "home", "by meter")}
    twice = await house.call("PUT", url, {"fees": [short[0], short[0]]})
    assert twice.status_code == 422


async def test_specials_say_what_their_kind_needs(house: House) -> None:
    place = await Place.of(house)
    for kind, needed in (("weeks_free", "quantity"), ("amount_off", "amount"), ("fee_waived", "waived_kind")):
        assert await place.refused("specials", {"kind": kind, "text": "An offer."}) == [needed]
    assert await place.refused("specials", {"kind": "other", "text": "An offer.", "amount": "5.00"}) == ["amount"]
    days = {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    assert await place.refused("specials", {"kind": "other", "text": "An offer.", **days}) == ["ends_on"]
    made = await place.add(
        "specials", {"kind": "amount_off", "amount": "300", "text": "$300 off.", "floor_plan_ids": [place.plan_id]}
    )
    assert (made["amount"], made["floor_plan_ids"]) == ("300.00", [place.plan_id])
    url = f"/api/v1/specials/{made['id']}"
    waived = await house.data("PUT", url, {"kind": "fee_waived", "waived_kind": "admin", "floor_plan_ids": None})
    assert (waived["amount"], waived["waived_kind"], waived["floor_plan_ids"]) == (None, "admin", None)
    assert await house.data("DELETE", url) == {"id": made["id"], "deleted": True}


async def test_a_special_holds_in_its_days_and_for_its_plans(house: House) -> None:
    place = await Place.of(house)
    today = datetime.now(UTC).date()
    over = {"kind": "other", "text": "Over.", "ends_on": (today - timedelta(days=2)).isoformat()}
    later = {"kind": "other", "text": "Later.", "starts_on": (today + timedelta(days=2)).isoformat()}
    birch = await place.add("floor-plans", {**PLAN, "name": "Birch"})
    other = {"kind": "other", "text": "Of the Birch.", "floor_plan_ids": [birch["id"]]}
    for body in (over, later, other, {"kind": "other", "text": "Now."}):
        await place.add("specials", body)
    assert [one["text"] for one in (await place.quote())["specials"]] == ["Now."]
    url = f"/api/v1/properties/{place.id}/specials"
    offered = await house.data("GET", f"{url}?offered_on={today}")
    assert [one["text"] for one in offered] == ["Of the Birch.", "Now."]
    # Without its plan it is for none, never for all.
    await house.data("DELETE", f"/api/v1/floor-plans/{birch['id']}")
    assert [one["text"] for one in (await place.quote())["specials"]] == ["Now."]


async def test_floor_plans_and_pictures(house: House) -> None:
    place = await Place.of(house)
    url = f"/api/v1/floor-plans/{place.plan_id}"
    changed = await house.data(
        "PATCH", url, {"image_urls": ["https://maple.example/a.jpg", "https://maple.example/b.jpg"]}
    )
    assert (changed["units_count"], len(changed["image_urls"])) == (1, 2)
    photos = await house.data("GET", f"/api/v1/properties/{place.id}/photos?floor_plan_id={place.plan_id}")
    first = f"/api/v1/photos/{photos[0]['id']}"
    assert (await house.data("PATCH", first, {"alt": "The kitchen"}))["alt"] == "The kitchen"
    await house.data("PATCH", url, {"image_urls": ["https://maple.example/b.jpg", "https://maple.example/a.jpg"]})
    kept = await house.data("GET", first)
    assert (kept["alt"], kept["position"]) == ("The kitchen", 1)
    taken = await house.call(
        "POST", f"/api/v1/properties/{place.id}/photos", {"url": kept["url"], "floor_plan_id": place.plan_id}
    )
    assert taken.status_code == 409
    both = {"url": "https://maple.example/c.jpg", "floor_plan_id": place.plan_id, "unit_id": place.unit_id}
    assert await place.refused("photos", both) == ["unit_id"]
    assert await place.refused("photos", {"url": "javascript:alert(1)"}) == ["url"]
    again = await house.call("POST", f"/api/v1/properties/{place.id}/floor-plans", PLAN)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "DUPLICATE_RECORD")
    assert await house.data("DELETE", url) == {"id": place.plan_id, "deleted": True}
    assert (await house.call("GET", first)).status_code == 404
    assert (await house.data("GET", f"/api/v1/units/{place.unit_id}"))["floor_plan_id"] is None


@pytest.mark.parametrize(
    ("noun", "body"),
    [
        ("fees", {**TRASH, "floor_plan_id": "{plan}"}),
        ("rents", {"lease_months": 6, "rent": "1.00", "floor_plan_id": "{plan}"}),
        ("rents", {"lease_months": 6, "rent": "1.00", "unit_id": "{unit}"}),
        ("specials", {"kind": "other", "text": "x", "floor_plan_ids": ["{plan}"]}),
        ("photos", {"url": "https://maple.example/x.jpg", "unit_id": "{unit}"}),
    ],
)
async def test_what_is_another_propertys_is_not_there(house: House, noun: str, body: dict[str, Any]) -> None:
    place = await Place.of(house)
    theirs = {"name": "Theirs", "address": "1 A", "city": "B", "state": "TX", "zip_code": "1"}
    other = (await house.data("POST", "/api/v1/properties", theirs, who="other"))["id"]
    neighbour = await house.property_id(name="Next door")
    filled = {
        key: [place.plan_id] if isinstance(value, list)
        else {"{plan}": place.plan_id, "{unit}": place.unit_id}.get(value, value) if isinstance(value, str) else value
        for key, value in body.items()
    }  # fmt: skip
    assert (await house.call("POST", f"/api/v1/properties/{other}/{noun}", filled, who="other")).status_code == 404
    assert (await house.call("POST", f"/api/v1/properties/{neighbour}/{noun}", filled)).status_code == 404


async def test_a_home_that_nobody_can_have_is_not_quoted(house: House) -> None:
    place = await Place.of(house)
    await house.data("PUT", f"/api/v1/units/{place.unit_id}", {"status": "occupied"})
    answer = await house.call("GET", f"/api/v1/units/{place.unit_id}/quote")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "PRECONDITION_FAILED")


async def test_every_change_of_prices_reaches_conversations(house: House) -> None:
    place = await Place.of(house)
    url = f"/api/v1/properties/{place.id}"

    async def version() -> int:
        return (await house.data("GET", url))["version"]

    before = await version()
    for noun, body in (
        ("fees", TRASH),
        ("rents", {"lease_months": 6, "difference": "5.00"}),
        ("specials", {"kind": "other", "text": "x"}),
        ("photos", {"url": "https://maple.example/x.jpg"}),
        ("floor-plans", {**PLAN, "name": "Oak"}),
    ):
        made = await place.add(noun, body)
        await house.data("DELETE", f"/api/v1/{noun}/{made['id']}")
        after = await version()
        assert after == before + 2, noun
        before = after


async def test_another_companys_prices_are_not_there(house: House) -> None:
    place = await Place.of(house)
    for noun, body in (
        ("fees", TRASH),
        ("rents", {"lease_months": 6, "difference": "5.00"}),
        ("specials", {"kind": "other", "text": "x"}),
        ("photos", {"url": "https://maple.example/x.jpg"}),
        ("floor-plans", {**PLAN, "name": "Oak"}),
    ):
        made = await place.add(noun, body)
        url = f"/api/v1/{noun}/{made['id']}"
        for method in ("GET", "PUT", "DELETE"):
            answer = await house.call(method, url, {} if method == "PUT" else None, who="other")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "RECORD_NOT_FOUND"), (method, noun)
        listed = await house.call("GET", f"/api/v1/properties/{place.id}/{noun}", who="other")
        assert listed.status_code == 404
        assert await house.data("GET", url) == made
    assert (await house.call("GET", f"/api/v1/units/{place.unit_id}/quote", who="other")).status_code == 404
