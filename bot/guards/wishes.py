"""The visitor's own figures: when a reply may echo them. A visitor's word about a price never becomes a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.guards.figure_reading import Figure, Key, date_keys, keys_of
from leasing.understood import Understood

SPEAKS_OF_WISH = re.compile(
    r"\b(?:budget|presupuesto|you (?:said|mentioned|told|asked|want(?:ed)?|need(?:ed)?|gave|wrote|prefer)|"
    r"you(?:'re| are) looking|your (?:max(?:imum)?|limit|range|ceiling|target|search|wish|move-in|own)|"
    r"looking (?:for|to (?:spend|pay))|search(?:ing|ed)? (?:for|under|up to)|busca|buscando)\b"
)
_STATES_PRICE = re.compile(
    r"\b(?:rents?|price|fees?|deposits?|it|that|cost|total|renta|precio|cuota)\b"
    r"(?:'s| is| are| will be| would be| of| comes to| starts?| for| es| son| goes for)|"
    r"\b(?:costs?|priced|yes|correct|right|exactly|confirm(?:ed)?|cuesta)\b"
)
# "under $1,500", "$1,500 or less": true where a home that cheap was found, or where the sentence says there is none.
_BELOW_BEFORE = re.compile(
    r"\b(?:under|below|less than|up to|at most|within|no more than|no higher than|menos de|hasta|por debajo de|"
    r"maximo)\s?$"
)
_BELOW_AFTER = re.compile(r"[\w/ ]{0,10}\bor (?:less|under|below|lower)\b|\s?o menos\b")
_DENIES = re.compile(
    r"\b(?:no(?! (?:problem|worries|hay problema))|not(?! a problem)|never|none|nothing|cannot|unable|neither|"
    r"without|nada|"
    r"ningun[ao]?|tampoco|couldn't|isn't|aren't|don't|doesn't|can't|won't|wasn't|didn't)\b"
)
# With these a figure becomes a claim about the community or its calendar.
_CLAIMS = re.compile(
    r"\b(?:available|availability|ready|booked|confirmed|scheduled|reserved|all set|see you|is open|free|vacant|"
    r"welcome|"
    r"we (?:have|offer|allow|accept|do)|there (?:is|are)|disponible|confirmad[ao]|reservad[ao]|bienvenid[ao]s?|"
    r"tenemos|"
    r"hay|correct|exactly|max(?:imum)?|minimum|allowed|limit|okay|fine)\b"
)
_AMOUNTS = frozenset({"money", "percent"})


@lru_cache(maxsize=2048)
def wished_in_text(text: str) -> frozenset[Key]:
    """Figures that a visitor's line names, apart from amounts: a budget counts only once it is understood as one."""
    return frozenset(key for key in keys_of(text) if key[0] not in _AMOUNTS)


def wished_in_state(state: Understood) -> Iterator[Key]:
    """What was understood of the visitor."""
    yield from (("money", cents) for cents in (state.price_min_cents, state.price_max_cents) if cents is not None)
    if state.bedrooms is not None:
        yield ("beds", state.bedrooms * 100)
    if state.bathrooms is not None:
        yield ("baths", round(state.bathrooms * 100))
    if state.occupants_count is not None:
        yield from (("counted", "person", state.occupants_count * 100), ("number", state.occupants_count * 100))
    for day in (state.move_in_date, state.tour_requested_on):
        if day:
            yield from date_keys(day)
    if state.tour_datetime:
        at = state.tour_datetime.hour * 60 + state.tour_datetime.minute
        yield from date_keys(state.tour_datetime.date())
        yield from (("time", at), ("moment", state.tour_datetime.month, state.tour_datetime.day, at))
        yield ("weekly", state.tour_datetime.weekday(), at)
    for field in (state.contact.phone, state.unit_of_interest, *map(str, state.pet_details.values())):
        yield from keys_of(field or "")
    if weight := state.pet_details.get("weight_lbs"):
        yield from keys_of(f"{weight} pounds")
    if state.unit_of_interest:
        yield from keys_of(f"unit {state.unit_of_interest}")


def is_an_echo(figure: Figure, folded: str, cheapest_cents: int | None) -> bool:
    """Whether a sentence names one of the visitor's own figures as theirs and claims nothing by it.

    `cheapest_cents` is the lowest rent on the table.
    """
    denied = _DENIES.search(folded) is not None
    if figure.kind in _AMOUNTS:
        return _is_budget(figure, folded, denied, cheapest_cents)
    if figure.kind == "phone":
        return True
    asks = folded.rstrip(" \n\"')").endswith("?")
    return denied or asks or SPEAKS_OF_WISH.search(folded) is not None or not _CLAIMS.search(folded)


def _is_budget(figure: Figure, folded: str, denied: bool, cheapest_cents: int | None) -> bool:
    below = _BELOW_BEFORE.search(folded, 0, figure.start) or _BELOW_AFTER.match(folded, figure.end)
    if below is not None:
        amount = figure.keys[0][1]
        if denied or (cheapest_cents is not None and isinstance(amount, int) and cheapest_cents <= amount):
            return True
    return SPEAKS_OF_WISH.search(folded) is not None and not _STATES_PRICE.search(folded)
