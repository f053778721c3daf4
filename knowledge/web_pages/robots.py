"""What a site asks robots not to read (RFC 9309), as far as `urllib.robotparser` knows it."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import httpx

from knowledge.web_pages.fetcher import AGENT, FetchFailed, PageFetcher

LONGEST_PAUSE = 5.0
KINDS = frozenset({"text/plain", "text/html", "application/octet-stream"})


class Robots:
    """The rules of one site."""

    def __init__(self, rules: RobotFileParser | None) -> None:
        self._rules = rules

    def allows(self, url: str) -> bool:
        return self._rules is None or self._rules.can_fetch(AGENT, url)

    @property
    def pause(self) -> float:
        """Seconds that the site wants between two pages, up to five."""
        delay = self._rules.crawl_delay(AGENT) if self._rules is not None else None
        return min(float(delay or 0), LONGEST_PAUSE)


async def robots_of(fetcher: PageFetcher, start: httpx.URL) -> Robots:
    """A site without rules allows everything; one whose rules cannot be read allows nothing, and raises
    `FetchFailed`."""
    address = start.copy_with(path="/robots.txt", query=None, fragment=None)
    # Wherever the rules lie on the same site.
    found = await fetcher.get(str(address), within=lambda url: url.host == start.host, kinds=KINDS)
    if found.status != 200:
        return Robots(None)
    rules = RobotFileParser()
    rules.parse(found.body[:500_000].decode("utf-8", "replace").splitlines())
    return Robots(rules)


__all__ = ["FetchFailed", "Robots", "robots_of"]
