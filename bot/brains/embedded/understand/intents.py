"""What a message is for: one task a clause at most, besides greetings, thanks, yes and no."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.comparisons import WEIGHT, task_of_comparison
from bot.brains.embedded.understand.dates import find_days
from bot.brains.embedded.understand.inquiries import asks_of_an_hour
from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.lexicon.prices import price_words
from bot.brains.embedded.understand.lexicon.workshops import WORKSHOP
from bot.brains.embedded.understand.parting import takes_leave
from bot.brains.embedded.understand.plans import BEGINS, MONTHS, asks_for_openings, is_being_settled
from bot.brains.embedded.understand.pleased import merely_pleased
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.references import named_homes, points_at_one, times_came_last
from bot.brains.embedded.understand.text import Clause
from bot.brains.embedded.understand.tour_changes import (
    CANCELS,
    GIVEN_UP,
    asks_when_it_is,
    keeps,
    lacks_a_tour,
    puts_the_tour_right,
    wants_another_time,
)
from bot.brains.embedded.understand.tour_policy import asks_if_need_be, leaves_as_it_is
from bot.understanding import Intent
from leasing.understood import CONTACT

ENOUGH = 1.2
"""the weight from which the signs of a task outweigh saying nothing in particular"""
ASKS_AT_ALL = 1.0
ASKS_BY_FORM = ASKS_AT_ALL + 0.3
ASKS_ON_TOPIC = 1.1
NAMES_A_TOPIC = 1.2
LONGEST_TOPIC_PHRASE = 6
"""a phrase of so few words that names a topic asks about it, question mark or not"""
ABOUT_A_HOME = 4.0
"""the weight of a home's name together with what its record holds"""
LEARNT = 2.0
"""of what examples say where the other signs are vague: more than that something is asked, less than any order"""
OF_AN_HOUR = 4.0
"""the weight of a question about an hour of the clock and nothing else: it is about tours"""
ONE_HOME = 2.0
"""added to "how much is it?" where the talk is about one home"""
HOME_HUNTING = (Intent.SEARCH, Intent.MORE_HOMES)
SLOT_TASKS = frozenset((Intent.TOUR_MOVE, Intent.TOUR_CANCEL, Intent.TOUR_CONFIRM, Intent.TOUR_STATUS))


def find_tasks(reading: Reading) -> None:
    before: Intent | None = None
    for clause in reading.message.clauses:
        task = task_of(clause, reading)
        if task is Intent.ASK and before in HOME_HUNTING and not clause.asks:
            # "Looking for a place. Pets allowed." goes on wishing.
            task = None
        reading.tasks[clause] = task
        before = task or before
    _join_figures(reading)


def _join_figures(reading: Reading) -> None:
    """ "How much is B-2, and what is the deposit?" asks one thing, however the figures are spread over clauses."""
    if Intent.QUOTE in reading.tasks.values():
        for clause, task in reading.tasks.items():
            if task is Intent.ASK and reading.lexicon.only_figures.search(clause.text):
                reading.tasks[clause] = Intent.QUOTE


def task_of(clause: Clause, reading: Reading) -> Intent | None:
    """The task with the heaviest signs."""
    scores = _scores(clause, reading)
    if _is_vague(scores):
        reading.vague.add(clause)
        guess = reading.scene.guess
        if guess is not None:
            scores[guess.intent] = scores.get(guess.intent, 0) + LEARNT
    _weigh_by_scene(scores, clause, reading)
    # At the same weight a question is rather a question than a request.
    best = max(scores, key=lambda intent: (scores[intent], intent is Intent.ASK), default=None)
    return best if best is not None and scores[best] >= ENOUGH else None


def _scores(clause: Clause, reading: Reading) -> dict[Intent, float]:
    lexicon = reading.lexicon
    if lexicon.courtesy.search(clause.text) or merely_pleased(clause.text):
        return {}
    if takes_leave(clause, reading) or leaves_as_it_is(clause, reading):
        return {}
    text = reading.without_names(clause)
    scores: dict[Intent, float] = {}
    for cue in lexicon.cues:
        if cue.pattern.search(text):
            scores[cue.intent] = scores.get(cue.intent, 0) + cue.weight
    topics = len(set(lexicon.topic.findall(text))) + (WORKSHOP.search(clause.text) is not None)
    ask = 0.0
    if clause.asks:
        ask = ASKS_BY_FORM + (ASKS_ON_TOPIC + 0.2 * topics if topics else 0)
    elif topics and _may_be_a_topic(clause, reading):
        ask = NAMES_A_TOPIC
    if ask:
        scores[Intent.ASK] = scores.get(Intent.ASK, 0) + ask
    if asks_when_it_is(clause.text, reading):
        scores[Intent.TOUR_STATUS] = scores.get(Intent.TOUR_STATUS, 0) + OF_AN_HOUR
    if asks_of_an_hour(clause, reading):
        scores[Intent.TOUR] = scores.get(Intent.TOUR, 0) + OF_AN_HOUR
    wished = task_of_comparison(text, reading)
    if wished is not None:
        scores[wished] = scores.get(wished, 0) + WEIGHT
    if _is_about_a_home(clause, reading) or _asks_of_one_shown(clause, reading):
        scores[Intent.QUOTE] = scores.get(Intent.QUOTE, 0) + ABOUT_A_HOME
    return scores


def _is_vague(scores: dict[Intent, float]) -> bool:
    """Whether the signs tell at most that something is asked, and nothing that it is asked about."""
    return not set(scores) - {Intent.ASK} and scores.get(Intent.ASK, 0) <= ASKS_BY_FORM


def leaves_open(intents: list[Intent], reading: Reading) -> bool:
    """Whether a message as a whole may be for something else than what was found."""
    asked = {clause for clause, task in reading.tasks.items() if task is Intent.ASK}
    found = set(intents) - {Intent.GREET}
    told = reading.updates or reading.cleared or reading.invalid or reading.names_something
    return not told and found in ({Intent.UNCLEAR}, {Intent.ASK}) and asked <= reading.vague


def _is_about_a_home(clause: Clause, reading: Reading) -> bool:
    """Whether a clause names a home and asks for nothing but what its record holds, or says nothing else at all."""
    lexicon = reading.lexicon
    names = named_homes(clause.text, reading)
    if not names:
        return False
    rest = clause.text
    for name in names:
        rest = rest.replace(name, " ")
    rest = _without_terms(rest, reading)
    if lexicon.figures.search(rest):
        return all(lexicon.figures.search(topic) for topic in lexicon.topic.findall(rest))
    return lexicon.home_alone.search(rest) is not None


def _asks_of_one_shown(clause: Clause, reading: Reading) -> bool:
    """ "La segunda, ¿cuánto cuesta?": what one of the homes shown costs, told by its place among them."""
    figures = reading.lexicon.figures
    if not reading.scene.agenda.homes or not figures.search(clause.text) or not points_at_one(reading):
        return False
    if times_came_last(reading):
        # "Is the first one still free?", of tour times.
        return False
    return all(figures.search(topic) for topic in reading.lexicon.topic.findall(clause.text))


def _asks_of_a_time_offered(clause: Clause, reading: Reading) -> bool:
    """ "¿La segunda todavía está disponible?", of tour times."""
    if not reading.scene.agenda.slots or not points_at_one(reading) or not times_came_last(reading):
        return False
    return clause.asks and not reading.lexicon.of_homes.search(clause.text)


def _without_terms(text: str, reading: Reading) -> str:
    """Without the lease that is wanted of a home: its length, and the day on which it begins."""
    text, lengths = price_words(reading.lexicon.code).lease_alone.subn(" ", text)
    days = find_days(text, reading.lexicon, reading.scene.now.date())
    for day in reversed(days):
        if lengths or day.kind in MONTHS or BEGINS.search(text[: day.start]):
            text = f"{text[: day.start]} {text[day.end :]}"
    return text


def _may_be_a_topic(clause: Clause, reading: Reading) -> bool:
    """A short phrase that wishes nothing, in a message that is not about how to reach the visitor."""
    if reading.updates or reading.invalid or "contact" in reading.asked:
        return False
    if "pets" in reading.asked and any(
        r.kind == "bring" and r.pattern.search(clause.text) for r in reading.lexicon.pets
    ):
        # "Yes, a cat"
        return False
    if any(rule.kind == "none" and rule.pattern.search(clause.text) for rule in reading.lexicon.pets):
        # "1500, no pets"
        return False
    return len(clause.text.split()) <= LONGEST_TOPIC_PHRASE and not reading.lexicon.wish.search(clause.text)


def _is_indifference(clause: Clause, lexicon: Lexicon) -> bool:
    """ "Any size", "doesn't matter": begins as a question does, and is none."""
    return bool(lexicon.shrug.search(clause.text)) or any(r.pattern.search(clause.text) for r in lexicon.indifferent)


def _weigh_by_scene(scores: dict[Intent, float], clause: Clause, reading: Reading) -> None:
    scene = reading.scene
    if Intent.ASK in scores and "?" not in clause.text and _is_indifference(clause, reading.lexicon):
        del scores[Intent.ASK]
    if Intent.TOUR in scores and _wants_no_tour(clause, reading):
        del scores[Intent.TOUR]
    if asks_if_need_be(clause, reading):
        for change in (Intent.TOUR, Intent.TOUR_MOVE, Intent.TOUR_CANCEL):
            scores.pop(change, None)
        scores[Intent.ASK] = scores.get(Intent.ASK, 0) + ASKS_ON_TOPIC
    if Intent.TOUR_MOVE in scores and lacks_a_tour(clause.text, reading):
        # To be told that there is none.
        pass
    elif Intent.TOUR_MOVE in scores and not (scene.tours or (scene.state.tour_datetime and not scene.agenda.booking)):
        # Nothing is booked that could be moved: they are settling on a time.
        scores[Intent.TOUR] = scores.get(Intent.TOUR, 0) + scores.pop(Intent.TOUR_MOVE)
    if Intent.TOUR_CONFIRM in scores and not scene.tours:
        # Without a tour, to confirm a time is to book it.
        scores[Intent.TOUR] = scores.get(Intent.TOUR, 0) + scores.pop(Intent.TOUR_CONFIRM)
    if Intent.SEARCH in scores and (
        (is_being_settled(reading) and asks_for_openings(clause, reading)) or _asks_of_a_time_offered(clause, reading)
    ):
        scores[Intent.TOUR] = scores.get(Intent.TOUR, 0) + scores.pop(Intent.SEARCH)
    if Intent.QUOTE in scores and not (
        scene.agenda.homes or scene.state.unit_of_interest or re.search(r"\d", clause.text)
    ):
        del scores[Intent.QUOTE]
    elif Intent.QUOTE in scores and (scene.state.unit_of_interest or len(scene.agenda.homes) == 1):
        scores[Intent.QUOTE] += ONE_HOME


def _wants_no_tour(clause: Clause, reading: Reading) -> bool:
    """ "I don't want to schedule it right now"; who cannot come on some day says more than that."""
    return not clause.asks and reading.lexicon.no_tour.search(clause.text) is not None


def collect(reading: Reading) -> list[Intent]:
    """The intents in the order in which they were said; a cancellation that is taken back is none."""
    found = _said(reading)
    asked = "cancel" in reading.asked
    cancels = asked or Intent.TOUR_CANCEL in found or CANCELS.search(reading.message.text)
    if cancels and keeps(reading.message.text, asked=asked):
        found = [each for each in found if each not in (Intent.TOUR_CANCEL, Intent.AFFIRM, Intent.ASK, Intent.UNCLEAR)]
        return list(dict.fromkeys([*found, Intent.DENY]))
    if Intent.TOUR in found and puts_the_tour_right(reading):
        return [Intent.TOUR_MOVE if each is Intent.TOUR else each for each in found if each is not Intent.DENY]
    if wants_another_time(found, reading):
        found = [each for each in found if each not in GIVEN_UP]
        return list(dict.fromkeys([*found, Intent.TOUR_MOVE]))
    return found


def _said(reading: Reading) -> list[Intent]:
    """The intents in the order in which they were said."""
    found: list[Intent] = []
    for clause in reading.message.clauses:
        found.extend(_small_talk(clause, reading))
        task = reading.tasks.get(clause)
        if task is not None:
            found.append(task)
        elif clause in reading.informed:
            found.append(Intent.INFORM)
    if _accepts_a_tour(found, reading):
        found.append(Intent.TOUR)
    if (reading.when or reading.slot) and not _touches_a_tour(found):
        found.append(Intent.TOUR)
    if any(field in reading.updates or field in reading.invalid for field in CONTACT):
        found.append(Intent.INFORM)
    if (reading.home or reading.slot) and Intent.ASK in found and _only_points(reading):
        found.remove(Intent.ASK)
    if reading.home and not set(found) - {Intent.AFFIRM}:
        # "The first one", of the homes: its figures, unless a tour was accepted with it.
        found.append(Intent.QUOTE)
    found = list(dict.fromkeys(found))
    if len(found) > 1 and Intent.GREET in found:
        # A greeting before something else is only manners, but kept first so that the reply may greet back.
        found.sort(key=lambda intent: intent is not Intent.GREET)
    return found or [Intent.UNCLEAR]


ONLY_POINTS = re.compile(
    r"(?:\W|\b(?:and|so|then|ok|okay|what|how|about|which|is|are|was|one|ones|the|of|them|those|these|tell|me|show|more|"
    r"two|three|four|five|please|y|entonces|qu[eé]|tal|cu[aá]l|es|el|la|los|las|de|ellos|ellas|dos|tres|sobre|d[ií]game|"
    r"por|favor)\b)*"
)


def _only_points(reading: Reading) -> bool:
    """ "What about the last one?", "which is the cheapest?": asks for the home or time that is meant, and for nothing
    of it."""
    rest = reading.message.text
    for rule in reading.lexicon.references:
        rest = rule.pattern.sub(" ", rest)
    return ONLY_POINTS.fullmatch(rest) is not None


def _accepts_a_tour(found: list[Intent], reading: Reading) -> bool:
    """ "Yes please" to "shall I book you in?"."""
    if "book" not in reading.asked or Intent.AFFIRM not in found or Intent.DENY in found:
        return False
    return not _touches_a_tour(found) and not set(HOME_HUNTING) & set(found)


def _touches_a_tour(found: list[Intent]) -> bool:
    return Intent.TOUR in found or bool(SLOT_TASKS & set(found))


def _small_talk(clause: Clause, reading: Reading) -> list[Intent]:
    lexicon = reading.lexicon
    said: list[Intent] = []
    if lexicon.greet.search(clause.text) or lexicon.courtesy.search(clause.text):
        said.append(Intent.GREET)
    wants_none = reading.tasks.get(clause) is None and reading.when is None and _wants_no_tour(clause, reading)
    if lexicon.deny.search(clause.text) or wants_none or leaves_as_it_is(clause, reading):
        said.append(Intent.DENY)
        if "more" in reading.asked and reading.tasks.get(clause) is None:
            # "No" to "anything else?" takes leave.
            said.append(Intent.BYE)
    elif lexicon.affirm.search(clause.text) or (
        # "Have a good one!" likes nothing of what was offered.
        lexicon.likes.search(clause.text) and not clause.asks and not lexicon.bye.search(clause.text)
    ):
        said.append(Intent.AFFIRM)
    if lexicon.thank.search(clause.text):
        said.append(Intent.THANK)
    if lexicon.bye.search(clause.text) or takes_leave(clause, reading):
        said.append(Intent.BYE)
    return said
