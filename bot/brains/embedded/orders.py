"""Whether words about giving up a tour are an order, whether words about a time that was proposed are a yes, and
whether words about a held time still want it.

A tour that is cancelled or booked against somebody's will may be gone to somebody else, or keep an agent waiting; to
ask once more costs a line. So only plain words count, and all others are asked back.
"""

from __future__ import annotations

import re
from datetime import datetime

from bot.brains.embedded.understand.pleased import merely_pleased

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
    r"cuando|la suya|el suyo|his|hers?|their|"
    r"cancel\w*(?: (?:it|that|mine|(?:my|the|la) \w+))? "
    r"(?:later|after\w*|any ?time|m[aá]s tarde|despu[eé]s|luego))\b"
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
_DECIDES_LATER = re.compile(
    r"\b(?:let you know|get back)\b|(?:'ll|\bwill) (?:\w+ )?(?:call|confirm|email|text|write|tell|decide|see(?! you)|"
    r"check|discuss|ask|think|talk|come back)\b|"
    r"\ble (?:aviso|confirmo|digo|llamo|marco|escribo)\b|\b(?:lo|la) (?:platic|habl|consult|pien|checo|decid)\w*"
)
"""what they will do is not decided, on whatever day they say it will be"""
_PUTS_OFF = re.compile(
    r"\b(?:good to know|(?:let|give) me|check with|talk (?:to|with|it)|ask (?:my|him|her)|"
    r"think (?:about|it|on)|thinking|i think\W*$|later|first\W*$|not (?:yet|sure|now)|maybe|might|wait|hold on|unless|"
    r"but (?:i|we|let|my|not|first)|if (?!possible|that|so|it|you)\w+|"
    r"(?:don'?t|do not|not) (?:book|schedule|reserve|move|change)|"
    r"bueno saber|d[eé]je(?:n?me|me)|(?:lo|la) ve\w*|"
    r"voy a (?:ver|pensar\w*|platicar\w*|hablar\w*|consultar\w*)|tengo que|preguntar\w*|le pregunto|primero|luego|"
    r"despu[eé]s|m[aá]s tarde|todav[ií]a|a[uú]n|tal vez|quiz[aá]s?|pero (?:d[eé]j\w+|tengo|voy|necesito|mi|no)|"
    r"no (?:me )?(?:la |lo )?(?:agend|reserv|muev|cambi)\w+)\b"
)
"""somebody who is pleased to hear it, and has not made up their mind"""
_BOOKS = (
    r"(?:(?:book|schedul|reserv|mov|chang|switch|confirm)\w* (?:it|that|this|me|us|my|the|a)|(?:take|make) (?:it|that))"
)
_BOOKS_SPANISH = (
    r"(?:(?:res[eé]rv|ag[eé]nd|ap[aá]rt|conf[ií]rm|mu[eé]v|mov|c[aá]mbi)[aei]\w*|program[ae]\w*|p[aá]s[ae]l[ao]|"
    r"h[aá]gal[ao])"
)
_FIRM = re.compile(
    r"(?:^|[,.;!]\s*|\b(?:ok(?:ay)?|oh|well|great|perfect|perfecto|good|bueno|pues|and|hi|hey)\s+)"
    r"(?:y(?:es+|e+a+h*|ah?(?! (?:veo|no|entiendo))|ep+|up+)|sure|s[ií](?![a-zñ])|claro|dale|[oó]rale|adelante|"
    r"por supuesto|con gusto|of course|absolutely|definitely|certainly|(?:please )?do(?: it| that| so)?\W*$|why not|"
    r"let'?s (?:do|go|book|take)|go (?:ahead|for it))\b|"
    rf"^[^?]*\b{_BOOKS}\b|^[^?]*\b{_BOOKS_SPANISH}\b|"
    rf"\b(?:can|could|will|would) (?:you|u|we)(?: please| just)? {_BOOKS}\b|"
    rf"\b(?:puede|podr[ií]a)s?\b.{{0,8}}\b{_BOOKS_SPANISH}\b|\b(?:please|por favor)\W*$|"
    r"\b(?:i'?ll (?:take|be there)|works|(?:will|would) (?:work|do)|i(?:'d| would) (?:love|like) (?:that|it|"
    r"to(?= (?:book|schedule|reserve|come|move|visit|take)|\W*$|[,.!]))|"
    r"me (?:parece|queda|conviene|sirve|late)|est[aá] (?:bien|perfecto))\b(?=[^?]*$)"
)
"""a yes, or an order to go ahead, whatever else is said"""
_PLEASED = (
    r"(?:ok(?:ay)?|k|right|correct\w*|exactly|al?l? ?right|(?:that|it|this)?(?:'s| is|s)? ?"
    r"(?:sounds?|would be|will be|looks?)? ?(?:like a plan|(?:so |very |really |just )?(?:good|great|perfect|fine|nice|"
    r"cool|awesome|excellent|lovely|wonderful|right|correct))(?: (?:to|for|with|by) (?:me|us))?|i do|confirm\w*|"
    r"suena (?:muy )?bien|(?:muy )?bien|perfecto|excelente|buen[ií]simo|genial|vale|de acuerdo|as[ií] es|bueno)"
)
_ALL_PLEASED = re.compile(rf"\W*{_PLEASED}(?:\W+(?:{_PLEASED}|then|entonces|pues))*\W*")
_SETTLED = re.compile(r"\b(?:sounds?|perfect\w*|like a plan|suena|de acuerdo)\b")
"""of these words, those that "thanks" beside them makes no mere thank you"""
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


def decides_later(text: str) -> bool:
    """ "I'll call you tomorrow": whatever day is named in it, no time is taken on it."""
    return _DECIDES_LATER.search(_plain(text)) is not None


def puts_off(text: str) -> bool:
    """Whether a message leaves for later what was proposed, however pleased it is."""
    return decides_later(text) or _PUTS_OFF.search(_plain(text)) is not None


def accepts(text: str) -> bool:
    """Whether a message says yes to a time that was proposed. Who is only pleased ("good to know", "cool") or thanks
    for the answer does not; who names the time again may."""
    said = _plain(text)
    if puts_off(said):
        return False
    if _FIRM.search(said):
        return True
    if merely_pleased(said):
        return False
    without_thanks = _THANKS.sub("", said)
    thanks_only = without_thanks != said and _SETTLED.search(said) is None
    return _ALL_PLEASED.fullmatch(without_thanks) is not None and not thanks_only


def lets_go(text: str, held: datetime) -> bool:
    """Whether a message gives up the time that is held for the visitor: by its weekday, or for now."""
    said = _plain(text)
    if _NOT_YET.search(said):
        return True
    named = "|".join(_WEEKDAYS[held.weekday()])
    before = rf"{_CANNOT.pattern}.{{0,20}}\b(?:{named})s?\b"
    after = rf"\b(?:{named})s?\b.{{0,12}}(?:no puedo|i can'?t|doesn'?t work)"
    return re.search(f"{before}|{after}", said) is not None
