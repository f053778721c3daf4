"""Things that a question names and that an answer has to speak of to be one: a parrot's fee is not what a dog costs,
and a recording studio no studio apartment. Nearness of meaning alone does not tell them apart."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.lexicon.build import any_of
from bot.brains.embedded.understand.lexicon.prices import ENGLISH, SPANISH
from bot.brains.embedded.understand.lexicon.spanish_wishes import PET_KINDS
from bot.brains.embedded.understand.lexicon.workshops import WORKPLACE, WORKSHOP

USUAL = frozenset(("dog", "cat"))
"""pets that communities mean where they say no more than that pets are welcome"""
OTHER_ANIMAL = re.compile(rf"\b{any_of(word for word, kind in PET_KINDS.items() if kind not in USUAL)}s?\b")
ASSISTS = re.compile(
    r"\b(?:service|support|assistance|emotional|esa|guide|servicio|apoyo|asistencia|emocional|gu[ií]a)\b"
)
OF_A_FEE = re.compile(r"\b(?:fees?|rent|deposits?|charges?|cuotas?|renta|dep[oó]sitos?|cargos?|tarifas?)\b")
ANY_ANIMAL = re.compile(
    r"\b(?:other|small|exotic|caged|any|all|every|only|otr[oa]s?|pequeñ[oa]s?|ex[oó]tic[oa]s?|cualquier|tod[oa]s?|"
    r"solo) "
    r"(?:\w+ )?(?:pets?|animals?|dogs|cats|mascotas?|animal(?:es)?|perros|gatos)\b"
)
"""says something of animals of every kind, or that no others are allowed"""


def prices_another_animal(question: str) -> bool:
    """Whether a question asks what an animal costs that is neither dog nor cat, and assists nobody."""
    text = question.lower()
    asks = OF_A_FEE.search(text) or ENGLISH.costs.search(text) or SPANISH.costs.search(text)
    return bool(asks) and OTHER_ANIMAL.search(text) is not None and ASSISTS.search(text) is None


def speaks_of_it(question: str, answer: str) -> bool:
    """Whether an answer speaks of what its question names, where it names such a thing."""
    said = answer.lower()
    if WORKSHOP.search(question.lower()):
        return bool(WORKSHOP.search(said) or WORKPLACE.search(said))
    if prices_another_animal(question):
        return bool(OTHER_ANIMAL.search(said) or ANY_ANIMAL.search(said))
    return True
