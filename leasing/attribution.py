"""Where a visitor came from: the page, its referrer and the utm marks, as one source name.

A touch is `{source, medium, campaign, term, content, referrer, landing_page, at}`, known parts only. The first touch
of a visitor never changes; the last one is that of the newest visit which came from somewhere (a direct visit says
nothing and replaces nothing).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

DIRECT = "direct"
REFERRAL = "referral"
WIDGET = frozenset({"website", "widget", "chat"})
"""what a widget says of itself: a channel, not where the visitor came from"""

SOURCES: tuple[tuple[str, str], ...] = (
    ("apartments_com", r"apartments\.com|apartmentscom|apartmentfinder|\bapts?\.com"),
    ("zillow", r"zillow|hotpads|trulia"),
    ("apartment_list", r"apartment[ _-]?list"),
    ("rent_com", r"\brent\.com|rentals\.com|apartmentguide|rentpath|redfin"),
    ("zumper", r"zumper|padmapper"),
    ("craigslist", r"craigslist"),
    ("facebook", r"facebook|\bfb\b|fb\.com|fb\.me|instagram|\big\b|\bmeta\b"),
    ("tiktok", r"tiktok"),
    ("nextdoor", r"nextdoor"),
    ("yelp", r"yelp"),
    ("email", r"^e-?mail|newsletter|mailchimp|sendgrid|mail\.google|outlook\.live"),
    ("google_business", r"google[ _-]?(?:my[ _-]?)?business|\bgmb\b|\bgbp\b|business\.google|maps\.google"),
    ("google", r"google|adwords|gclid"),
    ("bing", r"\bbing\b|bingads|microsoft"),
    ("yahoo", r"yahoo"),
    ("duckduckgo", r"duckduckgo"),
    ("direct_mail", r"direct[ _-]?mail|post[ _-]?card|flyer|^mailers?$"),
    ("phone", r"^(?:tele)?phone|^calls?(?:$|[ _-])|^callrail"),
    ("walk_in", r"walk[ _-]?in\b|drive[ _-]?by|signage"),
    ("resident_referral", r"^residents?(?:$|[ _-])|^friends?(?:$|[ _-])|word[ _-]of[ _-]mouth"),
    ("import", r"^import(?:ed)?(?:$|[ _-])|^csv(?:$|[ _-])"),
    ("direct", r"^\(?(?:direct|none)\)?$"),
)
"""our name, and what a referrer's host, a utm_source or a member of staff may say for it; the first that matches"""
SEARCH_ENGINES = frozenset({"google", "bing", "yahoo", "duckduckgo"})
PAID = re.compile(r"cpc|ppc|paid|ads?\b|display|gclid")
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in SOURCES)
_UTM = ("source", "medium", "campaign", "term", "content")
LONGEST = 200


def source_name(said: str, medium: str = "") -> str:
    """Our name of a source, `google_organic` and `google_ads` told apart. One that the table does not know is kept in
    snake_case, so that nothing is lost."""
    name = next((name for name, pattern in _COMPILED if pattern.search(said)), None)
    if name is None:
        return re.sub(r"[^a-z0-9]+", "_", said.casefold()).strip("_")[:100] or DIRECT
    if name in SEARCH_ENGINES:
        return f"{name}_ads" if PAID.search(f"{medium} {said}".lower()) else f"{name}_organic"
    return name


def touch(page_url: str | None, referrer: str | None, said: str | None, at: datetime) -> dict[str, Any]:
    """What one visit says of where it came from. Nothing raises: a page's address is anybody's text."""
    page, came_from = _split(page_url), _split(referrer)
    query = parse_qs(page.query) if page else {}
    utm = {name: query[f"utm_{name}"][0][:LONGEST] for name in _UTM if query.get(f"utm_{name}")}
    host = came_from.hostname if came_from else None
    if page and host == page.hostname:
        # From one page of the site to the next.
        host = None
    medium = utm.get("medium", "")
    if "gclid" in query and "source" not in utm:
        utm |= {"source": "google", "medium": "cpc"}
        medium = "cpc"
    if utm.get("source"):
        source = source_name(utm["source"], medium)
    elif said and said.casefold() not in WIDGET:
        source = source_name(said, medium)
    elif host:
        known = any(pattern.search(host) for _, pattern in _COMPILED)
        source = source_name(host, medium) if known else REFERRAL
    else:
        source = DIRECT
    landing = f"{page.scheme}://{page.netloc}{page.path}"[:LONGEST] if page and page.netloc else None
    found: dict[str, Any] = {
        "source": source,
        **{name: value for name, value in utm.items() if name != "source"},
        "referrer": host,
        "landing_page": landing,
        "at": at.isoformat(),
    }
    return {name: value for name, value in found.items() if value}


def newer(last: dict[str, Any], visit: dict[str, Any]) -> dict[str, Any]:
    """The last touch after a visit."""
    return last if last and visit.get("source") == DIRECT else visit


def _split(address: str | None) -> Any:
    if not address:
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.hostname else None
    except ValueError:
        return None
