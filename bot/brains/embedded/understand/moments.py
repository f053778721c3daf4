"""Which of the days and times that were named are for a tour, and which for moving in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.brains.embedded.understand.dates import OF_THE_CALENDAR, Day
from bot.brains.embedded.understand.hours import hour_after, hours_meant
from bot.brains.embedded.understand.inquiries import asks_of_a_time
from bot.brains.embedded.understand.parting import takes_leave
from bot.brains.embedded.understand.plans import (
    MOVE_IN,
    TOUR,
    TOUR_QUESTIONS,
    asks_for_a_time,
    is_a_plan,
    purpose_of,
    rejected,
)
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.relative_days import ANY, days_of
from bot.brains.embedded.understand.shifts import find_shift
from bot.brains.embedded.understand.talked_of import (
    day_before,
    days_offered,
    days_to_choose_from,
    hour_before,
    hours_told,
    offered_time,
    settled_time,
)
from bot.brains.embedded.understand.text import Clause
from bot.brains.embedded.understand.times import TimeOfDay, bare_hour, find_times
from bot.brains.embedded.understand.tour_policy import asks_if_need_be, leaves_as_it_is
from bot.brains.embedded.understand.zones_named import converted, named_zone
from bot.understanding import Intent, When

BARE_HOUR = re.compile(
    r"(?<![\d:$/])\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?![\d:/%])"
)
MOST_WORDS_OF_A_BARE_HOUR = 6
MOST_WORDS_BESIDE_A_TIME = 2
WORD = re.compile(r"\w+")
REFUSES = re.compile(
    r"\b(?:any\w*|every\w*|whenever|all)\b.{0,16}\b(?:but|except|besides|other than)\b|^\W*(?:just )?not\b|\bnot on\b"
)
HOUR = r"(?:\d{1,2}(?::[0-5]\d)?(?: ?[ap]\.?m\b)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
CORRECTED_HOUR = re.compile(
    r"\b(?:make (?:it|that)|let'?s (?:do|say|make it)|(?:how|what) about|can we (?:do|say)|actually|rather|"
    r"(?:mov|chang|switch|push)e? (?:it )?(?:back |up )?to|mejor|que sea|c[aá]mbi[ea]l[ao])(?: at?)?(?: las?)? "
    rf"{HOUR}(?= *(?:$|[,.;!?]|instead|please|then|rather|por favor|mejor))|^\W*{HOUR} (?:instead|mejor)\b"
)
"""a bare hour in place of the one that was settled; "make it 2 bedrooms" is none"""
EITHER = re.compile(r" ?,? ?(?:or|o|u)(?: (?:on|el|maybe|even|the))?\b ?")
HALF_SAID = re.compile(r"[ap]\.?m|noon|midday|ma[ñn]ana|tarde|noche")
HALF_A_DAY = 12
EVENING = 18
OVER_AT = {"morning": 12, "midday": 14, "afternoon": 18}
SAME_TIME = re.compile(r"\bsame (?:time|hour)\b|\bmisma hora\b")
TONIGHT = re.compile(r"to-?night")


@dataclass(frozen=True, slots=True)
class UnclearDay(When):
    """A day was named, but which one is not understood, or only that it does not suit: nothing may be booked on it."""

    not_on: frozenset[date] = frozenset()
    either: tuple[date, ...] = ()
    """the two days that were named as one: "Monday the 8th" where the 8th is a Tuesday"""


def read_moments(reading: Reading) -> None:
    if _read_shift(reading):
        return
    if reading.lexicon.maybe_day.search(reading.rest) is None and ANY.search(reading.rest) is None:
        return
    for place in reading.places:
        # "One on Center" is no one o'clock.
        reading.blank(place.start, place.end)
    for clause in reading.message.clauses:
        if takes_leave(clause, reading) or leaves_as_it_is(clause, reading) or asks_if_need_be(clause, reading):
            reading.blank(clause.start, clause.end)
    times = [found for found in find_times(reading.rest, reading.lexicon) if is_a_plan(found, reading)]
    for found in times:
        if not TONIGHT.search(reading.rest[found.start : found.end]):
            # "Tonight" names a day as well.
            reading.blank(found.start, found.end)
    tour_days, unclear, passed_over = _tour_days(times, reading)
    if not times and len(tour_days) == 1:
        times = hour_after(tour_days[0], reading)
    _set_when(tour_days, times, reading, unclear)
    corrected = CORRECTED_HOUR.search(reading.message.text)
    places = [found.start for found in (*tour_days, *times)] + ([corrected.start()] if corrected else [])
    # The hour beside a day that is no day to come on is none to come at either.
    if reading.when is None and not passed_over and _takes_a_bare_hour(reading):
        places.extend(_read_bare_hour(reading))
    if reading.when is not None:
        for place in places:
            _take_as_a_wish(reading.message.clause_at(place), reading)


def _takes_a_bare_hour(reading: Reading) -> bool:
    return "tour_time" in reading.asked or _corrects_the_hour(reading) or bool(hours_told(reading))


def _tour_days(times: list[TimeOfDay], reading: Reading) -> tuple[list[Day], list[Day], bool]:
    """(days that are named for a tour, those of which it is not clear which they are, whether one was named for
    neither that nor moving in); a move-in date is noted."""
    tour_days: list[Day] = []
    passed_over = False
    scene = reading.scene
    settled = settled_time(reading)
    base = settled.date() if settled else None
    days, doubtful = days_of(reading.rest, reading.lexicon, scene.now.date(), base, scene.holidays)
    for day in days:
        if reading.lexicon.courtesy.search(reading.message.clause_at(day.start).text):
            # "How are you today?"
            continue
        purpose = purpose_of(day, times, reading)
        if purpose == TOUR:
            tour_days.append(day)
        elif purpose == MOVE_IN:
            reading.inform("move_in_date", day.day, day.start)
        else:
            passed_over = passed_over or not day.vague
        reading.blank(day.start, day.end)
    unclear = [day for day in doubtful if purpose_of(day, times, reading) == TOUR]
    for day in doubtful:
        if day.kind in OF_THE_CALENDAR and purpose_of(day, times, reading) == MOVE_IN:
            # "After December 1" is no day to come at, but one from which a home is wanted.
            reading.inform("move_in_date", day.day, day.start)
        reading.blank(day.start, day.end)
    return tour_days, unclear, passed_over


def _take_as_a_wish(clause: Clause, reading: Reading) -> None:
    """ "How about 11 instead?", "and Tuesday between 2 and 4?": asks nothing of the community."""
    besides = WORD.findall(reading.rest[clause.start : clause.end])
    only_names_it = len(besides) <= MOST_WORDS_BESIDE_A_TIME
    if reading.tasks.get(clause) is Intent.ASK and (only_names_it or asks_for_a_time(clause, reading)):
        reading.tasks[clause] = Intent.TOUR


def _read_shift(reading: Reading) -> bool:
    """ "30 minutes earlier" than what is settled."""
    shift, settled = find_shift(reading.rest), settled_time(reading)
    if shift is None or settled is None:
        return False
    if not is_a_plan(TimeOfDay(None, None, shift.start, shift.end), reading):
        return False
    moved = settled + shift.by
    reading.when = When(moved.date(), moved.time())
    reading.blank(shift.start, shift.end)
    clause = reading.message.clause_at(shift.start)
    if reading.tasks.get(clause) in (None, Intent.ASK, Intent.TOUR):
        # "Would it be possible to come an hour later?" asks nothing of the community.
        reading.tasks[clause] = Intent.TOUR_MOVE if reading.scene.tours else Intent.TOUR
    keep(reading)
    return True


def _corrects_the_hour(reading: Reading) -> bool:
    """ "Actually, make it 11" to a line that told a time: of a tour that was booked or a time that is kept."""
    scene = reading.scene
    if not (scene.tours or scene.agenda.booking) or (reading.asked and not reading.asked & TOUR_QUESTIONS):
        return False
    told = any(found.at for found in find_times(scene.last_line.lower(), reading.lexicon))
    return told and CORRECTED_HOUR.search(reading.message.text) is not None


def _set_when(days: list[Day], times: list[TimeOfDay], reading: Reading, unclear: list[Day]) -> None:
    """Of several that suit the last one is meant: "not Friday, Saturday", "from Tuesday to Thursday"."""
    suiting = [found for found in times if _suits(found, reading)]
    suiting.sort(key=lambda found: found.start)
    at, earliest, latest = hours_meant(suiting)
    part = next((found.part for found in reversed(suiting) if found.part), None)
    if at and part in ("afternoon", "evening") and at.hour < 12:
        # "at 9 in the evening"
        at = time(at.hour + 12, at.minute)
    elif at:
        at = _in_the_half_before(at, suiting, reading)
    fitting = [day for day in days if _suits(day, reading)]
    day = _meant([day for day in fitting if not day.vague or _is_a_day_of_its_own(day, reading)], reading)
    day = _of_the_two(day, reading) if day else None
    if day is not None and day.other is not None:
        reading.when = UnclearDay(at=at, part_of_day=part, either=tuple(sorted((day.day, day.other))))
        # Until they have said which: of a bare number people are less sure than of the day of the week.
        reading.updates["tour_requested_on"] = day.other if day.kind == "ordinal_day" else day.day
        reading.cleared.add("tour_datetime")
        return
    if unclear or (days and not fitting and _refuses_only(reading)):
        refused = frozenset(each.day for each in days if each not in fitting)
        reading.when = UnclearDay(part_of_day=part, not_on=frozenset() if unclear else refused)
        return
    settled = settled_time(reading)
    if day is not None and at is None and settled is not None and SAME_TIME.search(reading.message.text):
        at = settled.time()
    if day is None and at is None and part is None and earliest is None and latest is None:
        return
    named, until = _span(day, [each.day for each in days if each not in fitting]) if day else (None, None)
    zone = named_zone(reading.message.text, [found.end for found in suiting if found.at]) if at else None
    if zone is not None and at is not None:
        settled = named or day_before(reading) or reading.scene.now.date()
        moved, at = converted(settled, at, zone, reading.scene.now.tzinfo)
        named = moved if named else None
    if day and named and day.kind == "weekday" and named == reading.scene.now.date() and _is_over(at, part, reading):
        # "Saturday morning", said on a Saturday afternoon.
        named += timedelta(weeks=1)
    reading.when = When(named, at, part, until, earliest, latest)
    keep(reading)


def _of_the_two(day: Day, reading: Reading) -> Day:
    """ "Tuesday", to "do you mean Monday, December 7 or Tuesday, December 8?", is that one."""
    either = days_to_choose_from(reading)
    of_week = [one for one in either if one.weekday() == day.day.weekday()] if day.kind == "weekday" else []
    meant = of_week or [one for one in either if one == day.day]
    return replace(day, day=meant[0], other=None) if meant else day


def _suits(named: Day | TimeOfDay, reading: Reading) -> bool:
    """ "I'm busy at 3" refuses it, "are you busy at 3?" does not."""
    if asks_of_a_time(reading.message.clause_at(named.start), reading.lexicon):
        return True
    return not rejected(named.start, named.end, reading.message.text, reading.lexicon)


def _is_over(at: time | None, part: str | None, reading: Reading) -> bool:
    now = reading.scene.now.time()
    return at < now if at else part in OVER_AT and OVER_AT[part] <= now.hour


def _meant(days: list[Day], reading: Reading) -> Day | None:
    """The last one, but of "Saturday or Sunday" the first."""
    meant = None
    for number, day in enumerate(days):
        between = reading.message.text[meant.end : day.start] if meant else ""
        if meant is None or (not EITHER.fullmatch(between) and all(day.day != other.day for other in days[:number])):
            meant = day
    return meant


def _in_the_half_before(at: time, times: list[TimeOfDay], reading: Reading) -> time:
    """ "Thursday at 7:00", after 7 pm was settled for Friday, is 7 pm as well."""
    before = hour_before(reading)
    said = next((reading.message.text[found.start : found.end] for found in times if found.at == at), "")
    if (
        before is None
        or HALF_SAID.search(said)
        or abs(before.hour - at.hour) != HALF_A_DAY
        or before.minute != at.minute
    ):
        return at
    return before


def _span(day: Day, refused: list[date]) -> tuple[date, date | None]:
    """The days of which any suits: "any day next week but Monday" begins on Tuesday."""
    first, last = day.day, day.until
    while last is not None and first < last and first in refused:
        first += timedelta(days=1)
    while last is not None and first < last and last in refused:
        last -= timedelta(days=1)
    return first, last


def _refuses_only(reading: Reading) -> bool:
    """ "Anything but Monday" wants a time; "I can't come on Monday" may want anything."""
    return bool(REFUSES.search(reading.message.text))


def _is_a_day_of_its_own(day: Day, reading: Reading) -> bool:
    """ "next week" is worth a look from Monday on; "asap" and "now" leave the day open."""
    return "week" in reading.message.text[day.start : day.end]


def _read_bare_hour(reading: Reading) -> list[int]:
    """Sets `when` where a lone number can be an hour; the places of what was read."""
    if reading.words > MOST_WORDS_OF_A_BARE_HOUR and not _suits_somebody(reading):
        return []
    match = BARE_HOUR.search(reading.rest)
    at = bare_hour(match[1], reading.lexicon) if match else None
    if match and at:
        at = next((told for told in hours_told(reading) if told.hour % 12 == at.hour % 12), at)
        before = hour_before(reading)
        if before is not None and before.hour >= EVENING and at.hour < HALF_A_DAY:
            at = time(at.hour + HALF_A_DAY, at.minute)
        reading.when = When(at=at)
        reading.blank(match.start(), match.end())
        keep(reading)
        return [match.start()]
    return []


def _suits_somebody(reading: Reading) -> bool:
    """ "Would 3 work for you and your team, do you think?": however long, it is the hour that is asked about."""
    return any(pattern.search(reading.message.text) for pattern in reading.lexicon.suits)


def _with_the_hour_named(when: When, reading: Reading) -> When:
    """The answer to which day they mean: they may have named the hour before, or name it instead of the day."""
    if when.day is None:
        return UnclearDay(at=when.at, part_of_day=when.part_of_day, either=days_to_choose_from(reading))
    if when.at is None and not when.leaves_the_hour_open:
        return replace(when, at=reading.scene.agenda.hour)
    return when


def keep(reading: Reading) -> None:
    """Completes what was named with the offered times and the day asked for before, and notes it."""
    when = reading.when
    if (
        when is None
        or isinstance(when, UnclearDay)
        or reading.tasks.get(reading.message.clauses[0])
        in (Intent.TOUR_CANCEL, Intent.TOUR_CONFIRM, Intent.TOUR_STATUS)
    ):
        return
    if "day" in reading.asked:
        reading.when = when = _with_the_hour_named(when, reading)
        if isinstance(when, UnclearDay):
            return
    offered = offered_time(when, reading)
    if offered is not None:
        reading.slot, moment = offered
        reading.when = when = When(moment.date(), moment.time().replace(tzinfo=None), when.part_of_day)
    elif when.day is None and (when.at or when.leaves_the_hour_open) and len(days := days_offered(reading)) > 1:
        # "The 10 o'clock", where several days are offered.
        reading.when = when = replace(when, day=days[0], until=days[-1])
    elif when.day is None and (when.at or when.leaves_the_hour_open):
        reading.when = when = replace(when, day=day_before(reading))
    if when.bounds_the_hour and reading.scene.state.tour_datetime is not None:
        # "After 5 would be better": the hour that was named before no longer holds.
        reading.cleared.add("tour_datetime")
    if when.at is None and not when.leaves_the_hour_open and not reading.scene.tours:
        earliest, latest = reading.scene.agenda.between
        reading.when = when = replace(when, earliest=earliest, latest=latest)
    if not when.leaves_the_day_open:
        _note(when, reading)


def _note(when: When, reading: Reading) -> None:
    if when.day:
        reading.updates["tour_requested_on"] = when.day
    at = when.at
    if at is None and not when.leaves_the_hour_open:
        # Another day, said while a time was being settled, is another day at the same time.
        at = hour_before(reading)
    if when.day and at:
        reading.updates["tour_datetime"] = datetime.combine(when.day, at, reading.scene.now.tzinfo)
