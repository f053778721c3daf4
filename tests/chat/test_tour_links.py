"""The link of a booked tour: what its holder sees and may do, and what nobody else may."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import delete, update

from bot.tour_pages.routes import routes
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import Property, Tour
from leasing.services import bookings
from leasing.services.bookings import SYSTEM, Request
from tests.support.rows import add_property
from tests.support.tours import NOW, add_manager, at, cells, community, history, visitor
from tests.web.house import House, open_house


@dataclass
class Link:
    """A booked tour on Wednesday at ten in New York, and its link."""

    house: House
    clock: FixedClock
    property_id: str
    tour_id: str
    url: str

    async def get(self, below: str = "", **query: str) -> httpx.Response:
        return await self.house.client.get(self.url + below, params=query)

    async def send(self, below: str, page: httpx.Response, **values: str) -> httpx.Response:
        """Press a button of a page."""
        proof = re.search(r'name="proof" value="([^"]+)"', page.text)
        assert proof is not None, page.text
        return await self.house.client.post(self.url + below, data={"proof": proof[1], **values})

    async def row(self) -> Any:
        statement = Tour.__table__.select().where(Tour.id == self.tour_id)
        return await self.house.database.read(lambda tx: tx.connection.execute(statement).one())

    async def actions(self) -> list[str]:
        return [one.action for one in await self.house.database.read(history, self.tour_id)]


async def _book(database: Database, property_id: str, starts_at: datetime, language: str | None = None) -> str:
    here = await community(database, property_id)
    ref = await visitor(database, property_id, f"{starts_at.hour}{starts_at.minute}@x.example")
    request = Request(starts_at, "in_person", await _lead_of(database, ref), language=language, unit_name="A-<1>")
    return (await database.write(bookings.place, here, SYSTEM, request)).id


async def _lead_of(database: Database, ref: Any) -> str:
    from leasing.services import leads

    found = await database.read(leads.of_visitor, ref)
    assert found is not None
    return found.id


@pytest.fixture
async def link(database: Database) -> AsyncIterator[Link]:
    clock = FixedClock(NOW)
    database.clock = clock
    property_id = await database.write(add_property, phone="(512) 555-0100", name="Tom & Co <Court>")
    await database.write(add_manager, [property_id], "Mia Long")
    tour_id = await _book(database, property_id, at(15))
    async with open_house(database, clock=clock, more=routes) as house:
        yield Link(house, clock, property_id, tour_id, f"/tours/{house.web.tokens.sign_tour(tour_id, property_id)}")


def _times(page: httpx.Response) -> list[str]:
    return re.findall(r'name="starts_at" value="([^"]+)"', page.text)


async def test_the_page_tells_what_its_holder_needs_and_no_more(link: Link) -> None:
    page = await link.get()
    assert page.status_code == 200
    for part in (
        "Wed, Nov 25 at 10:00 AM EST",
        "1 Test Street, Testville",
        "in person, 30 minutes",
        "Mia",
        "A-&lt;1&gt;",
    ):
        assert part in page.text
    assert "Tom &amp; Co &lt;Court&gt;" in page.text
    for private in ("Long", "x.example", "Ana", "<script", "<Court>", link.tour_id):
        assert private not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    spanish = await link.get(lang="es")
    assert '<html lang="es">' in spanish.text
    assert "miércoles 25 de noviembre a las 10:00 a. m. EST" in spanish.text


async def test_looking_changes_nothing(link: Link) -> None:
    before = await link.row()
    for below in ("", "/times", "/times?day=2026-11-27", "/cancel", "/calendar.ics", "?done=cancelled"):
        assert (await link.get(below)).status_code == 200
    assert await link.row() == before
    assert "is cancelled" not in (await link.get(done="cancelled")).text


async def test_confirmed_moved_and_cancelled(link: Link) -> None:
    confirmed = await link.send("/confirm", await link.get())
    assert (confirmed.status_code, confirmed.headers["location"]) == (303, f"{link.url}?lang=en&done=confirmed")
    assert (await link.row()).status == "confirmed"
    choosing = await link.get("/times", day="2026-11-26")
    assert "2026-11-26T11:00:00-05:00" in _times(choosing)
    moved = await link.send("/times", choosing, starts_at="2026-11-26T11:00:00-05:00")
    assert moved.headers["location"].endswith("done=moved")
    assert ((await link.row()).starts_at, (await link.row()).status) == (at(16, day=26), "scheduled")
    taken = {cell.cell * 300 for cell in await link.house.database.read(cells)}
    assert taken == {int(at(16, minute, day=26).timestamp()) for minute in range(0, 30, 5)}, "the old time is free"
    asked = await link.get("/cancel")
    assert (await link.row()).status == "scheduled"
    assert (await link.send("/cancel", asked)).status_code == 303
    assert await link.house.database.read(cells) == []
    assert await link.actions() == ["booked", "confirmed", "moved", "cancelled"]
    page = await link.get(done="cancelled")
    assert "This tour is cancelled." in page.text
    assert "<form" not in page.text
    assert (await link.send("/cancel", asked)).status_code == 303, "the same form again does it once"
    assert len(await link.actions()) == 4


async def test_a_form_that_was_not_shown_changes_nothing(link: Link) -> None:
    other = await _book(link.house.database, link.property_id, at(18))
    tokens = link.house.web.tokens
    proofs = ["", "0.9999999999.x", tokens.sign_tour_form(other, 0), "é", "1", "a.b.c"]
    for proof in proofs:
        answer = await link.house.client.post(f"{link.url}/cancel", data={"proof": proof})
        assert answer.status_code == 409, proof
    shown = await link.get()
    link.clock.advance(timedelta(hours=13))
    late = await link.send("/confirm", shown)
    assert (late.status_code, "too long" in late.text) == (409, True)
    assert (await link.row()).status == "scheduled"
    assert (await link.send("/confirm", late)).status_code == 303


async def test_a_page_that_is_out_of_date(link: Link) -> None:
    shown = await link.get()
    here = await community(link.house.database, link.property_id)
    await link.house.database.write(bookings.change, here, SYSTEM, link.tour_id, starts_at=at(17))
    stale = await link.send("/cancel", shown)
    assert (stale.status_code, "12:00 PM EST" in stale.text) == (409, True)
    assert (await link.row()).status == "scheduled", "nobody cancels a tour other than the one they saw"
    assert (await link.send("/cancel", stale)).status_code == 303


async def test_a_time_that_went_meanwhile(link: Link) -> None:
    choosing = await link.get("/times", day="2026-11-26")
    wanted = "2026-11-26T11:00:00-05:00"
    await _book(link.house.database, link.property_id, at(16, day=26))
    answer = await link.send("/times", choosing, starts_at=wanted)
    assert (answer.status_code, "just taken" in answer.text) == (409, True)
    others = _times(answer)
    assert others
    assert wanted not in others
    assert (await link.row()).starts_at == at(15), "it keeps its time"
    for nonsense in ("", "soon", "2026-11-26T11:00", "1999-01-01T10:00:00-05:00"):
        assert (await link.send("/times", answer, starts_at=nonsense)).status_code == 409
    assert (await link.send("/times", answer, starts_at=others[0])).status_code == 303


async def test_two_who_choose_one_time(link: Link) -> None:
    second = await _book(link.house.database, link.property_id, at(18))
    url = f"/tours/{link.house.web.tokens.sign_tour(second, link.property_id)}"
    others = Link(link.house, link.clock, link.property_id, second, url)
    pages = [await one.get("/times", day="2026-11-26") for one in (link, others)]
    wanted = "2026-11-26T11:00:00-05:00"
    both = await asyncio.gather(
        *(one.send("/times", page, starts_at=wanted) for one, page in zip((link, others), pages, strict=True))
    )
    assert sorted(answer.status_code for answer in both) == [303, 409]
    starts = {(await one.row()).starts_at for one in (link, others)}
    assert at(16, day=26) in starts
    assert len(starts) == 2


async def test_links_that_open_nothing_say_whom_to_call(link: Link) -> None:
    named, _, proof = link.url.removeprefix("/tours/").partition(".")
    flipped = ("A" if proof[0] != "A" else "B") + proof[1:]
    forged = [f"/tours/{named}.{flipped}", f"/tours/{named}", f"/tours/{named}."]
    for url in forged:
        page = await link.house.client.get(url)
        assert (page.status_code, "512" in page.text, "Nov 25" in page.text) == (404, True, False), url
        assert (await link.house.client.post(f"{url}/cancel", data={})).status_code == 404
    for url in ("/tours/x", "/tours/é.é", "/tours/" + "A" * 400):
        assert (await link.house.client.get(url)).status_code == 404
    link.clock.set(at(15, day=25) + timedelta(days=1))
    over = await link.get()
    assert (over.status_code, "This tour is over." in over.text, "<form" in over.text) == (200, True, False)
    link.clock.advance(timedelta(days=7))
    gone = await link.get()
    assert (gone.status_code, "expired" in gone.text, "512" in gone.text) == (410, True, True)
    await link.house.database.write(lambda tx: tx.connection.execute(delete(Tour)))
    assert (await link.get()).status_code == 410


async def test_a_link_can_be_tried_so_often(link: Link) -> None:
    shown = await link.get()
    statuses = [(await link.send("/confirm", shown)).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]
    busy = await link.send("/confirm", shown)
    assert busy.headers["content-type"].startswith("text/html")
    assert int(busy.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("America/New_York", "2026-10-31T10:00", "20261031T140000Z"),
        ("America/New_York", "2026-11-01T10:00", "20261101T150000Z"),
        ("America/New_York", "2026-03-08T10:00", "20260308T140000Z"),
        ("America/Phoenix", "2026-11-01T10:00", "20261101T170000Z"),
    ],
)
async def test_the_calendar_file_on_days_when_clocks_change(link: Link, zone: str, day: str, utc: str) -> None:
    from zoneinfo import ZoneInfo

    local = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    link.clock.set(local - timedelta(days=3))
    database = link.house.database
    await database.write(lambda tx: tx.connection.execute(update(Property).values(timezone=zone, version=9)))
    here = await community(database, link.property_id)
    tour_id = await _book(database, link.property_id, local)
    url = f"/tours/{link.house.web.tokens.sign_tour(tour_id, link.property_id)}"
    answer = await link.house.client.get(f"{url}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART:{utc}" in answer.text
    parsed: Any = Calendar.from_ical(answer.text)
    event = parsed.walk("VEVENT")[0]
    assert event["dtstart"].dt == local
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=30)
    assert "10:00 AM" in event["description"]
    first = (str(event["uid"]), int(event["sequence"]))
    await database.write(bookings.call_off, here, SYSTEM, tour_id)
    cancelled: Any = Calendar.from_ical((await link.house.client.get(f"{url}/calendar.ics")).text)
    event = cancelled.walk("VEVENT")[0]
    assert (str(cancelled["method"]), str(event["status"]), str(event["uid"])) == ("CANCEL", "CANCELLED", first[0])
    assert int(event["sequence"]) > first[1]
