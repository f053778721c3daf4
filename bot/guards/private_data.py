"""Nobody's private data: none of other people's in a reply, no card or social security number kept of the visitor's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guards.folding import Message, fold, visible
from bot.guards.remainder import without
from bot.guards.verdicts import Problem, Ruling

if TYPE_CHECKING:
    from bot.context import Community

_CARD = re.compile(r"(?<![\d-])(?:\d[ .-]?){12,18}\d(?![\d-])")
_SSN = re.compile(r"(?<![\d-])(?!000|666)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
_SSN_NAMED = re.compile(
    r"\b(ssn|social(?: security)?(?: number| no\.?| #)?|itin|seguro social)(\W{1,4}(?:is |es |"
    r"number )?)(\d[\d -]{7,10}\d)",
    re.IGNORECASE,
)
_SECRET_NAMED = re.compile(
    r"\b((?:routing|bank account|account|debit card|credit card) (?:number|no\.?|#)|cvv2?|cvc|pin|password|"
    r"contrase\u00f1a)"
    r"(\W{1,4}(?:is |es )?)(?=\S*\d)(\S{3,})",
    re.IGNORECASE,
)
_MAY_HOLD_SECRET = re.compile(r"\d[\d .-]{7}|(?i:password|contrase|cvv|cvc|\bpin\b)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

# What somebody asks who wants to know about other people.
_ASKS_FOR_OTHERS = re.compile(
    r"\b(?:other|last|previous|another|every|all(?: the| your)?) (?:visitors?|users?|prospects?|leads?|customers?|"
    r"applicants?|tenants?|residents?|persons?)'?s? "
    r"(?:\w+ )?(?:names?|e-?mails?|phones?|numbers?|contacts?|conversations?|chats?|messages?|info\w*|details|data|"
    r"addresses|tours?)\b|"
    r"\b(?:names?|e-?mails?|phone numbers?|contacts?|contact info\w*|conversations?|chat (?:history|logs?)|"
    r"personal (?:info\w*|data|details)|list) (?:of|from|for) "
    r"(?:\w+ ){0,2}(?:other )?(?:visitors?|users?|prospects?|leads?|customers?|applicants?|tenants?|residents?|"
    r"neighbou?rs?|people who)\b|"
    r"\bwho (?:lives|is living|rents|used to live|lived) in (?:unit|apt|apartment|#)?\s?#?\w?-?\d+|"
    r"\bwho else (?:booked|is touring|applied|has booked|toured|asked)\b|"
    r"\b(?:name|phone|number|e-?mail) of (?:the|my) (?:\w+ )?(?:tenant|resident|neighbou?r|person (?:in|who|"
    r"upstairs))\b|"
    r"\bwhat did the (?:last|previous|other) (?:visitor|person|user|customer|guest) (?:say|ask|write|want)\b|"
    r"\b(?:does|is) [a-z]+ [a-z]+ (?:live|a resident|a tenant) (?:here|there|at your)\b"
)


def redact(text: str) -> str:
    """The text without card numbers (their last four stay, so that staff can tell which), social security numbers and
    secrets. For logs, model prompts and whatever is kept."""
    clean = visible(text)
    if not _MAY_HOLD_SECRET.search(clean):
        return clean
    clean = _SSN.sub("[SSN removed]", clean)
    clean = _SSN_NAMED.sub(r"\1\2[SSN removed]", clean)
    clean = _CARD.sub(_redacted_card, clean)
    return _SECRET_NAMED.sub(_redacted_secret, clean)


def _redacted_card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    return f"[card ending {digits[-4:]}]" if _is_card(digits) else found.group()


def _redacted_secret(found: re.Match[str]) -> str:
    return found.group() if found.group(3).startswith("[") else f"{found.group(1)}{found.group(2)}[removed]"


def _is_card(digits: str) -> bool:
    """Luhn's check, and a first digit that card networks use."""
    if digits[0] not in "3456" or len(set(digits)) == 1:
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(doubled)) % 10 == 0


def rule(message: Message, community: Community) -> Ruling | None:
    if _ASKS_FOR_OTHERS.search(message.folded):
        return Ruling("private_data", _others(community, message.spanish), stop=True, note="asks about other people")
    redacted = redact(message.raw)
    if redacted == visible(message.raw):
        return None
    rest = without(redacted, lambda piece: "removed]" in piece or "[card ending" in fold(piece))
    return Ruling("private_data", _keep_it(message.spanish), stop=rest is None, note="sent secrets", rest=rest)


def _others(community: Community, spanish: bool) -> str:
    if spanish:
        return (
            "No puedo compartir datos de otras personas. Con gusto le ayudo con los departamentos de "
            f"{community.name} o con una visita."
        )
    return f"I can't share anything about other people. I'm glad to help with homes at {community.name} or a tour."


def _keep_it(spanish: bool) -> str:
    if spanish:
        return (
            "Por su seguridad, no envíe números de tarjeta, de seguro social ni contraseñas por este chat: aquí no "
            "hacen falta. Los pagos y las solicitudes se hacen por los medios seguros de la oficina."
        )
    return (
        "For your safety, please don't send card numbers, social security numbers or passwords in this chat: they are "
        "not needed here. Payments and applications go through the office's secure channels."
    )


def check(sentence: str, known: frozenset[str]) -> Problem | None:
    """`known` holds the emails, in lower case, that may be written: the community's, the visitor's and those of this
    turn's knowledge. Phone numbers are figures and are held to the evidence there."""
    if any(email.lower().rstrip(".") not in known for email in EMAIL.findall(sentence)):
        return Problem("private_data", "email without evidence")
    if redact(sentence) != visible(sentence):
        return Problem("private_data", "card or social security number")
    return None
