"""A yes, or a no, that answers something else than was asked.

"Is there a hot tub?" is near to "Do you have a sauna?", and "Yes, beside the pool." is true of the sauna only. Who asks
whether there is a thing, or whether a thing is so, hears a yes or a no as one to their own question: an entry that
begins with one and does not name what they asked for is none of theirs.
"""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.lexicon import load_lexicon
from knowledge.sameness import POLAR, load_sameness, reading
from knowledge.things import asks_after_thing, asks_whether_there_is
from knowledge.words import plain, stem, words

_YES_OR_NO = re.compile(
    r"\W*(?:yes|yep|yeah|sure|absolutely|no|not|sorry|unfortunately|of course|we do|we don|there (?:is|are)|"
    r"si|claro|por supuesto|lamentablemente)\b"
)
_WHETHER_IT_IS_SO = re.compile(
    r"\W*(?:(?:hi|hello|hey|so|and|also|ok|okay)\W+)*(?:is|are) (?:the|your)\b", re.IGNORECASE
)


def begins_with_yes_or_no(answer: str) -> bool:
    return _YES_OR_NO.match(plain(answer)) is not None


def is_yes_to_another(asked: str, question: str, answer: str) -> bool:
    """Whether the entry of this question and answer says yes or no to another thing than is asked."""
    whether_so = _WHETHER_IT_IS_SO.match(asked) is not None
    if not (whether_so or asks_after_thing(asked)) or not begins_with_yes_or_no(answer):
        return False
    wanted = reading(asked)
    if wanted.kind != POLAR or not wanted.things:
        return False
    held = _parts(reading(question).things | load_sameness().things_of(answer, load_lexicon()))
    missing = frozenset(thing for thing in wanted.things if not _is_named(thing, held))
    if missing == wanted.things:
        return True
    if whether_so:
        # That there is a sauna does not tell whether it is free.
        return asks_whether_there_is(question) and _last_thing(asked) in missing
    return _is_another_kind(asked, question, missing)


def _parts(things: frozenset[str]) -> frozenset[str]:
    """`bike_storage` is for who asks after a bike; `fire` and `fired` have one stem only without their e."""
    return frozenset(part.removesuffix("e") for thing in things for part in thing.split("_"))


def _is_named(thing: str, held: frozenset[str]) -> bool:
    others = load_sameness().told_by.get(thing, frozenset())
    return any(_parts(frozenset([each])) <= held for each in (thing, *others))


def _last_thing(asked: str) -> str | None:
    quiet = load_sameness().neutral
    return next((word for word in map(stem, reversed(words(asked))) if word not in quiet), None)


def _is_another_kind(asked: str, question: str, missing: frozenset[str]) -> bool:
    """Whether both name a thing by one word, and another before it tells which: a tennis and a basketball court."""
    kinds, others = _kinds(asked), _kinds(question)
    return any(kind in missing and others.get(head, kind) != kind for head, kind in kinds.items())


def _kinds(text: str) -> dict[str, str]:
    """By word, the one before it that tells something."""
    quiet = load_sameness().neutral
    said = [stem(word) for word in words(text)]
    return {head: kind for kind, head in pairwise(said) if kind not in quiet and head not in quiet}
