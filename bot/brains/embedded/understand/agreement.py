"""What a visitor agrees to: the one time that the last line proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.brains.embedded.understand.dates import Day, find_days
from bot.brains.embedded.understand.moments import keep
from bot.brains.embedded.understand.parting import takes_leave
from bot.brains.embedded.understand.plans import rejected, tour_is_the_matter
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.times import TimeOfDay, find_times
from bot.understanding import When

CALLED_OFF = re.compile(r"\bcancel")
WORD = re.compile(r"\w+")


def read_agreement(reading: Reading) -> None:
    """ "That works" to the one time that the last line proposed, where no list of offered times says which."""
    text, lexicon = reading.message.text, reading.lexicon
    if reading.slot or reading.scene.agenda.slots or not tour_is_the_matter(reading) or "ask_person" in reading.asked:
        return
    if lexicon.deny.search(text) or not _agrees(reading):
        return
    if any(takes_leave(clause, reading) for clause in reading.message.clauses):
        return
    when = _proposed(reading.scene.last_line.lower(), reading)
    if when is not None and (reading.when is None or _is_repeated(when, reading)):
        reading.when = when
        keep(reading)


def _agrees(reading: Reading) -> bool:
    text, lexicon = reading.message.text, reading.lexicon
    said = any(lexicon.affirm.search(clause.text) for clause in reading.message.clauses)
    return said or bool(lexicon.likes.search(text) or lexicon.takes.search(text))


def _is_repeated(proposed: When, reading: Reading) -> bool:
    """ "Great, Wednesday! Thursday I'm busy.": of the days that are named the proposed one is taken."""
    if proposed.at is None or reading.when is None or reading.when.at is not None:
        return False
    day = proposed.day or reading.scene.state.tour_requested_on
    named = find_days(reading.message.text, reading.lexicon, reading.scene.now.date())
    return any(found.day == day for found in named)


def _says_more(line: str, named: Iterable[TimeOfDay | Day]) -> bool:
    """Than a time: "9 AM on Wednesday?" proposes it, "The pool closes at 10 PM" tells something."""
    rest = line
    for found in named:
        rest = rest[: found.start] + " " * (found.end - found.start) + rest[found.end :]
    return len(WORD.findall(rest)) > 1


def _proposed(line: str, reading: Reading) -> When | None:
    lexicon = reading.lexicon
    # "Your tour on Friday is cancelled" proposes nothing, and neither does "The pool closes at 10 PM".
    if lexicon.maybe_day.search(line) is None or CALLED_OFF.search(line):
        return None
    named_times, named_days = find_times(line, lexicon), find_days(line, lexicon, reading.scene.now.date())
    if not lexicon.proposal.search(line) and _says_more(line, (*named_times, *named_days)):
        return None
    times = {t.at for t in named_times if t.at and not rejected(t.start, t.end, line, lexicon)}
    days = {d.day for d in named_days if not d.vague}
    if len(times) > 1 or len(days) > 1 or not (times or days):
        return None
    return When(days.pop() if days else None, times.pop() if times else None)
