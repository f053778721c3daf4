"""Putting a reply into words. The same turn is always worded the same way, and different turns are not all alike."""

from __future__ import annotations

import re
from itertools import pairwise
from zlib import crc32

from bot.brains.embedded.phrases import PHRASES
from bot.brains.embedded.steps import Phrase, Say
from bot.context import TurnContext

FALLBACK = "en"
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z¿¡\"'(])")


def wording(phrase: Phrase, ctx: TurnContext, language: str) -> str:
    if phrase.verbatim:
        return phrase.params["text"].strip()
    variants = PHRASES.get(language, {}).get(phrase.key) or PHRASES[FALLBACK][phrase.key]
    # Not Python's hash: it differs from process to process, and an interrupted reply must be continued in its words.
    seed = crc32(f"{ctx.conversation_id}:{phrase.key}:{ctx.agenda.turns}".encode())
    said = [_once_stopped(variant.format_map(phrase.params)) for variant in variants]
    last = last_line(ctx)
    # What the visitor has just read is worded otherwise, where there are other words for it.
    fresh = [text for text in said if text not in last] or said
    return fresh[seed % len(fresh)]


def _once_stopped(text: str) -> str:
    """`10:00 a. m..` ends with one full stop."""
    return text.replace("m..", "m.")


def last_line(ctx: TurnContext) -> str:
    """What the visitor was told last."""
    return next((line.text for line in reversed(ctx.history) if line.author == "bot"), "")


def was_said(ctx: TurnContext, language: str, key: str, **params: str) -> bool:
    """Whether a phrase with these facts stands in an earlier reply of this conversation."""
    variants = PHRASES.get(language, {}).get(key) or PHRASES[FALLBACK][key]
    texts = [_once_stopped(variant.format_map(params)) for variant in variants]
    return any(line.author == "bot" and any(text in line.text for text in texts) for line in ctx.history)


def pieces(say: Say, ctx: TurnContext, language: str) -> list[str]:
    """The reply in sentence-sized pieces, each with the space or line break that parts it from the one before."""
    found: list[str] = []
    after_apart = False
    for phrase in say.phrases:
        text = wording(phrase, ctx, language)
        if found:
            # After a list the next words stand on a line of their own.
            apart = phrase.apart or after_apart or "\n" in found[-1].lstrip("\n")
            text = ("\n" if apart else " ") + text
        after_apart = phrase.apart
        found.extend(_sentences(text))
    return found


def _sentences(text: str) -> list[str]:
    """A text cut before the spaces that part its sentences; put together again it is the same text."""
    cuts = [0, *(match.start() for match in SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def unsaid(parts: list[str], said: str) -> list[str]:
    """What of a reply is left to say where an interrupted attempt, or another brain, has sent some text already."""
    if not said.strip():
        return parts
    known = " ".join(said.split())
    left = [part for part in parts if " ".join(part.split()) not in known]
    if not left:
        return []
    # In the middle of the same reply it just goes on; after other words a new paragraph begins.
    goes_on = "".join(parts).startswith(said) or len(left) < len(parts)
    first = left[0].lstrip() if not goes_on else left[0] if left[0][:1].isspace() else f" {left[0]}"
    left[0] = first if goes_on else f"\n\n{first}"
    return left
