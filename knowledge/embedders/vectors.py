"""What every embedder does to texts and vectors."""

from __future__ import annotations

import numpy as np

from knowledge.embedders.protocol import Vectors

MAX_CHARACTERS = 8000
"""What is read of a text: more than any passage has. Without a bound, one text could cost any time and memory."""


def readable(text: str) -> str:
    """The text's first MAX_CHARACTERS, with halves of broken surrogate pairs, which no tokenizer takes, as `?`."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def unit_rows(rows: Vectors) -> Vectors:
    """Scale every row to length 1 as float32; a row of zeros stays one, where a division would make it NaN."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0.0, 1.0, lengths)).astype(np.float32, copy=False)
