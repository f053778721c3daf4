"""An AI, and says so: the true answer to whoever asks, and no sentence that claims to be a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guards.folding import Message, fold
from bot.guards.remainder import without
from bot.guards.verdicts import Problem, Ruling

if TYPE_CHECKING:
    from bot.context import Community

_MACHINE = (
    r"(?:a\.?i\.?|bot|chat ?bot|robot|machine|computer|program|automated|automatic|software|chat ?gpt|gpt|llm|"
    r"language model|virtual assistant|"
    r"virtual|artificial(?: intelligence)?|siri|alexa|claude|gemini|auto-?reply|script)"
)
_HUMAN = (
    r"(?:human(?: being)?|real(?! estate)(?: person| human| people| agent| guy| woman| man)?|person|actual (?:person|"
    r"human|agent)|live (?:person|agent|human)|"
    r"alive|somebody real|someone real|man or (?:a )?(?:machine|bot)|flesh and blood|leasing agent|employee|"
    r"property manager|staff member)"
)
_BEFORE = (
    r"(?:an? |the |some |really |actually |even |just |like |really an? |actually an? |talking to an? |some kind of |"
    r"my |your )*"
)

_TALKING = r"(?:talking|chatting|speaking|texting|messaging|typing|writing|dealing) (?:to|with)"
_TAG = (
    r"(?:,? (?:right|correct|yes|no|huh|eh|yeah|ok|okay|true|here|or (?:not|what)|(?:are|aren't|am|isn't|is|ain't) "
    r"(?:you|i|we|it|this|there|i not)))*\W*\?"
)
_SURE = (
    r"(?:know|sure|certain|confirm|check|see|wonder\w*|curious|believe|think|guess|assume|hope|say|swear|promise|"
    r"admit|"
    r"tell me|honest(?:ly)?|find out)"
)

_ASKS = re.compile(
    # Said rather than asked, with a tag or a word of doubt: "I'm talking to a human, right?", "tell me you're a bot"
    rf"\b(?:i'?m|i am|we'?re|we are|i have been|i've been)(?: \w+){{0,2}} {_TALKING} (?:{_BEFORE})(?:{_MACHINE}|"
    rf"{_HUMAN})\b"
    rf"{_TAG}|"
    rf"\b{_SURE},?(?: (?:if|whether|that|the truth))*:?,? (?:i'?m|i am|we'?re|we are)(?: \w+){{0,2}} {_TALKING} "
    rf"(?:{_BEFORE})(?:{_MACHINE}|{_HUMAN})\b|"
    rf"\b{_SURE},?(?: (?:if|whether|that|the truth))*:?,? (?:you'?re|you are|u r|ur|this is|"
    rf"it'?s) (?:not )?(?:{_BEFORE})"
    rf"(?:{_MACHINE}|{_HUMAN})\b|"
    rf"\bthere(?:'s| is) (?:{_BEFORE})(?:{_HUMAN}|somebody|someone|anybody) (?:\w+ )?(?:there|here|typing|reading|"
    rf"writing|"
    rf"behind (?:this|that)|on the other (?:end|side))[^.!?\n]{{0,24}}\?|"
    rf"\b(?:you'?re|you are|u r|this is|it'?s) (?:not |definitely |totally |obviously |"
    rf"clearly )?(?:{_BEFORE})(?:{_MACHINE}|"
    rf"{_HUMAN})\b{_TAG}|"
    rf"\b(?:are|r|is|was) (?:you|u|ya|this|that|it|there)(?: guys)? (?:{_BEFORE})(?:{_MACHINE}|{_HUMAN})\b|"
    rf"\b(?:am i|are we|is this me) (?:\w+ )?(?:talking|chatting|speaking|texting|messaging|typing|writing) (?:to|"
    rf"with) (?:{_BEFORE})(?:{_MACHINE}|{_HUMAN})\b|"
    rf"\b(?:you|u|this|it)(?:'re| are| is|'s)? (?:not )?(?:{_BEFORE})(?:{_MACHINE}|human|real person|a person|"
    rf"not real)\b[^.!]{{0,20}}(?:right|correct|huh|or what|aren't you|isn't it|yes|no)?\?|"
    rf"\b(?:is|are) (?:there )?(?:a |an )?(?:{_HUMAN}|anyone|anybody|someone|somebody) (?:actually |"
    rf"really )?(?:there|here|on the other (?:end|side)|reading|typing|behind (?:this|that))\b|"
    r"\b(?:bot or (?:a )?(?:human|person|not)|human or (?:a )?(?:bot|robot|machine|ai)|person or (?:a )?(?:bot|robot|"
    r"machine|ai)|robot or (?:a )?(?:human|person))\b|"
    r"\bwho am i (?:talking|chatting|speaking|texting) (?:to|with)\b|\bwhat are you\b(?! (?:\w+ )?(?:open|hours|fees|"
    r"rates|prices|offering|charging|looking|doing|asking|going|trying|talking|pet|polic))|"
    r"\bare you (?:real|human)\b(?! estate)|\bdo you have (?:feelings|a body|a soul|consciousness)\b|"
    r"\b(?:eres|es usted|es esto|usted es|estoy hablando con|hablo con|estoy chateando con|esto es) (?:un |una |el |"
    r"la )?(?:robot|bot|maquina|ia\b|inteligencia artificial|"
    r"humano|humana|persona|persona real|persona de verdad|alguien real|computadora|agente real)"
)
# A wish for a person, or a question about somebody else: not ours to answer.
_NOT_ASKED = re.compile(
    r"\b(?:can|could|may|let|want|need|like|rather|prefer|get|connect|transfer|put|give)\b"
    r"(?! to (?:know|be (?:sure|certain)|make sure|check|confirm|see|find out))[^.?!]{0,30}\b(?:talk|"
    r"speak|chat|person|human|agent|somebody|someone)\b|"
    r"\bis there (?:a |an )?(?:\w+ )?(?:person|agent|manager|someone|somebody) (?:i|to|who|that|on|at)\b|"
    r"\b(?:virtual tours?|live chat|automatic|automated (?:door|gate|payment))\b|"
    r"\bis (?:this|it|that) (?:an? )?(?:real (?:listing|price|photo|picture)|automatic|program|scam)"
)

_CLAIMS = re.compile(
    r"\bi(?:'m| am)(?: \w+ly| just| also| in fact| of course)*,? (?:an? |the |your )?(?:real |actual |live |living |"
    r"fellow |friendly |human |local )*"
    r"(?:human(?: being)?|person|man|woman|guy|girl|employee|leasing (?:agent|consultant|manager|specialist|"
    r"professional|associate)|property manager|realtor|staff member)\b|"
    r"\bi(?:'m| am) (?:\w+, )?(?:your|the|a) (?:leasing|property) (?:agent|consultant|manager|specialist)\b|"
    r"\bi(?:'m| am) (?:\w+ly )?not (?:an? )?(?:ai\b|a\.i|bot|robot|chatbot|machine|computer|program|automated|"
    r"virtual)|\bi'm no (?:bot|robot|machine)\b|"
    r"\b(?:you(?:'re| are)|this is|it's) (?:\w+ly )?(?:talking|chatting|speaking|typing)? ?(?:to|"
    r"with)? ?(?:an? )?(?:real |actual |live )+(?:human|person|agent)\b|"
    r"\bas an? (?:fellow )?(?:human|person|mother|father|parent|resident|woman|man) (?:myself|like you|i)\b|"
    r"\bno bots? here\b|\bi(?:'m| am) (?:100%|totally|completely|definitely) human\b|"
    r"\b(?:my (?:wife|husband|kids|children|boyfriend|girlfriend|own apartment)|when i was (?:a kid|young)|i (?:live|"
    r"grew up|was born) (?:here|in|there|nearby))\b|"
    r"\bsoy (?:una? |la |el )?(?:humano|humana|persona|agente humano|empleada?|ser humano)\b|\bno soy (?:un |"
    r"una )?(?:robot|bot|ia\b|maquina|inteligencia)"
)
_TRUTH = re.compile(
    r"\b(?:not|n't|never|no soy una? (?:persona|humano))\b[^.!?]{0,25}\b(?:human|person|man|woman|employee|agent|"
    r"persona|humano)"
)
MAY_CLAIM = re.compile(
    r"\bi'?m\b|\bi am\b|\bsoy\b|human|real person|\bas a|\bno bots?|\bmy \w+|\bi (?:live|grew|was)|when i|you're|"
    r"you are|this is|it's"
)


def rule(message: Message, community: Community) -> Ruling | None:
    if not asks_what_you_are(message.folded):
        return None
    rest = without(message.raw, lambda piece: asks_what_you_are(fold(piece)))
    return Ruling("identity", truth(community.name, message.spanish), stop=rest is None, note="identity", rest=rest)


def asks_what_you_are(folded: str) -> bool:
    return _ASKS.search(folded) is not None and _NOT_ASKED.search(folded) is None


def truth(name: str, spanish: bool) -> str:
    if spanish:
        return (
            f"Soy el asistente de inteligencia artificial de {name}, no una persona. Puedo responder preguntas, buscar "
            "departamentos y agendar visitas, y si prefiere hablar con una persona del equipo, solo dígamelo."
        )
    return (
        f"I'm the AI assistant of {name}, not a person. I can answer questions, find homes and book tours, and if you "
        "would rather talk with a person on the leasing team, just say so."
    )


def check(sentence: str) -> Problem | None:
    folded = fold(sentence)
    if not MAY_CLAIM.search(folded):
        return None
    claim = _CLAIMS.search(folded)
    if claim is None or _TRUTH.search(folded):
        return None
    return Problem("identity", "claims to be a person")
