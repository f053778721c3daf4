"""What a turn does about tours: tests on the view, in the order in which they are tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.brains.embedded.orders import consents
from bot.understanding import Intent

if TYPE_CHECKING:
    from bot.brains.embedded.view import View

CHANGES = re.compile(
    r"\b(?:instead|switch|change|make (?:it|that|my|the)|rather|convert|turn (?:it|that|my)|do (?:it|that)|prefer|"
    r"c[aá]mbi\w+|mejor|en vez|en lugar|prefer\w+)\b"
)
"""words of somebody who wants what they have to be another"""


def _cancels(view: View) -> bool:
    if view.has(Intent.TOUR_CANCEL):
        return True
    if view.asked != "cancel":
        return False
    return (view.agrees and consents(view.ctx.text)) or view.picked_tour is not None


def _asks_of_a_time(view: View) -> bool:
    # They were asked of which day they ask.
    still = view.asked == "day" and "inquires" in view.ctx.agenda.booking and view.understood.names_a_time
    # Whether the time that waits for their address is still theirs is said as it is booked.
    waits = view.asked == "contact" and view.starts_at is not None and view.is_waited_for(view.starts_at)
    return (view.understood.inquires or still) and not (waits or view.has(Intent.TOUR_STATUS))


def _moves(view: View) -> bool:
    if view.hangs_back:
        return False
    if view.has(Intent.TOUR_STATUS) and not view.has(Intent.TOUR_MOVE):
        return False
    if view.has(Intent.TOUR_MOVE) and not _keeps_type(view):
        return True
    if view.asked == "move" and view.picked_tour is not None:
        return True
    if _keeps_type(view):
        return False
    if view.ctx.tours and "tour_type" in view.understood.updates and CHANGES.search(view.ctx.text.lower()):
        # "Make it virtual, please."
        return True
    pending = view.ctx.agenda.booking.get("action") == "move"
    return pending and (view.understood.slot is not None or view.understood.when is not None or _agrees_to_time(view))


def _wants_another_besides(view: View) -> bool:
    return view.understood.besides


def _keeps_type(view: View) -> bool:
    """ "Better in person", of a tour that is in person: there is nothing to move."""
    wanted, tours = view.understood.updates.get("tour_type"), view.ctx.tours
    return len(tours) == 1 and wanted == tours[0].tour_type and not view.understood.names_a_time


def _books(view: View) -> bool:
    if view.hangs_back:
        return False
    if view.has(Intent.TOUR) or view.understood.slot:
        return True
    if view.asked in ("book", "tour_time") and view.agrees and not view.has(Intent.SEARCH, Intent.MORE_HOMES):
        return True
    waiting = bool(view.ctx.agenda.booking.get("starts_at"))
    return waiting and bool(view.given_contact or view.understood.invalid)


def _agrees_to_time(view: View) -> bool:
    return view.asked in ("tour_time", "book", "move") and view.agrees


def _confirms(view: View) -> bool:
    return view.has(Intent.TOUR_CONFIRM)


def _inquires(view: View) -> bool:
    return view.has(Intent.TOUR_STATUS) or (_keeps_type(view) and CHANGES.search(view.ctx.text.lower()) is not None)


GOALS: tuple[tuple[str, Callable[[View], bool]], ...] = (
    ("cancel", _cancels),
    ("besides", _wants_another_besides),
    ("inquire", _asks_of_a_time),
    ("move", _moves),
    ("confirm", _confirms),
    ("book", _books),
    ("status", _inquires),
)
"""Tried in this order."""
