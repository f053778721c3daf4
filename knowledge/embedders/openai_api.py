"""Embeddings from OpenAI or an endpoint that speaks its API, where the settings ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import openai

from knowledge.embedders.cache import QueryCache
from knowledge.embedders.options import OpenAIOptions
from knowledge.embedders.protocol import EmbeddingFailed, ModelUnavailable, Vectors
from knowledge.embedders.vectors import readable, unit_rows

BATCH = 64
"""Texts a request: 64 of the longest stay under the API's limit on the tokens of one request."""


class OpenAIEmbedder:
    def __init__(self, client: openai.AsyncOpenAI, options: OpenAIOptions, *, cache_entries: int = 4096) -> None:
        self._options = options
        self._client = client
        # Both share the client's connections; they differ in patience only.
        self._for_queries = client.with_options(timeout=options.query_timeout, max_retries=options.query_retries)
        self._for_documents = client.with_options(timeout=options.index_timeout, max_retries=options.index_retries)
        self._cache = QueryCache(cache_entries)

    @classmethod
    def connect(cls, options: OpenAIOptions, *, cache_entries: int = 4096) -> OpenAIEmbedder:
        """Nothing is sent yet. Raises ModelUnavailable without an API key."""
        if not options.api_key:
            raise ModelUnavailable("OpenAI embeddings are chosen, but no API key is set")
        # The SDK builds its own HTTP client: it stands on httpx2, and a client of ours would be of the wrong family.
        client = openai.AsyncOpenAI(api_key=options.api_key, base_url=options.base_url)
        return cls(client, options, cache_entries=cache_entries)

    @property
    def name(self) -> str:
        return f"openai/{self._options.model}/{self._options.dimensions}"

    @property
    def dimensions(self) -> int:
        return self._options.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._embed(self._for_documents, texts)

    def embed_query(self, text: str) -> asyncio.Future[Vectors]:
        return self._cache.get(text, self._embed_question)

    async def aclose(self) -> None:
        await self._client.close()

    async def _embed_question(self, text: str) -> Vectors:
        return (await self._embed(self._for_queries, [text]))[0]

    async def _embed(self, client: openai.AsyncOpenAI, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # The API refuses a whole request for one blank text; blank texts keep their row of zeros.
        wanted = [index for index, text in enumerate(texts) if text.strip()]
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            rows[batch] = await self._request(client, [readable(texts[index]) for index in batch])
        return unit_rows(rows)

    async def _request(self, client: openai.AsyncOpenAI, texts: list[str]) -> Vectors:
        size = self.dimensions if self._options.send_dimensions else openai.omit
        try:
            response = await client.embeddings.create(model=self._options.model, input=texts, dimensions=size)
            found = {item.index: np.asarray(item.embedding, dtype=np.float32) for item in response.data}
        except openai.APIStatusError as error:
            message = f"the embeddings endpoint refused with status {error.status_code}"
            raise EmbeddingFailed(message, retryable=_may_pass(error.status_code)) from error
        except openai.APIConnectionError as error:
            raise EmbeddingFailed("the embeddings endpoint did not answer", retryable=True) from error
        # The SDK does not check what it reads: a missing or strange field shows when it is used.
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            raise EmbeddingFailed("the embeddings endpoint's answer cannot be read", retryable=False) from error
        return self._in_order(found, len(texts))

    def _in_order(self, found: dict[int, Vectors], count: int) -> Vectors:
        """The rows in the order asked for, which need not be the answer's. Raises EmbeddingFailed for other rows."""
        if found.keys() != set(range(count)):
            raise EmbeddingFailed(f"asked for {count} vectors, got {len(found)} others", retryable=False)
        shapes = {vector.shape for vector in found.values()}
        if shapes != {(self.dimensions,)}:
            message = f"{self._options.model} gives vectors of {sorted(shapes)} numbers, not {self.dimensions}"
            raise EmbeddingFailed(message, retryable=False)
        rows = np.stack([found[index] for index in range(count)])
        if not np.isfinite(rows).all():
            raise EmbeddingFailed(f"{self._options.model} gives vectors that are no numbers", retryable=False)
        return rows


def _may_pass(status: int) -> bool:
    return status in {408, 409, 429} or status >= 500
