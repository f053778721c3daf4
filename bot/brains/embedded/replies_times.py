"""Tour times in a reply: which are on offer, and why one cannot be had."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.brains.embedded.phrase import was_said
from bot.brains.embedded.steps import Say
from bot.brains.embedded.understand import asks_something
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import (
    day_words,
    facts_of,
    listed,
    moment_words,
    moments_words,
    span_words,
    time_words,
    type_words,
)
from bot.tools.results import SlotOffer, SlotsFound, TourOutcome

MOST_TIMES_IN_WORDS = 3
PROBLEMS = frozenset(
    (
        "taken",
        "closed",
        "past",
        "too_soon",
        "too_far",
        "unstaffed",
        "bad_time",
        "unknown_type",
        "no_tour",
        "several_tours",
    )
)
THEN = frozenset(("closed", "full"))
"""said otherwise of several days than of one"""
REFUSE_A_DAY = frozenset(("closed", "past", "too_far"))
"""why no hour of a day can be had"""
REASONS = frozenset(("closed", "full", "past", "too_soon", "too_far"))


def _limits(view: View) -> dict[str, str]:
    """The notice and the horizon that the community asks of a tour, in words."""
    community = view.ctx.community
    return {
        "notice": span_words(community.tour_notice_minutes, view.language),
        "ahead": span_words(community.tour_horizon_days * 1440, view.language),
    }


def say_problem(view: View, say: Say, problem: str, at: datetime | None) -> None:
    """Why a time cannot be had, naming it: what it was understood to be is seen from that."""
    community, facts = view.ctx.community, facts_of(view.language)
    key, hours, day = f"problem_{problem if problem in PROBLEMS else 'bad_time'}", "", ""
    when = moment_words(at, view.language) if at else facts.that_time if facts else "that time"
    if problem == "closed" and at is not None:
        hours, day = _hours_words(view, at.date()), day_words(at.date(), view.language)
        key = "problem_outside_hours" if hours else "times_closed"
    earlier_today = problem == "past" and at is not None and at.date() == view.ctx.today
    if problem in REFUSE_A_DAY and not hours and not earlier_today:
        _forget_day(view)
    types = listed([type_words(kind, view.language) for kind in community.tour_types], "and", view.language)
    say.add(key, types=types, when=when, day=day, hours=hours, **_limits(view))


def _forget_day(view: View) -> None:
    """A day that cannot be had at all is not the one that the next bare hour is meant for."""
    view.ctx.state.tour_requested_on = None


def _hours_words(view: View, day: date) -> str:
    """`9:00 AM to 6:00 PM`; nothing where the office is closed all day"""
    facts = facts_of(view.language)
    spans: list[str] = []
    for opens, closes in view.ctx.community.spans(day):
        clock = [time_words(datetime.combine(day, time(m // 60 % 24, m % 60)), view.language) for m in (opens, closes)]
        spans.append(f" {facts.to if facts else 'to'} ".join(clock))
    return listed(spans, "and", view.language)


def report_problem(view: View, outcome: TourOutcome, say: Say) -> None:
    problem = outcome.problem or "bad_time"
    meant = view.starts_at or (view.tour.starts_at.isoformat() if view.tour else None)
    say_problem(view, say, problem, local(view, meant))
    view.ctx.agenda.booking.pop("starts_at", None)
    if outcome.alternatives:
        remember(view)
        say.ask("tour_time", "ask_alternative", times=_times(view, outcome.alternatives))
    elif problem == "no_tour":
        say.ask("book", "ask_book_instead")
    else:
        say.ask("tour_time", "ask_other_time")


def refuse_time(view: View, found: SlotsFound | None, say: Say, problem: str) -> None:
    """Said before anything else is asked for: nobody leaves an address for a time that cannot be had."""
    wanted = local(view, view.starts_at)
    view.ctx.agenda.booking.pop("starts_at", None)
    say_problem(view, say, problem, wanted)
    if found is not None and found.slots and wanted is not None:
        nearest = sorted(found.slots, key=lambda slot: abs(slot.starts_at - wanted))[:MOST_TIMES_IN_WORDS]
        nearest.sort(key=lambda slot: slot.starts_at)
        _leave_on_offer(view, {slot.value for slot in nearest})
        times = _times(view, tuple(nearest))
        say.ask("tour_time", "ask_alternative", times=times)
    else:
        say.ask("tour_time", "ask_other_time")


def _leave_on_offer(view: View, values: set[str]) -> None:
    """Of the times found those that are said, so that "the first one" is the first that was heard."""
    view.ctx.findings.slots = [slot for slot in view.ctx.findings.slots if slot.value in values]
    view.ctx.agenda.slots = [slot for slot in view.ctx.agenda.slots if slot["value"] in values]


def show_only(view: View, found: SlotsFound, wanted: datetime) -> bool:
    """Leaves of the times found the one that is wanted, where it is free. Those of its day that were offered before
    stay on offer, in their order: "the second one" is still the second of them."""
    free = next((slot.value for slot in found.slots if slot.starts_at == wanted), None)
    if free is None:
        return False
    agenda, offered = view.ctx.agenda, [slot for slot in view.offered if slot["value"][:10] == free[:10]]
    known = [slot["value"] for slot in offered]
    view.ctx.findings.slots = [slot for slot in view.ctx.findings.slots if slot.value == free]
    agenda.slots = offered + [slot for slot in agenda.slots if slot["value"] == free and free not in known]
    return True


def local(view: View, starts_at: str | None) -> datetime | None:
    return datetime.fromisoformat(starts_at).astimezone(view.ctx.community.zone) if starts_at else None


def remember(view: View, starts_at: str | None = None) -> None:
    """Keeps what is settled of a booking or move until the rest is."""
    booking = view.ctx.agenda.booking
    moves = view.goal == "move" or (view.goal == "inquire" and view.tour is not None)
    booking["action"] = "move" if moves else "book"
    for settled in ("days", "inquires"):
        booking.pop(settled, None)
    kept = {
        "starts_at": starts_at,
        "tour_type": view.offered_type,
        "unit": view.unit,
        "tour_id": view.tour.id if moves and view.tour else None,
    }
    for name, value in kept.items():
        if value:
            booking[name] = value


def ask_which_day(view: View, say: Say) -> bool:
    """Where a day of the week was named with a date on which it does not fall; whether it was asked."""
    either = view.unclear_day.either if view.unclear_day else ()
    if not either:
        return False
    remember(view)
    view.ctx.agenda.booking.pop("starts_at", None)
    if view.goal == "inquire":
        view.ctx.agenda.booking["inquires"] = "yes"
    view.ctx.agenda.booking["days"] = " ".join(day.isoformat() for day in either)
    named = [day_words(day, view.language) for day in either]
    view.ctx.findings.choices = [
        {"value": day.isoformat(), "label": label} for day, label in zip(either, named, strict=True)
    ]
    say.ask("day", "ask_which_day", first=named[0], second=named[1])
    return True


def forget_unclear(view: View, say: Say) -> None:
    """What was proposed before is off the table once another day is wanted, whichever it is."""
    if view.unclear_day:
        view.ctx.agenda.booking.pop("starts_at", None)
        if not view.unclear_day.not_on:
            say.add("which_day")


def offer(view: View, found: SlotsFound, say: Say) -> None:
    wanted = day_words(found.requested_on or view.ctx.today, view.language)
    when = view.understood.when
    if not found.exact and (found.reason in REFUSE_A_DAY or when is None or when.is_a_day_alone):
        _forget_day(view)
    name_types(view, say)
    if not found.slots:
        view.ctx.agenda.question = view.ctx.text
        say.add("no_times")
        say.ask("ask_person", "ask_pass_on_tour")
        return
    if not found.exact and found.requested_on is None and when is not None and when.at is not None:
        hour = time_words(datetime.combine(view.ctx.today, when.at), view.language)
        say.add("times_not_at", hour=hour)
    elif not found.exact:
        reason = found.reason if found.reason in REASONS else "full"
        key = f"times_{reason}_then" if found.requested_until and reason in THEN else f"times_{reason}"
        if reason == "too_soon" and not view.ctx.community.tour_notice_minutes:
            key = "times_over"
        say.add(key, day=wanted, **_limits(view))
    key = "ask_alternative" if not found.exact else "ask_time_on" if found.requested_on else "ask_time"
    if found.exact and found.requested_until:
        key = "ask_time_within"
    known_day = found.requested_on if key == "ask_time_on" else None
    say.ask("tour_time", key, times=_times(view, found.slots, known_day), day=wanted)


def name_types(view: View, say: Say) -> None:
    """Which types there are: once, to who has not said and hears of times; and to who asks for one."""
    types = view.ctx.community.tour_types
    named = listed([type_words(kind, view.language) for kind in types], "and", view.language)
    asks = "tour_type" in view.understood.updates and asks_something(view.ctx.text, view.language)
    if view.tour_type is not None and view.offered_type is None:
        view.ctx.state.tour_type = None
        say.add("problem_unknown_type", types=named)
        return
    unsaid = view.tour_type is None and view.goal == "book" and len(types) > 1 and view.asked != "tour_time"
    if (unsaid or asks) and not was_said(view.ctx, view.language, "tour_types", types=named):
        say.add("tour_types", types=named)


def _times(view: View, slots: tuple[SlotOffer, ...], known_day: date | None = None) -> str:
    zone = view.ctx.community.zone
    moments = [slot.starts_at.astimezone(zone) for slot in slots[:MOST_TIMES_IN_WORDS]]
    return moments_words(moments, view.language, known_day)
