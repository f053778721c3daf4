"""The built MiniLM model on disk: its three files, what they are, and whether they are still what was built."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from knowledge.embedders.protocol import ModelUnavailable

GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
RECIPE = 2
"""Raised whenever the builder makes other vectors or files of the same weights; older builds are then built again."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: str
    precision: str
    """fp32 or int8."""
    recipe: int
    source_sha256: str
    """Of the weights that the graph was built from."""
    dimensions: int
    max_tokens: int
    files: dict[str, str]
    """File name to sha256."""
    probe: str
    probe_vector: list[float]
    """The probe's vector in 32-bit floats, whatever the precision: what the model must give, but for rounding."""

    @property
    def embedder_name(self) -> str:
        return f"{self.model}/{self.precision}/{self.recipe}"


def read_manifest(model_dir: Path) -> Manifest:
    """What the folder says it holds. Raises ModelUnavailable where there is no manifest or none that can be read."""
    path = model_dir / MANIFEST_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise ModelUnavailable(f"no model has been built in {model_dir}") from error
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelUnavailable(f"{path} cannot be read: {error}") from error


def verified_manifest(model_dir: Path) -> Manifest:
    """The manifest, after every file was found to match it. Raises ModelUnavailable where one is missing or changed."""
    manifest = read_manifest(model_dir)
    if manifest.recipe != RECIPE:
        raise ModelUnavailable(f"the model in {model_dir} was built by recipe {manifest.recipe}, not {RECIPE}")
    if not {GRAPH_FILE, TOKENIZER_FILE} <= manifest.files.keys():
        raise ModelUnavailable(f"the manifest in {model_dir} does not list {GRAPH_FILE} and {TOKENIZER_FILE}")
    for name, expected in manifest.files.items():
        _check_file(model_dir / name, expected)
    return manifest


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_file(path: Path, expected: str) -> None:
    try:
        found = file_sha256(path)
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error}") from error
    if found != expected:
        raise ModelUnavailable(f"{path} is damaged: its sha256 is not the one in the manifest")
