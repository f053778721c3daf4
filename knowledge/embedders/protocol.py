"""What an embedder is, and what can go wrong with one.

Unavailable (leasing.errors)
└── EmbedderError           503  LLM_SERVICE_ERROR
    ├── ModelUnavailable    nothing to embed with: not built, damaged, not installed, not configured
    └── EmbeddingFailed     these texts got no vectors; `retryable` says whether asking later may help
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from leasing.errors import Unavailable

Vectors = NDArray[np.float32]


class EmbedderError(Unavailable):
    default_code = "LLM_SERVICE_ERROR"


class ModelUnavailable(EmbedderError):
    """There is nothing to embed with; the message names what is missing and how to get it."""


class EmbeddingFailed(EmbedderError):
    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable


@runtime_checkable
class Embedder(Protocol):
    """Texts in, unit vectors out: the dot product of two rows is their cosine."""

    @property
    def name(self) -> str:
        """Model, weights and version. Stored with an index: vectors of different names must never be compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in order: float32, shape (len(texts), dimensions), length 1.

        A text that holds no token may get a row of zeros, which is similar to nothing.
        Raises EmbeddingFailed.
        """
        ...

    def embed_query(self, text: str) -> Awaitable[Vectors]:
        """The vector of a visitor's question, shape (dimensions,), read-only, from a bounded cache where it is known.

        It may be begun before it is awaited. Awaiting it raises EmbeddingFailed.
        """
        ...

    async def aclose(self) -> None:
        """Let go of threads and connections; nothing may be embedded afterwards."""
        ...
