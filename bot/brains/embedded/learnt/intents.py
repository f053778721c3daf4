"""The classifier in service: learnt at start from the examples, in vectors of the embedder that runs here."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import structlog

from bot.brains.embedded.learnt.classifier import Classifier
from bot.brains.embedded.learnt.examples import Example, load_examples
from bot.brains.embedded.learnt.spelling import Floats, spellings
from bot.understanding import Guess
from leasing.errors import Unavailable
from leasing.ids import new_id

log = structlog.stdlib.get_logger(__name__)

LONGEST = 160
"""characters of a message that the examples are like; a longer one says more than one thing"""
PATIENCE_SECONDS = 0.5
"""for a vector; without one the message stays as unclear as it was"""


class Encoder(Protocol):
    """Texts to vectors, as `knowledge.embedders` does it."""

    @property
    def name(self) -> str: ...

    async def embed(self, texts: Sequence[str]) -> Floats:
        """One unit row per text. Raises leasing.errors.Unavailable."""
        ...

    def embed_query(self, text: str) -> Awaitable[Floats]:
        """One unit vector. Raises leasing.errors.Unavailable."""
        ...


class LearntIntents:
    def __init__(self, encoder: Encoder, folder: Path, *, in_english: Callable[[str], str] | None = None) -> None:
        """`folder`: keeps the examples' vectors from one start to the next. `in_english`: turns Spanish into what the
        encoder knows; None where it knows Spanish."""
        self._encoder = encoder
        self._folder = folder
        self._in_english = in_english
        self._learning: asyncio.Task[None] | None = None
        self.classifier: Classifier | None = None
        """None until it has learnt"""
        self.trouble: str | None = None
        """why it could not learn"""

    def start(self) -> None:
        """Begin to learn in the background; until that is done nothing is guessed."""
        self._learning = asyncio.create_task(self._learn_or_say(), name="intents-learn")

    async def ready(self) -> None:
        """Wait until it has learnt, or has given up."""
        if self._learning is not None:
            await self._learning

    async def close(self) -> None:
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)

    async def guess(self, text: str, language: str) -> Guess | None:
        """What a message is for; None where the examples do not tell."""
        if self.classifier is None or not text or len(text) > LONGEST:
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                meaning = await self._encoder.embed_query(self._readable(text, language))
        except (Unavailable, TimeoutError) as error:
            log.warning("intent_not_guessed", error=str(error) or type(error).__name__)
            return None
        return self.classifier.guess(meaning, spellings([text])[0])

    def _readable(self, text: str, language: str) -> str:
        return self._in_english(text) if self._in_english is not None and language == "es" else text

    async def _learn_or_say(self) -> None:
        try:
            await self.learn()
        except Exception as error:
            self.trouble = f"intents are not learnt, unclear messages are asked back: {error}"
            log.error("intents_not_learnt", error=str(error), effect="unclear messages are asked back")

    async def learn(self) -> None:
        """Raises what reading the examples and embedding them raises."""
        began = time.perf_counter()
        examples = await asyncio.to_thread(load_examples)
        texts = [self._readable(each.text, each.language) for each in examples]
        path = self._folder / f"{self._digest(texts)}.npy"
        meanings = await asyncio.to_thread(_kept, path, len(texts))
        if meanings is None:
            meanings = await self._encoder.embed(texts)
            await asyncio.to_thread(_keep, path, meanings)
        self.classifier = await asyncio.to_thread(_trained, meanings, examples)
        found = self.classifier.calibration
        log.info(
            "intents_learnt",
            embedder=self._encoder.name,
            examples=len(examples),
            precision=round(found.precision, 3),
            coverage=round(found.coverage, 3),
            seconds=round(time.perf_counter() - began, 2),
        )

    def _digest(self, texts: Sequence[str]) -> str:
        """Of all that the vectors depend on."""
        return hashlib.sha256("\n".join((self._encoder.name, *texts)).encode()).hexdigest()[:32]


def _trained(meanings: Floats, examples: Sequence[Example]) -> Classifier:
    return Classifier(meanings, spellings([each.text for each in examples]), [each.label for each in examples])


def _kept(path: Path, count: int) -> Floats | None:
    """The vectors in a file; None where there are none that can be used. Blocks."""
    try:
        vectors = np.load(path, allow_pickle=False)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError) as error:
        log.warning("intent_vectors_unreadable", path=str(path), error=str(error))
        return None
    return vectors.astype(np.float32) if vectors.ndim == 2 and len(vectors) == count else None


def _keep(path: Path, vectors: Floats) -> None:
    """Those of other examples or another embedder go. A start without the file takes two seconds longer. Blocks."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".draft-{new_id()}")
        with draft.open("wb") as file:
            np.save(file, vectors)
        draft.replace(path)
        for old in path.parent.glob("*.npy"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("intent_vectors_not_kept", path=str(path), error=str(error))
