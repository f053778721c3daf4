"""Communities and their chatbots, as staff keep them."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from leasing.ids import new_id
from leasing.models import DomainEvent, Tour
from leasing.services import communities, openings
from leasing.services.openings import Opening
from tests.web.house import A_PROPERTY, House

URL = "/api/v1/properties"
NASTY = 'Robert\'); DROP TABLE units;-- <script>alert(1)</script> & 東京 🏠 "quoted" %_\\'


async def _events(house: House) -> list[str]:
    statement = select(DomainEvent.name).order_by(DomainEvent.at, DomainEvent.id)
    return list(await house.database.read(lambda tx: tx.connection.execute(statement).scalars().all()))


async def test_a_new_property_has_what_it_needs(house: House) -> None:
    made = await house.data("POST", URL, A_PROPERTY)
    assert {name: made[name] for name in A_PROPERTY} == A_PROPERTY
    assert made["slug"] == "maple-court"
    assert made["company_id"] == house.staff["admin"].user.company_id
    assert (made["version"], made["knowledge_version"]) == (1, 1)
    assert made["office_hours"] == [
        *({"weekday": day, "opens": "09:00", "closes": "18:00"} for day in ("mon", "tue", "wed", "thu", "fri")),
        {"weekday": "sat", "opens": "10:00", "closes": "16:00"},
    ]
    assert await house.data("GET", f"{URL}/{made['id']}") == made
    assert await _events(house) == ["property.created"]


async def test_the_documents_other_names_are_taken(house: House) -> None:
    body = {
        "addressLine1": "123 Main St",
        "city": "New York",
        "state": "NY",
        "postalCode": "10001",
        "country": "us",
        "rentalSubType": "Apartment",
        "status": "Active",
        "organization_id": "somebody else",
    }
    made = await house.data("POST", URL, body)
    assert made["name"] == made["address"] == "123 Main St"
    assert (made["zip_code"], made["country"], made["status"]) == ("10001", "US", "active")
    assert made["property_type"] == "Apartment"
    assert made["timezone"] == "America/New_York"
    assert made["company_id"] == house.staff["admin"].user.company_id


async def test_a_zone_that_cannot_be_guessed_is_asked_for(house: House) -> None:
    body = {**A_PROPERTY, "state": "Bavaria"}
    del body["timezone"]
    answer = await house.call("POST", URL, body)
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["errors"][0]["field"] == "timezone"


async def test_slugs_are_unique(house: House) -> None:
    made = await asyncio.gather(*(house.data("POST", URL, A_PROPERTY) for _ in range(3)))
    mine = {item["slug"] for item in made}
    theirs = await house.data("POST", URL, A_PROPERTY, who="other")
    assert len(mine | {theirs["slug"]}) == 4
    assert all(slug.startswith("maple-court") for slug in mine)
    assert (await house.data("POST", URL, {**A_PROPERTY, "name": "東京"}))["slug"] == "community"


async def test_names_are_kept_to_the_letter(house: House) -> None:
    made = await house.data("POST", URL, {**A_PROPERTY, "name": NASTY, "description": NASTY, "amenities": [NASTY]})
    found = await house.data("GET", f"{URL}/{made['id']}")
    assert found["name"] == found["description"] == found["amenities"][0] == NASTY
    assert [item["id"] for item in await house.data("GET", f"{URL}?search=%25_%5C")] == [made["id"]]
    assert await house.data("GET", f"{URL}?search=%25x_") == []


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_what_is_given_is_changed_and_the_rest_kept(house: House, method: str) -> None:
    made = await house.data("POST", URL, {**A_PROPERTY, "phone": "+15125550100"})
    changed = await house.data(
        method,
        f"{URL}/{made['id']}",
        {
            "name": "Maple Court II",
            "phone": None,
            "fees": [
                {"name": "Pet rent", "amount": 25, "per": "month"},
                {"name": "Admin", "amount": "150.5", "per": "move_in"},
            ],
            "office_hours": [
                {"weekday": "Sunday", "opens": "12:00", "closes": "24:00"},
                {"weekday": 0, "opens": "13:00", "closes": "17:30"},
                {"weekday": "mon", "opens": "8:00", "closes": "12:00"},
            ],
            "holidays": [
                {"date": "2026-12-25", "name": "Christmas Day"},
                {"date": "2026-11-26", "name": "Thanksgiving"},
            ],
            "tour_types": ["virtual"],
        },
    )
    assert (changed["name"], changed["phone"], changed["slug"]) == ("Maple Court II", None, "maple-court")
    assert changed["fees"] == [
        {"name": "Pet rent", "amount": "25.00", "per": "month", "optional": True},
        {"name": "Admin", "amount": "150.50", "per": "move_in", "optional": False},
    ]
    assert changed["office_hours"] == [
        {"weekday": "mon", "opens": "08:00", "closes": "12:00"},
        {"weekday": "mon", "opens": "13:00", "closes": "17:30"},
        {"weekday": "sun", "opens": "12:00", "closes": "24:00"},
    ]
    assert [day["date"] for day in changed["holidays"]] == ["2026-11-26", "2026-12-25"]
    assert (changed["city"], changed["version"]) == (made["city"], 2)
    assert (await _events(house))[-1] == "property.updated"
    emptied = await house.data(method, f"{URL}/{made['id']}", {"office_hours": [], "holidays": [], "fees": []})
    assert (emptied["office_hours"], emptied["holidays"], emptied["fees"]) == ([], [], [])


async def test_holidays_that_come_every_year_close_the_office(house: House) -> None:
    made = await house.data("POST", URL, A_PROPERTY | {"yearly_holidays": ["federal", "christmas_eve"]})
    assert (made["yearly_holidays"], made["yearly_holidays_observed"]) == (["federal", "christmas_eve"], True)
    for wrong in (["bank_holiday"], ["federal", "federal"], "federal", [None]):
        answer = await house.call("PUT", f"{URL}/{made['id']}", {"yearly_holidays": wrong})
        assert answer.status_code == 422, wrong
    here = await house.database.read(communities.load, made["id"])
    # Two years ahead as well: New Year's Day of 2028 is a Saturday.
    days = {date(2027, 12, 31), date(2028, 1, 1), date(2028, 12, 24), date(2028, 1, 17)}
    assert {day for day in days if here.closed_for(day)} == days
    assert not here.spans(date(2027, 12, 31))
    assert here.spans(date(2028, 1, 3))
    changed = await house.data("PUT", f"{URL}/{made['id']}", {"yearly_holidays_observed": False})
    assert changed["yearly_holidays"] == ["federal", "christmas_eve"]
    here = await house.database.read(communities.load, made["id"])
    assert {day for day in days if here.closed_for(day)} == days - {date(2027, 12, 31)}


async def test_hours_that_make_no_sense(house: House) -> None:
    property_id = await house.property_id()
    senseless: list[list[dict[str, Any]]] = [
        [{"weekday": "mon", "opens": "18:00", "closes": "09:00"}],
        [
            {"weekday": "mon", "opens": "09:00", "closes": "12:00"},
            {"weekday": "mon", "opens": "11:00", "closes": "13:00"},
        ],
        [{"weekday": "mon", "opens": "24:30", "closes": "25:00"}],
        [{"weekday": 7, "opens": "09:00", "closes": "10:00"}],
    ]
    for hours in senseless:
        answer = await house.call("PUT", f"{URL}/{property_id}", {"office_hours": hours})
        assert answer.status_code == 422
        assert answer.json()["error"]["details"]["errors"][0]["field"].startswith("office_hours")
    assert (await house.data("GET", f"{URL}/{property_id}"))["version"] == 1


async def test_changes_at_once_all_count(house: House) -> None:
    property_id = await house.property_id()
    await asyncio.gather(*(house.data("PUT", f"{URL}/{property_id}", {"units_count": i}) for i in range(8)))
    assert (await house.data("GET", f"{URL}/{property_id}"))["version"] == 9


async def test_the_other_communities_of_a_company_are_named(house: House) -> None:
    here = await house.data("POST", URL, A_PROPERTY)
    sister = await house.data("POST", URL, {**A_PROPERTY, "name": "Wren Court", "slug": "wren-court"})

    async def named() -> tuple[int, list[str]]:
        community = await house.database.read(communities.load, here["id"])
        return community.version, [other.name for other in community.sisters]

    version, names = await named()
    assert names == ["Wren Court"]
    await house.data("PUT", f"{URL}/{sister['id']}", {"name": "Wren Park"})
    # What is kept of this community is read again.
    assert await named() == (version + 1, ["Wren Park"])
    await house.data("PUT", f"{URL}/{sister['id']}", {"status": "inactive"})
    assert await named() == (version + 2, [])


async def test_pages(house: House) -> None:
    house.web.limiter.enabled = False
    for index in range(23):
        await house.property_id(name=f"House {index:02d}", status="active" if index % 2 else "inactive")
    first = (await house.call("GET", URL)).json()
    assert first["meta"]["pagination"] == {"page": 1, "limit": 10, "total": 23, "totalPages": 3}
    assert [item["name"] for item in first["data"]] == [f"House {i:02d}" for i in range(10)]
    last = (await house.call("GET", f"{URL}?page=3&limit=10")).json()
    assert [item["name"] for item in last["data"]] == ["House 20", "House 21", "House 22"]
    beyond = (await house.call("GET", f"{URL}?page=9")).json()
    assert (beyond["data"], beyond["meta"]["pagination"]["total"]) == ([], 23)
    active = (await house.call("GET", f"{URL}?status=active&limit=100")).json()
    assert active["meta"]["pagination"] == {"page": 1, "limit": 100, "total": 11, "totalPages": 1}


async def test_the_chatbot(house: House) -> None:
    property_id = await house.property_id()
    found = await house.data("GET", f"{URL}/{property_id}/chatbot")
    assert (found["chatbot_is_active"], found["chatbot_position"]) == (True, "bottom-right")
    changed = await house.data(
        "PUT",
        f"{URL}/{property_id}/chatbot",
        {
            "welcome_message": "Hi!",
            "theme_color": "#2F6B3A",
            "chatbot_position": "bottom-left",
            "chatbot_widget_settings": {"quick_replies": ["Book a tour"], "privacy_url": "https://x.example/privacy"},
            "allowed_origins": ["https://WWW.Maple.example/"],
        },
    )
    assert changed["chatbot_welcome_message"] == "Hi!"
    assert changed["chatbot_theme_color"] == "#2F6B3A"
    assert changed["allowed_origins"] == ["https://www.maple.example"]
    assert changed["chatbot_widget_settings"]["quick_replies"] == ["Book a tour"]
    assert (await house.data("GET", f"{URL}/{property_id}"))["version"] == 2
    assert changed["chatbot_embed_code"] == (await house.data("GET", f"{URL}/{property_id}/embed-code"))["embed_code"]


async def test_the_tag_for_the_page(house: House) -> None:
    property_id = await house.property_id()
    found = await house.data("GET", f"{URL}/{property_id}/embed-code")
    tag = '<script src="https://chat.example.com/widget.js" data-property="maple-court" async></script>'
    assert found == {
        "property_id": property_id,
        "embed_code": tag,
        "script_url": "https://chat.example.com/widget.js",
    }


async def test_tours_ahead_keep_a_property(house: House) -> None:
    property_id = await house.property_id()
    tour_id = await house.database.write(_add_tour, property_id, house.staff["admin"].user.company_id)
    answer = await house.call("DELETE", f"{URL}/{property_id}")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "RESOURCE_DELETION_BLOCKED"
    assert answer.json()["error"]["details"] == {"open_tours": 1}
    cancel = update(Tour).where(Tour.id == tour_id).values(status="cancelled")
    await house.database.write(lambda tx: tx.connection.execute(cancel) and None)
    await house.database.write(openings.open_, Opening(property=property_id, source="website"))
    assert await house.data("DELETE", f"{URL}/{property_id}") == {"id": property_id, "deleted": True}
    assert (await house.call("GET", f"{URL}/{property_id}")).status_code == 404
    assert (await house.call("DELETE", f"{URL}/{property_id}")).status_code == 404
    assert "property.deleted" in await _events(house)


def _add_tour(tx: Any, property_id: str, company_id: str) -> str:
    tour_id = new_id()
    starts = tx.now + timedelta(days=1)
    tx.connection.execute(
        insert(Tour).values(
            id=tour_id,
            company_id=company_id,
            property_id=property_id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            duration_minutes=30,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    return tour_id
