"""Whether two entries on the same thing say opposite things. Which of them is true is for a person to say."""

from __future__ import annotations

import re

from knowledge.lexicon import load_lexicon
from knowledge.words import plain, stem, words
from leasing.services.knowledge_rows import FAQ, AnsweredRow

Meanings = tuple[str, ...]

_GENERIC = """
a an the is are am was be been do does did can could may might must should would will i we you my our your me us it its
there here this that these those any some and or of for to in on at by with from as if how what when which who where why
much many long have has had having get got bring keep use allow allowed accept accepted permit permitted offer offered
provide provided available possible policy policies please tell about into come live property community apartment
apartments home building unit residents resident tenant tenants el la los las un una unos unas de del en y o que se es
son hay puedo puede tener tienen permiten aceptan cuanto cual como para por con mi su
"""
GENERIC = frozenset(stem(word) for word in _GENERIC.split())
"""what is asked of a thing, and not the thing"""
YES = re.compile(r"\W*(?:yes|yep|absolutely|of course|si)\b")
NO = re.compile(r"\W*(?:no|sorry|unfortunately|we do not|we don'?t|not (?:allowed|permitted|at this time))\b")
_REFUSED = re.compile(
    r"\b(?:not|never|no longer)(?: \w+){0,2} (?:allow\w*|permit\w*|accept\w*|welcome|offer\w*|have|provid\w*)\b|"
    r"\b(?:prohibit|forbid|ban)\w*\b|\b(?:can(?:no|')?t|may not|must not|don'?t (?:allow|permit|accept|have|offer))\b|"
    r"\bno se (?:permit|acept|admit)\w*|\bprohib\w+|\bno (?:permit|acept|admit)\w+|"
    r"\bno (?:pets|dogs|cats|smoking|subletting|guests|animals)\b"
)
_ALLOWED = re.compile(
    r"\b(?:allow(?:s|ed)?|permit(?:s|ted)?|accept(?:s|ed)?|welcomes?d?|you (?:can|may)|residents (?:can|may))\b|"
    r"\bse (?:permit|acept|admit)\w*|\b(?:bienvenid[oa]s|(?:permit|acept|admit)(?:imos|en|e))\b"
)
_SENTENCE = re.compile(r"[.;!?\n]")
_PLACE = re.compile(r"\b(?:building|tower|floor|unit|phase|edificio|torre|piso) (\w+)")
"""a part of the community by its letter or number, which are no words"""
_ASSISTS = "=assistance_animal"
MONEY = re.compile(r"\$ ?(\d{1,3}(?:,\d{3})+|\d+)(?:\.00)?")
MONTHLY = re.compile(r"\bmonth|\bmes\b|\bmensual")
CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap])\.? ?m\b")


def disagree(one: AnsweredRow, other: AnsweredRow) -> bool:
    """One says yes and the other no, or they name other amounts or other hours, of the same thing. Where one is about a
    kind of the other's thing, it is no contradiction that it is an exception: no pets, but the dogs of those who see
    with them; dogs, but none of some breeds. That all are refused and some are welcome is one."""
    thing, other_thing = _thing(one.question), _thing(other.question)
    if not thing or not other_thing:
        return False
    said, told = plain(one.answer), plain(other.answer)
    if thing != other_thing:
        return _some_of_none(one, other) or _some_of_none(other, one)
    if {_says(one), _says(other)} == {True, False}:
        return True
    if bool(MONTHLY.search(said)) != bool(MONTHLY.search(told)):
        # A fee once and a fee a month are two fees.
        return False
    return any(_apart(pattern, said, told) for pattern in (MONEY, CLOCK))


def _says(row: AnsweredRow) -> bool | None:
    """Whether an answer is yes or no; None where it is neither. Of a document only its first word tells: its pieces
    under one heading are about several things."""
    said = plain(row.answer)
    if YES.match(said) or NO.match(said):
        return YES.match(said) is not None
    if row.kind != FAQ:
        return None
    first = _SENTENCE.split(said, maxsplit=1)[0]
    refused, allowed = _REFUSED.search(first), _ALLOWED.search(first)
    if refused is not None and (allowed is None or refused.start() <= allowed.start()):
        return False
    return True if allowed is not None else None


def _some_of_none(narrow: AnsweredRow, wide: AnsweredRow) -> bool:
    """Whether one welcomes a kind of what the other refuses altogether."""
    if {narrow.kind, wide.kind} != {FAQ} or _says(narrow) is not True or _says(wide) is not False:
        return False
    if _PLACE.findall(plain(narrow.question)) != _PLACE.findall(plain(wide.question)):
        return False
    kinds, things = _terms(narrow.question), _terms(wide.question)
    left = [one for one in kinds if not any(one[0] == other[0] or _is_kind(one, other) for other in things)]
    return not left and len(kinds) == len(things)


def _is_kind(one: Meanings, other: Meanings) -> bool:
    """Whether the first is a kind of what the second names: a dog of pets. An assistance animal is none."""
    return _ASSISTS not in one and f"={other[0]}" in {f"={stem(meaning[1:])}" for meaning in one if meaning[0] == "="}


def _terms(question: str) -> list[Meanings]:
    """What a question names, each with all that it means."""
    found = load_lexicon().terms(_named(question))
    return [term.meanings for term in found if term.meanings[0] not in GENERIC and term.meanings[0][0] != "="]


def _named(question: str) -> list[str]:
    # Of a document's heading the last part is the section; what stands above it is the document's.
    return words(question.rsplit("›", 1)[-1])


def _thing(question: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _named(question)) - GENERIC


def _apart(pattern: re.Pattern[str], said: str, told: str) -> bool:
    one, other = set(pattern.findall(said)), set(pattern.findall(told))
    return bool(one) and bool(other) and not one & other
