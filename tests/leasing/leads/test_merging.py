"""A merge keeps everything, and taking it back leaves what would be there without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.errors import Conflict, NotFound
from leasing.ids import new_id
from leasing.models import Conversation, Lead, LeadActivity, Tour
from leasing.services import lead_pairs, leads, merging, prospects, unmerging
from leasing.services.conversations import visitor_ref
from leasing.services.lead_history import SYSTEM
from leasing.services.merging import Why, referring
from tests.support.rows import add_property
from tests.support.visitors import Browser, history, lead_row, live, merges, pairs, scope_of

Browsers = Callable[[], Browser]
BY_STAFF = Why("staff", {}, automatic=False)
WORDS = ("first_name", "last_name", "email", "phone", "preferences", "score", "score_explained", "is_qualified",
         "status", "email_weak", "name_key", "source", "assigned_to", "notes")  # fmt: skip


async def _merge(database: Database, survivor: str, other: str) -> str:
    company = (await lead_row(database, survivor)).company_id
    return await database.write(merging.merge, company, survivor, other, BY_STAFF)


async def _undo(database: Database, merge_id: str) -> None:
    company = (await merges(database))[0].company_id
    await database.write(unmerging.undo, company, merge_id, SYSTEM)


def _everything(tx: Tx, company_id: str) -> dict[str, list[Any]]:
    """All rows that a merge may touch, but for what tells of the merge itself."""
    rows: dict[str, list[Any]] = {}
    for table in (Lead.__table__, *referring()):
        found = tx.connection.execute(select(table).where(table.c.company_id == company_id).order_by(table.c.id))
        rows[table.name] = [row._mapping for row in found if row._mapping.get("type") not in ("merged", "unmerged")]
    return rows


def _tour(tx: Tx, conversation_id: str) -> str:
    row: Any = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == conversation_id)).one()
    tour_id = new_id()
    values = {
        "id": tour_id, "company_id": row.company_id, "property_id": row.property_id, "lead_id": row.lead_id,
        "conversation_id": row.id, "starts_at": tx.now, "ends_at": tx.now + timedelta(minutes=30),
        "duration_minutes": 30, "tour_type": "in_person",
        "status": "scheduled", "created_at": tx.now, "updated_at": tx.now,
    }  # fmt: skip
    tx.connection.execute(insert(Tour).values(values))
    return tour_id


async def test_everything_goes_along_and_the_last_word_wins(database: Database, browser: Browsers) -> None:
    clock = database.clock = FixedClock(datetime(2026, 11, 2, 12, tzinfo=UTC))
    one, other = browser(), browser()
    await one.opens(page_url="https://maple.example/?utm_source=zillow")
    kept = await one.says(email="ana@mail.example", first_name="Ana", bedrooms=1)
    clock.advance(timedelta(hours=1))
    gone = await other.says(phone="+19195550101", first_name="Anna", last_name="Ruiz", price_max_cents=150_000)
    clock.advance(timedelta(hours=1))
    await one.says(bedrooms=2, last_name="Ruis")
    tour = await database.write(_tour, other.chat)
    await _merge(database, kept, gone)
    lead = await lead_row(database, kept)
    assert (lead.first_name, lead.last_name, lead.email, lead.phone) == (
        "Anna", "Ruis", "ana@mail.example", "+19195550101",
    )  # fmt: skip
    assert lead.preferences == {"bedrooms": 2, "price_range_max": "1500.00"}
    assert (lead.source, lead.status, lead.is_qualified) == ("zillow", "qualified", True)
    staff = await scope_of(database, one.property_id)
    detail = await database.read(prospects.get, staff, kept)
    assert set(detail.conversation_ids) == {one.chat, other.chat}
    assert detail.tour_ids == [tour]
    assert [merged.id for merged in detail.merged_leads] == [gone]
    told = [line for line in await history(database, kept) if line.type == "merged"]
    assert told[0].data["also"] == {"first_name": "Ana", "last_name": "Ruiz"}
    assert (await lead_row(database, gone)).merged_into_id == kept


async def test_the_further_stage_counts_and_its_reason(database: Database, browser: Browsers) -> None:
    one = await browser().says(email="ana@mail.example")
    other = await browser().says(phone="+19195550101")
    staff = await scope_of(database, browser().property_id)
    await database.write(prospects.change, staff, one, {"status": "lost", "lost_reason": "price"})
    await database.write(prospects.change, staff, other, {"status": "toured"})
    merge_id = await _merge(database, one, other)
    assert ((await lead_row(database, one)).status, (await lead_row(database, one)).lost_reason) == ("toured", None)
    await _undo(database, merge_id)
    assert ((await lead_row(database, one)).status, (await lead_row(database, one)).lost_reason) == ("lost", "price")


async def test_undone_at_once_all_is_as_it_was(database: Database, browser: Browsers) -> None:
    one, other = browser(), browser()
    kept = await one.says(email="ana@mail.example", first_name="Ana", bedrooms=1)
    gone = await other.says(phone="+19195550101", first_name="Ann", bedrooms=2, move_in_date=date(2027, 1, 1))
    await database.write(_tour, one.chat)
    await database.write(_tour, other.chat)
    company = (await lead_row(database, kept)).company_id
    before = await database.read(_everything, company)
    merge_id = await _merge(database, kept, gone)
    assert await database.read(_everything, company) != before
    await _undo(database, merge_id)
    assert await database.read(_everything, company) == before
    assert [line.type for line in await history(database, kept)][-2:] == ["merged", "unmerged"]


async def test_what_came_through_a_talk_that_goes_back_goes_with_it(database: Database, browser: Browsers) -> None:
    one, other = browser(), browser()
    kept = await one.says(email="ana@mail.example", first_name="Ana")
    gone = await other.says(phone="+19195550101", first_name="Luis")
    merge_id = await _merge(database, kept, gone)
    await other.says(phone="+19195550199", last_name="Roth", bedrooms=3)
    tour = await database.write(_tour, other.chat)
    await other.comes_back()
    await other.says(price_max_cents=120_000)
    await one.says(bedrooms=1)
    await _undo(database, merge_id)
    hers, his = await lead_row(database, kept), await lead_row(database, gone)
    assert (hers.first_name, hers.last_name, hers.phone, hers.preferences) == ("Ana", None, None, {"bedrooms": 1})
    assert (his.first_name, his.last_name, his.phone) == ("Luis", "Roth", "+19195550199")
    assert his.preferences == {"bedrooms": 3, "price_range_max": "1200.00"}
    assert (his.status, hers.status) == ("tour_scheduled", "new")
    staff = await scope_of(database, one.property_id)
    detail = await database.read(prospects.get, staff, gone)
    assert (len(detail.conversation_ids), detail.tour_ids) == (2, [tour])
    assert "phone" not in str([line.data for line in await history(database, kept) if line.type == "updated"])


async def test_a_later_merge_is_undone_first(database: Database, browser: Browsers) -> None:
    ids = [await browser().says(email=f"{name}@mail.example") for name in ("ana", "bob", "cy")]
    first = await _merge(database, ids[0], ids[1])
    second = await _merge(database, ids[2], ids[0])
    with pytest.raises(Conflict) as told:
        await _undo(database, first)
    assert (told.value.code, told.value.details) == ("CONFLICT_RESOLUTION_REQUIRED", {"undo_first": [second]})
    await _undo(database, second)
    await _undo(database, first)
    assert [lead.id for lead in await live(database)] == ids
    with pytest.raises(Conflict):
        await _undo(database, first)


async def test_what_cannot_be_merged(database: Database, browser: Browsers) -> None:
    ids = [await browser().says(email=f"{name}@mail.example") for name in ("ana", "bob", "cy")]
    await _merge(database, ids[0], ids[1])
    for survivor, other, error in (
        (ids[0], ids[1], Conflict), (ids[1], ids[2], Conflict), (ids[0], "nobody", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            await _merge(database, survivor, other)
    elsewhere = Browser(database, await database.write(add_property))
    with pytest.raises(NotFound):
        await _merge(database, ids[0], await elsewhere.says(email="dee@mail.example"))


async def test_staff_are_sent_on_from_a_merged_lead(database: Database, browser: Browsers) -> None:
    one, other = await browser().says(email="ana@mail.example"), await browser().says(email="bob@mail.example")
    await _merge(database, one, other)
    staff = await scope_of(database, browser().property_id)
    with pytest.raises(Conflict) as told:
        await database.write(prospects.change, staff, other, {"first_name": "Bob"})
    assert told.value.details == {"merged_into_id": one}


async def test_an_undone_merge_is_not_made_again_by_itself(database: Database, browser: Browsers) -> None:
    one, other = browser(), browser()
    await one.says(email="ana@mail.example")
    await other.says(email="ana@mail.example")
    staff = await scope_of(database, one.property_id)
    await database.write(lead_pairs.undo, staff, (await merges(database))[0].id)
    await other.says(first_name="Ana")
    await other.comes_back()
    await other.says(phone="+19195550101")
    assert len(await live(database)) == 2
    assert [pair.status for pair in await pairs(database)] == ["dismissed"]


async def test_every_table_that_names_a_lead_is_moved() -> None:
    assert {table.name for table in referring()} >= {"conversations", "tours", "lead_activities"}


# A merge that is undone, against a world in which it never was.

FIRST = ("Ada", "Bea", "Cid", "Dov", "Eva", "Fay", "Gus", "Hal", "Ida", "Jan", "Kim", "Lou")
WRITE = st.tuples(
    st.sampled_from(("one", "other", "staff")),
    st.sets(st.sampled_from(("first_name", "email", "phone", "bedrooms", "price_max_cents", "area")), min_size=1),
)


def _values(fields: set[str], number: int) -> dict[str, Any]:
    """Every word is another one, so that none of them is said for the second time."""
    all_: dict[str, Any] = {
        "first_name": FIRST[number], "email": f"{FIRST[number].lower()}@mail.example",
        "phone": f"+191955501{number:02d}", "bedrooms": number, "price_max_cents": 100_000 + number * 100,
        "area": FIRST[-number],
    }  # fmt: skip
    return {name: all_[name] for name in sorted(fields)}


async def _world(
    database: Database, before: list[Any], after: list[Any], tours: set[str], *, merged: bool
) -> dict[str, Any]:
    clock = database.clock = FixedClock(datetime(2026, 11, 2, 12, tzinfo=UTC))
    property_id = await database.write(add_property)
    staff = await scope_of(database, property_id)
    who = {"one": Browser(database, property_id), "other": Browser(database, property_id)}
    kept = await who["one"].says(email="one@x.example")
    gone = await who["other"].says(phone="+12125550000")

    async def write(number: int, by: str, fields: set[str]) -> None:
        clock.advance(timedelta(minutes=1))
        values = _values(fields, number)
        if by != "staff":
            await who[by].says("no, ", **values)
            return
        wishes = {"bedrooms": values.pop("bedrooms", None), "area": values.pop("area", None)}
        cents = values.pop("price_max_cents", None)
        wishes["price_range_max"] = f"{cents // 100}.00" if cents else None
        values["preferences"] = {name: value for name, value in wishes.items() if value is not None}
        await database.write(prospects.change, staff, kept, values)

    for number, (by, fields) in enumerate(before):
        await write(number, by, fields)
    merge_id = await database.write(merging.merge, staff.company_id, kept, gone, BY_STAFF) if merged else ""
    for number, (by, fields) in enumerate(after, start=len(before)):
        await write(number, by, fields)
    for by in sorted(tours):
        from leasing.services import stages

        await database.write(_tour, who[by].chat)
        lead_id = (await who[by].lead()).id
        await database.write(stages.follow_tours, lead_id)
    if merged:
        await database.write(unmerging.undo, staff.company_id, merge_id, SYSTEM)
    told = {}
    for name, lead_id in (("one", kept), ("other", gone)):
        row = await lead_row(database, lead_id)
        told[name] = {word: getattr(row, word) for word in WORDS}
        told[name]["tours"] = len((await database.read(prospects.get, staff, lead_id)).tour_ids)
    return told


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(WRITE, max_size=3), st.lists(WRITE, max_size=4), st.sets(st.sampled_from(("one", "other")), max_size=2))
async def test_undone_it_is_as_if_it_had_never_been(
    database: Database, before: list[Any], after: list[Any], tours: set[str]
) -> None:
    never = await _world(database, before, after, tours, merged=False)
    undone = await _world(database, before, after, tours, merged=True)
    differs = {
        (name, word): (told, undone[name][word])
        for name, words in never.items()
        for word, told in words.items()
        if undone[name][word] != told
    }
    for name in ("one", "other"):
        # What staff write moves no stage by itself: a lead that became qualified meanwhile stays so where that holds.
        before_, now_ = differs.get((name, "status"), ("", ""))
        if now_ == "qualified" and undone[name]["is_qualified"] and before_ in ("new", "contacted"):
            del differs[name, "status"]
    assert not differs


async def test_the_browsers_talk_goes_on_after_an_undo(database: Database, browser: Browsers) -> None:
    one, other = browser(), browser()
    kept = await one.says(email="ana@mail.example")
    gone = await other.says(phone="+19195550101")
    merge_id = await _merge(database, kept, gone)
    await _undo(database, merge_id)
    assert await other.says(first_name="Luis") == gone
    assert await one.says(first_name="Ana") == kept

    def of_browser(tx: Tx) -> Any:
        row: Any = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == other.chat)).one()
        return leads.of_visitor(tx, visitor_ref(row)).id

    assert await database.write(of_browser) == gone
    assert all(line.lead_id in (kept, gone) for line in await history(database, gone))
    count = select(LeadActivity.type).where(LeadActivity.lead_id == gone)
    assert "merged" not in await database.read(lambda tx: list(tx.connection.execute(count).scalars()))
