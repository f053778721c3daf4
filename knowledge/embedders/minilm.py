"""all-MiniLM-L6-v2 in onnxruntime, from the folder that `python -m knowledge.build_model` makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.embedders.local import LocalEmbedder
from knowledge.embedders.manifest import GRAPH_FILE, TOKENIZER_FILE, verified_manifest
from knowledge.embedders.protocol import ModelUnavailable, Vectors
from knowledge.embedders.vectors import unit_rows

ERRORS_ONLY = 3
"""onnxruntime's log level: it would warn on standard error about what it does to any graph."""


LEAST_AGREEMENT = 0.99
"""Cosine of the probe's vector here with the one from the build. A sound CPU kernel gives 0.996 and more in int8."""


class Session(Protocol):
    """The part of onnxruntime's InferenceSession that is used here; the package carries no types."""

    def run(self, output_names: None, input_feed: dict[str, NDArray[np.int64]]) -> list[Any]: ...


class MiniLM(LocalEmbedder):
    def __init__(
        self, name: str, dimensions: int, session: Session, tokenizer: Tokenizer, *, cache_entries: int
    ) -> None:
        # A question takes about a millisecond, and onnxruntime lets go of the interpreter meanwhile: worth a thread.
        super().__init__(name, dimensions, cache_entries=cache_entries, inline_characters=0)
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, model_dir: Path, *, cache_entries: int = 4096) -> MiniLM:
        """Takes a fifth of a second. Raises ModelUnavailable where no sound model is in the folder."""
        manifest = verified_manifest(model_dir)
        try:
            session = open_session(model_dir / GRAPH_FILE)
            tokenizer = open_tokenizer(model_dir / TOKENIZER_FILE, manifest.max_tokens)
            model = cls(manifest.embedder_name, manifest.dimensions, session, tokenizer, cache_entries=cache_entries)
            vector = model.encode([manifest.probe])[0]
        except Exception as error:  # both libraries raise bare Exception subclasses of their own
            raise ModelUnavailable(f"the model in {model_dir} does not load: {error}") from error
        _check_probe(vector, manifest.probe_vector)
        return model

    def encode(self, texts: Sequence[str]) -> Vectors:
        # One by one: in a batch a text would have its numbers scaled with the others', and it would be no faster.
        return np.concatenate([self._encode_text(text) for text in texts])

    def _encode_text(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        return cast(Vectors, self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0])


def open_session(graph: Path | bytes) -> Session:
    """Run a graph from a file or from memory."""
    runtime = cast(Any, onnxruntime)
    options = runtime.SessionOptions()
    # One thread: a question is too small to share out, and spinning workers would take the event loop's core.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    source = graph if isinstance(graph, bytes) else str(graph)
    return cast(Session, runtime.InferenceSession(source, options, providers=["CPUExecutionProvider"]))


def open_tokenizer(path: Path, max_tokens: int) -> Tokenizer:
    """The published tokenizer, made to cut at `max_tokens`."""
    tokenizer = Tokenizer.from_file(str(path))
    # The published file pads every text to 128 tokens and cuts it there; the model itself reads 256.
    tokenizer.no_padding()
    cast(Any, tokenizer).enable_truncation(max_tokens)
    return tokenizer


def _check_probe(found: Vectors, expected: list[float]) -> None:
    """8-bit kernels differ from CPU to CPU, and one that overflows gives wrong vectors without a word."""
    agreement = float(found @ unit_rows(np.array([expected], dtype=np.float32))[0])
    if not agreement >= LEAST_AGREEMENT:  # not `<`: NaN must not pass
        message = f"the model computes other vectors on this CPU than it should (cosine {agreement:.3f})"
        raise ModelUnavailable(message + "; build it with --precision fp32")
