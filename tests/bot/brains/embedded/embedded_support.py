"""A turn to decide on without a database: a community, a fixed clock, and results as the tools give them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.brains.embedded.decide import decide
from bot.brains.embedded.phrase import pieces
from bot.brains.embedded.steps import Say
from bot.brains.embedded.understand import Scene, understand
from bot.context import Agenda, Community, Line, TurnContext
from bot.state import apply
from bot.tools.results import Quote, SlotOffer, ToolResult, TourView
from bot.understanding import Understanding
from leasing.clock import FixedClock
from leasing.ports import Home
from leasing.pricing import Charge, PriceList, quote
from leasing.understood import Understood

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""Friday, 10 in the morning at the property"""

COMMUNITY = Community(
    id="p1", company_id="c1", version=1, slug="heron-point", name="Heron Point", address="12 Quay Street", city="Dover",
    state="DE", zip_code="19901", timezone="America/New_York", phone="(302) 555-0188", email="hello@heron.example",
    website_url=None, description=None, amenities=("pool",), tour_types=("in_person", "virtual"),
    tour_duration_minutes=30, tour_notice_minutes=120, tour_horizon_days=14, tour_capacity=1,
    hours=((0, 540, 1080), (1, 540, 1080)), holidays=(),
)  # fmt: skip


def home(name: str, *, bedrooms: int = 2, rent: int = 185000, baths: float = 1.0) -> Home:
    return Home(
        id=f"id-{name}", name=name, floor_plan=None, bedrooms=bedrooms, bathrooms=baths, square_feet=900,
        rent_cents=rent, deposit_cents=40000, available_on=date(2026, 11, 1),
    )  # fmt: skip


APPLICATION_FEE = Charge(
    "Application fee", "application", 6000, "one_time", "mandatory", per="person", due="application"
)
PARKING = Charge("Parking", "parking", 8500, "monthly", "optional")
TRASH = Charge("Valet trash", "trash", 2500, "monthly", "mandatory")


def quoted(name: str, *charges: Charge, **asked: Any) -> Quote:
    """What the tool says that a home costs where the community charges these."""
    found = home(name)
    return Quote(name, found, quote(found, PriceList(charges=charges), NOW.date(), **asked))


def shown(*homes: Home) -> list[dict[str, Any]]:
    return [
        {"id": h.id, "name": h.name, "bedrooms": h.bedrooms, "bathrooms": h.bathrooms, "rent_cents": h.rent_cents,
         "available_on": h.available_on.isoformat()}
        for h in homes
    ]  # fmt: skip


def slot(day: int, hour: int, minute: int = 0) -> SlotOffer:
    at = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
    clock = f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
    return SlotOffer(at.isoformat(timespec="minutes"), at, f"{at:%a, %b} {at.day} at {clock}")


def offered(*slots: SlotOffer) -> list[dict[str, str]]:
    return [{"value": s.value, "label": s.label} for s in slots]


def tour(
    day: int = 24, hour: int = 10, *, ident: str = "t1", status: str = "scheduled", kind: str = "in_person"
) -> TourView:
    at = slot(day, hour)
    return TourView(ident, at.starts_at, at.label, kind, status)


def scene(**given: Any) -> Scene:
    lines = tuple(Line("bot", line) for line in given.pop("said", ()))
    return Scene(now=NOW.astimezone(ZONE), history=lines, **given)


def turn(text: str, **given: Any) -> TurnContext:
    """A turn as the dialogue hands it to the brain: read, and what was read brought into the state."""
    pieces: list[str] = []

    async def say(piece: str) -> None:
        pieces.append(piece)

    async def abandon() -> None:
        pieces.clear()

    nothing = cast(Any, None)
    ctx = TurnContext(
        turn_id="turn7", attempt=1, conversation_id="conv1", visitor_id="v1", lead_id=None, community=COMMUNITY,
        knowledge_version=1, text=text, choice=given.get("choice"), locale="en-US", history=given.get("history", []),
        state=given.get("state", Understood()), agenda=given.get("agenda", Agenda()), tours=given.get("tours", []),
        said=given.get("said", ""), db=nothing, clock=FixedClock(NOW), pms=nothing, knowledge=nothing, say=say,
        abandon=abandon,
    )  # fmt: skip
    ctx.trace["pieces"] = pieces
    ctx.understanding = understand(text, Scene.of(ctx))
    apply(ctx.state, ctx.understanding)
    return ctx


def read(text: str, locale: str = "en", **given: Any) -> Understanding:
    return understand(text, scene(locale=locale, **given))


def says(ctx: TurnContext, *results: ToolResult) -> str:
    """The reply once these results are there; tools that were asked for besides count as failed."""
    assert ctx.understanding is not None
    ctx.findings.results.extend(results)
    for _ in range(5):
        step = decide(ctx, ctx.understanding)
        if isinstance(step, Say):
            return "".join(pieces(step, ctx, ctx.understanding.language))
    raise AssertionError("it never speaks")
