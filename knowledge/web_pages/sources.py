"""Reads the sources of communities: those whose time has come, and one that somebody asks for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from knowledge.web_pages.crawl import Crawler, Known, PageSeen
from leasing.database import Database
from leasing.errors import Conflict, Invalid, NotFound
from leasing.pieces import Content
from leasing.services import knowledge_sources
from leasing.services.knowledge_sources import PageRead, ReadingJob
from leasing.tenancy import StaffScope

log = structlog.stdlib.get_logger(__name__)

SECONDS = 300.0
"""for a source that the schedule reads"""
SECONDS_NOW = 60.0
"""for one that somebody waits for"""
AT_A_TIME = 20
"""sources that one round of the schedule reads"""
LONGEST_TITLE = 200


@dataclass(slots=True)
class SourceReading:
    """What came of a reading, in pages."""

    pages: int = 0
    unchanged: int = 0
    proposed: int = 0
    applied: int = 0
    duplicates: int = 0
    problems: list[str] = field(default_factory=list[str])


class SourceReader:
    def __init__(self, database: Database, crawler: Crawler) -> None:
        self._database = database
        self._crawler = crawler

    async def read_now(self, scope: StaffScope, source_id: str) -> SourceReading:
        """Read a source while its reader waits. Raises `NotFound`, `Conflict` where it is being read."""
        job = await self._database.write(knowledge_sources.begin, scope, source_id)
        return await self._read(job, SECONDS_NOW)

    async def read_due(self) -> int:
        """Read the sources whose time has come; how many."""
        for count in range(AT_A_TIME):
            job = await self._database.write(knowledge_sources.begin_due)
            if job is None:
                return count
            reading = await self._read(job, SECONDS)
            log.info(
                "source_read", source_id=job.source_id, pages=reading.pages, proposed=reading.proposed,
                applied=reading.applied, problems=len(reading.problems),
            )  # fmt: skip
        return AT_A_TIME

    async def _read(self, job: ReadingJob, seconds: float) -> SourceReading:
        reading = SourceReading()
        known = {url: Known(state.etag, state.last_modified) for url, state in job.pages.items()}
        try:
            async with asyncio.timeout(seconds):
                async for seen in self._crawler.pages(job.url, known, most=job.max_pages):
                    await self._take(job, seen, reading)
        except TimeoutError:
            reading.problems.append(f"Stopped after {seconds:g} seconds; the rest is read next time.")
        except NotFound:
            reading.problems.append("The source was deleted while it was read.")
        finally:
            await self._database.write(knowledge_sources.finish, job, reading.problems)
        return reading

    async def _take(self, job: ReadingJob, seen: PageSeen, reading: SourceReading) -> None:
        reading.pages += 1
        if seen.problem is not None:
            reading.problems.append(seen.problem)
            return
        if seen.unchanged:
            reading.unchanged += 1
            await self._database.write(knowledge_sources.still_there, job, seen.url)
            return
        found = PageRead(seen.url, _content(seen), seen.etag, seen.last_modified)
        try:
            outcome = await self._database.write(knowledge_sources.take_page, job, found)
        except (Conflict, Invalid) as error:
            # No room for more documents, say: the pages that are known are still looked after.
            reading.problems.append(f"{seen.url}: {error.message}")
            return
        reading.unchanged += outcome == "unchanged"
        reading.proposed += outcome == "proposed"
        reading.applied += outcome == "applied"
        reading.duplicates += outcome == "duplicate"


def _content(seen: PageSeen) -> Content | None:
    reading = seen.reading
    if reading is None:
        return None
    title = (reading.title or seen.url)[:LONGEST_TITLE]
    return Content(title, reading.format, seen.size_bytes, reading.pieces)
