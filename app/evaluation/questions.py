"""`domiq eval faq`: renters' questions asked among their own community's entries, through the retrieval that ships."""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from app.evaluation.questions_data import Asked, FaqData
from app.evaluation.recorded_places import seed
from knowledge.embedders import Embedder
from knowledge.retrieve import KnowledgeBase
from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database, Tx
from leasing.ports import Match, Retrieved
from leasing.services.knowledge_rows import AnsweredRow
from leasing.settings import Settings


@asynccontextmanager
async def knowledge_of(
    entries: Mapping[str, Sequence[AnsweredRow]], embedder: Embedder
) -> AsyncGenerator[KnowledgeBase]:
    """A knowledge base over a temporary database with these entries by property."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/faq.db", SystemClock(), Bus())
        knowledge = KnowledgeBase(database, embedder, data_dir=Path(folder))
        await database.write(seed, entries)
        await knowledge.start()
        try:
            yield knowledge
        finally:
            await knowledge.close()
            await database.close()


@dataclass(frozen=True)
class Outcome:
    case: Asked
    got: Retrieved

    @property
    def rank(self) -> int:
        """Of the right entry, from 1; 0 where it is not among the matches."""
        ids = [match.faq_id for match in self.got.matches]
        return ids.index(self.case.gold) + 1 if self.case.gold in ids else 0

    @property
    def wrong(self) -> bool:
        if not self.got.answered:
            return False
        return self.got.matches[0].faq_id not in {self.case.gold, *self.case.also_right}

    @property
    def went_wrong(self) -> bool:
        return self.wrong or (self.case.kind == "answerable" and not (self.rank == 1 and self.got.answered))

    def told(self) -> dict[str, Any]:
        best = self.got.matches[0] if self.got.matches else None
        return {
            "asked": self.case.text,
            "property": self.case.property_id,
            "kind": self.case.kind,
            "rank": self.rank,
            "answered": self.got.answered,
            "score": round(self.got.score, 3),
            "first": best.question if best else None,
        }


async def ask_all(knowledge: KnowledgeBase, asked: Sequence[Asked]) -> list[Outcome]:
    return [Outcome(case, await knowledge.ask(case.property_id, 1, case.text, limit=50)) for case in asked]


def quality(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    answerable = [each for each in outcomes if each.case.kind == "answerable"]
    unanswerable = [each for each in outcomes if each.case.kind == "unanswerable"]
    groups = {each.case.group for each in unanswerable}
    figures: dict[str, Any] = {}
    for lang in sorted({each.case.lang for each in answerable}):
        some = [each for each in answerable if each.case.lang == lang]
        figures[f"top1_{lang}"] = counted(sum(each.rank == 1 for each in some), len(some))
        figures[f"mrr_{lang}"] = round(statistics.fmean(1 / each.rank if each.rank else 0.0 for each in some), 3)
        rightly = sum(each.rank == 1 and each.got.answered for each in some)
        figures[f"answered_rightly_{lang}"] = counted(rightly, len(some))
    refused = sum(each.case.share for each in unanswerable if not each.got.answered)
    wrong = sum(each.case.share for each in outcomes if each.wrong)
    anywhere = {each.case.group for each in unanswerable if each.got.answered}
    rightly = sum(each.rank == 1 and each.got.answered for each in answerable)
    figures["answered_rightly"] = counted(rightly, len(answerable))
    figures["refused"] = counted(refused, len(groups))
    figures["refused_by_every_community"] = counted(len(groups - anywhere), len(groups))
    figures["wrong_answers"] = counted(wrong, len(answerable) + len(groups))
    return figures


def counted(some: float, of: int) -> dict[str, float | int | list[float]]:
    """A share with its count and Wilson's 95 % interval."""
    if of == 0:
        return {"share": 0.0, "of": 0}
    share, z = some / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return {"share": round(share, 3), "of": of, "interval": [round(middle - half, 3), round(middle + half, 3)]}


def speed(found: Sequence[Retrieved]) -> dict[str, dict[str, float]]:
    """Median and 99th percentile in milliseconds by stage."""
    stages = {
        stage: [each.milliseconds[stage] for each in found if stage in each.milliseconds]
        for stage in ("index", "embed", "search")
    }
    stages["all"] = [sum(each.milliseconds.values()) for each in found]
    return {
        stage: {"p50": round(float(np.percentile(taken, 50)), 3), "p99": round(float(np.percentile(taken, 99)), 3)}
        for stage, taken in stages.items()
        if taken
    }


async def measure_agent(
    data: FaqData, settings: Settings, first: int | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The same of the agent's stored replies, with the brain of the settings: what a reply names as its source is what
    it answers with."""
    from app.evaluation.agent import agent_of

    def fill(tx: Tx) -> None:
        seed(tx, data.entries)

    asked = (data.of("answerable") + data.of("unanswerable"))[:first]
    async with agent_of(settings, datetime.now(UTC), fill) as agent:
        outcomes: list[Outcome] = []
        for case in asked:
            said = await agent.answer(await agent.open(case.property_id), case.text)
            named = tuple(Match(one["id"], one["title"], said.text, 1.0, one["kind"]) for one in said.sources)
            taken = {"answer": said.milliseconds}
            outcomes.append(Outcome(case, Retrieved(bool(named), said.text, 1.0 if named else 0.0, named, taken)))
        figures = {"embedder": agent.house.knowledge.embedder_name, **quality(outcomes), **agent.report()}
    figures["milliseconds"] = speed([each.got for each in outcomes])
    return figures, [each.told() for each in outcomes if each.went_wrong]


async def measure(
    data: FaqData, embedder: Embedder, first: int | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(figures, what went wrong)"""
    asked = (data.of("answerable") + data.of("unanswerable"))[:first]
    async with knowledge_of(data.entries, embedder) as knowledge:
        began = time.perf_counter()
        await knowledge.warm(data.entries)
        built = (time.perf_counter() - began) * 1000
        outcomes = await ask_all(knowledge, asked)
    fresh = [each.got for each in outcomes if each.case.kind == "answerable"]
    figures = {
        "embedder": embedder.name,
        **quality(outcomes),
        "milliseconds": speed(fresh),
        "built_in_ms": round(built),
    }
    return figures, [each.told() for each in outcomes if each.went_wrong]


def table(told: Mapping[str, Any]) -> Iterable[str]:
    for name, value in told.items():
        if isinstance(value, dict) and "share" in value:
            low, high = value.get("interval", (0.0, 0.0))
            yield f"{name:<28}{value['share']:.3f}  of {value['of']} ({low:.3f} to {high:.3f})"
        else:
            yield f"{name:<28}{value}"
