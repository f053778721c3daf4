"""What of a talk is one visitor's own matter, and nothing that others could ask: who they are, what they owe or have
paid, whether something of theirs has come. In doubt it is private: a suggestion that is not made costs little."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.words import plain, words

SHORTEST_NAME = 3
_REACHED = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<![\d$,.])\+?\(?\d(?:[ ().-]{0,2}\d){6,}")
"""an address or a telephone number"""
_PAPERS = (
    r"(?:check|cheque|account|acct|routing|card|loan|case|ticket|work ?order|confirmation|invoice|receipt|policy|ssn|"
    r"social security|transaction|cuenta|tarjeta|recibo|factura|folio|orden)"
)
_NUMBERED = re.compile(
    rf"\b{_PAPERS}\W*(?:(?:no|num|number|nr|numero)\b)?\W*(?:is |es |ending in )?#?[a-z]{{0,3}}-?\d{{3,}}"
)
_OWN = (
    r"(?:balance|ledger|account|payments?|check|cheque|invoice|receipt|refund|statement|bill|application(?! fee)|"
    r"background check|work ?orders?|(?:maintenance |repair )?request|ticket|case|login|password|late fee|debt|saldo|"
    r"cuenta|pago|recibo|factura|reembolso|solicitud|contrasena|adeudo|deuda)"
)
_MINE = re.compile(
    rf"\b(?:my|our|mine|mi|mis|nuestr[oa]s?) (?:\w+ )?{_OWN}\b|"
    r"\b(?:my|our|mi|nuestra) (?:rent|renta|lease|contrato)\b.*?\b(?:last|past|previous|this|pasad[oa]|anterior|"
    r"est[ea]|paid|pagad[oa]|was|up|ends?|expires?|over|vence|termina|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    r"noviembre|diciembre)\b|"
    r"\b(?:what is|what's|whats|how much (?:is|was)|cuanto (?:es|era|fue)) (?:my|mi) (?:rent|renta)\b"
)
_IN_GENERAL = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?:(?:can|could|may) (?:i|we)|how (?:do|can|would|should|to)\b|where (?:do|can|should)|"
    r"when (?:do|should) i|do (?:i|we) (?:have|need)|is it possible|am i allowed|what happens|puedo|podemos|se puede|"
    r"como (?:puedo|se|hago)|donde (?:puedo|se)|que pasa si)"
)
_PERSONAL = re.compile(
    r"\b(?:(?:do|did|how much|what) (?:i|we)(?: \w+)? owe|(?:i|we)(?: still)? owe|cuanto debo|que debo|"
    r"debo (?:de|todavia))\b|"
    r"\b(?:did|have|has) (?:you|y'?all|they|anyone|somebody|someone|the office|it)(?: guys)?(?: \w+)? (?:get|"
    r"got|receive[d]?|see|seen|cash(?:ed)?|process(?:ed)?|deposit(?:ed)?|arrive[d]?|find|found|read|call(?:ed)?)\b|"
    r"\b(?:ya )?(?:recibieron|les llego|me llamaron|encontraron|vieron)\b|"
    r"\b(?:my name is|me llamo|mi nombre es|call me (?:back )?at|my (?:number|phone|cell|email) is|mi (?:numero|correo|"
    r"telefono) es)\b|"
    r"\b(?:i(?:'m| am| live)(?: in)?|we live in|my (?:unit|apartment|apt)|vivo en(?: el| la)?|"
    r"mi (?:departamento|unidad))"
    r" (?:is |es )?(?:el )?(?:unit |apt |apartment |number |#)?#?"
    r"[a-z]?-?\d{2,4}[a-z]?\b"
)
_INTRODUCED = re.compile(
    r"\b(?:[Tt]his is|[Ii]s this|[Ii]'?m|[Ii] am|[Ss]oy|[Hh]abla|[Hh]ablo con) [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+"
    r"(?= [A-ZÁÉÍÓÚÑ]|\W*$|,|\.| from| in| de)"
)
_TOLD = re.compile(
    rf"\b(?:your|su|tu) (?:\w+ )?(?:{_OWN}|rent|renta) (?:was|were|has|have|had|bounced|arrived|came|cleared|"
    r"of \$|fue|ha|llego|reboto)\b|\byou(?: still)? (?:owe|paid|have paid|have a balance)\b|"
    r"\b(?:usted )?(?:debe|pago) \$"
)


def is_private(question: str, answer: str, about: Iterable[str] = ()) -> bool:
    """Whether a question and its answer are one visitor's own matter. `about`: what is known of them, such as their
    name: who says it speaks of them."""
    asked, told = plain(question), plain(answer)
    if _REACHED.search(asked) or _PERSONAL.search(asked) or _INTRODUCED.search(question) or _TOLD.search(told):
        return True
    if _NUMBERED.search(asked) or _NUMBERED.search(told):
        return True
    if _MINE.search(asked) and not _IN_GENERAL.match(asked):
        return True
    said = f" {' '.join(words(f'{question} {answer}'))} "
    return any(f" {' '.join(words(each))} " in said for each in about if len(each) >= SHORTEST_NAME)
