"""What else is wanted of a home: its price, furniture, features, place, and whether to rent or to buy."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.sizes import taken_back
from bot.understanding import Intent

LOWEST_RENT = 200
HIGHEST_PRICE = 20_000_000
FACTORS = {"k": 1000, "mil": 1000, "grand": 1000, "thousand": 1000, "hundred": 100}
BARE_AMOUNT = re.compile(
    r"(?<![\w.:/-])\$? ?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\.00)? ?(k|grand|thousand|hundred)?\b(?!\.\d|[:/%])"
)
WANTED_AROUND = (Intent.SEARCH, Intent.MORE_HOMES, Intent.TOUR, None)
MOST_WORDS_OF_A_BARE_PLACE = 6
LOOK_BACK = 26
UNWANTED = re.compile(r"\b(?:no|not|without|don'?t (?:need|want|care)|doesn'?t (?:need|have to)|skip)\b[\w' ]*$")
SHORTEST_NAME = 3
CALLED = {
    "sf": "san francisco", "sfo": "san francisco", "san fran": "san francisco", "la": "los angeles",
    "nyc": "new york", "new york city": "new york", "vegas": "las vegas", "philly": "philadelphia",
    "dc": "washington", "d.c": "washington", "slc": "salt lake city", "nola": "new orleans", "atl": "atlanta",
    "okc": "oklahoma city", "kc": "kansas city", "ft worth": "fort worth", "st pete": "st petersburg",
}  # fmt: skip
"""short for towns; only one that is known is meant"""
EDGES = " .,!?;:'\"-"


ASKED_SLOTS = {"bedrooms": "bedrooms", "bathrooms": "bathrooms", "budget": "price_max_cents", "move_in": "move_in_date"}


def read_indifference(reading: Reading) -> None:
    """What does not matter, or no longer: known wishes that are to be forgotten."""
    for rule in reading.lexicon.indifferent:
        match = rule.pattern.search(reading.message.text)
        if match and rule.kind not in reading.updates:
            _forget(reading, rule.kind, match.start())
    if reading.lexicon.shrug.search(reading.message.text):
        for asked in reading.asked & ASKED_SLOTS.keys():
            if ASKED_SLOTS[asked] not in reading.updates:
                _forget(reading, ASKED_SLOTS[asked], 0)


def _forget(reading: Reading, slot: str, place: int) -> None:
    reading.cleared.add(slot)
    if slot == "price_max_cents":
        reading.cleared.add("price_min_cents")
    reading.informed.add(reading.message.clause_at(place))


def read_wishes(reading: Reading) -> None:
    _read_deal(reading)
    _read_furnished(reading)
    _read_features(reading)
    _read_area(reading)


def read_money(reading: Reading) -> None:
    if not any(letter.isdigit() for letter in reading.rest):
        return
    for rule in reading.lexicon.money:
        for match in reading.matches(rule):
            if not reading.only_asks(match.start()):
                _take_amounts(rule.kind, match, reading)
    if "budget" in reading.asked and not {"price_max_cents", "price_min_cents"} & reading.updates.keys():
        _read_bare_amount(reading)


def _cents(figure: str, factor: str | None) -> int | None:
    amount = float(figure.replace(",", "")) * FACTORS.get((factor or "").strip(), 1)
    return round(amount * 100) if LOWEST_RENT <= amount <= HIGHEST_PRICE else None


def _take_amounts(kind: str, match: re.Match[str], reading: Reading) -> None:
    groups = match.groupdict()
    # In "1.5 to 2k" the k belongs to both figures.
    low = _cents(match["a"], groups.get("ak") or (groups.get("bk") if len(match["a"]) < 4 else None))
    if low is None:
        return
    place = match.start()
    if match["a"] in _homes_shown(reading) and "$" not in match.group():
        # "Anything cheaper than 204?" names a home.
        return
    if kind == "range":
        high = _cents(match["b"], groups.get("bk"))
        if high is None:
            return
        reading.inform("price_min_cents", min(low, high), place)
        reading.inform("price_max_cents", max(low, high), place)
    else:
        reading.inform(f"price_{kind}_cents", low, place)
    reading.blank(place, match.end())


def _homes_shown(reading: Reading) -> set[str]:
    return {str(home["name"]) for home in reading.scene.agenda.homes}


def _read_bare_amount(reading: Reading) -> None:
    for match in BARE_AMOUNT.finditer(reading.rest):
        cents = _cents(match[1], match[2])
        if cents is not None:
            reading.inform("price_max_cents", cents, match.start())
            reading.blank(match.start(), match.end())
            return


def _read_deal(reading: Reading) -> None:
    for rule in reading.lexicon.deal:
        for match in reading.matches(rule):
            if not reading.only_asks(match.start()) and not taken_back(reading, match.start()):
                reading.inform("intent", rule.kind, match.start())
                return


def _read_furnished(reading: Reading) -> None:
    for rule in reading.lexicon.furnished:
        for match in reading.matches(rule):
            if not reading.only_asks(match.start()):
                reading.inform("furnished", rule.kind == "yes", match.start())
                return
    if reading.asks_only("furnished"):
        _read_yes_or_no(reading, "furnished")


def _read_yes_or_no(reading: Reading, slot: str) -> None:
    if reading.lexicon.deny.search(reading.message.text):
        reading.inform(slot, False, 0)
    elif reading.lexicon.affirm.search(reading.message.text):
        reading.inform(slot, True, 0)


def _read_features(reading: Reading) -> None:
    wanted = list(reading.scene.state.desired_features)
    before = list(wanted)
    place = 0
    for name, pattern in reading.lexicon.features.items():
        match = pattern.search(reading.rest)
        if match is None or reading.tasks.get(reading.message.clause_at(match.start())) not in WANTED_AROUND:
            continue
        place = match.start()
        unwanted = UNWANTED.search(reading.rest[max(0, place - LOOK_BACK) : place])
        if unwanted and name in wanted:
            wanted.remove(name)
        elif not unwanted and name not in wanted and _is_wished_for(reading, place):
            wanted.append(name)
        reading.blank(place, match.end())
    if wanted != before:
        reading.inform("desired_features", wanted, place)


def _is_wished_for(reading: Reading, place: int) -> bool:
    """A feature named in passing ("I left my car in the garage") is no wish."""
    return reading.lexicon.wish.search(reading.message.clause_at(place).text) is not None


def _read_area(reading: Reading) -> None:
    for found in reading.areas:
        if not reading.only_asks(found.start) and not taken_back(reading, found.start):
            reading.inform("area", found.name, found.start)
            return
    for rule in reading.lexicon.areas:
        for match in reading.matches(rule):
            if not reading.only_asks(match.start()) and _take_area(reading, match.start("area"), match.end("area")):
                return
    if "area" in reading.asked and reading.words <= MOST_WORDS_OF_A_BARE_PLACE:
        _read_bare_area(reading)


def _read_bare_area(reading: Reading) -> None:
    for clause, task in reading.tasks.items():
        if task is None and not clause.asks:
            for match in re.finditer(r"[a-z][a-z' ]+", reading.rest[clause.start : clause.end]):
                if _take_area(reading, clause.start + match.start(), clause.start + match.end()):
                    return


def _take_area(reading: Reading, start: int, end: int) -> bool:
    """Takes the words of a place up to the first everyday word; leading everyday words are passed over."""
    words: list[str] = []
    for word in reading.rest[start:end].split():
        if word.strip(EDGES) in reading.lexicon.not_areas:
            if words:
                break
            continue
        words.append(word)
        if word[-1] in ".,!?":
            break
    spoken = " ".join(words).strip(EDGES)
    near = reading.scene.areas.nearest(CALLED.get(spoken, spoken))
    if len(spoken) < SHORTEST_NAME and near is None:
        return False
    if near is None and not _written_as_a_name(spoken, reading):
        return False
    reading.inform("area", near or spoken.title(), start)
    return True


def _written_as_a_name(spoken: str, reading: Reading) -> bool:
    """A place that no list knows must look like one: a capital letter, or the answer to "where?"."""
    return spoken.title() in reading.message.raw or "area" in reading.asked
