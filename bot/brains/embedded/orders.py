"""Whether words about giving up a tour are an order, and whether words about a held time still want it.

A tour that is cancelled or booked against somebody's will may be gone to somebody else, or keep an agent waiting; to
ask once more costs a line. So only plain words count, and all others are asked back.
"""

from __future__ import annotations

import re
from datetime import datetime

_TOUR = r"(?:tour|visit|appointment|appt|showing|viewing|booking|reservation|slot|time|one|visita|cita|recorrido)"
_ORDER = re.compile(
    rf"\b(?:canc[eé]l\w*|cancle|call (?:it )?off)\b(?:\W*$|[,.!;]|"
    rf"\W+(?:it|that|this|mine|everything|them|please|pls|for|on|tomorrow|today|now|at|the \w+day|\w+day)\b"
    r"(?! (?:requirement|message|search|hotel|request|order|application))|"
    rf"\W+(?:(?:my|our|the|that|this|all|both|mi|la|el|nuestra)\W+)*(?:\w+\W+){{0,3}}?{_TOUR}s?\b)|"
    r"\bcanc[eé]l(?:a|e|ar|en)(?:me|nos)?(?:la|lo|las|los)\b|\b(?:drop|delete|remove)\b.{0,12}\b(?:my|the|our) "
    rf"{_TOUR}\b"
)
_CANNOT_COME = re.compile(
    r"(?:^|[,.;!]\s*|\b(?:i|we|but|sorry|and|so|hi|hey|hello|that|am|are|'m|'re|just|actually|unfortunately)\s+)"
    r"(?:can'?t|cannot|can not|won'?t|will not|not (?:be )?able to|no longer|don'?t)\b|"
    r"\b(?:ya )?no (?:puedo|podr[eé]|podemos|voy a poder|vamos a poder|voy a)\b|\bya no\b"
)
_DOUBTS = re.compile(
    r"\b(?:if|unless|when|whether|by (?:phone|email|text)|last minute|no way|should (?:i|we)|did (?:you|i|they)|"
    r"was (?:it|my)|let (?:them|him|her|you)|(?:don'?t|do not|never)\b.{0,16}\bcancel|fee|policy|penalty|si|a menos|"
    r"cuando|la suya|el suyo|his|hers?|their)\b"
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:my|our|his|her) \w+ (?:\w+ )?(?:can'?t|cannot|won'?t|isn'?t|needs?|wants?|has to|is not)\b|"
    r"\b(?:mi|nuestr[oa]|su) \w+ (?:ya )?(?:no puede|no va|quiere|necesita|tiene que)\b"
)
_POLITE_ORDER = re.compile(
    r"^\W*(?:(?:hi|hey|hello|ok|okay|so|and|actually|sorry|please|hola|oiga|por favor)\W+)*"
    r"(?:(?:can|could|will|would) (?:you|u|we|i)(?: please| just| pls)*|puede|podr[ií]a|me puede|me podr[ií]a) cancel"
)
_YES = (
    r"(?:yes+|yeah|yep|yup|ya|y|sure|ok(?:ay)?|k|please|pls|correct|right|do it|do that|go ahead|confirm(?:ed)?|"
    r"exactly|absolutely|definitely|of course|that'?s right|thanks|thank you|s[ií]|claro|dale|adelante|por favor|"
    r"correcto|est[aá] bien|de acuerdo|h[aá]galo|gracias|"
    r"(?:please )?canc[eé]l\w*(?: (?:it|that|mine|(?:my|the) tour))?)"
)
_CONSENT = re.compile(rf"\W*{_YES}(?:\W+{_YES})*\W*")
_THANKS = re.compile(r"\b(?:thanks|thank you|gracias)\b")
_PLAIN_YES = re.compile(
    r"\b(?:y(?:es+|eah|ep|up)|sure|please|do it|go ahead|s[ií]|claro|por favor|h[aá]galo|canc[eé]l\w*)\b"
)
_NOT_YET = re.compile(
    r"\b(?:don'?t|do not|not) (?:book|schedule|reserve)\b|\b(?:not yet|hold off)\b|"
    r"\bno (?:me )?(?:la |lo )?(?:agend\w+|reserv\w+)\b|\btodav[ií]a no\b|\ba[uú]n no\b"
)
_CANNOT = re.compile(r"\b(?:can'?t|cannot|can not|not|no puedo|no podr[eé]|no)\b")
_WEEKDAYS = (
    ("monday", "lunes"), ("tuesday", "martes"), ("wednesday", "miércoles", "miercoles"), ("thursday", "jueves"),
    ("friday", "viernes"), ("saturday", "sábado", "sabado"), ("sunday", "domingo"),
)  # fmt: skip


def _plain(text: str) -> str:
    return text.strip().lower().replace("’", "'")


def is_an_order_to_cancel(text: str) -> bool:
    """Whether a message plainly wants the visitor's own tour cancelled, now."""
    said = _plain(text)
    if _DOUBTS.search(said) or _SOMEBODY_ELSE.search(said):
        return False
    if said.endswith("?") and not _POLITE_ORDER.search(said):
        return False
    return bool(_ORDER.search(said) or _CANNOT_COME.search(said))


def consents(text: str) -> bool:
    """Whether a message is a plain yes, and nothing besides: for what cannot be taken back."""
    said = _plain(text)
    # "OK, thanks" is as much a thank you for the answer.
    thanks_only = _THANKS.search(said) is not None and _PLAIN_YES.search(said) is None
    return _CONSENT.fullmatch(said) is not None and not thanks_only


def lets_go(text: str, held: datetime) -> bool:
    """Whether a message gives up the time that is held for the visitor: by its weekday, or for now."""
    said = _plain(text)
    if _NOT_YET.search(said):
        return True
    named = "|".join(_WEEKDAYS[held.weekday()])
    before = rf"{_CANNOT.pattern}.{{0,20}}\b(?:{named})s?\b"
    after = rf"\b(?:{named})s?\b.{{0,12}}(?:no puedo|i can'?t|doesn'?t work)"
    return re.search(f"{before}|{after}", said) is not None
