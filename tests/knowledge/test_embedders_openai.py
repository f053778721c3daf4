"""The OpenAI embedder against a scripted endpoint: no request leaves the process."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import numpy as np
import openai
import pytest

from knowledge.embedders import EmbeddingFailed, OpenAIOptions
from knowledge.embedders.openai_api import BATCH, OpenAIEmbedder
from knowledge.embedders.vectors import MAX_CHARACTERS

Answer = Callable[[dict[str, Any]], httpx2.Response]


class Endpoint:
    """Answers from `answer` and keeps the requests' bodies."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: Answer = vectors

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(json.loads(request.content))
        return self.answer(self.asked[-1])


def vectors(asked: dict[str, Any]) -> httpx2.Response:
    """A text's length and a 1, backwards, because the order of the answer is nobody's promise."""
    rows = [
        {"object": "embedding", "index": index, "embedding": encoded([float(len(text)), 1.0], asked)}
        for index, text in enumerate(asked["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return httpx2.Response(200, json={"object": "list", "model": "m", "data": rows[::-1], "usage": usage})


def encoded(numbers: list[float], asked: dict[str, Any]) -> str | list[float]:
    if asked.get("encoding_format") != "base64":
        return numbers
    return base64.b64encode(np.array(numbers, dtype="<f4").tobytes()).decode()


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
async def embedder(endpoint: Endpoint) -> AsyncIterator[OpenAIEmbedder]:
    made = make(endpoint)
    yield made
    await made.aclose()


def make(endpoint: Endpoint, **options: Any) -> OpenAIEmbedder:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(endpoint.handle))
    client = openai.AsyncOpenAI(api_key="test", base_url="http://embeddings.test/v1", http_client=http)
    patience: dict[str, Any] = {"query_retries": 0, "index_retries": 0} | options
    return OpenAIEmbedder(client, OpenAIOptions(api_key="test", dimensions=2, **patience))


async def test_rows_are_unit_vectors_in_the_order_asked_for(embedder: OpenAIEmbedder) -> None:
    rows = await embedder.embed(["a" * 3, "b" * 7])
    assert rows.dtype == np.float32
    assert rows[:, 0] / rows[:, 1] == pytest.approx(np.array([3, 7]), rel=1e-5)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1)


async def test_requests_are_batched_and_long_texts_cut(endpoint: Endpoint, embedder: OpenAIEmbedder) -> None:
    await embedder.embed(["x" * 100_000] * (BATCH + 1))
    assert [len(asked["input"]) for asked in endpoint.asked] == [BATCH, 1]
    assert len(endpoint.asked[1]["input"][0]) == MAX_CHARACTERS
    assert endpoint.asked[0]["dimensions"] == 2


async def test_blank_texts_are_not_sent(endpoint: Endpoint, embedder: OpenAIEmbedder) -> None:
    rows = await embedder.embed(["", "abc", " \n"])
    assert endpoint.asked[0]["input"] == ["abc"]
    assert rows[0].tolist() == rows[2].tolist() == [0, 0]
    assert rows[1].any()
    await embedder.embed(["  "])
    assert len(endpoint.asked) == 1


async def test_a_question_is_asked_once(endpoint: Endpoint, embedder: OpenAIEmbedder) -> None:
    first = await embedder.embed_query("hello")
    assert first.shape == (2,)
    assert await embedder.embed_query("hello") is first
    assert len(endpoint.asked) == 1


async def test_the_size_is_not_asked_for_where_it_is_fixed(endpoint: Endpoint) -> None:
    embedder = make(endpoint, send_dimensions=False)
    await embedder.embed_query("hello")
    assert "dimensions" not in endpoint.asked[0]
    await embedder.aclose()


@pytest.mark.parametrize(("status", "retryable"), [(401, False), (400, False), (429, True), (500, True), (503, True)])
async def test_a_refusal_says_whether_later_may_help(
    endpoint: Endpoint, embedder: OpenAIEmbedder, status: int, retryable: bool
) -> None:
    endpoint.answer = lambda _: httpx2.Response(status, json={"error": {"message": "the key sk-secret is wrong"}})
    with pytest.raises(EmbeddingFailed, match=str(status)) as caught:
        await embedder.embed_query("hello")
    assert caught.value.retryable is retryable
    assert "sk-secret" not in caught.value.message


async def test_a_failure_is_not_cached(endpoint: Endpoint, embedder: OpenAIEmbedder) -> None:
    endpoint.answer = lambda _: httpx2.Response(500)
    with pytest.raises(EmbeddingFailed):
        await embedder.embed_query("hello")
    endpoint.answer = vectors
    assert (await embedder.embed_query("hello")).any()


async def test_silence_is_retryable(endpoint: Endpoint, embedder: OpenAIEmbedder) -> None:
    def silence(_: dict[str, Any]) -> httpx2.Response:
        raise httpx2.ReadTimeout("nothing came")

    endpoint.answer = silence
    with pytest.raises(EmbeddingFailed, match="did not answer") as caught:
        await embedder.embed_query("hello")
    assert caught.value.retryable


async def test_retries_are_bounded(endpoint: Endpoint) -> None:
    # A wait of nothing, as the endpoint asks for, keeps the test fast.
    endpoint.answer = lambda _: httpx2.Response(429, headers={"retry-after-ms": "1"})
    embedder = make(endpoint, query_retries=1, index_retries=3)
    with pytest.raises(EmbeddingFailed):
        await embedder.embed_query("hello")
    assert len(endpoint.asked) == 2
    with pytest.raises(EmbeddingFailed):
        await embedder.embed(["hello"])
    assert len(endpoint.asked) == 2 + 4
    await embedder.aclose()


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"object": "embedding", "index": 0, "embedding": [1.0, 2.0, 3.0]}],
        [{"object": "embedding", "index": 4, "embedding": [1.0, 2.0]}],
        [{"object": "embedding", "index": 0, "embedding": "not base64!"}],
        [{"object": "embedding", "index": 0}],
        [{"object": "embedding", "index": 0, "embedding": ["a", "b"]}],
        [{"object": "embedding", "index": 0, "embedding": [1.0, float("inf")]}],
    ],
)
async def test_an_answer_that_is_none_is_told(endpoint: Endpoint, embedder: OpenAIEmbedder, rows: list[Any]) -> None:
    endpoint.answer = lambda _: httpx2.Response(200, content=json.dumps({"object": "list", "data": rows}))
    with pytest.raises(EmbeddingFailed) as caught:
        await embedder.embed_query("hello")
    assert not caught.value.retryable


def test_the_key_is_not_shown() -> None:
    assert "sk-secret" not in repr(OpenAIOptions(api_key="sk-secret"))
