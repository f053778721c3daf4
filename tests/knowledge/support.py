"""A community to ask, and an embedder whose vectors can be foreseen."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, update

from knowledge.embedders import EmbeddingFailed, Vectors
from knowledge.retrieve import KnowledgeBase
from knowledge.words import stem, words
from leasing.database import Database, Tx
from leasing.models import Company, Faq, Property

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LISTS: dict[str, list[str]] = {"amenities": [], "features": [], "allowed_origins": [], "tour_types": []}
PLACE = {"address": "1 Main St", "city": "Austin", "state": "TX", "zip_code": "78701", "timezone": "America/Chicago"}


@lru_cache(maxsize=20_000)
def _direction(word: str, dimensions: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).normal(size=dimensions).astype(np.float32)


class WordEmbedder:
    """Texts that share words are alike: each stem is a random direction, a text the sum of its stems."""

    dimensions = 64

    def __init__(self, name: str = "words/1") -> None:
        self.name = name
        self.embedded: list[str] = []
        self.asked: list[str] = []
        self.fails = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        await self.gate.wait()
        if self.fails:
            raise EmbeddingFailed("the embedder is down", retryable=True)
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    async def embed_query(self, text: str) -> Vectors:
        if self.fails:
            raise EmbeddingFailed("the embedder is down", retryable=True)
        self.asked.append(text)
        return self._vector(text)

    async def aclose(self) -> None:
        """Nothing is held."""

    def entries(self) -> list[str]:
        """What was embedded of entries, the topics' phrases left out."""
        from knowledge.topics import load_phrases

        return [text for text in self.embedded if text not in set(load_phrases().texts)]

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimensions, dtype=np.float32)
        for word in words(text):
            total += _direction(f"{self.name}{stem(word)}", self.dimensions)
        length = float(np.linalg.norm(total))
        return total / length if length else total


async def add_property(database: Database, property_id: str, company_id: str = "company") -> None:
    def write(tx: Tx) -> None:
        stamps = {"created_at": NOW, "updated_at": NOW}
        known = tx.connection.execute(Company.__table__.select().where(Company.id == company_id)).one_or_none()
        if known is None:
            tx.connection.execute(insert(Company).values(id=company_id, slug=company_id, name=company_id, **stamps))
        values = {"id": property_id, "company_id": company_id, "slug": property_id, "name": property_id}
        row = {**values, "chatbot_widget_settings": {}, **PLACE, **LISTS, **stamps}
        tx.connection.execute(insert(Property).values(row))

    await database.write(write)


async def say(database: Database, property_id: str, faq_id: str, question: str, answer: str | None, **row: Any) -> int:
    """Add or change an entry and raise the version as staff's changes do; gives the new version."""

    def write(tx: Tx) -> int:
        tx.connection.execute(delete(Faq).where(Faq.id == faq_id))
        values = {"id": faq_id, "company_id": "company", "property_id": property_id, "question": question}
        said = {"answer": answer, "status": "answered" if answer else "pending", "source_type": "manager"}
        stamps = {"created_at": NOW, "updated_at": NOW}
        tx.connection.execute(insert(Faq).values({**values, **said, **stamps, **row}))
        return _raise_version(tx, property_id)

    return await database.write(write)


async def unsay(database: Database, property_id: str, faq_id: str) -> int:
    """Delete an entry; gives the new version."""

    def write(tx: Tx) -> int:
        tx.connection.execute(delete(Faq).where(Faq.id == faq_id))
        return _raise_version(tx, property_id)

    return await database.write(write)


def _raise_version(tx: Tx, property_id: str) -> int:
    raised = update(Property).where(Property.id == property_id)
    raised = raised.values(knowledge_version=Property.knowledge_version + 1).returning(Property.knowledge_version)
    return tx.connection.execute(raised).scalar_one()


@asynccontextmanager
async def knowing(database: Database, embedder: Any, folder: Path, **options: Any) -> AsyncIterator[KnowledgeBase]:
    """A started knowledge base, closed at the end."""
    knowledge = KnowledgeBase(database, embedder, data_dir=folder, **options)
    await knowledge.start()
    try:
        yield knowledge
    finally:
        await knowledge.close()
