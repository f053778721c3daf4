"""Who will live in the home, pets included, and what brings them."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.brains.embedded.understand.lexicon.english_wishes import BREEDS
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.sizes import number

WEIGHT = re.compile(
    r"\b(?P<weight>\d{1,3})(?:[.,]\d)? ?-?(?:(?:lbs?|pounds?|libras?)\b|#|(?P<metric>kilos?|kgs?|kilogramos?)\b)"
)
POUNDS_A_KILO = 2.205
BREED = re.compile(rf"\b({BREEDS})s?\b")
MOST_OCCUPANTS = 20
SOME = frozenset(("my", "our", "some"))


def read_household(reading: Reading) -> None:
    _read_pets(reading)
    _read_occupants(reading)
    _read_background(reading)


def _read_pets(reading: Reading) -> None:
    details = dict(reading.scene.state.pet_details)
    for rule in reading.lexicon.pets:
        for match in reading.matches(rule):
            # "My dog" is one even in a question; "a dog" in a question is anybody's.
            if rule.kind in ("need", "bring") and reading.only_asks(match.start()):
                continue
            _PETS[rule.kind](reading, match, details)
            reading.blank(match.start(), match.end())
    if "pets" in reading.asked and "has_pets" not in reading.updates:
        _read_bare_pets(reading, details)
    if reading.asks_only("pets") and "has_pets" not in reading.updates:
        _read_pets_answer(reading)
    if reading.updates.get("has_pets") or details.get("assistance_animal"):
        _read_pet_particulars(reading, details)
    if details != reading.scene.state.pet_details:
        reading.updates["pet_details"] = details


def _assistance(reading: Reading, match: re.Match[str], details: dict[str, object]) -> None:
    # Asking how assistance animals are treated is not having one.
    clause = reading.message.clause_at(match.start()).text
    if re.search(
        r"\b(?:my|i have|have an?|i've got|i own|our|we have|with an?|tengo|tenemos|mis?|nuestr[oa]|con (?:un|mi))\b",
        clause,
    ):
        details["assistance_animal"] = True
        kind = next((k for word, k in reading.lexicon.pet_kinds.items() if word in match.group()), None)
        if kind:
            details["kind"] = kind
        reading.informed.add(reading.message.clause_at(match.start()))


def _no_pets(reading: Reading, match: re.Match[str], details: dict[str, object]) -> None:
    details.clear()
    reading.inform("has_pets", False, match.start())


def _have(reading: Reading, match: re.Match[str], details: dict[str, object]) -> None:
    reading.inform("has_pets", True, match.start())
    kind, known = _kind(match["kind"], reading), details.get("kind")
    if kind:
        details["kind"] = kind if known in (None, kind) else f"{known}, {kind}"
    count = match.groupdict().get("n")
    if count and count not in SOME:
        # "Two dogs, a lab and a poodle": what they are makes them no fewer.
        of_them = details.get("count", 0) if known == kind and BREED.fullmatch(match["kind"]) else 0
        details["count"] = max(int(number(count, reading)), int(of_them))  # type: ignore[call-overload]


def _need(reading: Reading, match: re.Match[str], details: dict[str, object]) -> None:
    reading.inform("has_pets", True, match.start())
    kind = next((k for word, k in reading.lexicon.pet_kinds.items() if re.search(rf"\b{word}\b", match.group())), None)
    if kind:
        details.setdefault("kind", kind)


_PETS = {"assistance": _assistance, "none": _no_pets, "have": _have, "bring": _have, "need": _need}


def _kind(word: str, reading: Reading) -> str | None:
    kinds = reading.lexicon.pet_kinds
    return (
        kinds.get(word) or kinds.get(word.removesuffix("s")) or kinds.get(word.rsplit(maxsplit=1)[-1].removesuffix("s"))
    )


def _read_bare_pets(reading: Reading, details: dict[str, object]) -> None:
    """ "Yes, a cat" where pets were asked for, with whatever else is said of it."""
    if any(clause.asks and "?" in clause.text for clause in reading.message.clauses):
        return
    for rule in reading.lexicon.pets:
        if rule.kind == "bring":
            for match in reading.matches(rule):
                _have(reading, match, details)
                reading.blank(match.start(), match.end())


def _read_pets_answer(reading: Reading) -> None:
    text = reading.message.text
    if reading.lexicon.deny.search(text):
        reading.inform("has_pets", False, 0)
    elif reading.lexicon.affirm.search(text):
        reading.inform("has_pets", True, 0)


def weight_in_kilos(text: str) -> tuple[int, int] | None:
    """(kilos, pounds) where a text names a weight in kilos."""
    weight = WEIGHT.search(text.lower())
    return (int(weight["weight"]), _pounds(int(weight["weight"]))) if weight and weight["metric"] else None


def _pounds(kilos: int) -> int:
    return round(kilos * POUNDS_A_KILO)


def _read_pet_particulars(reading: Reading, details: dict[str, object]) -> None:
    weight = WEIGHT.search(reading.message.text)
    if weight:
        details["weight_lbs"] = _pounds(int(weight["weight"])) if weight["metric"] else int(weight["weight"])
    breeds = dict.fromkeys(found[1] for found in BREED.finditer(reading.message.text))
    if breeds:
        details["breed"] = ", ".join(breeds)


def _read_occupants(reading: Reading) -> None:
    for rule in reading.lexicon.occupants:
        for match in reading.matches(rule):
            if reading.only_asks(match.start()):
                continue
            count = _OCCUPANTS[rule.kind](reading, match)
            if 1 <= count <= MOST_OCCUPANTS:
                reading.inform("occupants_count", count, match.start())
                reading.blank(match.start(), match.end())
                return
    if "occupants" in reading.asked:
        bare = reading.lexicon.bare_number.search(reading.rest)
        if bare:
            reading.inform("occupants_count", int(number(bare[1], reading)), bare.start())


def _count_of(word: str | None, reading: Reading) -> int:
    if not word:
        return 0
    return 1 if word in SOME else int(number(word, reading))


def _people(reading: Reading, match: re.Match[str]) -> int:
    return _count_of(match["n"], reading) + _count_of(match["m"], reading)


def _plus_me(reading: Reading, match: re.Match[str]) -> int:
    return 1 + _count_of(match["n"], reading)


def _family(reading: Reading, match: re.Match[str]) -> int:
    return _count_of(match["n"] or match["m"], reading)


_OCCUPANTS: dict[str, Callable[[Reading, re.Match[str]], int]] = {
    "count": _people,
    "plus_me": _plus_me,
    "just_me": lambda _reading, _match: 1,
    "two": lambda _reading, _match: 2,
    "family": _family,
    "household": lambda reading, match: 2 + max(_count_of(match["n"], reading), 1),
}


def _read_background(reading: Reading) -> None:
    for rule in reading.lexicon.background:
        match = rule.pattern.search(reading.message.text)
        if match and rule.kind not in reading.updates and not reading.only_asks(match.start()):
            at, end = match.span("value")
            # The raw text is as long as the mended one unless a slip was mended; then lower case has to do.
            same = len(reading.message.raw) == len(reading.message.text)
            source = reading.message.raw if same else reading.message.text
            if rule.kind == "work_location":
                if reading.lexicon.maybe_day.match(reading.message.text, at):
                    # "A new job in March"
                    continue
                # "The Navy Yard" is no yard that is wished for.
                reading.blank(at, end)
            reading.inform(rule.kind, source[at:end].strip(" ,."), match.start())
