"""What must hold of every turn of every scenario, whatever the file expects."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from leasing.markup import as_text
from tests.scenarios.seen import Seen, amounts

INTERNAL = re.compile(r"\{[a-z_.]+\}|\bNone\b|\bnull\b|\b[0-9a-f]{8}-[0-9a-f]{4}-|Traceback|marker-[0-9a-f]")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
KNOWLEDGE = ("faq", "document")


def sum_of_deltas(seen: Seen) -> str | None:
    if seen.streamed != seen.text:
        return f"the deltas say {seen.streamed!r}, the message {seen.text!r}"
    return None


def not_empty(seen: Seen) -> str | None:
    return None if seen.text.strip() else "the reply is empty"


def no_source_without_answer(seen: Seen) -> str | None:
    """Who could not answer names no source."""
    asked = seen.why.get("retrieval", [])
    named = [one for one in seen.sources if one["kind"] in KNOWLEDGE]
    if named and not any(one["answered"] for one in asked):
        return f"nothing was found, yet the sources are {named}"
    return None


def sources_are_ours(seen: Seen) -> str | None:
    ours = {faq.id: faq for faq in seen.faqs()} if any(one["kind"] == "faq" for one in seen.sources) else {}
    for one in seen.sources:
        if one["kind"] == "faq" and (one["id"] not in ours or ours[one["id"]].status != "answered"):
            return f"{one['title']!r} is no answered entry of this community"
    return None


def sources_hold_what_is_said(seen: Seen) -> str | None:
    """Of each entry that the embedded brain names a sentence was said, as it stands there."""
    if seen.why.get("brain") != "embedded" or "ruling" in seen.why:
        return None
    said = " ".join(seen.text.split())
    answers = {faq.id: " ".join(as_text(faq.answer or "").split()) for faq in seen.faqs()} if seen.sources else {}
    for one in seen.sources:
        answer = answers.get(one["id"]) if one["kind"] == "faq" else None
        if answer and not any(sentence.rstrip(".!?") in said for sentence in SENTENCE_END.split(answer)):
            return f"{one['title']!r} is named, and nothing of it was said: {seen.text!r}"
    return None


def money_is_known(seen: Seen) -> str | None:
    said = set(amounts(seen.text))
    unknown = said - seen.money_known() if said else set()
    return (
        f"amounts that nobody has stated: {sorted(cents / 100 for cents in unknown)} in {seen.text!r}"
        if unknown
        else None
    )


def nothing_internal(seen: Seen) -> str | None:
    found = INTERNAL.search(seen.text)
    return f"{found.group()!r} is not for visitors: {seen.text!r}" if found else None


def times_lie_ahead(seen: Seen) -> str | None:
    now = seen.world.clock.now()
    past = [slot["value"] for slot in seen.reply.get("slots", ()) if datetime.fromisoformat(slot["value"]) <= now]
    return f"times that have passed were offered: {past}" if past else None


def known_brain(seen: Seen) -> str | None:
    """The brain that was asked answers, unless the file expects another. What a guard answers alone has none."""
    found = seen.why.get("brain")
    if any(one.kind in ("fallback", "brain") for one in seen.turn.expected(seen.brain)):
        return None
    asked = "embedded" if seen.brain == "embedded" else "openai"
    scripted = seen.brain == "openai" and bool(seen.turn.model)
    if found == asked or (found is None and not scripted):
        return None
    return f"the brain was {found}, fallback {seen.why.get('fallback')}"


def own_words_pass(seen: Seen) -> str | None:
    """The embedded brain says nothing that a guard has to take back."""
    guarded = seen.why.get("guarded", [])
    if guarded and seen.why.get("brain") == "embedded" and "fallback" not in seen.why:
        return f"guards took back words of our own: {guarded}"
    return None


ALWAYS: tuple[Callable[[Seen], str | None], ...] = (
    sources_hold_what_is_said,
    sum_of_deltas,
    not_empty,
    no_source_without_answer,
    sources_are_ours,
    money_is_known,
    nothing_internal,
    times_lie_ahead,
    known_brain,
    own_words_pass,
)
