"""Reports of tours: times on offer, what came of a booking, and what is still missing for one."""

from __future__ import annotations

from datetime import datetime

from bot.brains.embedded.phrase import was_said
from bot.brains.embedded.replies_contact import ask_contact
from bot.brains.embedded.replies_times import (
    ask_which_day,
    forget_unclear,
    local,
    name_types,
    offer,
    refuse_time,
    remember,
    report_problem,
    say_problem,
    show_only,
)
from bot.brains.embedded.steps import Say
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import facts_of, listed, moment_words, moments_words, span_words, type_words
from bot.tools.results import SlotsFound, TourOutcome, TourView
from bot.understanding import Intent


def report_tours(view: View, say: Say) -> None:
    outcome = view.last(TourOutcome)
    if view.of_changing:
        say.add("tour_changes")
    if outcome is not None:
        _report_outcome(view, outcome, say)
    elif view.goal in ("book", "move", "inquire") and ask_which_day(view, say):
        return
    elif view.goal is not None:
        _GOALS[view.goal](view, say)
    elif view.keeps and not view.ctx.tours:
        _offer_again(view, say)
    elif (view.asked == "cancel" and view.has(Intent.DENY)) or (view.keeps and view.ctx.tours):
        say.add("tour_kept")


def _offer_again(view: View, say: Say) -> None:
    """The tour was cancelled, and that was not meant: the same time may still be free."""
    booking = view.ctx.agenda.booking
    cancelled = booking.pop("cancelled", None)
    if cancelled is None:
        say.add("problem_no_tour")
        say.ask("book", "ask_book_instead")
        return
    booking.update(action="book", starts_at=cancelled)
    say.ask("book", "ask_book_again", when=_moment(view, datetime.fromisoformat(cancelled)))


def _report_outcome(view: View, outcome: TourOutcome, say: Say) -> None:
    if outcome.problem == "needs_contact":
        _ask_contact(view, say, held=outcome.held)
    elif outcome.problem == "has_tour" and outcome.tour is not None:
        _offer_to_move(view, outcome.tour, say)
    elif outcome.problem == "several_tours":
        _ask_which_tour(view, say, view.goal or "move")
    elif outcome.problem is not None:
        report_problem(view, outcome, say)
    elif outcome.tour is not None:
        view.ctx.agenda.booking.clear()
        view.ctx.agenda.slots.clear()
        if outcome.tour.status.startswith("cancel"):
            view.ctx.agenda.booking["cancelled"] = outcome.tour.starts_at.isoformat()
        say.add(_outcome_key(outcome), **_tour_params(view, outcome))


def _offer_to_move(view: View, held: TourView, say: Say) -> None:
    """They hold a tour already: what they asked for becomes a move that waits for their yes."""
    booking = view.ctx.agenda.booking
    booking.update(action="move", tour_id=held.id)
    if view.offered_type and view.offered_type != held.tour_type:
        booking["tour_type"] = view.offered_type
    starts_at = None if view.time_problem else view.starts_at
    if starts_at:
        booking["starts_at"] = starts_at
    elif view.time_problem:
        booking.pop("starts_at", None)
        say_problem(view, say, view.time_problem, local(view, view.starts_at))
    if starts_at and datetime.fromisoformat(starts_at) == held.starts_at and booking.get("tour_type"):
        type_ = type_words(booking["tour_type"], view.language)
        say.ask("move", "ask_retype_instead", when=_moment(view, held.starts_at), type=type_)
        return
    facts = facts_of(view.language)
    another = facts.another_time if facts else "another time"
    wanted = moments_words([datetime.fromisoformat(starts_at)], view.language) if starts_at else another
    say.ask("move", "ask_move_instead", when=_moment(view, held.starts_at), wanted=wanted)


def _moment(view: View, moment: datetime) -> str:
    return moment_words(moment, view.language)


def _outcome_key(outcome: TourOutcome) -> str:
    tour = outcome.tour
    if tour is not None and tour.status.startswith("cancel"):
        return "tour_cancelled_before" if outcome.already else "tour_cancelled"
    if outcome.previous_label:
        return "tour_moved"
    if outcome.previous_type:
        return "tour_retyped"
    if tour is not None and tour.status == "confirmed":
        return "tour_confirmed"
    if outcome.already:
        return "tour_already"
    return "tour_booked_virtual" if tour is not None and tour.tour_type == "virtual" else "tour_booked"


def _tour_params(view: View, outcome: TourOutcome) -> dict[str, str]:
    tour = outcome.tour
    assert tour is not None  # the caller has looked
    community = view.ctx.community
    return {
        "when": _moment(view, tour.starts_at),
        "zone": tour.starts_at.tzname() or community.timezone,
        "type": type_words(tour.tour_type, view.language),
        "community": community.name,
        "address": f"{community.address}, {community.city}",
        "previous": outcome.previous_label or "",
        "unit": _of_unit(view, tour),
    }


def _of_unit(view: View, tour: TourView) -> str:
    facts = facts_of(view.language)
    return f" {facts.of if facts else 'of'} {tour.unit_interest}" if tour.unit_interest else ""


def _book(view: View, say: Say) -> None:
    found = view.last(SlotsFound)
    if view.starts_at and view.time_problem and (found is None or found.exact):
        remember(view)
        refuse_time(view, found, say, view.time_problem)
    elif view.starts_at and (found is None or found.exact):
        remember(view, view.starts_at)
        name_types(view, say)
        _ask_contact(view, say)
    elif found is not None:
        remember(view)
        forget_unclear(view, say)
        offer(view, found, say)
    elif view.agrees_to_some_time:
        say.ask("tour_time", "ask_time_again")


def _inquire(view: View, say: Say) -> None:
    """Whether the time that was asked about can be had. It is booked once they say so."""
    found, wanted = view.last(SlotsFound), local(view, view.starts_at)
    if any(tour.starts_at == wanted for tour in view.ctx.tours):
        _status(view, say)
    elif found is None or wanted is None:
        if found is not None:
            remember(view)
            offer(view, found, say)
    elif view.time_problem or not show_only(view, found, wanted):
        remember(view)
        refuse_time(view, found, say, view.time_problem or "taken")
    elif view.tour is not None:
        say.add("time_free", when=_moment(view, wanted))
        _offer_to_move(view, view.tour, say)
        view.ctx.agenda.booking["inquires"] = "yes"
    else:
        remember(view, view.starts_at)
        view.ctx.agenda.booking["inquires"] = "yes"
        say.ask("book", "ask_book_free", when=_moment(view, wanted))


def _move(view: View, say: Say) -> None:
    if not view.ctx.tours:
        say.add("problem_no_tour")
        say.ask("book", "ask_book_instead")
    elif view.tour is None:
        _ask_which_tour(view, say, "move")
    else:
        remember(view)
        forget_unclear(view, say)
        found = view.last(SlotsFound)
        if found is not None:
            say.add("moving_tour", when=_moment(view, view.tour.starts_at))
            offer(view, found, say)
        elif view.agrees_to_some_time:
            say.ask("tour_time", "ask_time_again")


def _besides(view: View, say: Say) -> None:
    """One tour a visitor is booked here: another one is for the leasing team to arrange, and theirs stays."""
    view.ctx.agenda.question = view.ctx.text
    say.add("second_tour", when=_moment(view, view.ctx.tours[0].starts_at))
    say.ask("ask_person", "ask_pass_on_wish")


def _cancel(view: View, say: Say) -> None:
    if not view.ctx.tours:
        view.ctx.agenda.booking.clear()
        say.add("problem_no_tour")
    elif view.tour is None:
        _ask_which_tour(view, say, "cancel")
    else:
        say.ask("cancel", "ask_cancel", when=_moment(view, view.tour.starts_at))


def _confirm(view: View, say: Say) -> None:
    if not view.ctx.tours:
        say.add("problem_no_tour")
        say.ask("book", "ask_book_instead")
    else:
        _ask_which_tour(view, say, "confirm")


def _status(view: View, say: Say) -> None:
    tours = view.ctx.tours
    if not tours and view.ctx.agenda.booking.get("starts_at"):
        # What waits for their name and address is no tour yet.
        _ask_contact(view, say)
        return
    if not tours:
        say.add("problem_no_tour")
        say.ask("book", "ask_book_instead")
        return
    for tour in tours:
        say.add(
            "tour_status_with" if tour.host else "tour_status",
            host=tour.host or "",
            unit=_of_unit(view, tour),
            when=_moment(view, tour.starts_at),
            zone=tour.starts_at.tzname() or view.ctx.community.timezone,
            type=type_words(tour.tour_type, view.language),
        )


_GOALS = {
    "book": _book,
    "besides": _besides,
    "inquire": _inquire,
    "move": _move,
    "confirm": _confirm,
    "cancel": _cancel,
    "status": _status,
}


def _ask_contact(view: View, say: Say, *, held: bool = False) -> None:
    # A time that was named now comes before the one that waited until then.
    starts_at = view.starts_at or view.ctx.agenda.booking.get("starts_at")
    zone = view.ctx.community.zone
    when = _moment(view, datetime.fromisoformat(starts_at).astimezone(zone)) if starts_at else ""
    if starts_at:
        remember(view, starts_at)
    if held:
        _say_held(view, say, when)
    if view.has(Intent.STOP_ASKING):
        return
    named = view.ctx.state.contact.first_name or "first_name" in view.given_contact
    if view.understood.invalid:
        ask_contact(view, say, "ask_contact_again")
    elif held:
        ask_contact(view, say, "ask_reach_held" if named else "ask_contact_held")
    else:
        ask_contact(view, say, "ask_reach" if named else "ask_contact", when=when)


def _say_held(view: View, say: Say, when: str) -> None:
    """That the time is kept, said once; who asks again hears that it still is."""
    kept = span_words(view.ctx.community.tour_hold_minutes, view.language)
    again = was_said(view.ctx, view.language, "time_held", when=when, kept=kept)
    say.add("time_still_held" if again else "time_held", when=when, kept=kept)


def _ask_which_tour(view: View, say: Say, asked: str) -> None:
    tours = view.ctx.tours
    view.ctx.findings.choices.extend({"value": tour.id, "label": tour.label} for tour in tours)
    named = listed([_moment(view, tour.starts_at) for tour in tours], "or", view.language)
    say.ask(asked, f"ask_which_tour_{asked}", tours=named)
