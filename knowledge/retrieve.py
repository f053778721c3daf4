"""The community's knowledge: a question in, what it holds on it out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from knowledge.answering import answered_in_full
from knowledge.embedders import Embedder, EmbeddingFailed, Vectors
from knowledge.features import Question
from knowledge.generation import FOLDER, SMALL_BYTES, Complete, Generation, complete_ones
from knowledge.index import MEMORY_BYTES
from knowledge.lexicon import load_lexicon
from knowledge.rebuild import Rebuild, forget_old
from knowledge.same_questions import same_questions
from knowledge.store import ChromaStore, VectorStore
from knowledge.threshold import Calibration, load_calibration
from leasing.database import Database
from leasing.ports import RebuildState, Retrieved
from leasing.services.knowledge_rows import properties_with_answers

log = structlog.stdlib.get_logger(__name__)

LEAVING_SECONDS = 60.0
"""How long the embedder that was replaced is kept for the questions that began with it."""

Previous = Callable[[str], Embedder | None]
"""The embedder of a name, to answer while another one's index is built; None where it cannot be had any more."""


@dataclass(frozen=True, slots=True)
class KnowledgeHealth:
    """`degraded` says in words what does not work; questions are answered all the same, slower or by words alone."""

    embedder: str
    degraded: tuple[str, ...]
    properties: int
    """in memory"""
    bytes: int

    @property
    def ok(self) -> bool:
        return not self.degraded


class _Heard(msgspec.Struct):
    """What is read of an event."""

    name: str
    property_id: str | None = None
    data: dict[str, object] = {}


class KnowledgeBase:
    """`leasing.ports.Knowledge` over the answered entries in SQL."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        *,
        data_dir: Path,
        chroma_url: str | None = None,
        calibration: Calibration | None = None,
        memory_bytes: int = MEMORY_BYTES,
        previous: Previous | None = None,
    ) -> None:
        """`embedder`: the one to answer with, as soon as it has been through all communities; until then the last one
        that has, where `previous` gives it. `calibration`: another one than the file has, to measure."""
        self._database = database
        self._lexicon = load_lexicon()
        self._store = ChromaStore(embedder, data_dir=data_dir, chroma_url=chroma_url)
        self._folder = data_dir / FOLDER
        self._memory_bytes = memory_bytes
        self._previous = previous
        self._chosen = self._generation(embedder, self._store, calibration or load_calibration(embedder.name))
        self._serving = self._chosen
        self._leaving: Generation | None = None
        self._rebuild: Rebuild | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._embedder_trouble: str | None = None
        self._expected: set[asyncio.Future[Vectors]] = set()
        self._deaf: Callable[[], None] | None = None

    def _generation(self, embedder: Embedder, store: VectorStore, calibration: Calibration) -> Generation:
        return Generation(
            self._database,
            embedder,
            store,
            self._lexicon,
            calibration,
            folder=self._folder,
            memory_bytes=self._memory_bytes,
        )

    async def start(self) -> None:
        """Take the vectors' folder, choose who answers, and begin to open Chroma and to embed the topics, for which
        nobody need wait.

        Raises FolderInUse where another process has the folder open.
        """
        await self._store.start()
        complete = await asyncio.to_thread(complete_ones, self._folder)
        names = [each.folder.name for each in complete]
        if names and self._chosen.name not in names:
            await self._serve_with(complete)
        elif names and self._chosen.name != names[0]:
            # Gone back to: from now on it is the last one that answered.
            await asyncio.to_thread(self._chosen.mark_complete)
        self._deaf = self._database.bus.subscribe("events", self._hear)
        self._tasks["prepare"] = asyncio.create_task(self._prepare(), name="knowledge-prepare")

    async def _serve_with(self, complete: Iterable[Complete]) -> None:
        """Let the newest generation answer whose embedder can still be had."""
        if self._previous is None:
            return
        for each in complete:
            embedder = await asyncio.to_thread(self._previous, each.manifest.embedder)
            if embedder is None:
                continue
            calibration = load_calibration(embedder.name, stored=each.manifest.calibration)
            self._serving = self._generation(embedder, self._store.beside(embedder), calibration)
            self._chosen.indexes.limit(SMALL_BYTES)
            log.info("answering_with_previous_embedder", embedder=embedder.name, until=self._chosen.embedder.name)
            return

    async def _prepare(self) -> None:
        await self._serving.topics.get()
        await self._store.open()

    async def close(self) -> None:
        """Stop building and finish writing. The embedder that it was given is its owner's to close."""
        if self._deaf is not None:
            self._deaf()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for generation in {id(each): each for each in (self._chosen, self._serving, self._leaving) if each}.values():
            await generation.close()
            if generation is not self._chosen:
                await generation.embedder.aclose()
        await self._store.close()

    async def warm(self, property_ids: Iterable[str]) -> None:
        """Build the indexes of these properties, one after the other, so that their first question need not wait."""
        for property_id in property_ids:
            await self._serving.indexes.complete(property_id)

    @property
    def has_room(self) -> bool:
        """Whether one more community of the usual size can be kept in memory."""
        indexes = self._serving.indexes
        return not indexes.is_full_for(indexes.nbytes // max(len(indexes), 1))

    @property
    def embedder_name(self) -> str:
        """Of the embedder that answers now."""
        return self._serving.embedder.name

    def health(self) -> KnowledgeHealth:
        indexes = self._serving.indexes
        troubles = [trouble for trouble in (self._store.degraded, self._embedder_trouble) if trouble]
        if indexes.incomplete:
            troubles.append(f"{indexes.incomplete} communities are searched by words alone, in part or wholly")
        if self._rebuild is not None and self._rebuild.state.trouble:
            troubles.append(f"the index of {self._rebuild.state.embedder} waits: {self._rebuild.state.trouble}")
        return KnowledgeHealth(self.embedder_name, tuple(troubles), len(indexes), indexes.nbytes)

    def rebuild_state(self) -> RebuildState | None:
        return None if self._rebuild is None else self._rebuild.state

    def rebuild(self) -> None:
        running = self._tasks.get("rebuild")
        if self._rebuild is not None and running is not None and not running.done():
            self._rebuild.wake()
            return
        if self._rebuild is not None and self._rebuild.state.stage == "complete":
            return
        replaces = self._serving.embedder.name if self._serving is not self._chosen else None
        self._rebuild = Rebuild(self._database, self._chosen, replaces=replaces)
        self._tasks["rebuild"] = asyncio.create_task(self._rebuilt(self._rebuild), name="knowledge-rebuild")

    async def _rebuilt(self, rebuild: Rebuild) -> None:
        await rebuild.run()
        if self._serving is not self._chosen:
            self._leaving = self._serving
            # One assignment: a question that has begun goes on with what it began with.
            self._serving = self._chosen
            self._chosen.indexes.limit(self._memory_bytes)
            log.info("embedder_switched", now=self._chosen.embedder.name, before=self._leaving.embedder.name)
        await forget_old(self._folder, self._store.drop)
        if self._leaving is not None:
            await asyncio.sleep(LEAVING_SECONDS)
            leaving, self._leaving = self._leaving, None
            await leaving.close()
            await leaving.embedder.aclose()

    def _hear(self, message: bytes) -> None:
        """A change of what a community has said: build its index before the next question, if it is in memory."""
        if b"knowledge.changed" not in message:
            return
        try:
            heard = msgspec.json.decode(message, type=_Heard)
        except msgspec.MsgspecError as error:
            log.warning("event_unreadable", error=str(error))
            return
        version = heard.data.get("knowledge_version")
        if heard.property_id is None or not isinstance(version, int):
            return
        self._serving.indexes.refresh(heard.property_id, version)

    def expect(self, question: str) -> None:
        """Begin to embed a question, so that its vector is there when it is asked."""
        asked = self._serving.understood(question)
        if asked.key:
            task = asyncio.ensure_future(self._serving.embedder.embed_query(asked.text))
            self._expected.add(task)
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Future[Vectors]) -> None:
        self._expected.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever asks the question meets the same error, and answers by words alone.
            log.debug("question_not_prepared", error=str(error))

    async def ask(self, property_id: str, knowledge_version: int, question: str, limit: int = 3) -> Retrieved:
        """Search a property's answered entries as of a knowledge version or newer.

        `matches` are the `limit` likeliest entries, the best first. Where the embedder fails, words alone decide.
        """
        serving = self._serving
        asked = serving.understood(question)
        return await serving.ask(
            property_id, knowledge_version, asked, lambda: self._vector(serving, asked), limit=limit
        )

    async def answered_by(self, property_id: str, knowledge_version: int, question: str) -> str | None:
        """The entry that would be said to a question and leaves nothing of it open; None where there is none."""
        serving = self._serving
        asked = serving.understood(question)
        found = await serving.ask(property_id, knowledge_version, asked, lambda: self._vector(serving, asked))
        return await answered_in_full(question, found, serving.embedder)

    async def same_questions(self, question: str, others: Sequence[str]) -> tuple[int, ...]:
        """The places of those that ask the same in other words, the most alike first."""
        serving = self._serving
        return await same_questions(question, others, serving.embedder, serving.calibration.same_question)

    async def _vector(self, serving: Generation, asked: Question) -> Vectors | None:
        """The question's vector; None where the embedder fails."""
        try:
            vector = await serving.embedder.embed_query(asked.text)
        except EmbeddingFailed as error:
            if self._embedder_trouble is None:
                log.warning("question_without_vector", error=str(error))
            self._embedder_trouble = f"questions get no vectors: {error}"
            return None
        self._embedder_trouble = None
        return vector


async def warm_all(knowledge: KnowledgeBase, database: Database) -> None:
    """Build the communities' indexes in the background of a start, as many as fit into memory, giving way to visitors
    between them; then what the chosen embedder's index lacks of the others."""
    for property_id in await database.read(properties_with_answers):
        if not knowledge.has_room:
            break
        await knowledge.warm([property_id])
        await asyncio.sleep(0)
    knowledge.rebuild()
