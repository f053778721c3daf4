"""Whether two entries on the same thing say opposite things. Which of them is true is for a person to say."""

from __future__ import annotations

import re

from knowledge.words import plain, stem, words
from leasing.services.knowledge_rows import AnsweredRow

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
MONEY = re.compile(r"\$ ?(\d{1,3}(?:,\d{3})+|\d+)(?:\.00)?")
MONTHLY = re.compile(r"\bmonth|\bmes\b|\bmensual")
CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap])\.? ?m\b")


def disagree(one: AnsweredRow, other: AnsweredRow) -> bool:
    """One says yes and the other no, or they name other amounts or other hours, of the same thing."""
    thing = _thing(one.question)
    if not thing or thing != _thing(other.question):
        return False
    said, told = plain(one.answer), plain(other.answer)
    if (YES.match(said) and NO.match(told)) or (NO.match(said) and YES.match(told)):
        return True
    if bool(MONTHLY.search(said)) != bool(MONTHLY.search(told)):
        # A fee once and a fee a month are two fees.
        return False
    return any(_apart(pattern, said, told) for pattern in (MONEY, CLOCK))


def _thing(question: str) -> frozenset[str]:
    # Of a document's heading the last part is the section; what stands above it is the document's.
    return frozenset(stem(word) for word in words(question.rsplit("›", 1)[-1])) - GENERIC


def _apart(pattern: re.Pattern[str], said: str, told: str) -> bool:
    one, other = set(pattern.findall(said)), set(pattern.findall(told))
    return bool(one) and bool(other) and not one & other
