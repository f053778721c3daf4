"""The addresses under `/tours/{token}`. The token is the whole credential: there is no cookie and no login.

Only POST changes anything, since mail programs open links to look at them; and a POST needs a form that we have shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation

from bot.dependencies import DatabaseDep, LimiterDep, SettingsDep, TokensDep
from bot.tour_pages import views
from bot.tour_pages.views import Look
from leasing.community import Community
from leasing.database import Database
from leasing.errors import NotFound, RateLimited, Unauthorized
from leasing.security import Tokens
from leasing.services import communities, tour_links, tour_words
from leasing.services.bookings import Booked
from leasing.services.tour_entry import entry
from leasing.services.tour_links import Gone, Linked, Refused, Stale
from leasing.zones import in_years, zone
from web.addresses import limit_key
from web.edge import ADDRESS
from web.errors import as_domiq
from web.limits import TOUR_LINK, TOUR_LINK_CHANGE, Limiter
from web.throttle import too_many

log = structlog.get_logger(__name__)

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-store",
}
STYLE = Path(__file__).with_name("tours.css")
DONE = {"confirmed": "confirmed", "moved": "scheduled", "cancelled": "cancelled"}
"""what a page says was done → the status that a tour has then"""

Asked = Request[Any, Any, Any]
Lang = Annotated[str | None, QueryParameter(name="lang", max_length=20)]


class ClosedError(Exception):
    """A link that opens nothing; `kind` is as of `views.closed_page`."""

    def __init__(self, kind: str, status: int, community: Community | None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        self.community = community


@dataclass(frozen=True, slots=True)
class Visit:
    """One request about one tour."""

    database: Database
    tokens: Tokens
    token: str
    tour: Linked
    language: str

    @property
    def path(self) -> str:
        return f"/tours/{self.token}"

    def look(self, notice: str | None = None, *, is_bad: bool = False) -> Look:
        proof = self.tokens.sign_tour_form(self.tour.id, self.tour.revision)
        return Look(self.path, self.language, proof, notice, is_bad)

    async def again(self) -> Visit:
        """The same with the tour as it is now."""
        return await _visit(self.database, self.tokens, self.token, self.language)


async def _visit(database: Database, tokens: Tokens, token: str, lang: str | None) -> Visit:
    try:
        tour = await database.read(tour_links.find, tokens.read_tour(token))
    except Unauthorized:
        raise ClosedError("invalid", 404, await _named(database, tokens, token)) from None
    except Gone as gone:
        raise ClosedError("gone", 410, gone.community or await _named(database, tokens, token)) from None
    language = lang if lang in tour_words.LANGUAGES else tour_words.spoken(tour.language)
    return Visit(database, tokens, token, tour, language)


async def _named(database: Database, tokens: Tokens, token: str) -> Community | None:
    """The community that a link names, so that its holder knows whom to call."""
    try:
        return await database.read(communities.load, tokens.property_of_tour(token))
    except (Unauthorized, NotFound):
        return None


def _html(page: str, status: int = 200) -> Response[str]:
    return Response(page, status_code=status, headers=HEADERS, media_type=MediaType.HTML)


def _closed(request: Asked, error: Exception) -> Response[str]:
    """Whatever goes wrong is a page too."""
    language = tour_words.spoken(request.query_params.get("lang"))
    path = request.scope["path"]
    if isinstance(error, ClosedError):
        return _html(views.closed_page(Look(path, language), error.kind, error.community), error.status)
    told = as_domiq(request, error)
    kind = "busy" if isinstance(told, RateLimited) else "failed"
    answer = _html(views.closed_page(Look(path, language), kind, None), told.status)
    if isinstance(told, RateLimited):
        answer.headers["retry-after"] = str(told.retry_after)
    return answer


async def _admit(request: Asked, limiter: Limiter) -> None:
    decision = await limiter.take(TOUR_LINK, limit_key(request.scope["state"][ADDRESS]))
    if not decision.allowed:
        raise too_many(decision)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came in."""

    visit: Visit
    revision: int | None
    """of the tour, as the form was shown for; None for a form that is too old or not ours"""
    values: dict[str, str]


async def provide_visit(
    request: Asked,
    token: FromPath[str],
    database: DatabaseDep,
    tokens: TokensDep,
    limiter: LimiterDep,
    lang: Lang = None,
) -> Visit:
    """A link that is opened to look at something."""
    await _admit(request, limiter)
    return await _visit(database, tokens, token, lang)


async def provide_sent(
    request: Asked, token: FromPath[str], database: DatabaseDep, tokens: TokensDep, limiter: LimiterDep
) -> Sent:
    """A form that is sent to change something."""
    await _admit(request, limiter)
    form = await request.form()
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    visit = await _visit(database, tokens, token, values.get("lang"))
    decision = await limiter.take(TOUR_LINK_CHANGE, visit.tour.id)
    if not decision.allowed:
        raise too_many(decision)
    return Sent(visit, tokens.read_tour_form(visit.tour.id, values.get("proof", "")), values)


VisitDep = NamedDependency[SkipValidation[Visit]]
SentDep = NamedDependency[SkipValidation[Sent]]


async def _done(sent: Sent, what: str, change: Callable[..., Booked], *given: Any) -> Response[str]:
    """Make a change of `tour_links`, and send the browser to the page of the tour; or show that page with why not."""
    visit = sent.visit
    if sent.revision is None:
        return _html(views.tour_page(visit.look("old", is_bad=True), visit.tour), 409)
    try:
        await visit.database.write(change, visit.tour.id, sent.revision, *given)
    except (Stale, Gone):
        now = await visit.again()
        return _html(views.tour_page(now.look("stale", is_bad=True), now.tour), 409)
    except Refused as refused:
        if refused.problem == "no_tour":
            now = await visit.again()
            return _html(views.tour_page(now.look(), now.tour), 409)
        return await _others(await visit.again(), refused.problem, sent.values.get("starts_at", ""))
    log.info("tour.changed_by_link", tour_id=visit.tour.id, change=what)
    location = f"{visit.path}?lang={visit.language}&done={what}"
    return Response("", status_code=303, headers={**HEADERS, "location": location}, media_type=MediaType.HTML)


async def _others(visit: Visit, problem: str, wanted: str) -> Response[str]:
    """A time that is gone: what else is free, around the same day."""
    try:
        day = datetime.fromisoformat(wanted).date()
    except ValueError:
        day = None
    free = await visit.database.read(tour_links.times, visit.tour.id, day)
    look = visit.look("taken" if problem == "taken" else "refused", is_bad=True)
    return _html(views.times_page(look, visit.tour, free), 409)


class TourPages(Controller):
    path = "/tours/{token:str}"
    include_in_schema = False
    exception_handlers = {Exception: _closed}
    dependencies = {"visit": Provide(provide_visit), "sent": Provide(provide_sent)}

    @get("/")
    async def see(self, *, visit: VisitDep, done: FromQuery[str | None] = None) -> Response[str]:
        notice = f"did_{done}" if done in DONE and DONE[done] == visit.tour.status else None
        return _html(views.tour_page(visit.look(notice), visit.tour))

    @get("/times")
    async def see_times(self, *, visit: VisitDep, day: FromQuery[date | None] = None) -> Response[str]:
        if visit.tour.state != "ahead":
            return _html(views.tour_page(visit.look(), visit.tour))
        free = await visit.database.read(tour_links.times, visit.tour.id, day)
        return _html(views.times_page(visit.look(), visit.tour, free))

    @get("/cancel")
    async def ask_cancel(self, *, visit: VisitDep) -> Response[str]:
        page = views.cancel_page if visit.tour.state == "ahead" else views.tour_page
        return _html(page(visit.look(), visit.tour))

    @get("/calendar.ics")
    async def calendar_file(self, *, request: Asked, visit: VisitDep, settings: SettingsDep) -> Response[str]:
        facts = await visit.database.read(tour_links.calendar_facts, visit.tour.id)
        base = settings.public_url or str(request.base_url).rstrip("/")
        text = await asyncio.to_thread(_entry, facts, f"{base}{visit.path}", settings.mail_from)
        headers = {**HEADERS, "content-disposition": 'attachment; filename="tour.ics"'}
        return Response(text, headers=headers, media_type="text/calendar")

    @post("/confirm", status_code=200)
    async def confirm(self, *, sent: SentDep) -> Response[str]:
        return await _done(sent, "confirmed", tour_links.confirm)

    @post("/cancel", status_code=200)
    async def cancel(self, *, sent: SentDep) -> Response[str]:
        return await _done(sent, "cancelled", tour_links.cancel)

    @post("/times", status_code=200)
    async def move(self, *, sent: SentDep) -> Response[str]:
        at = _instant(sent.values.get("starts_at", ""))
        if at is None:
            return await _others(sent.visit, "refused", "")
        return await _done(sent, "moved", tour_links.move, at)


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None and in_years(at) else None


def _entry(facts: dict[str, Any], link: str, organizer: str) -> str:
    language = tour_words.spoken(facts["language"])
    local = datetime.fromisoformat(facts["starts_at"]).astimezone(zone(facts["timezone"]))
    when, where = tour_words.when(local, language), tour_words.zone_of(local)
    return entry(facts, link, organizer, when=when, zone=where, invites=False)


@get("/tours.css", include_in_schema=False)
async def tours_style() -> Response[bytes]:
    style = await asyncio.to_thread(STYLE.read_bytes)
    return Response(style, media_type="text/css", headers={"cache-control": "public, max-age=300"})


routes = (TourPages, tours_style)
