"""What visitors ask about messages to them, which are stopped, and about their own data, which a person sees to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guards.folding import Message, fold
from bot.guards.remainder import without
from bot.guards.verdicts import Channel, Ruling

if TYPE_CHECKING:
    from bot.context import Community

_ALL: tuple[Channel, ...] = ("email", "sms", "phone")
_MAY_CONCERN = re.compile(
    r"\b(?:stop|unsubscri|opt|don|do not|never|no more|no longer|quit|remove|take me|delete|erase|wipe|export|"
    r"download|"
    r"copy|what|which|forgot|gdpr|ccpa|sell|alto|pare|baja|no me|ya no|deje|desuscri|borr|elimin|que|copia|datos|"
    r"leave me|nada de llamadas)"
)
_NO = (
    r"(?:stop|quit|don'?t|do not|never|no longer|please no|no more|ya no|no|dejen? de|deja de)(?: (?:want|"
    r"wish)(?: you)? to|"
    r" ever| please| (?:be )?)?"
)
_ME = r"(?: (?:me|us|my (?:phone|number|e-?mail|inbox|cell)))"
_OTHERS = r"(?:call|text|e-?mail|message|phone)(?:ing)?"
_BEFORE = rf"(?:{_OTHERS},? (?:(?:or|and|nor) )?)*"
_AFTER = rf"(?:,? (?:(?:or|and|nor) )?{_OTHERS})*"
"""do not call or text me"""
_ENDS = r"(?=\W*$|\W*(?:please|anymore|any ?more|again|ever|thanks|thank you|por favor|mas)\b|[.!?,;])"

# The whole message is the word that carriers know, or a wish to be off every list.
_EVERYTHING = re.compile(
    r"^\W*(?:please |por favor )?(?:stop(?: ?all)?|unsubscribe(?: me)?|opt(?: me)?[- ]?out|alto|pare|parar|baja|"
    r"desuscribir(?:me)?)(?: please| por favor)?\W*$|"
    r"\b(?:unsubscribe|opt(?:ing)? (?:me )?out(?! of (?!(?:all |the |your |these |any |further )*(?:text|e-?mail|"
    r"message|call|market|sms|"
    r"communic|contact)))|desuscrib\w+|dar(?:me)? de baja|denme de baja)\b|"
    rf"\b{_NO} (?:contact(?:ing)?|messag(?:e|ing)|bother(?:ing)?|reach(?:ing)? out to|writ(?:e|ing)(?: to)?){_ME}\b|"
    r"\b(?:take|remove) me (?:off|from) (?:your|the|this|any|all) (?:\w+ )?(?:list|lists|mailing|contacts)\b|"
    r"\bno more messages\b|\bno me (?:contacte|escrib|moleste)\w*|\bno (?:quiero|deseo) (?:mas )?(?:mensajes|que me "
    r"(?:contacten|escriban))\b|\bdejen? de (?:contactarme|escribirme|molestarme)\b"
)
_CHANNELS: tuple[tuple[Channel, re.Pattern[str]], ...] = (
    (
        "email",
        re.compile(
            rf"\b{_NO} {_BEFORE}e-?mail(?:ing)?{_AFTER}{_ME}\b|\b{_NO} send(?:ing)?{_ME}? (?:\w+ )?e-?mails?\b|"
            rf"\b(?:stop|no more|no) (?:the |sending |your |marketing |promo\w* )*e-?mails{_ENDS}|"
            r"\bno me (?:mande|envie|manda|envia)\w* (?:mas )?(?:correos?|e-?mails?)\b|"
            r"\bno (?:quiero|mas) (?:mas )?(?:correos|e-?mails)\b"
        ),
    ),
    (
        "sms",
        re.compile(
            rf"\b{_NO} {_BEFORE}(?:text(?:ing)?|sms){_AFTER}{_ME}\b|\b{_NO} send(?:ing)?{_ME} (?:\w+ )?(?:texts?|"
            rf"sms|text messages)\b|"
            rf"\b(?:stop|no more|no) (?:the |sending |your )*(?:texts|sms|text messages|texting){_ENDS}|"
            r"\bno me (?:mande|envie|manda|envia)\w* (?:mas )?(?:mensajes?|textos?|sms)\b|\bno mas (?:textos|sms)\b|"
            r"\bno (?:quiero|deseo) que me (?:manden?|envien?) (?:mensajes?|textos?)\b"
        ),
    ),
    (
        "phone",
        re.compile(
            rf"\b{_NO} {_BEFORE}(?:call(?:ing)?|phon(?:e|ing)|ring(?:ing)?){_AFTER}{_ME}\b|"
            rf"\b(?:stop|no more|no) (?:the |your )*(?:phone )?calls{_ENDS}|"
            rf"\b(?:don'?t|do not) (?:call|phone){_ENDS}|\bno me (?:llam|marqu)\w+|\bno (?:quiero|"
            rf"mas) (?:mas )?llamadas\b|\bno (?:quiero|deseo|queremos) que (?:me|nos) (?:llam|marqu|habl)\w+|"
            rf"\bnada de llamadas\b"
        ),
    ),
)
# Orders about things of theirs that are no data about them stay with the brain.
_DATA = (
    r"(?:data|info(?:rmation)?|details|records?|account|profile|chat history|conversation|messages|phone number|number|"
    r"e-?mail(?: address)?)"
)
_ERASE = re.compile(
    rf"(?<!if you )\b(?:delete|erase|wipe|remove|destroy|purge|forget) (?:all (?:of )?|any )?my (?:\w+ )?{_DATA}\b|"
    rf"\b(?:delete|erase|wipe|remove|purge) (?:everything|all|any(?:thing)?)(?: \w+)? (?:about|on|of) me\b|"
    r"\bright to be forgotten\b|\b(?:delete|erase|remove) me from (?:your )?(?:system|database|records)\b|"
    r"\b(?:borr|elimin|quit)\w* (?:todos )?mis (?:datos|mensajes)\b|\b(?:borr|elimin)\w* mi (?:informacion|cuenta)\b"
)
_ACCESS = re.compile(
    r"\bwhat (?:\w+ ){0,3}(?:do|did|does|have) (?:you|u|y'?all|they) (?:know|have|store|keep|collect(?:ed)?|hold|"
    r"save[d]?|"
    r"got|stored|kept)(?: \w+)? (?:about|on) (?:me|us)\b|\bwhat (?:do|have) you (?:have )?(?:stored|saved|collected) "
    r"(?:about|on) me\b|\b(?:export|download|get a copy of|(?:give|"
    r"send) me (?:a copy of )?(?:all )?)\s?my (?:personal )?"
    r"(?:data|info(?:rmation)?)\b|\bcopy of (?:all )?my (?:personal )?(?:data|info\w*)\b|"
    r"\b(?:do not|don'?t) (?:sell|share) my (?:personal )?(?:data|info\w*|number|e-?mail)\b|\b(?:gdpr|ccpa)\b|"
    r"\bque (?:saben?|datos tienen?|informacion tienen?|tienen?)(?: ustedes)? (?:de|sobre) mi\b|"
    r"\b(?:export|descarg)\w* mis datos\b|\bcopia de mis datos\b"
)

_NOTED = {
    "en": "I've noted that you don't want {channels} from {name}, and I won't ask you for contact details again. "
    "{tours}You can still ask me anything here.",
    "es": "He anotado que no quiere {channels} de {name}, y no le volveré a pedir sus datos de contacto. "
    "{tours}Aquí puede seguir preguntándome lo que quiera.",
}
_TOUR_MAIL = {
    "en": "A confirmation of a tour that you book yourself is still sent. ",
    "es": "La confirmación de una visita que usted mismo agende sí se envía. ",
}
_WORDS: dict[str, dict[Channel, str]] = {
    "en": {"email": "emails", "sms": "texts", "phone": "calls"},
    "es": {"email": "correos", "sms": "mensajes de texto", "phone": "llamadas"},
}
_ERASURE = {
    "en": "I can't erase data myself. I've passed your request to the leasing team of {name}, who will take care of "
    "it.{call}",
    "es": "Yo no puedo borrar datos. Pasé su solicitud al equipo de {name}, que se encargará de ella.{call}",
}
_COPY = {
    "en": "What is kept of you at {name} is this chat, and what you said in it: your contact details if you gave any, "
    "what kind of home you look for, and your tours. I've passed your request to the leasing team, who can tell you "
    "more and give you a copy.{call}",
    "es": "Lo que {name} guarda de usted es este chat y lo que dijo en él: sus datos de contacto si los dio, qué "
    "vivienda busca y sus visitas. Pasé su solicitud al equipo, que puede decirle más y darle una copia.{call}",
}


def rule(message: Message, community: Community) -> Ruling | None:
    folded = message.folded
    if not _MAY_CONCERN.search(folded):
        return None
    language = "es" if message.spanish else "en"
    call = ""
    if community.phone:
        call = (f" También puede llamar al {community.phone}." if message.spanish
                else f" You can also call {community.phone}.")  # fmt: skip
    erase = _ERASE.search(folded) is not None
    if erase or _ACCESS.search(folded):
        wording = (_ERASURE if erase else _COPY)[language]
        return Ruling(
            kind="privacy",
            reply=wording.format(name=community.name, call=call),
            stop=True,
            task=f"A visitor asks {'to have their data erased' if erase else 'about their data'}: {message.raw}",
            note=f"privacy:{'erase' if erase else 'access'}",
        )
    refused = refused_channels(folded)
    if not refused:
        return None
    rest = without(message.raw, lambda piece: bool(refused_channels(fold(piece))))
    return Ruling(
        kind="opt_out",
        reply=_NOTED[language].format(
            channels=_listed([_WORDS[language][channel] for channel in refused], message.spanish),
            name=community.name,
            tours=_TOUR_MAIL[language] if "email" in refused else "",
        ),
        stop=rest is None,
        refuses=refused,
        rest=rest,
        note=f"opt_out:{','.join(refused)}",
    )


def refused_channels(folded: str) -> tuple[Channel, ...]:
    """On which channels somebody does not want to hear from us."""
    if _EVERYTHING.search(folded):
        return _ALL
    return tuple(channel for channel, pattern in _CHANNELS if pattern.search(folded))


def _listed(words: list[str], spanish: bool) -> str:
    joint = " ni " if spanish else " or "
    return joint.join(filter(None, (", ".join(words[:-1]), words[-1])))
