"""Two wordings of one question are recognised, and two questions that look alike are not taken for one."""

from __future__ import annotations

import math
import os
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import yaml

from knowledge.embedders import Embedder, EmbeddingFailed, load_embedder
from knowledge.same_questions import same_questions
from knowledge.sameness import may_be_same, reading
from knowledge.threshold import CALIBRATION_FILE, STRICT, CalibrationFile, load_calibration
from tests.knowledge.support import WordEmbedder

PAIRS = Path(__file__).parent / "data" / "same_questions.yaml"
KEPT = 0.97
"""The share of the fitted pairs that read alike which a threshold keeps."""


def pairs(group: str) -> list[tuple[str, str]]:
    rows: list[str] = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))[group]
    return [(one, other) for one, other in (row.split(" | ") for row in rows)]


@pytest.fixture(params=["minilm", "wordllama"])
async def embedder(request: pytest.FixtureRequest) -> AsyncIterator[Embedder]:
    folder = Path(os.environ.get("DOMIQ_MODEL_DIR", "nowhere"))
    if request.param == "minilm" and not (folder / "manifest.json").exists():
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model")
    loaded = load_embedder(request.param, folder).embedder
    yield loaded
    await loaded.aclose()


async def joined(embedder: Embedder, group: str) -> list[tuple[str, str]]:
    threshold = load_calibration(embedder.name).same_question
    return [pair for pair in pairs(group) if await same_questions(pair[0], [pair[1]], embedder, threshold)]


@pytest.mark.parametrize("group", ["fitted_apart", "held_out_apart"])
async def test_questions_that_look_alike_are_two(embedder: Embedder, group: str) -> None:
    assert len(pairs(group)) > 50
    assert await joined(embedder, group) == []


@pytest.mark.parametrize(("group", "share"), [("fitted_same", 0.8), ("held_out_same", 0.6)])
async def test_paraphrases_are_one_question(embedder: Embedder, group: str, share: float) -> None:
    found = await joined(embedder, group)
    assert len(found) / len(pairs(group)) >= share, [pair for pair in pairs(group) if pair not in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do you take Section 8?", "are housing vouchers accepted here?"),
        ("is there a gym", "do you have a fitness center"),
        ("¿Aceptan vales de vivienda?", "do you take section 8"),
        ("hay gimnasio", "do you have a fitness center"),
        ("tienen alberca", "is there a swimming pool"),
        ("¿Aceptan perros?", "are dogs allowed"),
    ],
)
async def test_what_must_be_joined(embedder: Embedder, one: str, other: str) -> None:
    threshold = load_calibration(embedder.name).same_question
    assert await same_questions(one, ["is the pool heated", other], embedder, threshold) == (1,)
    assert await same_questions(other, [one], embedder, threshold) == (0,)


async def test_the_thresholds_are_those_of_the_pairs(embedder: Embedder) -> None:
    cosines: list[float] = []
    for one, other in pairs("fitted_same"):
        read, told = reading(one), reading(other)
        if may_be_same(read, told):
            cosines.append(float(await embedder.embed_query(read.text) @ await embedder.embed_query(told.text)))
    lost = int(len(cosines) * (1 - KEPT))
    measured = math.floor(sorted(cosines)[lost] * 100) / 100
    # 8-bit kernels differ a little from CPU to CPU.
    assert load_calibration(embedder.name).same_question == pytest.approx(measured, abs=0.021)


def test_an_embedder_that_was_not_measured_has_a_stricter_threshold() -> None:
    file = msgspec.json.decode(CALIBRATION_FILE.read_bytes(), type=CalibrationFile)
    assert load_calibration("another/1").same_question == STRICT > max(file.same_question.values())


async def test_the_most_alike_is_first(embedder: Embedder) -> None:
    others = ["any workout room?", "is the gym open on sunday", "is there a gym here"]
    assert await same_questions("is there a gym", others, embedder, 0.3) == (2, 0)


async def test_without_vectors_nothing_is_joined() -> None:
    embedder = WordEmbedder()
    assert await same_questions("is there a gym", ["is there a fitness center"], embedder, 0.6) == (0,)
    embedder.fails = True
    with pytest.raises(EmbeddingFailed):
        await embedder.embed_query("is there a gym")
    assert await same_questions("is there a gym", ["is there a fitness center"], embedder, 0.6) == ()


async def test_what_does_not_read_alike_is_not_embedded() -> None:
    embedder = WordEmbedder()
    assert await same_questions("is there a pool", ["is the pool heated"] * 500, embedder, 0.0) == ()
    assert embedder.asked == []


@pytest.mark.parametrize(
    "text",
    ["", "???", "🏊", "x" * 5000, "do you have it", "dogs but not cats", "is it not allowed", "¿y eso?"],
)
async def test_questions_that_say_too_little_or_too_much_are_like_none(text: str) -> None:
    assert await same_questions(text, [text], WordEmbedder(), 0.0) == ()
