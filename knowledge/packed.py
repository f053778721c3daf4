"""Arrays and texts of one thing as one run of bytes: the same in memory and in a file.

    magic, checksum of all that follows, length of the head; head (JSON); arrays, each at a multiple of eight

As one string of bytes a community takes a third of the memory that it takes as Python objects, and the garbage
collector has nothing of it to walk through.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

MAGIC = b"DomIQ-k1"
_START = struct.Struct("<8sII")
_ALIGNED = 8

Array = NDArray[np.generic]


class Spoilt(ValueError):
    """These bytes are not what was packed; the message says what is wrong with them."""


class _Place(msgspec.Struct, frozen=True, array_like=True):
    name: str
    kind: str
    shape: tuple[int, ...]
    start: int


class _Head(msgspec.Struct, frozen=True):
    about: dict[str, str | int | bool]
    places: tuple[_Place, ...]


def pack(about: Mapping[str, str | int | bool], arrays: Mapping[str, Array]) -> bytes:
    """Arrays of numbers by name with what is said about them, to be read by `unpack`."""
    places: list[_Place] = []
    parts: list[bytes] = []
    at = 0
    for name, array in arrays.items():
        raw = np.ascontiguousarray(array).tobytes()
        places.append(_Place(name, array.dtype.str, array.shape, at))
        padded = raw + bytes(-len(raw) % _ALIGNED)
        parts.append(padded)
        at += len(padded)
    head = msgspec.json.encode(_Head(dict(about), tuple(places)))
    head += b" " * (-(_START.size + len(head)) % _ALIGNED)
    body = head + b"".join(parts)
    return _START.pack(MAGIC, zlib.crc32(body), len(head)) + body


def unpack(data: bytes, *, check: bool = True) -> tuple[dict[str, str | int | bool], dict[str, Array]]:
    """(what is said about them, read-only views of the arrays). `check`: whether the checksum is compared, as bytes
    from a file must be. Raises Spoilt."""
    if len(data) < _START.size:
        raise Spoilt("too short")
    magic, checksum, length = _START.unpack_from(data)
    if magic != MAGIC:
        raise Spoilt("of another kind or version")
    if check and zlib.crc32(memoryview(data)[_START.size :]) != checksum:
        raise Spoilt("the checksum is another")
    try:
        head = msgspec.json.decode(data[_START.size : _START.size + length], type=_Head)
        start = _START.size + length
        arrays: dict[str, Array] = {}
        for place in head.places:
            kind = np.dtype(place.kind)
            count = int(np.prod(place.shape, dtype=np.int64))
            arrays[place.name] = np.frombuffer(data, kind, count, start + place.start).reshape(place.shape)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise Spoilt(str(error)) from error
    return head.about, arrays


def packed_texts(columns: Sequence[Sequence[str]]) -> dict[str, Array]:
    """Columns of texts as two arrays: their UTF-8 one after the other, and where each ends, column by column."""
    encoded = [text.encode("utf-8", "surrogatepass") for column in columns for text in column]
    return {
        "text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "text_ends": np.cumsum([len(each) for each in encoded], dtype=np.uint32),
    }


class Texts:
    """The columns of `packed_texts`, each of `rows` texts."""

    def __init__(self, arrays: Mapping[str, Array], rows: int) -> None:
        self._text = arrays["text"]
        self._ends = arrays["text_ends"]
        self._rows = rows

    def get(self, column: int, row: int) -> str:
        place = column * self._rows + row
        start = int(self._ends[place - 1]) if place else 0
        return self._text[start : int(self._ends[place])].tobytes().decode("utf-8", "surrogatepass")
