"""Fees that are asked for together with a home's month: "how much would it be with parking and the dog?"."""

from __future__ import annotations

import re

from bot.brains.embedded.phrase import last_line
from bot.brains.embedded.understand.lexicon.prices import NUMBERS, price_words
from bot.brains.embedded.view import View
from bot.understanding import Intent
from leasing.pricing import MOST_PETS

BY_CHOICE = frozenset(("pet_rent", "parking", "storage"))
"""kinds that a visitor may add to a month, or leave"""
PETS = ("pet_rent", "pet_fee", "pet_deposit")
ADDED = {
    "en": re.compile(r"\b(?:with|including|includes?|plus|adding|add|counting|if i (?:bring|have|take))\b"),
    "es": re.compile(r"\b(?:con|incluyendo|incluid[oa]s?|m[aá]s|agregando|sumando|si (?:llevo|tengo|traigo))\b"),
}
MONTHLY = {
    "en": re.compile(
        r"\b(?:how much|what (?:would|will|does|do|is)|what's|whats|total|cost|comes? to|month|monthly)\b"
    ),
    "es": re.compile(r"\b(?:cu[aá]nto|costo|cuesta|sale|ser[ií]a|total|al mes|mensual)\b"),
}
NOT_WANTED = re.compile(r"\b(?:no|not|without|sin|ning[uú]n)(?: (?:an?|any|the|my|el|la|mi|un|una))? $")
TOLD = re.compile(r"\ba month in all\b|\bal mes en total\b")
"""in a reply that told what a month costs"""
OF_A_FEE = re.compile(r"\b(?:fees?|rent|deposits?|charges?|cuotas?|renta|dep[oó]sitos?|cargos?|tarifas?)\b")
ASSISTS = re.compile(
    r"\b(?:service|support|assistance|emotional|esa|guide|servicio|apoyo|asistencia|emocional|gu[ií]a)\b"
)
_COUNT = re.compile(rf"\b(\d|{'|'.join(NUMBERS)}) (?:\w+ )?(?:pets?|dogs?|cats?|mascotas?|perr[oa]s?|gat[oa]s?)\b")


def fees_added(view: View) -> list[str]:
    """The kinds of fees to add to the month of the home or homes that the talk is about; none where none is asked."""
    text = view.ctx.text.lower()
    if view.has(Intent.SEARCH, Intent.MORE_HOMES) or not (view.shown or view.understood.home):
        return []
    # "And with a dog?" goes on from a month that was told just before.
    of_a_month = MONTHLY[view.language].search(text) or TOLD.search(last_line(view.ctx))
    if not ADDED[view.language].search(text) or not of_a_month:
        return []
    named = fees_named(text, view)
    assistance = view.ctx.state.pet_details.get("assistance_animal")
    charged = {charge.kind for charge in view.ctx.community.prices.charges if charge.frequency == "monthly"}
    wanted = (named & charged) - ({"pet_rent"} if assistance else set())
    return sorted(wanted)


def fees_named(text: str, view: View) -> set[str]:
    """What of it is wanted: "without a dog" names none."""
    text = text.lower()
    found = {
        kind
        for kind, pattern in price_words(view.language).fees
        if any(not NOT_WANTED.search(text[: match.start()]) for match in pattern.finditer(text))
    }
    return found & BY_CHOICE


def pets_named(view: View) -> int:
    """How many pets the message speaks of: one where it does not count them."""
    return min(max(_counted(view.ctx.text) or 1, 1), MOST_PETS)


def _counted(text: str) -> int | None:
    found = _COUNT.search(text.lower())
    return (NUMBERS.get(found[1]) or int(found[1])) if found else None


def pets_priced(part: str, view: View) -> int | None:
    """The number of pets of which a question asks what they cost, where they are several and the list of fees tells
    it."""
    count, assists = _counted(part), view.ctx.state.pet_details.get("assistance_animal")
    if count is None or not 2 <= count <= MOST_PETS or assists or ASSISTS.search(part.lower()):
        return None
    text = part.lower()
    asks = price_words(view.language).costs.search(text) or OF_A_FEE.search(text)
    return count if asks and any(charge.of_a_pet for charge in view.ctx.community.prices.charges) else None


def pets_asked(view: View) -> int | None:
    """The number of pets whose fees the message asks for, apart from any home's month."""
    if fees_added(view):
        return None
    return next((count for part in view.understood.parts if (count := pets_priced(part, view))), None)
