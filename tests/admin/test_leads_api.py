"""Leads for staff: the list and its filters, changes and what they refuse, history, merges, pairs, roles."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import OutboxItem, PropertyManager
from tests.web.house import House

URL = "/api/v1/leads"


async def _lead(house: House, property_id: str, **given: Any) -> dict[str, Any]:
    body = {"property_id": property_id, "email": "ana@mail.example", **given}
    return (await house.data("POST", URL, body))["lead"]


async def _manager(house: House) -> str:
    def hire(tx: Tx) -> str:
        manager_id = new_id()
        values = {
            "id": manager_id, "company_id": house.staff["admin"].claims.company_id, "first_name": "Mia",
            "last_name": "Lee", "email": "mia@acme.example", "created_at": tx.now, "updated_at": tx.now,
        }  # fmt: skip
        tx.connection.execute(insert(PropertyManager).values(values))
        return manager_id

    return await house.database.write(hire)


async def test_a_lead_as_staff_enter_it(house: House) -> None:
    property_id = await house.property_id()
    wishes = {"bedrooms": 2, "price_range_max": 1850, "move_in_date": "2027-01-15", "intent": "rent"}
    made = await house.data(
        "POST", URL, {"property_id": property_id, "email": " Ana@MAIL.example ", "phone": "(512) 555-0101",
                      "first_name": "Ana", "source": "Walk-in", "preferences": wishes},
    )  # fmt: skip
    lead = made["lead"]
    assert (lead["email"], lead["phone"], lead["source"]) == ("Ana@mail.example", "+15125550101", "walk_in")
    assert lead["preferences"] == {**wishes, "price_range_max": "1850.00"}
    assert lead["score"] == sum(rule["points"] for rule in lead["score_explained"]) == 65
    assert (lead["is_qualified"], lead["status"]) == (True, "new")
    assert "qualified" in made["allowed_statuses"]
    assert made["refused_channels"] == []
    assert await house.data("GET", f"{URL}/{lead['id']}") == made
    listed = await house.data("GET", f"{URL}/{lead['id']}/activities")
    assert [(line["type"], line["actor"]) for line in listed] == [("created", "staff")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ana@"), ("phone", "12"), ("status", "warm"), ("preferences", {"religion": "x"}),
        ("preferences", {"bedrooms": "two"}), ("preferences", {"bedrooms": True}),
        ("preferences", {"move_in_date": "soon"}), ("preferences", {"price_range_max": "much"}),
        ("preferences", {"has_pets": "yes"}), ("preferences", {"desired_features": "pool"}),
        ("preferences", {"intent": "steal"}), ("assigned_to", "nobody"), ("first_name", " "),
    ],
)  # fmt: skip
async def test_what_no_lead_can_hold(house: House, field: str, value: Any) -> None:
    property_id = await house.property_id()
    given = {"property_id": property_id, "email": "ana@mail.example", field: value}
    answer = await house.call("POST", URL, given)
    assert answer.status_code == 422, answer.text
    assert [item["field"].partition(".")[0] for item in answer.json()["error"]["details"]["errors"]] == [field]
    lead = await _lead(house, property_id)
    assert (await house.call("PATCH", f"{URL}/{lead['id']}", {field: value})).status_code == 422
    assert (await house.data("GET", f"{URL}/{lead['id']}"))["lead"] == lead


async def test_the_list_its_filters_and_its_pages(house: House) -> None:
    here, there = await house.property_id(), await house.property_id(name="There")
    rows = [
        ("Ana", here, {"source": "zillow", "preferences": {"bedrooms": 1, "price_range_max": "1500"}}),
        ("Bea", here, {"source": "zillow"}),
        ("Cid", there, {"source": "phone"}),
        ("Dov", here, {"source": "walk in", "phone": "512 555 0177"}),
    ]
    for name, property_id, more in rows:
        await _lead(house, property_id, first_name=name, email=f"{name}@mail.example", **more)

    async def names(query: str) -> list[str]:
        return [lead["first_name"] for lead in await house.data("GET", f"{URL}?{query}")]

    assert await names("") == ["Dov", "Cid", "Bea", "Ana"]
    assert await names("sort=created_at") == ["Ana", "Bea", "Cid", "Dov"]
    assert await names("sort=-score&limit=1") == ["Ana"]
    assert await names(f"property_id={there}") == ["Cid"]
    assert await names("source=zillow") == ["Bea", "Ana"]
    assert await names("is_qualified=true") == ["Ana"]
    assert await names("is_qualified=false&source=zillow") == ["Bea"]
    assert await names("min_score=45") == ["Ana"]
    assert await names("status=lost") == []
    assert await names("search=bea") == ["Bea"]
    assert await names("search=(512) 555-0177") == ["Dov"]
    assert await names("search=%25") == []
    assert await names("created_from=2000-01-01&created_to=2000-12-31") == []
    assert len(await names("created_from=2000-01-01")) == 4
    second = (await house.call("GET", f"{URL}?limit=3&page=2")).json()
    assert [lead["first_name"] for lead in second["data"]] == ["Ana"]
    assert second["meta"]["pagination"] == {"page": 2, "limit": 3, "total": 4, "totalPages": 2}
    for query in ("sort=email_weak", "min_score=101", "status=warm", "created_from=soon"):
        assert (await house.call("GET", f"{URL}?{query}")).status_code == 422, query
    table = (await house.call("GET", f"{URL}/export?source=zillow&sort=created_at")).text.splitlines()
    assert [line.split(",")[3] for line in table] == ["first_name", "Ana", "Bea"]


async def test_a_formula_is_a_text_in_a_spreadsheet(house: House) -> None:
    await _lead(house, await house.property_id(), first_name="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in (await house.call("GET", f"{URL}/export")).text


async def test_changing_one(house: House) -> None:
    lead = await _lead(house, await house.property_id(), preferences={"bedrooms": 2, "area": "East"})
    url = f"{URL}/{lead['id']}"
    changed = (await house.data("PATCH", url, {"first_name": "Ana", "preferences": {"bedrooms": None}}))["lead"]
    assert (changed["first_name"], changed["preferences"], changed["email"]) == ("Ana", {"area": "East"}, lead["email"])
    unknown = await house.call("PUT", url, {"nickname": "x"})
    assert unknown.status_code == 422
    assert (await house.call("PUT", url, {"score": 100})).status_code == 422
    nobody = await house.call("PUT", url, {"email": None})
    assert nobody.json()["error"]["details"]["errors"][0]["field"] == "email"
    line = (await house.data("GET", f"{url}/activities?type=updated"))[0]
    assert line["data"]["changes"]["preferences.bedrooms"] == {"from": 2, "to": None}


async def test_stages(house: House) -> None:
    lead = await _lead(house, await house.property_id())
    url = f"{URL}/{lead['id']}"
    refused = await house.call("PUT", url, {"status": "leased"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    assert "contacted" in refused.json()["error"]["details"]["allowed"]
    assert (await house.call("PUT", url, {"status": "lost"})).status_code == 422
    assert (await house.call("PUT", url, {"lost_reason": "price"})).status_code == 422
    lost = (await house.data("PUT", url, {"status": "lost", "lost_reason": "price"}))["lead"]
    assert (lost["status"], lost["lost_reason"]) == ("lost", "price")
    back = (await house.data("PUT", url, {"status": "contacted"}))["lead"]
    assert (back["status"], back["lost_reason"]) == ("contacted", None)
    for status in ("applied", "leased"):
        back = (await house.data("PUT", url, {"status": status}))["lead"]
    assert back["score"] == sum(rule["points"] for rule in back["score_explained"])
    told = await house.data("GET", f"{url}/activities?type=status")
    assert [(line["data"]["from"], line["data"]["to"]) for line in told] == [
        ("applied", "leased"), ("contacted", "applied"), ("lost", "contacted"), ("new", "lost"),
    ]  # fmt: skip


async def test_notes_and_contacts(house: House) -> None:
    lead = await _lead(house, await house.property_id())
    url = f"{URL}/{lead['id']}"
    await house.data("POST", f"{url}/notes", {"text": "Likes the corner unit"})
    assert (await house.data("GET", url))["lead"]["status"] == "new"
    await house.data("POST", f"{url}/activities", {"type": "call", "text": "Left a message"})
    assert (await house.data("GET", url))["lead"]["status"] == "contacted"
    assert [line["text"] for line in await house.data("GET", f"{url}/notes")] == ["Likes the corner unit"]
    assert [line["type"] for line in await house.data("GET", f"{url}/activities")] == [
        "status", "call", "note", "created",
    ]  # fmt: skip
    for body in ({"type": "merged", "text": "x"}, {"type": "call", "text": " "}):
        assert (await house.call("POST", f"{url}/activities", body)).status_code == 422


async def test_who_looks_after_it_is_told(house: House) -> None:
    manager = await _manager(house)
    property_id = await house.property_id()
    lead = await _lead(house, property_id)
    url = f"{URL}/{lead['id']}/assign"
    assert (await house.data("POST", url, {"assigned_to": manager}))["lead"]["assigned_to"] == manager
    await _lead(house, property_id, email="bea@mail.example", assigned_to=manager)
    mailed = select(OutboxItem.payload).where(OutboxItem.kind == "mail")
    mails = await house.database.read(lambda tx: list(tx.connection.execute(mailed).scalars()))
    assert [mail["to"] for mail in mails] == ["mia@acme.example"] * 2
    assert (await house.data("POST", url, {"assigned_to": None}))["lead"]["assigned_to"] is None
    assert (await house.call("POST", url, {})).status_code == 422
    assert (await house.call("POST", url, {"assigned_to": "nobody"})).status_code == 422
    assert [lead["email"] for lead in await house.data("GET", f"{URL}?assigned_to={manager}")] == ["bea@mail.example"]


async def test_statistics(house: House) -> None:
    property_id = await house.property_id()
    await _lead(house, property_id, source="zillow", preferences={"bedrooms": 1, "price_range_max": "1500"})
    other = await _lead(house, property_id, email="bea@mail.example", source="phone")
    for status in ("applied", "leased"):
        await house.data("PUT", f"{URL}/{other['id']}", {"status": status})
    told = await house.data("GET", f"{URL}/stats?property_id={property_id}")
    assert told == {
        "total": 2, "qualified": 2, "by_status": {"new": 1, "leased": 1}, "by_source": {"zillow": 1, "phone": 1},
        "average_score": 50.0, "new_last_30_days": 2, "conversion_rate": 0.5,
    }  # fmt: skip
    assert (await house.call("GET", f"{URL}/stats?property_id=x")).status_code == 404


async def test_merging_and_undoing(house: House) -> None:
    property_id = await house.property_id()
    one = await _lead(house, property_id, first_name="Ana")
    other = await _lead(house, property_id, email="ruiz@work.example", last_name="Ruiz")
    merged = await house.data("POST", f"{URL}/{one['id']}/merge", {"lead_id": other["id"]})
    survivor = merged["survivor"]
    assert (survivor["lead"]["email"], survivor["lead"]["last_name"]) == ("ruiz@work.example", "Ruiz")
    assert [lead["id"] for lead in survivor["merged_leads"]] == [other["id"]]
    assert [lead["id"] for lead in await house.data("GET", URL)] == [one["id"]]
    for body in ({"lead_id": other["id"]}, {"lead_id": one["id"]}):
        assert (await house.call("POST", f"{URL}/{one['id']}/merge", body)).status_code in (409, 422)
    stale = await house.call("PUT", f"{URL}/{other['id']}", {"first_name": "x"})
    assert stale.json()["error"]["details"] == {"merged_into_id": one["id"]}
    (listed,) = await house.data("GET", f"/api/v1/lead-merges?lead_id={other['id']}")
    assert listed == merged["merge"]
    undone = await house.data("POST", f"/api/v1/lead-merges/{listed['id']}/undo")
    assert undone["undone_at"]
    assert (await house.data("GET", f"{URL}/{one['id']}"))["lead"] == one
    assert (await house.data("GET", f"{URL}/{other['id']}"))["lead"] == other
    again = await house.call("POST", f"/api/v1/lead-merges/{listed['id']}/undo")
    assert again.status_code == 409


async def test_one_that_is_known_is_not_entered_twice(house: House) -> None:
    property_id = await house.property_id()
    one = await _lead(house, property_id, first_name="Ana")
    again = await _lead(house, property_id, email="ANA@mail.example", last_name="Ruiz")
    assert (again["id"], again["first_name"], again["last_name"]) == (one["id"], "Ana", "Ruiz")


async def test_pairs_for_staff_to_decide(house: House) -> None:
    property_id = await house.property_id()
    for name in ("Ana", "Luis"):
        given = {"property_id": property_id, "first_name": name, "phone": "512 555 0101"}
        await house.data("POST", URL, given)
    (pair,) = await house.data("GET", "/api/v1/lead-duplicates")
    assert (pair["sign"], pair["evidence"]["phone"]) == ("phone_shared", "+15125550101")
    assert {lead["first_name"] for lead in pair["leads"]} == {"Ana", "Luis"}
    url = f"/api/v1/lead-duplicates/{pair['id']}/dismiss"
    assert await house.data("POST", url) == {"id": pair["id"], "dismissed": True}
    assert await house.data("GET", "/api/v1/lead-duplicates") == []
    assert len(await house.data("GET", "/api/v1/lead-duplicates?status=dismissed")) == 1
    await house.data("POST", f"{URL}/{pair['leads'][0]['id']}/merge", {"lead_id": pair["leads"][1]["id"]})
    assert (await house.call("POST", url)).status_code == 409


async def test_taking_one_away_takes_what_it_became(house: House) -> None:
    property_id = await house.property_id()
    one, other = await _lead(house, property_id), await _lead(house, property_id, email="b@mail.example")
    await house.data("POST", f"{URL}/{one['id']}/merge", {"lead_id": other["id"]})
    assert await house.data("DELETE", f"{URL}/{one['id']}") == {"id": one["id"], "deleted": True}
    for gone in (one, other):
        assert (await house.call("GET", f"{URL}/{gone['id']}")).status_code == 404
    assert await house.data("GET", "/api/v1/lead-merges") == []


async def test_roles(house: House) -> None:
    property_id = await house.property_id()
    lead = await _lead(house, property_id)
    url = f"{URL}/{lead['id']}"
    assert (await house.call("DELETE", url, who="agent")).status_code == 403
    assert (await house.call("PATCH", url, {"first_name": "A"}, who="agent")).status_code == 200
    for method, path, body in (
        ("POST", URL, {"property_id": property_id, "email": "x@mail.example"}),
        ("PATCH", url, {"first_name": "B"}),
        ("POST", f"{url}/notes", {"text": "x"}),
        ("POST", f"{url}/assign", {"assigned_to": None}),
        ("POST", f"{url}/merge", {"lead_id": "x"}),
    ):
        assert (await house.call(method, path, body, who="read_only")).status_code == 403, (method, path)
    assert (await house.call("GET", url, who="read_only")).status_code == 200
    assert (await house.call("DELETE", url, who="manager")).status_code == 200
