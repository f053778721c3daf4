"""A community's own pages: read by a schedule, proposed section by section, and knowledge once somebody approves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.jobs import make_jobs
from knowledge.reading.reader import DocumentReader
from knowledge.web_pages.crawl import Crawler
from knowledge.web_pages.fetcher import PageFetcher
from knowledge.web_pages.sources import SourceReader
from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.services import knowledge_rows
from leasing.settings import load_settings
from tests.support.site import LoopbackToo, Page, Site, serve_site
from tests.web.house import House, open_house

PETS = "<h1>Guide</h1><h2>Pets</h2><p>{many} pets are welcome in each home.</p>"
POOL = "<h1>Pool</h1><p>The pool is open from 8 AM to 10 PM.</p>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as served:
        yield served


@pytest.fixture
async def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 20, 15, 0, tzinfo=UTC))


@pytest.fixture
async def database(database_url: str, clock: FixedClock) -> AsyncIterator[Database]:
    made = Database(database_url, clock, Bus())
    yield made
    await made.close()


@pytest.fixture
async def house(database: Database, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database, clock=clock, addresses=LoopbackToo()) as opened:
        yield opened


async def _source(house: House, site: Site, path: str = "/guide/", **more: Any) -> tuple[str, str]:
    """(property, source)"""
    property_id = await house.property_id()
    body = {"url": site.url + path, **more}
    made = await house.data("POST", f"/api/v1/properties/{property_id}/knowledge-sources", body)
    return property_id, made["id"]


async def _read(house: House, source_id: str) -> Any:
    return await house.data("POST", f"/api/v1/knowledge-sources/{source_id}/read")


async def _pending(house: House) -> list[Any]:
    return await house.data("GET", "/api/v1/knowledge-proposals?status=pending&limit=100")


async def _decide(house: House, proposal: Any, how: str) -> Any:
    return await house.data("POST", f"/api/v1/knowledge-proposals/{proposal['id']}/{how}")


async def _known(house: House, property_id: str) -> list[str]:
    _, rows = await house.database.read(knowledge_rows.answered, property_id)
    return [f"{row.question}: {row.answer}" for row in rows]


def _serve(site: Site) -> None:
    links = '<a href="pool.html">Pool</a> <a href="/staff/rota">Rota</a> <a href="https://b.example/">Friends</a>'
    site.html("/guide/", PETS.format(many="Two") + links, etag='"1"', title="Guide")
    site.html("/guide/pool.html", POOL, etag='"1"')
    site.html("/staff/rota", "<p>Not for visitors.</p>")


async def test_what_is_read_becomes_knowledge_when_it_is_approved(house: House, site: Site) -> None:
    _serve(site)
    property_id, source_id = await _source(house, site)
    read = await _read(house, source_id)
    assert (read["pages"], read["proposed"], read["problems"]) == (2, 2, [])
    assert "/staff/rota" not in site.paths
    assert await _known(house, property_id) == []
    pets, pool = sorted(await _pending(house), key=lambda one: one["url"])
    assert (pets["action"], pets["title"], pets["sections_added"]) == ("add", "Guide", 1)
    shown = await house.data("GET", f"/api/v1/knowledge-proposals/{pets['id']}")
    assert shown["diff"] == [
        {"change": "added", "heading": "Guide › Pets", "before": None, "after": "Two pets are welcome in each home."}
        | {"after": "Two pets are welcome in each home.\nPool Rota Friends"}
    ]
    approved = await _decide(house, pets, "approve")
    assert (approved["status"], approved["decided_by"]) == ("approved", house.staff["admin"].user.id)
    assert len(await _known(house, property_id)) == 1
    again = await house.call("POST", f"/api/v1/knowledge-proposals/{pets['id']}/approve")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    await _decide(house, pool, "reject")
    assert len(await _known(house, property_id)) == 1
    documents = await house.data("GET", f"/api/v1/properties/{property_id}/documents")
    assert [(one["source_type"], one["url"]) for one in documents] == [("website", site.url + "/guide/")]


async def test_only_changes_are_proposed_and_asked_for(house: House, site: Site) -> None:
    _serve(site)
    property_id, source_id = await _source(house, site)
    await _read(house, source_id)
    for proposal in await _pending(house):
        await _decide(house, proposal, "approve")
    site.asked.clear()
    again = await _read(house, source_id)
    assert (again["pages"], again["unchanged"], again["proposed"]) == (2, 2, 0)
    asked = [headers.get("if-none-match") for path, headers in site.asked if path != "/robots.txt"]
    assert asked == ['"1"', '"1"']
    site.html("/guide/", PETS.format(many="Three") + "<h2>Bikes</h2><p>In the cellar.</p>", etag='"2"')
    read = await _read(house, source_id)
    assert (read["unchanged"], read["proposed"]) == (1, 1)
    (proposal,) = await _pending(house)
    assert (proposal["action"], proposal["sections_changed"], proposal["sections_added"]) == ("change", 1, 1)
    assert any("Two pets" in one for one in await _known(house, property_id))
    await _decide(house, proposal, "approve")
    known = await _known(house, property_id)
    assert any("Three pets" in one for one in known)
    assert not any("Two pets" in one for one in known)
    document = proposal["document_id"]
    versions = await house.data("GET", f"/api/v1/documents/{document}/versions")
    assert [(one["number"], one["made_by"]) for one in versions] == [(2, "website"), (1, "website")]


async def test_what_was_rejected_is_not_proposed_until_it_changes(house: House, site: Site) -> None:
    site.html("/guide/", PETS.format(many="Two"))
    _, source_id = await _source(house, site)
    await _read(house, source_id)
    (proposal,) = await _pending(house)
    await _decide(house, proposal, "reject")
    assert (await _read(house, source_id))["unchanged"] == 1
    assert await _pending(house) == []
    site.html("/guide/", PETS.format(many="Three"))
    await _read(house, source_id)
    (changed,) = await _pending(house)
    site.html("/guide/", PETS.format(many="Four"))
    await _read(house, source_id)
    (newest,) = await _pending(house)
    assert newest["id"] != changed["id"]
    old = await house.data("GET", f"/api/v1/knowledge-proposals/{changed['id']}")
    assert old["proposal"]["status"] == "superseded"


async def test_a_page_that_is_gone_is_proposed_to_go(house: House, site: Site) -> None:
    _serve(site)
    property_id, source_id = await _source(house, site)
    await _read(house, source_id)
    for proposal in await _pending(house):
        await _decide(house, proposal, "approve")
    del site.pages["/guide/pool.html"]
    await _read(house, source_id)
    (proposal,) = await _pending(house)
    assert (proposal["action"], proposal["sections_removed"]) == ("remove", 1)
    assert len(await _known(house, property_id)) == 2
    await _decide(house, proposal, "approve")
    assert len(await _known(house, property_id)) == 1
    assert (await _read(house, source_id))["proposed"] == 0


async def test_a_page_that_cannot_be_had_stays_and_is_named(house: House, site: Site) -> None:
    _serve(site)
    property_id, source_id = await _source(house, site, auto_approve=True)
    assert (await _read(house, source_id))["applied"] == 2
    site.pages["/guide/pool.html"] = Page(status=403)
    read = await _read(house, source_id)
    assert (read["proposed"], len(read["problems"])) == (0, 1)
    assert "answers 403" in read["problems"][0]
    assert len(await _known(house, property_id)) == 2
    source = await house.data("GET", f"/api/v1/knowledge-sources/{source_id}")
    assert source["last_problems"] == read["problems"]
    assert source["documents"] == 2


async def test_robots_are_obeyed(house: House, site: Site) -> None:
    _serve(site)
    site.text("/robots.txt", "User-agent: DomIQ\nDisallow: /guide/pool")
    _, source_id = await _source(house, site)
    read = await _read(house, source_id)
    assert "/guide/pool.html" not in site.paths
    assert ["robots.txt" in problem for problem in read["problems"]] == [True]
    site.pages["/robots.txt"] = Page(status=403)
    read = await _read(house, source_id)
    assert read["pages"] == 1
    assert "nothing is read" in read["problems"][0]


async def test_as_many_pages_as_allowed(house: House, site: Site) -> None:
    for at in range(8):
        site.html(f"/guide/{at}", f"<p>This is what page {at} says.</p><a href='/guide/{at + 1}'>on</a>")
    _, source_id = await _source(house, site, "/guide/0", max_pages=3)
    # Of a page its folder counts, for it has no ending of a file: only itself is below.
    assert (await _read(house, source_id))["pages"] == 1
    site.html("/guide/", "<a href='0'>first</a><p>All of our pages.</p>")
    await house.data("PUT", f"/api/v1/knowledge-sources/{source_id}", {"url": site.url + "/guide/"})
    assert (await _read(house, source_id))["pages"] == 3


async def test_the_schedule_reads_what_is_due(house: House, site: Site, clock: FixedClock) -> None:
    _serve(site)
    _, source_id = await _source(house, site, every_hours=6)
    fetcher = PageFetcher(LoopbackToo())
    jobs = make_jobs(load_settings({}), SourceReader(house.database, Crawler(fetcher, DocumentReader())), None)  # type: ignore[arg-type]
    job = next(job for job in jobs if job.name == "read_knowledge_sources")
    await job.run(house.database)
    assert len(await _pending(house)) == 2
    site.asked.clear()
    await job.run(house.database)
    assert site.asked == [], "not before its time"
    clock.set(clock.now() + timedelta(hours=6, minutes=1))
    await job.run(house.database)
    assert "/guide/" in site.paths
    await house.data("PUT", f"/api/v1/knowledge-sources/{source_id}", {"is_active": False})
    clock.set(clock.now() + timedelta(hours=48))
    site.asked.clear()
    await job.run(house.database)
    assert site.asked == []
    await fetcher.aclose()


async def test_nobody_reads_a_source_twice_at_once(house: House, site: Site, clock: FixedClock) -> None:
    from leasing.services import knowledge_sources

    _, source_id = await _source(house, site)
    job = await house.database.write(knowledge_sources.begin_due)
    assert job is not None
    assert await house.database.write(knowledge_sources.begin_due) is None
    answer = await house.call("POST", f"/api/v1/knowledge-sources/{source_id}/read")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    clock.set(clock.now() + knowledge_sources.LEASE + timedelta(seconds=1))
    assert await house.database.write(knowledge_sources.begin_due) is not None, "its reader died"


async def test_a_deleted_source_takes_its_documents_along(house: House, site: Site) -> None:
    _serve(site)
    property_id, source_id = await _source(house, site, auto_approve=True)
    await _read(house, source_id)
    assert len(await _known(house, property_id)) == 2
    await house.data("DELETE", f"/api/v1/knowledge-sources/{source_id}")
    assert await _known(house, property_id) == []


async def test_who_may_do_what(house: House, site: Site) -> None:
    _serve(site)
    property_id, source_id = await _source(house, site)
    await _read(house, source_id)
    proposal = (await _pending(house))[0]
    url = f"/api/v1/properties/{property_id}/knowledge-sources"
    for who in ("agent", "read_only"):
        refused = await house.call("POST", url, {"url": site.url}, who=who)
        assert refused.json()["error"]["code"] == "INSUFFICIENT_PERMISSIONS"
    for method, path in (
        ("GET", url),
        ("GET", f"/api/v1/knowledge-sources/{source_id}"),
        ("PUT", f"/api/v1/knowledge-sources/{source_id}"),
        ("DELETE", f"/api/v1/knowledge-sources/{source_id}"),
        ("POST", f"/api/v1/knowledge-sources/{source_id}/read"),
        ("GET", f"/api/v1/knowledge-proposals/{proposal['id']}"),
        ("POST", f"/api/v1/knowledge-proposals/{proposal['id']}/approve"),
        ("POST", f"/api/v1/knowledge-proposals/{proposal['id']}/reject"),
    ):
        answer = await house.call(method, path, {} if method == "PUT" else None, who="other")
        assert answer.json()["error"]["code"] == "RECORD_NOT_FOUND", path
    assert await house.data("GET", "/api/v1/knowledge-proposals", who="other") == []
    twice = await house.call("POST", url, {"url": site.url + "/guide/"})
    assert twice.json()["error"]["code"] == "DUPLICATE_RECORD"
    for wrong in ({"url": "ftp://a.example"}, {"url": site.url, "every_hours": 0}, {"url": site.url, "max_pages": 51}):
        assert (await house.call("POST", url, wrong)).json()["error"]["code"] == "VALIDATION_ERROR"


async def test_the_public_web_is_all_that_production_reads(database: Database, site: Site) -> None:
    _serve(site)
    async with open_house(database) as house:
        property_id, source_id = await _source(house, site)
        read = await _read(house, source_id)
        assert site.asked == []
        assert "nothing is read" in read["problems"][0]
        assert await _known(house, property_id) == []
