"""WordLlama: averaged token vectors, fifty times as fast as MiniLM and weaker; all of it comes in its own wheel."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, cast

from knowledge.embedders.local import LocalEmbedder
from knowledge.embedders.protocol import ModelUnavailable, Vectors
from knowledge.embedders.vectors import unit_rows

DIMENSIONS = 256
INLINE_CHARACTERS = 2000
"""Up to here a question takes less than half a millisecond."""


class Inference(Protocol):
    """The part of wordllama's model that is used here; the package carries no types."""

    def embed(self, texts: list[str]) -> Vectors: ...


class WordLlamaEmbedder(LocalEmbedder):
    def __init__(self, name: str, model: Inference, *, cache_entries: int) -> None:
        super().__init__(name, DIMENSIONS, cache_entries=cache_entries, inline_characters=INLINE_CHARACTERS)
        self._model = model

    @classmethod
    def load(cls, *, cache_entries: int = 4096) -> WordLlamaEmbedder:
        """Takes about a second. Raises ModelUnavailable where the package or its weights are missing."""
        spec = find_spec("wordllama")
        if spec is None or spec.origin is None:
            raise ModelUnavailable("the package wordllama is not installed")
        try:
            model = _open_model(Path(spec.origin).parent)
            release = version("wordllama")
        except (OSError, ImportError, PackageNotFoundError, ValueError) as error:
            raise ModelUnavailable(f"wordllama does not load: {error}") from error
        return cls(f"wordllama-l2_supercat/{DIMENSIONS}/{release}", model, cache_entries=cache_entries)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return unit_rows(self._model.embed(list(texts)))


def _open_model(folder: Path) -> Inference:
    # Importing wordllama sets up the root logger, which is the application's to configure.
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        package = cast(Any, import_module("wordllama"))
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    # Its own folder as the cache, so that it looks for the tokenizer where the wheel puts it and never on the network.
    return cast(Inference, package.WordLlama.load(dim=DIMENSIONS, cache_dir=folder, disable_download=True))
