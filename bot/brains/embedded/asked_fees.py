"""Fees that are asked for together with a home's month: "how much would it be with parking and the dog?"."""

from __future__ import annotations

import re

from bot.brains.embedded.phrase import last_line
from bot.brains.embedded.understand.lexicon.prices import NUMBERS, price_words
from bot.brains.embedded.view import View
from bot.subjects import ASSISTS, OF_A_FEE, prices_another_animal
from bot.understanding import Intent
from leasing.pricing import MOST_PETS

SENTENCE = re.compile(r"(?<=[.!?])\s+")
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
WITHOUT_IT = re.compile(r"\b(?:without|minus|sin) (?:it|that|them|those|any of (?:it|them|that)|eso|esos?|ell[oa]s?)\b")
_ONE = ("an", "my", "our", "the", "una", "mi")
_PETS = (
    rf"(?P<n>\d|{'|'.join((*NUMBERS, *_ONE))}) (?:\w+ )?"
    r"(?:(?P<pets>pets?|mascotas?)|dogs?|pupp(?:y|ies)|cats?|kittens?|perr(?:os?|as?|itos?|itas?)|gat(?:os?|as?|itos?|"
    r"itas?))"
)
_COUNT = re.compile(rf"(?P<or>\b(?:or|o) )?\b{_PETS}\b")


def fees_added(view: View) -> list[str]:
    """The kinds of fees to add to the month of the home or homes that the talk is about; none where none is asked."""
    text = view.ctx.text.lower()
    if view.has(Intent.SEARCH, Intent.MORE_HOMES) or not (view.shown or view.understood.home):
        return []
    if fees_dropped(view):
        return _by_choice((_told_with(view) - _refused(text, view)) | fees_named(text, view), view)
    # "And with a dog?" goes on from a month that was told just before.
    of_a_month = MONTHLY[view.language].search(text) or TOLD.search(last_line(view.ctx))
    if not ADDED[view.language].search(text) or not of_a_month:
        return []
    return _by_choice(fees_named(text, view), view)


def fees_dropped(view: View) -> bool:
    """Whether a month that was told just before with such fees is asked for without them: "and without the garage?"."""
    if view.has(Intent.SEARCH, Intent.MORE_HOMES):
        return False
    return bool(_told_with(view) & _refused(view.ctx.text, view))


def _told_with(view: View) -> set[str]:
    """The kinds of fees that the last line added to the month that it told."""
    told = next((each for each in SENTENCE.split(last_line(view.ctx)) if TOLD.search(each)), "")
    charges = (charge for charge in view.ctx.community.prices.charges if charge.requirement == "optional")
    return {charge.kind for charge in charges if charge.name in told} & BY_CHOICE


def _refused(text: str, view: View) -> set[str]:
    text = text.lower()
    if WITHOUT_IT.search(text):
        return set(BY_CHOICE)
    return {
        kind
        for kind, pattern in price_words(view.language).fees
        if any(NOT_WANTED.search(text[: match.start()]) for match in pattern.finditer(text))
    }


def drops_fees(part: str, view: View) -> bool:
    """Whether a question asks for the month without them."""
    return fees_dropped(view) and bool(_refused(part, view))


def _by_choice(named: set[str], view: View) -> list[str]:
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
    return min(max(counted(view.ctx.text) or 1, 1), MOST_PETS)


def counted(text: str) -> int | None:
    """ "Two dogs and a cat" are three pets; "two pets, a dog and a cat" are two, and "a dog or a cat" is one."""
    kinds = most = 0
    for found in _COUNT.finditer(text.lower()):
        count = NUMBERS.get(found["n"]) or (1 if found["n"] in _ONE else int(found["n"]))
        if found["pets"] or found["or"]:
            most = max(most, count)
        else:
            kinds += count
    return max(kinds, most) or None


def pets_priced(part: str, view: View) -> int | None:
    """The number of pets of which a question asks what they cost, where they are several and the list of fees tells
    it."""
    count, assists = counted(part), view.ctx.state.pet_details.get("assistance_animal")
    if count is None or not 2 <= count <= MOST_PETS or assists or ASSISTS.search(part.lower()):
        return None
    if prices_another_animal(part):
        return None
    text = part.lower()
    asks = price_words(view.language).costs.search(text) or OF_A_FEE.search(text)
    return count if asks and any(charge.of_a_pet for charge in view.ctx.community.prices.charges) else None


def pets_asked(view: View) -> int | None:
    """The number of pets whose fees the message asks for, apart from any home's month."""
    if fees_added(view):
        return None
    return next((count for part in view.understood.parts if (count := pets_priced(part, view))), None)
