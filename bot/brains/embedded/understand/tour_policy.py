"""Words about a tour that change nothing: what is not to be moved, what could be moved if something came up, and a tour
for somebody else beside the one that is booked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.brains.embedded.understand.dates import find_days
from bot.brains.embedded.understand.times import find_times
from bot.understanding import Intent

if TYPE_CHECKING:
    from bot.brains.embedded.understand.reading import Reading
    from bot.brains.embedded.understand.text import Clause

_TOUR = r"(?:tours?|visits?|viewings?|showings?|appointments?|appt|bookings?|reservations?|slots?|one)"
_VISITA = r"(?:visitas?|citas?|recorridos?|tours?|reservas?)"
_CHANGED = (
    r"(?:mov(?:e|ed|ing)|chang(?:e|ed|ing)|switch(?:ed|ing)?|push(?:ed|ing)?|shift(?:ed|ing)?|postpon(?:e|ed|ing)|"
    r"delay(?:ed|ing)?|touch(?:ed|ing)?|modify(?:ing)?|modified|alter(?:ed|ing)?)"
)
_CAMBIE = (
    r"(?:mueva[ns]?|muevas|mover|cambi(?:e[ns]?|es|ar)|reprogram(?:e[ns]?|ar)|reagend(?:e[ns]?|ar)|pospon(?:ga[ns]?|"
    r"er)|"
    r"pase[ns]?|pasar|toque[ns]?|tocar|modifi(?:que[ns]?|car)|aplace[ns]?|aplazar|recorra[ns]?)"
)
NOT_CHANGED = re.compile(
    r"(?<!why )\b(?:don'?t|dont|do not|not to|never|no need to|rather not|(?:should|must)(?: not|n'?t)|please not)"
    r"(?: (?:please|ever|dare|you|want (?:you |them )?to|need (?:you )?to|have to|going to|gonna|want(?= (?:it|that|"
    r"my)\b)))*"
    rf"(?: (?:it|that|(?:my|our|the) (?:\w+ )?{_TOUR}))?(?: to be)? "
    rf"(?:re-?schedul\w*|{_CHANGED} (?:it|that|this|mine|them|anything|(?:my|our|the|that|this) "
    rf"(?:\w+ ){{0,2}}?(?:{_TOUR}|time|date|day|hour))\b|{_CHANGED}(?=\W*$|[,.;!]| to (?:be )?{_TOUR}))|"
    rf"\bleave (?:it|that|mine|(?:my|our|the) (?:\w+ )?{_TOUR}) (?:alone|as (?:it )?is|where it is|the way it is|"
    rf"there)\b|"
    r"\bno (?:quiero que |quiero |quisiera |necesito |hace falta |voy a |vaya[ns]? a |me |nos |se |la |lo )*"
    rf"{_CAMBIE}(?:(?:me|nos)?l[ao])?\b(?=\W*$|[,.;!]| (?:mi|la|nuestra|esa|el|al?|para|nada|por favor)\b)|"
    rf"\b(?:d[eé]j[ae]n?|deje[ns]?) (?:mi|la|nuestra) {_VISITA} (?:como|donde|as[ií])\b"
)
"""is not to be done to a tour; "don't move in" is of a home"""
_ELSEWISE = re.compile(
    r"\b(?:cancel\w*|call (?:it )?off|instead|rather|mejor|sino)\b|"
    r"[,;:.!] *(?:but |and |just |please |pero |por favor )*(?:move|re-?schedule|change|switch|push|make|put|"
    r"mu[eé]v\w+|"
    r"c[aá]mbi\w+|p[aá]s[ae]\w*)\b"
)

_HAPPENS = (
    r"(?:something|anything|things?|plans?|life|work|needed|necessary|need be|an? (?:emergency|conflict)|it rains|"
    r"there(?:'s| is) (?:an? (?:problem|emergency|conflict)|traffic)|"
    r"(?:my|our) (?:plans?|schedule|kids?|boss|work|job|flight|shift|car|day|week)|"
    r"(?:i|we)(?: (?:still|ever|then|suddenly|later))? (?:need|have|had|want|wanted|can'?t|cannot|couldn'?t|get|got|"
    r"end up|run|changed? (?:my|our) mind|am|are|will|won'?t|don'?t|miss|decide)|i'?m|we'?re)"
)
_IN_CASE = re.compile(
    rf"\bif {_HAPPENS}\b|\bin case\b(?! you)|\bin the event\b|\bwhat happens (?:if|when)\b|"
    r"\bshould (?:something|anything|i need|we need|plans)\b|\bwhen (?:something|plans|things) (?:comes?|changes?)\b|"
    r"\bsi (?:me |nos |se me |se nos |ya |luego |despu[eé]s )*(?:surge|pasa|algo|sucede|ocurre|necesito|necesitamos|"
    r"tengo|tenemos|no puedo|no podemos|hay (?:alg[uú]n|una)|se (?:me |nos )?(?:complica|ofrece|presenta)|complica|"
    r"llego|cambi(?:o|an?|amos)|sale algo|hiciera falta|hace falta)\b|\ben (?:el )?caso de\b|\bqu[eé] pasa si\b"
)
"""what may come, and has not"""
_WOULD_CHANGE = re.compile(
    rf"\b(?:re-?schedul\w*|cancel\w*|call (?:it )?off|{_CHANGED} (?:it|that|mine|(?:my|our|the) (?:\w+ )?"
    rf"(?:{_TOUR}|time|date|day))|make it|another (?:time|day)|different (?:time|day)|"
    rf"(?:la|lo) (?:puedo|podemos|podr[ií]a\w*|puede\w*) (?:cambiar|mover|posponer|aplazar|pasar)|"
    rf"reprogram\w*|reagend\w*|(?:cambi|mov|pospon|aplaz)\w*?(?:l[ao]\b| (?:mi|la|nuestra|de) "
    rf"(?:{_VISITA}|hora|fecha|d[ií]a)))"
)
_COSTS = re.compile(
    r"\b(?:fees?|charge[sd]?|penalt\w+|cost|pay (?:to|for|an?|anything|something|extra)|multa|cobran?|cargo|costo|"
    r"penalizaci[oó]n)\b"
)

SENTENCE = re.compile(r"(?:[^?!;\n.]|\.(?=\S)|(?<=\b[ap])\.|(?<=\bm)\.)+[?!;\n.]*")

_PERSON = (
    r"(?:friends?|bff|buddy|sisters?|brothers?|siblings?|mom|mum|mother|dad|father|parents|husband|wife|spouse|"
    r"fianc[eé]e?|"
    r"boyfriend|girlfriend|bf|gf|partner|room-?mates?|roomies?|house-?mates?|flat-?mates?|cousins?|aunt|uncle|nephew|"
    r"niece|son|daughter|grand(?:ma|pa|mother|father|son|daughter)|(?:mother|father|sister|brother)-in-law|in-laws|"
    r"boss|"
    r"co-?workers?|colleagues?|neighbou?rs?|clients?)"
)
_PERSONA = (
    r"(?:amig[oa]s?|herman[oa]s?|mam[aá]|madre|pap[aá]|padre|padres|espos[oa]|marido|mujer|novi[oa]|pareja|prim[oa]s?|"
    r"t[ií][oa]s?|hij[oa]s?|sobrin[oa]s?|abuel[oa]s?|suegr[oa]s?|cuñad[oa]s?|compañer[oa]s?|vecin[oa]s?|jef[ea]|"
    r"client[ea]s?)"
)
_AND_ME = r"(?! and (?:i|me|myself|us)\b| y (?:yo|m[ií]|para m[ií]|conmigo)\b)"
FOR_ANOTHER = re.compile(
    rf"(?<!me and )(?<!myself and )\bfor (?:(?:my|our|an?|his|her|their|another|one of my|one of our|the) (?:\w+ "
    rf")?{_PERSON}\b"
    rf"(?:'s)?{_AND_ME}|(?:her|him|them|(?:some|any)(?:one|body) else|another person)\b)|"
    rf"\b(?:book|schedule|reserve|sign|put|get|fit|squeeze)(?: in| up)? (?:my|our|an?) (?:\w+ )?{_PERSON}\b{_AND_ME}|"
    rf"\b(?:she|he)(?:'s| is) (?:my|our) (?:\w+ )?{_PERSON}\b|\b(?:es|son) mis? {_PERSONA}\b|"
    rf"(?<!m[ií] y )\bpara (?:(?:mi|mis|nuestr[oa]s?|una?|su|otr[oa]) {_PERSONA}\b{_AND_ME}|ell[oa]s?\b|él\b|"
    r"(?:otra persona|alguien m[aá]s)\b)"
)
"""is to come at that time, and not (only) the visitor"""
WANTS_TO_COME = re.compile(
    rf"\b(?:my|our) (?!husband|wife|spouse|partner|fianc|boyf|girlf|bf|gf)(?:\w+ )?{_PERSON}(?: [\w'-]+)? (?:also |too "
    rf")?"
    r"(?:wants?|needs?|would like|'d like) (?:an?\b|to (?:book|schedule|tour|visit|come))\b(?!.{0,24}\bwith (?:me|"
    r"us)\b)|"
    rf"\bmis? (?!espos|marido|mujer|novi|pareja){_PERSONA}(?: [\w'-]+)? (?:tambi[eé]n )?(?:quieren?|necesitan?|"
    rf"quisieran?) "
    r"(?:una|visitar|ir|venir|agendar)\b(?!.{0,24}conmigo)"
)
"""somebody else does; who lives with the visitor rather needs another time of the same tour"""
ONE_MORE = re.compile(
    rf"\b(?:(?:an? )?(?:second|2nd|additional|extra|separate)|one more|two|2)(?: \w+)? {_TOUR}\b|"
    rf"\bkeep (?:my|the|that|this|it)\b.{{0,24}}\band (?:also )?(?:book|schedule|add|reserve)\b|"
    rf"\b(?:segunda|otra) {_VISITA} (?:m[aá]s|adicional|aparte)\b|\b(?:segunda|una) {_VISITA}(?: adicional| aparte| "
    rf"extra)\b|"
    rf"\bsegunda {_VISITA}\b|\b{_VISITA} (?:adicional|extra|m[aá]s)\b"
)
_ORDERED = re.compile(
    r"\b(?:book|schedul\w+|reserv\w+|set up|sign (?:me|us) up|add|put (?:me|us) down|want|need|i'?d like|"
    r"(?:ag[eé]nd|ap[aá]rt|an[oó]t)\w+|quiero|quisiera|necesito)\b"
)
_BESIDES = re.compile(
    r"\b(?:also|as well|in addition|additionally|besides (?:that|this|mine)|on top of (?:that|it|mine)|tambi[eé]n|"
    r"adem[aá]s)\b|\btoo(?=\W*$|[,.;!?]| (?:please|for|on|at)\b)"
)


def declines_a_change(text: str) -> bool:
    """ "Please don't move my tour": and says of nothing else that it should be done instead."""
    text = text.lower().replace("’", "'")
    return NOT_CHANGED.search(text) is not None and _ELSEWISE.search(text) is None


def asks_of_changing(text: str) -> bool:
    """ "Can I reschedule if something comes up?": whether a tour could be changed, and not that it is to be."""
    text = text.lower().replace("’", "'")
    return bool((_IN_CASE.search(text) or _COSTS.search(text)) and _WOULD_CHANGE.search(text))


def asks_how_to_change(text: str) -> bool:
    """The same but for what it costs, which is for the community to say."""
    return asks_of_changing(text) and _COSTS.search(text.lower()) is None


def sentences_of_changing(text: str) -> list[str]:
    """The sentences of a text that ask how a tour can be changed."""
    return [sentence for sentence in SENTENCE.findall(text) if asks_how_to_change(sentence)]


def asks_if_need_be(clause: Clause, reading: Reading) -> bool:
    """Whether a clause stands in a question on what could be done about a tour: "if I can't come, can I move it?"."""
    text = reading.message.text
    sentence = next((m.group() for m in SENTENCE.finditer(text) if m.start() <= clause.start < m.end()), clause.text)
    return (clause.asks or "?" in sentence) and asks_of_changing(sentence)


def leaves_as_it_is(clause: Clause, reading: Reading) -> bool:
    """Whether a clause says of a tour that is booked, or of a move that was proposed, that nothing is to be changed."""
    return bool(reading.scene.tours or "move" in reading.asked) and declines_a_change(clause.text)


def wants_another_besides(found: list[Intent], reading: Reading) -> bool:
    """ "Book Wednesday at 10 for my friend too": a tour beside the one that the visitor has."""
    text = reading.message.text
    if not reading.scene.tours or Intent.TOUR_MOVE in found or Intent.TOUR_CANCEL in found:
        return False
    if WANTS_TO_COME.search(text) and _names_a_time(reading):
        return True
    if Intent.TOUR not in found:
        return False
    if FOR_ANOTHER.search(text) or ONE_MORE.search(text):
        return True
    settled = reading.when is not None or reading.slot is not None
    return settled and _ORDERED.search(text) is not None and _BESIDES.search(text) is not None


def _names_a_time(reading: Reading) -> bool:
    text, lexicon = reading.message.text, reading.lexicon
    return bool(find_days(text, lexicon, reading.scene.now.date()) or find_times(text, lexicon))
