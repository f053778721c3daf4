"""From what people answered in conversations to suggestions: what asks the same is one suggestion."""

from __future__ import annotations

from functools import cache

from knowledge.disagreement import disagree
from knowledge.lexicon import load_lexicon
from knowledge.private_matters import is_private
from knowledge.same_questions import Compare
from knowledge.sameness import load_sameness
from knowledge.words import plain, stem, words
from leasing.database import Database
from leasing.services import knowledge_rows, observations, settling
from leasing.services.knowledge_rows import AnsweredRow
from leasing.services.observations import Observed
from leasing.services.questions import Compared, NotCompared, Pending

LOOKS = 8
"""How often the suggestions are read again where others come in meanwhile."""
_BEGINNINGS = """
do does did is are am can could may might must should will would have has puedo puede tienen hay aceptan permiten es
esta cuanto cuando donde como cual que quien
"""
BEGINNINGS = frozenset(stem(word) for word in _BEGINNINGS.split())

_TALK = """
hi hello hey there here hear heard anyone anybody someone somebody around help bot robot ai human real person
people agent ok okay thank thanks sorry good morning afternoon evening night day doing fine well nice meet speak
talk chat yes no sure hola buenas buenos dias tardes noches gracias hay alguien ahi aqui ayuda ayudar ayudarme
puede puedes pueden me oye oiga como esta estas estan usted ustedes bien que tal persona humano hablar con un
una y si perdon por favor eres es
"""
TALK = frozenset(stem(word) for word in _TALK.split())
"""words with which people find each other, and ask nothing of the community"""


class Observing:
    def __init__(self, database: Database, compare: Compare) -> None:
        self._db = database
        self._compare = compare

    async def run(self) -> int:
        """Look at what was answered since; how many messages were looked at. Safe in several processes at once."""
        unread = await self._db.read(observations.unread, is_question)
        for seen in unread:
            await self._keep(seen)
        return len(unread)

    async def _keep(self, seen: Observed) -> None:
        if seen.question is None or is_private(seen.question, seen.answer, seen.about):
            await self._db.write(observations.keep, seen, None)
            return
        if await self._is_known(seen.question, seen):
            await self._db.write(observations.keep, seen, None)
            return
        for _ in range(LOOKS):
            others = await self._db.read(observations.suggested, seen.property_id)
            same = await self._same(seen.question, others)
            compared = Compared(frozenset(each.id for each in others), tuple(same))
            try:
                await self._db.write(observations.keep, seen, compared)
            except NotCompared:
                continue
            return

    async def _is_known(self, question: str, seen: Observed) -> bool:
        """Whether an entry asks the same and says nothing else."""
        _, rows = await self._db.read(knowledge_rows.answered, seen.property_id)
        entries = {row.id: row for row in rows if row.kind == knowledge_rows.FAQ}
        same = await self._same(question, [Pending(row.id, row.question) for row in entries.values()])
        said = AnsweredRow("", question, seen.answer)
        return bool(same) and not any(disagree(said, entries[faq_id]) for faq_id in same)

    async def _same(self, question: str, others: list[Pending]) -> list[str]:
        """The ids of those that ask the same, those of the same wording before others."""
        asked = [each.question for each in others]
        worded = settling.same_wording(question, asked)
        places = ([] if worded is None else [worded]) + list(await self._compare(question, asked))
        return [others[place].id for place in dict.fromkeys(places)]


def is_question(text: str) -> bool:
    """Whether somebody asks something, by the sign or by how a sentence begins, and not only for somebody."""
    found = [stem(word) for word in words(plain(text))]
    if not found or ("?" not in text and found[0] not in _beginnings()):
        return False
    stop = load_lexicon().stop
    return any(word not in TALK for word in found if word not in stop)


@cache
def _beginnings() -> frozenset[str]:
    return BEGINNINGS | {phrase[0] for phrase in load_sameness().kinds}
