"""The pages of a source: from its address on, those below it that its pages link to."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import httpx

from knowledge.reading.model import Reading
from knowledge.reading.reader import DocumentReader, format_of
from knowledge.web_pages.fetcher import Fetched, FetchFailed, PageFetcher
from knowledge.web_pages.robots import Robots, robots_of
from leasing.errors import Invalid, TooLarge

LONGEST_URL = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """What a page was when it was last seen."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What came of one page: a reading, `unchanged`, `gone`, or a `problem` in words."""

    url: str
    reading: Reading | None = None
    size_bytes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False
    gone: bool = False
    problem: str | None = None


class Crawler:
    def __init__(self, fetcher: PageFetcher, reader: DocumentReader) -> None:
        self._fetcher = fetcher
        self._reader = reader

    async def pages(self, start: str, known: Mapping[str, Known], *, most: int) -> AsyncGenerator[PageSeen]:
        """The pages, one after the other: the start, those that are known, those that are linked to."""
        first = httpx.URL(start)
        try:
            robots = await robots_of(self._fetcher, first)
        except FetchFailed as error:
            yield PageSeen(start, problem=f"The site's robots.txt cannot be read, so nothing is read: {error}")
            return
        within = below(first)
        waiting = list(dict.fromkeys((_normal(first), *known)))
        done: set[str] = set()
        while waiting and len(done) < most:
            url = waiting.pop(0)
            if url in done:
                continue
            if done and robots.pause:
                await asyncio.sleep(robots.pause)
            done.add(url)
            seen = await self._page(url, known.get(url, Known()), robots, within, done)
            if seen is None:
                continue
            yield seen
            waiting += _links(seen, within)

    async def _page(
        self, url: str, known: Known, robots: Robots, within: Callable[[httpx.URL], bool], done: set[str]
    ) -> PageSeen | None:
        """None where it is another page that was seen already."""

        def allowed(address: httpx.URL) -> bool:
            return within(address) and robots.allows(str(address))

        if not robots.allows(url):
            return PageSeen(url, problem=f"{url}: the site's robots.txt does not want it read.")
        try:
            found = await self._fetcher.get(url, within=allowed, etag=known.etag, last_modified=known.last_modified)
            at = _normal(httpx.URL(found.url))
            if at != url and at in done:
                return None
            done.add(at)
            return await self._seen(at, found)
        except (FetchFailed, Invalid, TooLarge) as error:
            return PageSeen(url, problem=f"{url}: {error}")

    async def _seen(self, url: str, found: Fetched) -> PageSeen:
        if found.status == 304:
            return PageSeen(url, unchanged=True)
        if found.status in {404, 410}:
            return PageSeen(url, gone=True)
        format_ = format_of(None, found.content_type)
        reading = await self._reader.read(found.body, format_, charset=found.charset, keep_links=False)
        return PageSeen(url, reading, len(found.body), found.etag, found.last_modified)


def below(start: httpx.URL) -> Callable[[httpx.URL], bool]:
    """Whether an address is of the start's host and at or below its path. From http to https is no other site."""
    folder = _folder(start.path)

    def is_below(url: httpx.URL) -> bool:
        same_site = url.host == start.host and (url.port == start.port or {url.port, start.port} <= {None, 80, 443})
        upgraded = url.scheme in {start.scheme, "https"}
        # As a server reads it: `..` and `%2e%2e` lead out again.
        path = posixpath.normpath(unquote(url.path)) + ("/" if url.path.endswith("/") else "")
        return same_site and upgraded and (path == start.path or f"{path}/".startswith(folder))

    return is_below


def _folder(path: str) -> str:
    """`/guide` and `/guide/` are the folder of what is below; of `/guide/index.html` it is `/guide/`."""
    last = path.rsplit("/", 1)[-1]
    return path.rsplit("/", 1)[0] + "/" if "." in last else path.rstrip("/") + "/"


def _normal(url: httpx.URL) -> str:
    return str(url.copy_with(fragment=None, path=url.path or "/"))


def _links(seen: PageSeen, within: Callable[[httpx.URL], bool]) -> list[str]:
    found: list[str] = []
    if seen.reading is None:
        return found
    for link in seen.reading.links:
        try:
            url = httpx.URL(seen.url).join(link)
        except (httpx.InvalidURL, ValueError):
            continue  # a page may link to nonsense
        if url.scheme in {"http", "https"} and within(url) and len(str(url)) <= LONGEST_URL:
            found.append(_normal(url))
    return list(dict.fromkeys(found))
