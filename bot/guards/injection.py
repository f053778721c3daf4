"""Attempts to turn the assistant into something else: a short steady answer, and on with what was really asked."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from bot.guards.folding import Message, fold, unleet
from bot.guards.injection_patterns import PATTERNS
from bot.guards.injection_words import COMMAND, MAY_ATTACK
from bot.guards.remainder import asks_about_leasing, without
from bot.guards.verdicts import Ruling

if TYPE_CHECKING:
    from bot.context import Community

MAX_READ = 4000

_QUOTED = re.compile(r"[\"\u201c\u201d]([^\"\u201c\u201d]{12,}?)[\"\u201c\u201d]|```(.+?)```", re.DOTALL)
_QUOTED_SENTENCES = re.compile(r"(?<=[.?!;])\s+|\n+")
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,}={0,2}(?![A-Za-z0-9+/])")
_SPACED_OUT = re.compile(r"\b(?:[a-z][ ._-]){5,}[a-z]\b")
# Only these are worth answering around: the rest of such a message may be a real question.
_ANSWERABLE = frozenset({"indirect_injection", "goal_hijack", "off_topic", "data_exfiltration"})
_LONGEST_REST = 400


def looks_like_attack(text: str) -> str | None:
    """The kind of attack that a visitor's text holds (`prompt_extraction`, `goal_hijack`, `persona_jailbreak`,
    `code_injection`, `markup_injection`, `data_exfiltration`, `indirect_injection`, `off_topic`), or None."""
    return _kind_of(fold(text[:MAX_READ]), text[:MAX_READ])


def rule(message: Message, community: Community) -> Ruling | None:
    kind = _kind_of(message.folded[:MAX_READ], message.raw[:MAX_READ])
    if kind is None:
        return None
    rest = _rest(message.raw, kind)
    return Ruling(
        "injection",
        _reply(community.name, message.spanish) if rest is None else "",
        stop=rest is None,
        note=f"injection:{kind}",
        rest=rest,
    )


def _kind_of(folded: str, raw: str) -> str | None:
    outside = _QUOTED.sub(" ", folded)
    kind = _plain_kind(outside)
    if kind is None and outside != folded:
        kind = _quoted_kind(folded) or _plain_kind(folded)
    return kind or _disguised_kind(folded, raw)


def _plain_kind(folded: str) -> str | None:
    if not MAY_ATTACK.search(folded):
        return None
    return next((kind for kind, pattern in PATTERNS if pattern.search(folded)), None)


def _quoted_kind(folded: str) -> str | None:
    """A command inside a text that somebody else wrote."""
    return "indirect_injection" if any(_is_command(sentence) for sentence in _quoted_sentences(folded)) else None


def _quoted_sentences(text: str) -> list[str]:
    quotes = [found.group(1) or found.group(2) for found in _QUOTED.finditer(text)]
    return [sentence for quote in quotes for sentence in _QUOTED_SENTENCES.split(quote) if sentence]


def _is_command(sentence: str) -> bool:
    return COMMAND.match(fold(sentence)) is not None


def _disguised_kind(folded: str, raw: str) -> str | None:
    """Attacks spelt with digits, with spaces between the letters, or in base64."""
    plain = unleet(folded)
    if plain != folded and (kind := _plain_kind(plain)):
        return kind
    spaced = _SPACED_OUT.sub(lambda found: re.sub(r"[ ._-]", "", found.group()), folded)
    if spaced != folded and (kind := _plain_kind(spaced)):
        return kind
    return next((kind for text in _decoded(raw) if (kind := _plain_kind(fold(text)))), None)


def _decoded(raw: str) -> list[str]:
    """What base64 runs say, where they say anything readable."""
    texts: list[str] = []
    for found in _ENCODED.findall(raw)[:4]:
        try:
            text = base64.b64decode(found + "=" * (-len(found) % 4), validate=True).decode("ascii")
        except (binascii.Error, ValueError):
            continue  # not base64 after all: a long word or an order number
        if text.isprintable():
            texts.append(text)
    return texts


def _rest(raw: str, kind: str) -> str | None:
    """The honest part of a message that carries somebody else's commands."""
    if kind not in _ANSWERABLE:
        return None
    in_quotes = {sentence.strip() for sentence in _quoted_sentences(raw) if _is_command(sentence)}
    rest = without(raw, lambda piece: piece.strip() in in_quotes or _plain_kind(fold(piece)) is not None)
    if rest is None or len(rest) > _LONGEST_REST or not asks_about_leasing(fold(rest)):
        return None
    return rest if looks_like_attack(rest) is None else None


def _reply(name: str, spanish: bool) -> str:
    if spanish:
        return (
            f"Aquí solo puedo ayudarle con {name}: responder preguntas, buscar departamentos y agendar visitas. "
            "¿Qué le gustaría saber?"
        )
    return (
        f"I can only help with {name} here: answering questions, finding a home and booking tours. "
        "What would you like to know?"
    )
