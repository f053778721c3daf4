"""What the guards say: of a visitor's message (Ruling), of a sentence on its way out (Problem, Verdict)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PersonReason = Literal["policy_restriction", "missing_knowledge", "customer_request"]
"""The reasons, out of the closed list for handing off, that guards give."""

Channel = Literal["email", "sms", "phone"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about a visitor's message before any brain sees it.

    Read in this order: where `knowledge_first`, the community's knowledge is asked, and an answer that
    `accepts_knowledge` is said in place of `reply`; otherwise `reply` (may be empty) is said. With `stop` the turn ends
    there; without it the turn goes on as usual, with `rest` for the visitor's text where it is not None.
    """

    kind: str
    """topic for logs and the audit trail: `injection`, `identity`, `private_data`, `privacy`, `opt_out`, `emergency`,
    `minor`, or a Fair Housing topic"""
    reply: str
    stop: bool
    ask_person: tuple[str, PersonReason] | None = None
    """question and reason for the leasing team; with `knowledge_first` only where the knowledge did not answer,
    unless `ask_always`"""
    note: str = ""
    """which pattern it was, for the log; never for the visitor"""
    knowledge_first: bool = False
    knowledge_words: tuple[str, ...] = ()
    """an answer counts only if it has one of these beginnings of words: else it answers something else (a pet fee for
    an assistance animal)"""
    ask_always: bool = False
    refuses: tuple[Channel, ...] = ()
    """on which the visitor does not want to hear from us: stored before it is said"""
    task: str | None = None
    """title of a task for the team that is no question"""
    forgets_contact: bool = False
    """contact details of this message are not kept, and none are asked for"""
    rest: str | None = None
    """the visitor's text without what must not be acted on"""

    def accepts_knowledge(self, answer: str) -> bool:
        """Whether what the knowledge answered is about the matter that was ruled on."""
        lowered = answer.casefold()
        return not self.knowledge_words or any(word in lowered for word in self.knowledge_words)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sentence may not leave as it is."""

    guard: str
    """figures, promises, fair_housing, leaks, private_data, identity"""
    reason: str
    """for the log: which rule, never the visitor's data"""


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    replacement: str | None = None
    """what to say instead; None where the sentence is dropped"""
    guard: str = ""
    reason: str = ""


ALLOWED = Verdict(allowed=True)
