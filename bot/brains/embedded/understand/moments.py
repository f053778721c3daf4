"""Which of the days and times that were named are for a tour, and which for moving in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.brains.embedded.understand.dates import Day, find_days
from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.relative_days import ANY, days_of
from bot.brains.embedded.understand.shifts import find_shift
from bot.brains.embedded.understand.times import TimeOfDay, bare_hour, find_times
from bot.brains.embedded.understand.zones_named import converted, named_zone
from bot.understanding import Intent, When

BARE_HOUR = re.compile(
    r"(?<![\d:$/])\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?![\d:/%])"
)
MOST_WORDS_OF_A_BARE_HOUR = 6
TOUR_TASKS = (Intent.TOUR, Intent.TOUR_MOVE, Intent.TOUR_CANCEL, Intent.TOUR_CONFIRM, Intent.TOUR_STATUS)
TOUR_QUESTIONS = {"tour_time", "book", "move", "cancel"}
MINE = re.compile(r"\b(?:i|we|me|my|our|us)\b")
LOOK_BACK = 60
TOUR, MOVE_IN = "tour", "move_in"
WORDS_OF_A_BARE_DAY = 6
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
SAME_TIME = re.compile(r"\bsame (?:time|hour)\b|\bmisma hora\b")
CALLED_OFF = re.compile(r"\bcancel")
TONIGHT = re.compile(r"to-?night")


@dataclass(frozen=True, slots=True)
class UnclearDay(When):
    """A day was named, but which one is not understood, or only that it does not suit: nothing may be booked on it."""

    not_on: frozenset[date] = frozenset()


def read_moments(reading: Reading) -> None:
    if _read_shift(reading):
        return
    if reading.lexicon.maybe_day.search(reading.rest) is None and ANY.search(reading.rest) is None:
        return
    times = [found for found in find_times(reading.rest, reading.lexicon) if _is_a_plan(found, reading)]
    for found in times:
        if not TONIGHT.search(reading.rest[found.start : found.end]):
            # "Tonight" names a day as well.
            reading.blank(found.start, found.end)
    tour_days: list[Day] = []
    scene = reading.scene
    settled = _settled(reading)
    base = settled.date() if settled else None
    days, doubtful = days_of(reading.rest, reading.lexicon, scene.now.date(), base, scene.holidays)
    for day in days:
        if reading.lexicon.courtesy.search(reading.message.clause_at(day.start).text):
            # "How are you today?"
            continue
        purpose = _purpose(day, times, reading)
        if purpose == TOUR:
            tour_days.append(day)
        elif purpose == MOVE_IN:
            reading.inform("move_in_date", day.day, day.start)
        reading.blank(day.start, day.end)
    unclear = [day for day in doubtful if _purpose(day, times, reading) == TOUR]
    for day in doubtful:
        reading.blank(day.start, day.end)
    _set_when(tour_days, times, reading, unclear)
    if reading.when is None and ("tour_time" in reading.asked or _corrects_the_hour(reading)):
        _read_bare_hour(reading)
    corrected = CORRECTED_HOUR.search(reading.message.text) if reading.when else None
    clause = reading.message.clause_at(corrected.start()) if corrected else None
    if clause is not None and reading.tasks.get(clause) is Intent.ASK:
        # "How about 11 instead?" asks nothing of the community.
        reading.tasks[clause] = Intent.TOUR


def _read_shift(reading: Reading) -> bool:
    """ "30 minutes earlier" than what is settled."""
    shift, settled = find_shift(reading.rest), _settled(reading)
    if shift is None or settled is None:
        return False
    if not _is_a_plan(TimeOfDay(None, None, shift.start, shift.end), reading):
        return False
    moved = settled + shift.by
    reading.when = When(moved.date(), moved.time())
    reading.blank(shift.start, shift.end)
    _keep(reading)
    return True


def _corrects_the_hour(reading: Reading) -> bool:
    """ "Actually, make it 11" to a line that told a time: of a tour that was booked or a time that is kept."""
    scene = reading.scene
    if not (scene.tours or scene.agenda.booking) or (reading.asked and not reading.asked & TOUR_QUESTIONS):
        return False
    told = any(found.at for found in find_times(scene.last_line.lower(), reading.lexicon))
    return told and CORRECTED_HOUR.search(reading.message.text) is not None


def _is_a_plan(found: TimeOfDay, reading: Reading) -> bool:
    """Whether a time of day is one to come at, not one at which something happens ("are the lights on at night?")."""
    clause = reading.message.clause_at(found.start)
    task = reading.tasks.get(clause)
    if task in TOUR_TASKS or reading.lexicon.tour_cue.search(clause.text):
        return True
    if task is Intent.QUOTE or (task is Intent.ASK and reading.lexicon.topic.search(clause.text)):
        return False
    return _tour_is_the_matter(reading) or (task is None and len(clause.text.split()) <= WORDS_OF_A_BARE_DAY)


def _purpose(day: Day, times: list[TimeOfDay], reading: Reading) -> str | None:
    """What a day was named for: a tour, moving in, or neither ("that's all for today")."""
    clause = reading.message.clause_at(day.start)
    task = reading.tasks.get(clause)
    if task in TOUR_TASKS or reading.lexicon.tour_cue.search(clause.text):
        return MOVE_IN if _moving_stands_nearer(day, clause.start, reading) else TOUR
    if task is Intent.QUOTE or (task is Intent.ASK and reading.lexicon.topic.search(clause.text)):
        # "Is the office open on Saturday?" plans nothing for Saturday.
        return None
    tour_is_the_matter = _tour_is_the_matter(reading)
    if task is Intent.ASK and not times and not tour_is_the_matter and not MINE.search(clause.text):
        return None
    if task in (Intent.SEARCH, Intent.MORE_HOMES) or reading.lexicon.move_in_cue.search(clause.text):
        moving = _moving_stands_nearer(day, clause.start, reading)
        return TOUR if (times or tour_is_the_matter) and task is None and not moving else MOVE_IN
    if "move_in" in reading.asked:
        return MOVE_IN
    if day.kind == "asap" or reading.lexicon.bye.search(clause.text):
        return None
    if times or tour_is_the_matter:
        return TOUR
    return MOVE_IN if task is None and len(clause.text.split()) <= WORDS_OF_A_BARE_DAY else None


def _tour_is_the_matter(reading: Reading) -> bool:
    agenda, state = reading.scene.agenda, reading.scene.state
    if reading.asked & TOUR_QUESTIONS or agenda.booking or agenda.slots:
        return True
    chosen = state.unit_of_interest or state.property_of_interest
    return bool(agenda.homes or chosen or state.tour_requested_on or reading.scene.tours)


def _moving_stands_nearer(day: Day, clause_start: int, reading: Reading) -> bool:
    """ "tour it before I move on the 1st": of two signs the one closer to the day counts."""
    before = reading.message.text[clause_start : day.start]
    # "Move my tour to Friday" moves no household.
    shifts = [m.span() for m in reading.lexicon.tour_shift.finditer(reading.message.text[clause_start : day.end])]
    moving = max(
        (
            m.end()
            for m in reading.lexicon.move_in_cue.finditer(before)
            if m.group().startswith(("mov", "relocat", "mud"))
            and not any(start <= m.start() < end for start, end in shifts)
        ),
        default=-1,
    )
    touring = max((m.end() for m in reading.lexicon.tour_cue.finditer(before)), default=-1)
    return moving > touring


def _settled(reading: Reading) -> datetime | None:
    """From which "a week later" counts: the time proposed, or that of the only tour, on the property's clock."""
    starts_at, tours = reading.scene.agenda.booking.get("starts_at"), reading.scene.tours
    at = datetime.fromisoformat(starts_at) if starts_at else tours[0].starts_at if len(tours) == 1 else None
    return at.astimezone(reading.scene.now.tzinfo).replace(tzinfo=None) if at else None


def _set_when(days: list[Day], times: list[TimeOfDay], reading: Reading, unclear: list[Day]) -> None:
    """Of several that suit the last one is meant: "not Friday, Saturday", "from Tuesday to Thursday"."""
    suiting = [found for found in times if not rejected(found.start, found.end, reading.message.text, reading.lexicon)]
    suiting.sort(key=lambda found: found.start)
    at = next((found.at for found in reversed(suiting) if found.at), None)
    part = next((found.part for found in reversed(suiting) if found.part), None)
    if at and part in ("afternoon", "evening") and at.hour < 12:
        # "at 9 in the evening"
        at = time(at.hour + 12, at.minute)
    fitting = [day for day in days if not rejected(day.start, day.end, reading.message.text, reading.lexicon)]
    day = next((day for day in reversed(fitting) if not day.vague or _is_a_day_of_its_own(day, reading)), None)
    if unclear or (days and not fitting and _refuses_only(reading)):
        refused = frozenset(each.day for each in days if each not in fitting)
        reading.when = UnclearDay(part_of_day=part, not_on=frozenset() if unclear else refused)
        return
    settled = _settled(reading)
    if day is not None and at is None and settled is not None and SAME_TIME.search(reading.message.text):
        at = settled.time()
    if day is None and at is None and part is None:
        return
    named, until = _span(day, [each.day for each in days if each not in fitting]) if day else (None, None)
    zone = named_zone(reading.message.text, [found.end for found in suiting if found.at]) if at else None
    if zone is not None and at is not None:
        settled = named or _day_before(reading) or reading.scene.now.date()
        moved, at = converted(settled, at, zone, reading.scene.now.tzinfo)
        named = moved if named else None
    reading.when = When(named, at, part, until)
    _keep(reading)


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


def rejected(start: int, end: int, text: str, lexicon: Lexicon) -> bool:
    """Whether a day or time is named as one that does not suit."""
    before = lexicon.rejected_before.search(text[max(0, start - LOOK_BACK) : start])
    return before is not None or lexicon.rejected_after.search(text[end : end + LOOK_BACK]) is not None


def _is_a_day_of_its_own(day: Day, reading: Reading) -> bool:
    """ "next week" is worth a look from Monday on; "asap" and "now" leave the day open."""
    return "week" in reading.message.text[day.start : day.end]


def read_agreement(reading: Reading) -> None:
    """ "That works" to the one time that the last line proposed, where no list of offered times says which."""
    text = reading.message.text
    agrees = reading.lexicon.affirm.search(text) or reading.lexicon.likes.search(text)
    if reading.when or reading.slot or not agrees or reading.lexicon.deny.search(text):
        return
    if reading.scene.agenda.slots or not _tour_is_the_matter(reading):
        return
    when = _proposed(reading.scene.last_line.lower(), reading)
    if when is not None:
        reading.when = when
        _keep(reading)


def _proposed(line: str, reading: Reading) -> When | None:
    lexicon = reading.lexicon
    # "The pool closes at 10 PM" proposes nothing.
    if lexicon.maybe_day.search(line) is None or not lexicon.proposal.search(line) or CALLED_OFF.search(line):
        # "Your tour on Friday is cancelled." "OK."
        return None
    times = [t for t in find_times(line, lexicon) if t.at and not rejected(t.start, t.end, line, lexicon)]
    days = [d for d in find_days(line, lexicon, reading.scene.now.date()) if not d.vague]
    if len({t.at for t in times}) != 1 or len({d.day for d in days}) > 1:
        return None
    return When(days[0].day if days else None, times[0].at)


def _read_bare_hour(reading: Reading) -> None:
    if reading.words > MOST_WORDS_OF_A_BARE_HOUR:
        return
    match = BARE_HOUR.search(reading.rest)
    at = bare_hour(match[1], reading.lexicon) if match else None
    if match and at:
        reading.when = When(at=at)
        reading.blank(match.start(), match.end())
        _keep(reading)


def _keep(reading: Reading) -> None:
    """Completes what was named with the offered times and the day asked for before, and notes it."""
    when = reading.when
    if (
        when is None
        or isinstance(when, UnclearDay)
        or reading.tasks.get(reading.message.clauses[0])
        in (Intent.TOUR_CANCEL, Intent.TOUR_CONFIRM, Intent.TOUR_STATUS)
    ):
        return
    offered = _offered(when, reading)
    if offered is not None:
        reading.slot, moment = offered
        reading.when = when = When(moment.date(), moment.time().replace(tzinfo=None), when.part_of_day)
    elif when.at and when.day is None and len(days := _days_offered(reading)) > 1:
        # "The 10 o'clock", where several days are offered.
        reading.when = when = replace(when, day=days[0], until=days[-1])
    elif when.at and when.day is None:
        reading.when = when = replace(when, day=_day_before(reading))
    if when.leaves_the_day_open:
        return
    if when.day:
        reading.updates["tour_requested_on"] = when.day
    asked_before = reading.scene.state.tour_datetime
    at = when.at
    if at is None and when.part_of_day is None and asked_before and not reading.scene.tours:
        # Another day, said while a time was being settled, is another day at the same time.
        at = asked_before.astimezone(reading.scene.now.tzinfo).time()
    if when.day and at:
        reading.updates["tour_datetime"] = datetime.combine(when.day, at, reading.scene.now.tzinfo)


def _offered(when: When, reading: Reading) -> tuple[str, datetime] | None:
    """The one offered time that fits what was named, if there is just one."""
    fitting = _offered_at(when, reading)
    return fitting[0] if len(fitting) == 1 else None


def _offered_at(when: When, reading: Reading) -> list[tuple[str, datetime]]:
    fitting: list[tuple[str, datetime]] = []
    if when.at is None:
        return fitting
    for slot in reading.scene.agenda.slots:
        moment = datetime.fromisoformat(slot["value"])
        same_day = when.day is None or when.day <= moment.date() <= (when.until or when.day)
        if same_day and (moment.hour, moment.minute) == (when.at.hour, when.at.minute):
            fitting.append((slot["value"], moment))
    return fitting


def _days_offered(reading: Reading) -> list[date]:
    return sorted({date.fromisoformat(slot["value"][:10]) for slot in reading.scene.agenda.slots})


def _day_before(reading: Reading) -> date | None:
    """The day that the talk was about: of a booking in progress, of the offered times, or asked for earlier."""
    booking = reading.scene.agenda.booking
    if booking.get("starts_at"):
        return datetime.fromisoformat(booking["starts_at"]).date()
    offered = _days_offered(reading)
    if len(offered) == 1:
        return offered[0]
    return reading.scene.state.tour_requested_on
