"""Files of homes taken in over the API: a plan first, then exactly that; nothing twice, and nothing half."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event, select

from integrations.inventory.adapter import Inventory
from leasing.database import Tx
from leasing.models import Base, DomainEvent, Fee, FloorPlan, Photo, Rent, Special, SpecialFloorPlan, Unit
from leasing.ports import UnitQuery
from leasing.services import home_writes
from tests.homes.feeds import feed, homes, spreadsheet
from tests.web.house import House

TABLES = (FloorPlan, Unit, Rent, Fee, Special, SpecialFloorPlan, Photo)
PLANS = "record,unit,bedrooms,bathrooms,sqft\n" + "floor_plan,Elm,2,2,1065\nfloor_plan,Oak,3,2.5,1390\n"


async def send(
    house: House, property_id: str, data: str | bytes, *, who: str = "admin", name: str = "homes.csv", **query: Any
) -> httpx.Response:
    body = data.encode() if isinstance(data, str) else data
    return await house.client.post(
        f"/api/v1/properties/{property_id}/imports",
        params=query,
        files={"file": (name, body, "application/octet-stream")},
        headers=house.bearer(who),
    )


async def imported(house: House, property_id: str, data: str | bytes, **query: Any) -> Any:
    answer = await send(house, property_id, data, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def stored(house: House, *tables: type[Base]) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tables that hold homes."""
    return await house.database.read(
        lambda tx: {
            table.__tablename__: sorted(
                (dict(row) for row in tx.connection.execute(select(table.__table__)).mappings()), key=repr
            )
            for table in tables or TABLES
        }
    )


async def units_of(house: House, property_id: str) -> dict[str, Any]:
    found = await house.data("GET", f"/api/v1/properties/{property_id}/units?limit=100")
    return {unit["name"]: unit for unit in found}


async def events_of(house: House, name: str) -> list[Any]:
    statement = select(DomainEvent).where(DomainEvent.name == name)
    return await house.database.read(lambda tx: list(tx.connection.execute(statement)))


async def test_a_dry_run_says_all_and_writes_nothing(house: House) -> None:
    property_id = await house.property_id()
    before = await stored(house)
    version = (await house.data("GET", f"/api/v1/properties/{property_id}"))["version"]
    plan = await imported(house, property_id, spreadsheet(), dry_run="true")
    assert (plan["dry_run"], plan["applied"], plan["refused"]) == (True, False, False)
    assert (plan["created"], plan["changed"], plan["unchanged"], plan["gone"], plan["errors"]) == (204, 0, 0, 0, 0)
    assert plan["counts"] == {"unit": {"created": 200}, "floor_plan": {"created": 4}}
    first = next(step for step in plan["steps"] if step["kind"] == "unit")
    home = next(homes())
    told = {change["field"]: change["new"] for change in first["changes"]}
    assert (first["name"], first["line"]) == (home.number, 4)
    assert (told["rent"], told["deposit"], told["rent_6_months"], told["floor_plan"]) == (
        f"{home.rent}.00", "500.00", "plus 75.00", home.plan[0],
    )  # fmt: skip
    assert {change["old"] for change in first["changes"]} == {None}
    assert {issue["code"] for issue in plan["issues"]} == {"floor_plan_made", "summary_row"}
    assert plan["columns"][0] == {"header": "Unit #", "field": "unit"}
    assert await stored(house) == before
    assert (await house.data("GET", f"/api/v1/properties/{property_id}"))["version"] == version
    assert await events_of(house, "property.homes_imported") == []


async def test_what_was_planned_is_done_once_and_found_by_visitors(house: House) -> None:
    property_id = await house.property_id()
    plan = await imported(house, property_id, spreadsheet(), dry_run="true")
    done = await imported(house, property_id, spreadsheet(), plan_token=plan["plan_token"])
    assert done == {**plan, "dry_run": False, "applied": True}
    after = await stored(house)
    assert (len(after["units"]), len(after["floor_plans"]), len(after["rents"])) == (200, 4, 400)
    again = await imported(house, property_id, spreadsheet())
    assert (again["created"], again["changed"], again["unchanged"], again["steps"]) == (0, 0, 200, [])
    assert await stored(house) == after, "the same file a second time changes nothing"
    assert len(await events_of(house, "property.homes_imported")) == 1
    assert len(await events_of(house, "unit.created")) == 200
    version = (await house.data("GET", f"/api/v1/properties/{property_id}"))["version"]
    free = [home for home in homes() if home.free and home.plan[0] == "Elm"]
    cheapest = min(free, key=lambda home: (home.rent, home.number))
    inventory = Inventory(house.database)
    found = await inventory.search_units(
        property_id, UnitQuery(bedrooms=2, features=("in_unit_laundry",)), version=version
    )
    assert (found.total, found.relaxed) == (len(free), ())
    assert (found.homes[0].name, found.homes[0].rent_cents) == (cheapest.number, cheapest.rent * 100)
    named = await inventory.find_unit(property_id, f"unit {cheapest.number}", version=version)
    assert named is not None
    assert named.floor_plan == "Elm"


async def test_a_feed_and_a_table_of_the_same_homes_agree(house: House) -> None:
    property_id = await house.property_id()
    done = await imported(house, property_id, feed(), name="feed.xml")
    assert (done["format"], done["communities"], done["errors"]) == ("mits", ["Maple Court"], 0)
    assert done["counts"] == {"floor_plan": {"created": 4}, "unit": {"created": 200}, "fee": {"created": 4}}
    after = await stored(house)
    assert (len(after["photos"]), len(after["rents"])) == (8, 400)
    assert {fee["name"]: fee["amount_cents"] for fee in after["fees"]}["Pet rent"] == 3_500
    again = await imported(house, property_id, feed())
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 208)
    assert await stored(house) == after
    table = await imported(house, property_id, spreadsheet(), dry_run="true")
    assert (table["created"], table["changed"]) == (0, 200)
    assert {change["field"] for step in table["steps"] for change in step["changes"]} == {"features", "rent_6_months"}


async def test_changes_are_told_field_by_field(house: House) -> None:
    property_id = await house.property_id()
    await imported(house, property_id, PLANS)
    await imported(
        house,
        property_id,
        "unit,floor plan,rent,deposit,status,available on,6 months,photos,features\n"
        "204,Elm,1800,500,available,2026-12-01,1900,https://x.example/a.jpg,Balcony\n"
        "205,Elm,1800,500,available,2026-12-01,,,\n",
    )
    plan = await imported(
        house,
        property_id,
        "Unit #,floor plan,rent,deposit,status,available on,12 months,photos\n"
        "Unit 204,oak,1850,none,leased,,1800,https://x.example/b.jpg | https://x.example/a.jpg\n"
        "205,,1800.00,$500,Available,12/1/2026,,\n"
        "206,Oak,2500,,available,2027-01-01,,\n",
        dry_run="true",
    )
    assert plan["counts"] == {"unit": {"changed": 1, "unchanged": 1, "created": 1}}
    changed = next(step for step in plan["steps"] if step["outcome"] == "changed")
    assert changed["name"] == "204"
    assert {change["field"]: (change["old"], change["new"]) for change in changed["changes"]} == {
        "floor_plan": ("Elm", "Oak"),
        "rent": ("1800.00", "1850.00"),
        "deposit": ("500.00", None),
        "status": ("available", "occupied"),
        "available_on": ("2026-12-01", None),
        "rent_12_months": (None, "1800.00"),
        "photos": ("https://x.example/a.jpg", "https://x.example/b.jpg | https://x.example/a.jpg"),
    }
    created = next(step for step in plan["steps"] if step["outcome"] == "created")
    assert {change["field"]: change["new"] for change in created["changes"]}["bedrooms"] == "3"


async def test_rows_with_errors_are_left_out_or_keep_the_file_out(house: House) -> None:
    property_id = await house.property_id()
    table = (
        "record,unit,floor plan,beds,baths,rent,kind,amount,frequency,refundable,quantity,amount of it\n"
        "unit,1,,1,1,1000,,,,,,\n"
        "unit,2,,1,1,call,,,,,,\n"
        "unit,3,,1,1,,,,,,,\n"
        "unit,4,,,,900,,,,,,\n"
        "fee,Trash,Nowhere,,,,trash,25,monthly,,,\n"
        "fee,Pool,,,,,amenity,25,monthly,yes,,\n"
        "fee,Water,,,,,utilities,,monthly,,,\n"
        "special,Free,,,,,weeks_free,,,,,\n"
        "special,Off,,,,,amount_off,0,,,,\n"
        "floor_plan,Tiny,,,,,,,,,,\n"
    )
    before = await stored(house)
    answer = await send(house, property_id, table, on_error="refuse")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_ERROR")
    wrong = [(one["field"], one["type"]) for one in answer.json()["error"]["details"]["errors"]]
    assert sorted(wrong) == sorted(
        [
            ("line 3.rent", "money"), ("line 4.rent", "missing"), ("line 5.bedrooms", "missing"),
            ("line 5.bathrooms", "missing"), ("line 6.floor_plan", "unknown_floor_plan"),
            ("line 7.refundable", "choice"), ("line 8.amount", "missing"), ("line 9.quantity", "missing"),
            ("line 10.amount", "missing"), ("line 11.bedrooms", "missing"), ("line 11.bathrooms", "missing"),
        ]
    )  # fmt: skip
    assert await stored(house) == before
    plan = await imported(house, property_id, table, on_error="refuse", dry_run="true")
    assert (plan["refused"], plan["errors"], plan["created"]) == (True, 11, 1)
    done = await imported(house, property_id, table)
    assert (done["applied"], done["errors"], done["created"]) == (True, 11, 1)
    assert list(await units_of(house, property_id)) == ["1"]


async def test_units_that_are_gone_leave_the_market_only_when_asked(house: House) -> None:
    property_id = await house.property_id()
    statuses = ("available", "notice", "occupied", "available")
    rows = "".join(f"{n},1,1,1000,{status}\n" for n, status in enumerate(statuses, start=1))
    whole = "unit,beds,baths,rent,status\n" + rows
    await imported(house, property_id, whole)
    part = "unit,rent\n1,1000\n4,call\n"
    kept = await imported(house, property_id, part)
    assert [(step["name"], step["outcome"], step["changes"]) for step in kept["steps"]] == [
        ("2", "gone", []), ("3", "gone", []),
    ]  # fmt: skip
    assert (await units_of(house, property_id))["2"]["status"] == "notice"
    unnamed = await imported(house, property_id, part + ",5\n", missing="off_market")
    assert "unnamed_rows" in {issue["code"] for issue in unnamed["issues"]}
    assert (await units_of(house, property_id))["2"]["status"] == "notice", "it may be the row without a name"
    taken = await imported(house, property_id, part, missing="off_market")
    assert [(step["name"], [change["field"] for change in step["changes"]]) for step in taken["steps"]] == [
        ("2", ["status", "available_on"]), ("3", []),
    ]  # fmt: skip
    after = await units_of(house, property_id)
    assert (after["2"]["status"], after["2"]["available_on"]) == ("occupied", None)
    assert after["4"]["status"] == "available", "its row is wrong, but it is in the file"


async def test_a_plan_holds_only_for_what_it_was_made_for(house: House) -> None:
    property_id = await house.property_id()
    table = "unit,beds,baths,rent\n1,1,1,1000\n"
    await imported(house, property_id, table)
    dearer = table.replace("1000", "1100")
    token = (await imported(house, property_id, dearer, dry_run="true"))["plan_token"]

    async def refused(data: str, **query: Any) -> None:
        answer = await send(house, property_id, data, plan_token=token, **query)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "PRECONDITION_FAILED")
        assert "dry run" in answer.json()["error"]["message"]

    await refused(dearer.replace("1100", "1200"))
    await refused(dearer, missing="off_market")
    unit_id = (await units_of(house, property_id))["1"]["id"]
    await house.data("PUT", f"/api/v1/units/{unit_id}", {"rent": "1050.00"})
    await refused(dearer)
    assert (await units_of(house, property_id))["1"]["rent"] == "1050.00"
    answer = await send(house, property_id, dearer, plan_token="x")
    assert answer.status_code == 422


async def test_two_imports_at_once_are_one_after_the_other(house: House) -> None:
    property_id = await house.property_id()
    await imported(house, property_id, PLANS)
    tables = [f"unit,floor plan,rent\n1,Elm,{1000 + n}\n{n + 2},Oak,2000\n" for n in range(4)]
    done = await asyncio.gather(*(imported(house, property_id, table) for table in tables))
    assert sum(one["counts"]["unit"]["created"] for one in done) == 5
    assert sorted(await units_of(house, property_id)) == ["1", "2", "3", "4", "5"]


async def test_fees_and_specials(house: House) -> None:
    property_id = await house.property_id(
        fees=[{"name": "Application fee (per adult)", "amount": "50.00", "per": "application"}]
    )
    await imported(
        house,
        property_id,
        "record,unit,bedrooms,bathrooms,sqft,kind,amount,frequency,floor plan,description,terms,quantity,6 months\n"
        + "floor_plan,Elm,2,2,1065,,,,,,,,\nfloor_plan,Oak,3,2.5,1390,,,,,,,,\n"
        + "fee,Valet trash,,,,,25,monthly,,,,,\n"
        + "fee,Pet rent,,,,,35,monthly,,,,,\n"
        + "fee,Water,,,,utilities,,monthly,,By meter.,,,\n"
        + "fee,Garage,,,,parking,150,monthly,Oak,,,,\n"
        + "special,Six weeks free,,,,weeks_free,,,Elm,,On 12 months.,6,\n"
        + "property,,,,,,,,,,,,plus 50\n",
    )  # fmt: skip
    rows = await stored(house)
    fees = {row["name"]: row for row in rows["fees"]}
    assert {
        name: (fee["kind"], fee["frequency"], fee["due"], fee["requirement"], fee["per"], fee["amount_cents"])
        for name, fee in fees.items()
    } == {
        "Application fee (per adult)": ("application", "one_time", "application", "mandatory", "person", 5_000),
        "Valet trash": ("trash", "monthly", None, "mandatory", "home", 2_500),
        "Pet rent": ("pet_rent", "monthly", None, "situational", "pet", 3_500),
        "Water": ("utilities", "monthly", None, "mandatory", "home", None),
        "Garage": ("parking", "monthly", None, "mandatory", "home", 15_000),
    }
    oak = next(row["id"] for row in rows["floor_plans"] if row["name"] == "Oak")
    assert fees["Garage"]["floor_plan_id"] == oak
    assert [(row["text"], row["quantity"], row["every_floor_plan"]) for row in rows["specials"]] == [
        ("Six weeks free", 6, False)
    ]
    assert len(rows["special_floor_plans"]) == 1
    assert [(row["lease_months"], row["difference_cents"], row["unit_id"]) for row in rows["rents"]] == [
        (6, 5_000, None)
    ]
    fed = await imported(house, property_id, feed(8), dry_run="true")
    fee_steps = {step["name"]: step["changes"] for step in fed["steps"] if step["kind"] == "fee"}
    assert fee_steps["Application fee (per adult)"] == [{"field": "amount", "old": "50.00", "new": "60.00"}], (
        "found by its kind"
    )
    assert "Application fee" not in fee_steps
    assert "Pet rent" not in fee_steps, "it is there already"


async def test_pets_and_deposits_of_a_feed_only_where_nothing_is_known(house: House) -> None:
    property_id = await house.property_id()
    await imported(house, property_id, feed(8))
    name = next(homes()).number
    unit_id = (await units_of(house, property_id))[name]["id"]
    await house.data("PUT", f"/api/v1/units/{unit_id}", {"pets_allowed": False, "deposit": "750.00"})
    again = await imported(house, property_id, feed(8))
    assert again["changed"] == 0
    unit = (await units_of(house, property_id))[name]
    assert (unit["pets_allowed"], unit["deposit"]) == (False, "750.00")


async def test_who_may_import_and_what_is_no_file(house: House) -> None:
    property_id = await house.property_id()
    table = "unit,beds,baths,rent\n1,1,1,1000\n"
    for who, status, code in (
        ("read_only", 403, "INSUFFICIENT_PERMISSIONS"), ("agent", 403, "INSUFFICIENT_PERMISSIONS"),
        ("other", 404, "RECORD_NOT_FOUND"),
    ):  # fmt: skip
        for query in ({}, {"dry_run": "true"}):
            answer = await send(house, property_id, table, who=who, **query)
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (await send(house, property_id, table, who="manager")).status_code == 200
    url = f"/api/v1/properties/{property_id}/imports"
    empty = await house.call("POST", url, {"file": "x"})
    assert (empty.status_code, empty.json()["error"]["code"]) == (422, "VALIDATION_ERROR")
    answer = await send(house, property_id, b"x" * (10 * 2**20 + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
    answer = await send(house, property_id, '<!DOCTYPE x [<!ENTITY a "b">]><PhysicalProperty>&a;</PhysicalProperty>')
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "INVALID_FORMAT")
    hidden = await house.call("GET", f"/api/v1/properties/{property_id}/homes/export", who="other")
    assert hidden.json()["error"]["code"] == "RECORD_NOT_FOUND"


async def test_a_new_home_is_made_once_however_its_name_is_written(house: House) -> None:
    pid = await house.property_id()
    again = "".join(f"{name},1,1,1600\n" for name in ("b-7", "Unit B-7", "\u200bB-7", "\uff22-7"))
    done = await imported(house, pid, f"unit,beds,baths,rent\nB-7,1,1,1500\n{again}")
    assert (done["created"], done["errors"]) == (1, 4)
    assert {(issue["code"], issue["line"]) for issue in done["issues"]} == {("duplicate", n) for n in (3, 4, 5, 6)}
    done = await imported(house, pid, "unit,beds,baths,rent\n\u200bb-7,1,1,1600\n")
    assert (done["created"], done["changed"]) == (0, 1)
    assert {unit["rent"] for unit in (await units_of(house, pid)).values()} == {"1600.00"}


async def test_names_that_are_in_doubt_are_said(house: House) -> None:
    pid = await house.property_id()
    await imported(house, pid, "unit,beds,baths,rent\nB-7,1,1,1500\n")
    told = await imported(house, pid, "unit,beds,baths,rent,12 mo\nB7,1,1,1500,0\n3-Jan,1,1,1,1\n1E+02,1,1,1,1\n")
    codes = [(issue["code"], issue["line"]) for issue in told["issues"]]
    assert codes == [("no_rent", 2), ("similar_name", 2), ("spreadsheet_name", 3), ("spreadsheet_name", 4)]


async def test_a_mistyped_dry_run_changes_nothing(house: House) -> None:
    pid = await house.property_id()
    answer = await send(house, pid, "unit,beds,baths,rent\n7,1,1,1500\n", dryrun="true")
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert [fault["field"] for fault in error["details"]["errors"]] == ["dryrun"]
    known = "community, dry_run, format, missing, on_error, plan_token, rent"
    assert error["message"] == f"Unknown: dryrun. What can be given: {known}."
    assert await units_of(house, pid) == {}


async def test_the_event_says_who_imported_what(house: House) -> None:
    property_id = await house.property_id()
    await imported(house, property_id, "unit,beds,baths,rent\n1,1,1,1000\n", name="../../Nov homes.csv")
    event = (await events_of(house, "property.homes_imported"))[0]
    assert event.property_id == property_id
    assert event.data["file_name"] == "Nov homes.csv"
    assert event.data["counts"] == {"unit": {"created": 1}}
    assert event.data["user_id"] == house.staff["admin"].user.id


async def test_a_failure_in_the_middle_leaves_nothing(house: House, monkeypatch: Any) -> None:
    property_id = await house.property_id()
    before = await stored(house)

    def fails(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    # After the rows are written, before they are committed.
    monkeypatch.setattr(Tx, "emit", fails)
    assert (await send(house, property_id, feed(8))).status_code == 500
    assert await stored(house) == before


async def test_a_large_import_leaves_the_event_loop_to_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """With PostgreSQL a transaction stands on the loop: rows are made on a thread before it, and written in slices,
    between which others are served."""
    threads: list[int] = []
    made = home_writes.prepare

    def spy(*given: Any) -> home_writes.Writes:
        threads.append(threading.get_ident())
        return made(*given)

    slices: list[int] = []

    def note(_c: Any, _cursor: Any, _sql: Any, rows: Any, _context: Any, is_many: bool) -> None:
        slices.append(len(rows) if is_many else 1)

    monkeypatch.setattr(home_writes, "prepare", spy)
    pid = await house.property_id()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for rent in (1500, 1600):
            rows = "".join(f"U-{number},1,1,{rent},{rent + 50}\n" for number in range(900))
            done = await imported(house, pid, f"unit,beds,baths,rent,6 month rent\n{rows}")
            assert done["created"] + done["changed"] == 900
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(threads) == 2
    assert threading.get_ident() not in threads
    assert 1 < max(slices) <= home_writes.AT_ONCE
    assert {row["rent_cents"] for row in (await stored(house, Rent))["rents"]} == {165000}
