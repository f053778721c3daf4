"""What all embedders share, WordLlama, and the choice between them. The MiniLM model is not needed here."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders import Embedder, ModelUnavailable, OpenAIOptions, Vectors, load_embedder
from knowledge.embedders.cache import LONGEST_KEY, QueryCache
from knowledge.embedders.local import BATCH, LocalEmbedder
from knowledge.embedders.vectors import MAX_CHARACTERS, readable, unit_rows
from knowledge.embedders.word_llama import WordLlamaEmbedder


class Recording(LocalEmbedder):
    """Gives a text's length as its vector and remembers what was asked, and on which thread."""

    def __init__(self, *, cache_entries: int = 10, inline_characters: int = 0) -> None:
        super().__init__("recording", 1, cache_entries=cache_entries, inline_characters=inline_characters)
        self.batches: list[list[str]] = []
        self.threads: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        self.threads.append(threading.current_thread().name)
        return np.array([[len(text)] for text in texts], dtype=np.float32)


@pytest.fixture(scope="module")
def word_llama() -> WordLlamaEmbedder:
    return WordLlamaEmbedder.load()


async def test_rows_come_back_in_the_order_of_the_texts() -> None:
    embedder = Recording()
    lengths = [(7 * place) % 53 for place in range(50)]
    rows = await embedder.embed(["x" * length for length in lengths])
    assert rows[:, 0].tolist() == lengths
    assert rows.dtype == np.float32


async def test_batches_are_bounded_and_hold_texts_of_like_length() -> None:
    embedder = Recording()
    await embedder.embed(["x" * (place % 2 * 100) for place in range(2 * BATCH)])
    assert [len(batch) for batch in embedder.batches] == [BATCH, BATCH]
    assert {len(text) for text in embedder.batches[0]} == {0}


async def test_no_texts_give_no_rows() -> None:
    assert (await Recording().embed([])).shape == (0, 1)


async def test_a_text_without_end_is_cut() -> None:
    embedder = Recording()
    assert (await embedder.embed(["x" * 1_000_000]))[0, 0] == MAX_CHARACTERS
    assert (await embedder.embed_query("x" * 1_000_000))[0] == MAX_CHARACTERS


async def test_questions_and_documents_have_threads_of_their_own() -> None:
    embedder = Recording(inline_characters=3)
    await embedder.embed(["document"])
    await embedder.embed_query("question")
    await embedder.embed_query("q?")
    document, question, inline = embedder.threads
    assert document.startswith("embed-document")
    assert question.startswith("embed-question")
    assert inline == threading.current_thread().name


async def test_a_question_does_not_wait_for_documents() -> None:
    release = threading.Event()

    class Slow(Recording):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if "document" in texts:
                release.wait(timeout=10)
            return super().encode(texts)

    embedder = Slow()
    indexing = asyncio.create_task(embedder.embed(["document"]))
    try:
        assert (await asyncio.wait_for(embedder.embed_query("question"), timeout=5))[0] == len("question")
        assert not indexing.done()
    finally:
        release.set()
    await indexing


async def test_a_question_asked_again_is_not_computed_again() -> None:
    embedder = Recording()
    first = await embedder.embed_query("hello")
    assert await embedder.embed_query("hello") is first
    assert len(embedder.batches) == 1


async def test_a_cached_vector_cannot_be_written_to() -> None:
    vector = await Recording().embed_query("hello")
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0


async def test_the_cache_forgets_what_was_not_asked_for_longest() -> None:
    cache = QueryCache(2)
    computed: list[str] = []

    async def compute(text: str) -> Vectors:
        computed.append(text)
        return np.zeros(1, dtype=np.float32)

    for text in ("a", "b", "a", "c", "a", "b"):
        await cache.get(text, compute)
    assert computed == ["a", "b", "c", "b"]
    assert len(cache) == 2


async def test_the_cache_keeps_no_long_texts_and_may_be_off() -> None:
    embedder = Recording()
    await embedder.embed_query("x" * (LONGEST_KEY + 1))
    await embedder.embed_query("x" * (LONGEST_KEY + 1))
    assert len(embedder.batches) == 2
    without = Recording(cache_entries=0)
    await without.embed_query("a")
    await without.embed_query("a")
    assert len(without.batches) == 2
    with pytest.raises(ValueError, match="fewer than 0"):
        QueryCache(-1)


async def test_a_closed_embedder_embeds_nothing() -> None:
    embedder = Recording()
    await embedder.aclose()
    with pytest.raises(RuntimeError):
        await embedder.embed(["a"])


def test_unit_rows_leave_zeros_alone() -> None:
    rows = unit_rows(np.array([[3, 4], [0, 0]], dtype=np.float32))
    assert rows.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0]]


def test_readable_replaces_halves_of_broken_pairs() -> None:
    assert readable("dog \ud83d?") == "dog ??"
    assert readable("dog 🐶") == "dog 🐶"


async def test_word_llama_gives_unit_rows(word_llama: WordLlamaEmbedder) -> None:
    rows = await word_llama.embed(["Can I bring my dog?", "¿Hay gimnasio? 🏋️", "a " * 9000, "\ud83d"])
    assert rows.shape == (4, word_llama.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


async def test_word_llama_gives_zeros_for_nothing(word_llama: WordLlamaEmbedder) -> None:
    rows = await word_llama.embed(["", "parking"])
    assert not rows[0].any()
    assert np.isfinite(rows).all()


async def test_word_llama_agrees_with_itself_alone_and_in_a_batch(word_llama: WordLlamaEmbedder) -> None:
    texts = ["Is water included?", "Which utilities do I pay for myself, and how much are they in winter?"]
    rows = await word_llama.embed(texts)
    for text, row in zip(texts, rows, strict=True):
        assert await word_llama.embed_query(text) == pytest.approx(row, abs=1e-6)


async def test_word_llama_puts_like_meanings_nearer(word_llama: WordLlamaEmbedder) -> None:
    question, pets, parking = await word_llama.embed(
        ["can my puppy live there", "Are dogs allowed?", "Is parking free?"]
    )
    assert question @ pets > question @ parking


def test_loading_word_llama_leaves_the_loggers_alone() -> None:
    # In a process of its own, because the import has its effect once.
    script = (
        "import logging; from knowledge.embedders.word_llama import WordLlamaEmbedder; WordLlamaEmbedder.load(); "
        "root = logging.getLogger(); assert not root.handlers and root.level == logging.WARNING, root.handlers"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_auto_falls_back_to_word_llama_and_says_why(tmp_path: Path) -> None:
    loaded = load_embedder("auto", tmp_path / "nothing")
    assert isinstance(loaded.embedder, WordLlamaEmbedder)
    assert isinstance(loaded.embedder, Embedder)
    assert loaded.is_fallback
    assert "no model has been built" in loaded.why


def test_a_chosen_embedder_is_no_fallback(tmp_path: Path) -> None:
    loaded = load_embedder("wordllama", tmp_path)
    assert (loaded.asked, loaded.is_fallback) == ("wordllama", False)
    assert loaded.embedder.name.startswith("wordllama-l2_supercat/256/")


def test_a_chosen_model_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no model has been built"):
        load_embedder("minilm", tmp_path)


def test_openai_needs_a_key(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="not configured"):
        load_embedder("openai", tmp_path)
    with pytest.raises(ModelUnavailable, match="no API key"):
        load_embedder("openai", tmp_path, openai=OpenAIOptions(api_key=""))
    loaded = load_embedder("openai", tmp_path, openai=OpenAIOptions(api_key="test"))
    assert loaded.embedder.name == "openai/text-embedding-3-small/1536"


def test_an_unknown_choice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown embedder 'bert'"):
        load_embedder("bert", tmp_path)
