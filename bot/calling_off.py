"""A visitor who waits for a person says that none is needed any more: the same as the widget's button does."""

from __future__ import annotations

import re

from bot.context import TurnContext
from bot.guards.folding import fold
from bot.guards.remainder import without
from bot.tools.common import language_of
from bot.voice import Voice
from leasing.services import questions
from leasing.services.takeover_words import say

_PERSON = (
    r"(?:(?:to |with |for )*(?:(?:an?|the|any|your|that) )?(?:(?:real|live|human|leasing) )?(?:person|people|human|"
    r"human being|someone|somebody|anyone|anybody|agent|rep|representative|manager|staff|team|them|him|her))"
)
_NADIE = (
    r"(?:(?:a|con|de|que venga) )*(?:(?:una?|la|el|al|ningun|ninguna|otra) )?(?:nadie|persona|alguien|agente|asesora?|"
    r"humano|encargad[oa]|gerente|equipo)"
)
_END = (
    r"(?=\W*(?:$|[,.;!?\n]|any ?more\b|now\b|after all\b|then\b|though\b|thank|thx|please\b|anyway\b|actually\b|"
    r"ya\b|mas\b|gracias\b|por favor\b|entonces\b|por ahora\b))"
)
_NEEDS = r"(?:need|want|require|have(?= to))(?: to)?(?: (?:speak|talk|chat|wait|see|hear|be connected))?"
_CALLED_OFF = re.compile(
    rf"\b(?:do not|don'?t|dont|no longer|won'?t|wont|not) (?:really |even |actually )?{_NEEDS} {_PERSON}{_END}|"
    r"\bno (?:need (?:for|to (?:wait|get|call|send|bring|ask|talk|speak))|longer need) ?(?:for |to |with )?"
    rf"{_PERSON}{_END}|"
    rf"\bno {_PERSON} (?:is )?(?:needed|necessary|required)\b|"
    r"\b(?:do not|don'?t|dont|no longer|not) (?:want to |need to |going to |gonna )?(?:wait|be waiting|waiting)"
    r"(?: any ?more| any longer)?(?:\W*$|[,.;!?\n])|\bi'?ll stop waiting\b|\bstop waiting for me\b|"
    rf"\b(?:never ?mind|forget(?: about)?|cancel|skip) (?:about |with )?(?:the |my |that |this )?(?:person|human|"
    r"agent|rep|representative|manager|hand ?off|wait|waiting|request(?: for a (?:person|human|agent))?)\b|"
    rf"\b(?:ya )?no (?:necesito|necesitamos|quiero|queremos|requiero|ocupo|hace falta|hay necesidad|me hace falta)"
    rf"(?: ya)?(?: (?:hablar|esperar|platicar|chatear|que (?:venga|me atienda|llame)))? {_NADIE}{_END}|"
    r"\b(?:ya no|no) (?:quiero|voy a|puedo|pienso) (?:seguir )?esperar(?:\W*$|[,.;!?\n]| mas\b)|"
    r"\b(?:olvid[ae]|olvidemos|deje|deja|cancel[ae]|cancelar|cancelen)(?:lo|n)? (?:lo )?(?:de )?(?:la |el |mi )?"
    r"(?:persona|agente|asesora?|espera|solicitud|peticion)\b",
)
_NOBODY = (
    r"(?:nobody|no ?one|anybody|any ?one|somebody|some ?one|them|the (?:team|staff|office|manager|agents?)|your "
    r"(?:team|"
    r"staff|people|manager)|people|any of (?:them|you)|y'?all|you guys)"
)
_NOT_BOTHERED = re.compile(
    rf"\b(?:nobody|no ?one) (?:(?:is |'?s )?(?:needed|necessary|required)|(?:needs|has|have) to "
    rf"(?:come|answer|reply|respond|call|help|bother|join|write|be (?:there|bothered|called)))\b|"
    rf"\b(?:do not|don'?t|dont|no need to|needn'?t|please not|not|never|won'?t) (?:want to |wanna |have to |need to )?"
    rf"(?:bother|disturb|trouble|interrupt|wake|call in|pull in|page) {_NOBODY}{_END}|"
    rf"\bleave {_NOBODY} (?:alone|in peace|be)\b|"
    r"\bno (?:hace falta |es necesario |quiero |voy a |vaya[ns]? a )?(?:molest|interrump|despiert|llam|busqu)\w* "
    r"(?:mas )?a (?:nadie|ningun[ao]? \w+|la persona|el equipo|los del equipo)\b|\bnadie (?:tiene que|necesita) "
    r"(?:venir|contestar|responder|escribir|llamar|atender\w*)\b"
)
"""whom nobody is to fetch: "don't bother anyone" """
_BUT_SOMEBODY = re.compile(
    r"\b(?:but|rather|instead|just|only|(?<!not )(?:i|we)(?:'d| would)? (?:really |just |actually |do )?(?:need|want|"
    r"prefer|like))\b(?:(?!\b(?:not|no|don'?t)\b)[^.?!]){0,20}?\b(?:an?|one|two|three|four|five|\d+|some|several|"
    r"more|"
    r"your|the|real|actual|other|another) (?:\w+ )?(?:person|people|persons|humans?|agents?|managers?|reps?|"
    r"representatives?|supervisors?|somebody|someone|one who|staff)\b|"
    r"\b(?:sino|pero si|quiero|necesito|prefiero)\b[^.?!]{0,20}?\b(?:una?|dos|tres|cuatro|varias|otr[oa]s?|al|la|el) "
    r"(?:\w+ )?(?:personas?|gente|agentes?|gerentes?|encargad[oa]s?|supervisor\w*|human[oa]s?|asesor\w*)\b"
)
"""after words that call one off: somebody is wanted all the same, only another, or more of them"""
_WHOLE = re.compile(
    r"\W*(?:(?:ok|okay|no|oh|ah|actually|bueno|mejor|pues|perdon|sorry|thanks|gracias)\W+)*"
    r"(?:never ?mind|forget (?:it|about it)|olvid[ae]lo|dej[ae]lo|no importa|ya no(?: importa| hace falta)?)"
    r"(?:\W+(?:then|now|ok|okay|it'?s fine|i'?m good|all good|thanks|thank you|gracias|entonces|asi|esta bien|"
    r"por favor))*\W*"
)


def is_called_off(text: str) -> bool:
    """Whether a text says that no person is needed (any more), and not that another is: "I don't need an agent, I need
    a manager"."""
    folded = fold(text)
    found = _CALLED_OFF.search(folded) or _NOT_BOTHERED.search(folded)
    return found is not None and _BUT_SOMEBODY.search(folded, found.end()) is None


def may_be_called_off(text: str, *, asked: str | None) -> bool:
    """The same of a visitor who waits: "never mind" alone is about the person where nothing was `asked` of them."""
    return is_called_off(text) or (asked is None and _WHOLE.fullmatch(fold(text)) is not None)


async def call_off(ctx: TurnContext, voice: Voice) -> bool:
    """End the waiting and say so, where the message asks for it; what is left of the message stays to be answered.
    Whether the turn is done by it."""
    if not may_be_called_off(ctx.text, asked=ctx.agenda.asked):
        return False
    if not await ctx.db.write(questions.call_off, ctx.ref):
        return False
    ctx.findings.mode = "bot"
    if ctx.agenda.asked == "contact" and not ctx.agenda.booking:
        # Where an answer can be sent is of no matter any more.
        ctx.agenda.asked = None
    ctx.trace["ruling"] = {"kind": "called_off", "note": "no person any more"}
    await voice.speak(say("cancelled", language_of(ctx)))
    rest = without(ctx.text, is_called_off)
    if rest is None:
        return True
    ctx.text = rest
    return False
