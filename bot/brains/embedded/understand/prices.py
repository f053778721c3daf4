"""What is asked of a price: for which lease length, in all, at the move-in, or with which special."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.lexicon.prices import NUMBERS, PriceWords, price_words
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.references import named_homes
from bot.understanding import Intent, PriceAsk

LONGEST_LEASE = 60
MONTHS_A_YEAR = 12
_HOME = re.compile(r"(?<![\d,.$])\b[a-z]?-?\d{3}\b(?![,.]\d)")
"""a home's number, which is no part of an amount"""
TOURS = frozenset((Intent.TOUR, Intent.TOUR_MOVE, Intent.TOUR_CANCEL, Intent.TOUR_STATUS))


def read_price_ask(reading: Reading) -> PriceAsk | None:
    """Before the other figures: "a 6 month lease" is no day of moving in. Where the talk is about homes, a clause that
    asks so is about their price."""
    spoken = price_words(reading.lexicon.code)
    if not spoken.maybe.search(reading.message.text):
        return None
    ask = PriceAsk()
    for clause in reading.message.clauses:
        months = _lease_months(clause.text, clause.start, reading, spoken)
        total, due = spoken.total.search(clause.text), spoken.due.search(clause.text)
        ask.specials = ask.specials or spoken.specials.search(clause.text) is not None
        if months is None and not total and not due:
            continue
        if reading.tasks.get(clause) in TOURS:
            continue
        if months is not None:
            ask.lease_months = months
        ask.total = ask.total or total is not None
        ask.due = ask.due or due is not None
        if _about_homes(clause.text, reading):
            reading.tasks[clause] = Intent.QUOTE
    return ask if ask.specials or ask.total or ask.due or ask.lease_months is not None else None


def _about_homes(text: str, reading: Reading) -> bool:
    scene = reading.scene
    return bool(scene.agenda.homes or named_homes(text, reading) or scene.state.unit_of_interest or _HOME.search(text))


def _lease_months(text: str, start: int, reading: Reading, spoken: PriceWords) -> int | None:
    if spoken.month_to_month.search(text):
        return 0
    found = spoken.lease.search(text)
    if found is None and spoken.lease_named.search(reading.scene.last_line.lower()):
        found = spoken.lease_goes_on.search(text)
    if found is None and named_homes(text, reading):
        found = spoken.lease_alone.search(text)
    if found is None:
        return None
    groups = found.groupdict()
    years = groups.get("y") or groups.get("y2")
    months = years or groups.get("n") or groups.get("n2") or groups.get("n3")
    count = NUMBERS.get(months or "") or int(months or 0)
    count *= MONTHS_A_YEAR if years else 1
    if not 1 <= count <= LONGEST_LEASE:
        return None
    offset = reading.message.text.find(text, start)
    reading.blank(offset + found.start(), offset + found.end())
    return count


def fee_kinds(question: str, language: str) -> frozenset[str]:
    """The kinds of fees whose price a question asks."""
    spoken = price_words(language)
    text = question.lower()
    if not spoken.costs.search(text):
        return frozenset()
    return frozenset(kind for kind, pattern in spoken.fees if pattern.search(text))


def asks_for_specials(question: str, language: str) -> bool:
    return price_words(language).specials.search(question.lower()) is not None


def asks_for_every_fee(question: str, language: str) -> bool:
    """`What fees are there?`, and not what one of them is."""
    return price_words(language).every_fee.search(question.lower()) is not None and not fee_kinds(question, language)
