"""How a message is spelt, as a vector: what meaning alone misses, such as slips, slang and short words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DIMENSIONS = 1024
LENGTHS = (3, 4, 5)
"""of the runs of letters"""
WORDS = re.compile(r"\w+|\?+")


def spellings(texts: Sequence[str]) -> Floats:
    """One unit row per text: its words, pairs of words and runs of letters, each hashed to a place and a sign."""
    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for number, text in enumerate(texts):
        for piece in _pieces(text):
            digest = int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=4).digest(), "little")
            rows[number, digest % DIMENSIONS] += 1 if digest >> 31 else -1
        rows[number] /= np.linalg.norm(rows[number]) or 1
    return rows


def _pieces(text: str) -> set[str]:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    found = WORDS.findall("".join(sign for sign in decomposed if not unicodedata.combining(sign)))
    whole = f" {' '.join(found)} "
    runs = {whole[at : at + size] for size in LENGTHS for at in range(len(whole) - size + 1)}
    pairs = {f"{first}+{second}" for first, second in pairwise(["^", *found, "$"])}
    return runs | pairs | {f"={word}" for word in found}
