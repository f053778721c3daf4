"""What an entry means beside the others: which of them it contradicts, and which past questions it answers now; and
what the knowledge lacks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.disagreement import disagree
from leasing.database import Database
from leasing.ports import Knowledge
from leasing.services import faq_views, faqs, knowledge_rows, past_questions, suggestions
from leasing.services.knowledge_rows import AnsweredRow
from leasing.services.past_questions import PastQuestion, Unanswered
from leasing.tenancy import StaffScope


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is said already and says otherwise; `kind` is faq or document, `id` of the FAQ or the document."""

    kind: str
    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The past questions that an entry answers now, of so many that were looked at."""

    count: int
    looked_at: int
    questions: list[PastQuestion]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that visitors ask and the knowledge does not hold; `faq_ids` are the questions that ask it."""

    question: str
    asked_count: int
    faq_ids: list[str]
    pending: bool
    asked_as: list[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that somebody gave to the same question: `source` is suggestion or sister, `id` of the suggestion or
    of the entry of another community."""

    answer: str
    source: str
    id: str
    property_id: str
    question: str


async def contradictions(database: Database, property_id: str, question: str, answer: str) -> list[Contradiction]:
    """What a property's knowledge says against an answer."""
    _, rows = await database.read(knowledge_rows.answered, property_id)
    said = AnsweredRow("", question, answer)
    against = await asyncio.to_thread(lambda: [row for row in rows if disagree(said, row)])
    return [Contradiction(row.kind, row.cites or row.id, row.question, row.answer) for row in against]


async def answered_now(database: Database, knowledge: Knowledge, scope: StaffScope, faq_id: str) -> Answers:
    """The past questions of its property that the assistant would answer with an entry today. Raises `NotFound`."""
    entry = await database.read(faq_views.get, scope, faq_id)
    version = await database.read(faqs.knowledge_version, scope, entry.property_id)
    past = await database.read(past_questions.asked, scope, entry.property_id)
    answers: dict[str, bool] = {}
    for question in dict.fromkeys(each.question for each in past):
        found = await knowledge.ask(entry.property_id, version, question, 1)
        answers[question] = found.answered and found.matches[0].faq_id == faq_id
    mine = [each for each in past if each.faq_id == faq_id or answers[each.question]]
    return Answers(len(mine), len(past), mine)


async def gaps(database: Database, knowledge: Knowledge, scope: StaffScope, property_id: str) -> list[Gap]:
    """What is asked most first. Raises `NotFound`."""
    left = await database.read(past_questions.unanswered, scope, property_id)
    found: list[Gap] = []
    while left:
        first, *others = left
        same = await knowledge.same_questions(first.question, [each.question for each in others])
        together = [first, *(others[place] for place in same)]
        found.append(_gap(together))
        gone = {each.faq_id for each in together}
        left = [each for each in left if each.faq_id not in gone]
    return sorted(found, key=lambda gap: -gap.asked_count)


def _gap(together: Sequence[Unanswered]) -> Gap:
    return Gap(
        question=together[0].question,
        asked_count=sum(each.asked_count for each in together),
        faq_ids=[each.faq_id for each in together],
        pending=any(each.status == "pending" for each in together),
        asked_as=list(dict.fromkeys(words for each in together for words in each.asked_as)),
    )


async def draft(database: Database, knowledge: Knowledge, scope: StaffScope, faq_id: str) -> Draft | None:
    """An answer to a question that staff can approve: what people told visitors here, or what another community of the
    company says; None where nobody has said it. Raises `NotFound`."""
    entry = await database.read(faq_views.get, scope, faq_id)
    said = await database.read(suggestions.drafts, scope, entry.property_id)
    drafts = [Draft(each.answer, each.source, each.id, each.property_id, each.question) for each in said]
    same = await knowledge.same_questions(entry.question, [each.question for each in drafts])
    # Those of the property itself stand before the others'.
    return drafts[min(same)] if same else None
