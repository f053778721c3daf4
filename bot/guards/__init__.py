"""The guardrails of a turn: what is ruled on a visitor's message, and what of a reply may leave.

`rule_in` looks at a message before any brain does, `check_out` at each sentence on its way out, `as_data` quotes text
from outside for a model's prompt, `redact` takes secrets out of what is logged or kept. All are plain functions over
text and the turn's context: no network, no model, well under a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.guards import (
    emergency,
    fair_housing,
    fair_housing_out,
    figures,
    identity,
    injection,
    leaks,
    minors,
    privacy,
    private_data,
    promises,
)
from bot.guards.evidence import Evidence
from bot.guards.folding import Message, fold, message
from bot.guards.known import known_emails, known_hosts
from bot.guards.leaks import PromptSecrets
from bot.guards.private_data import redact
from bot.guards.quoting import as_data, quoted
from bot.guards.replacements import replacement_for
from bot.guards.sentences import Sentences
from bot.guards.verdicts import ALLOWED, Problem, Ruling, Verdict

if TYPE_CHECKING:
    from bot.context import TurnContext
    from leasing.community import Community

__all__ = [
    "Problem", "PromptSecrets", "Ruling", "Sentences", "Verdict", "as_data", "check_out", "quoted", "redact", "rule_in",
]  # fmt: skip

_RULES: tuple[Callable[[Message, Community], Ruling | None], ...] = (
    emergency.rule,
    injection.rule,
    private_data.rule,
    minors.rule,
    privacy.rule,
    identity.rule,
    fair_housing.rule,
)


def rule_in(ctx: TurnContext) -> Ruling | None:
    """What is decided about the visitor's message; None for an ordinary one. Where one rule leaves a rest, the others
    rule on that, and their rulings are one."""
    ruling: Ruling | None = None
    text = ctx.text
    language = ctx.understanding.language if ctx.understanding is not None else ctx.locale
    for rule in _RULES:
        found = rule(message(text, language), ctx.community)
        if found is None:
            continue
        ruling = found if ruling is None else _joined(ruling, found)
        if ruling.stop or ruling.rest is None:
            return ruling
        text = ruling.rest
    return ruling


def _joined(first: Ruling, second: Ruling) -> Ruling:
    """Two rulings on parts of one message: both are said, the second decides how it goes on."""
    return replace(
        second,
        kind=first.kind,
        reply=" ".join(part for part in (first.reply, second.reply) if part),
        ask_person=second.ask_person or first.ask_person,
        refuses=first.refuses or second.refuses,
        task=first.task or second.task,
        note=f"{first.note} {second.note}",
        rest=second.rest if second.rest is not None or second.stop else first.rest,
    )


def check_out(sentence: str, ctx: TurnContext, secrets: PromptSecrets) -> Verdict:
    """Whether a sentence of a reply may leave, and what is said instead where it may not."""
    problem = _problem(sentence, ctx, secrets)
    if problem is None:
        return ALLOWED
    return Verdict(False, replacement_for(problem, sentence, ctx), problem.guard, problem.reason)


def _problem(sentence: str, ctx: TurnContext, secrets: PromptSecrets) -> Problem | None:
    hosts = known_hosts(ctx) if leaks.may_link(sentence) else frozenset[str]()
    emails = known_emails(ctx) if "@" in sentence else frozenset[str]()
    return _by_itself(sentence, secrets, hosts, emails) or _unsupported(sentence, ctx)


@lru_cache(maxsize=2048)
def _by_itself(sentence: str, secrets: PromptSecrets, hosts: frozenset[str], emails: frozenset[str]) -> Problem | None:
    """What is wrong with a sentence whatever the tools have found. Remembered: the same entries of the knowledge are
    said to one visitor after the other."""
    return (
        leaks.check(sentence, secrets, hosts)
        or identity.check(sentence)
        or private_data.check(sentence, emails)
        or fair_housing_out.check(sentence)
    )


def _evidence(ctx: TurnContext) -> Evidence:
    """The evidence, put together again only when a tool has found something: what the reply itself has said so far was
    held to it already."""
    found = ctx.findings
    stamp = (len(found.results), len(found.homes), len(ctx.agenda.homes), len(ctx.agenda.slots), len(ctx.tours))
    kept = ctx.worked_out.get("evidence")
    if kept is None or kept[0] != stamp:
        kept = ctx.worked_out["evidence"] = (stamp, figures.evidence_of(ctx))
    return kept[1]


def _unsupported(sentence: str, ctx: TurnContext) -> Problem | None:
    """Figures and promises are held to the evidence, which is put together only where there are any."""
    may_promise = promises.MAY_PROMISE.search(fold(sentence)) is not None
    if not may_promise and not figures.figures_in(sentence):
        return None
    evidence = _evidence(ctx)
    return (promises.check(sentence, evidence) if may_promise else None) or figures.check(sentence, evidence)
