"""What is packed comes back as it was, and what was damaged is noticed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.packed import Spoilt, Texts, pack, packed_texts, unpack
from knowledge.quantized import cosines, quantized, restored

ARRAYS = {
    "bytes": np.arange(13, dtype=np.int8),
    "grid": np.arange(12, dtype=np.float32).reshape(3, 4),
    "none": np.zeros((0, 7), dtype=np.float16),
    "numbers": np.array([2**63, 1], dtype=np.uint64),
}


def test_arrays_come_back_as_they_were() -> None:
    about, arrays = unpack(pack({"property_id": "oak", "version": 7, "knows": True}, ARRAYS))
    assert about == {"property_id": "oak", "version": 7, "knows": True}
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype
        assert not arrays[name].flags.writeable


@given(place=st.integers(0, 10**6), by=st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, by: int) -> None:
    data = bytearray(pack({"version": 1}, ARRAYS))
    place %= len(data)
    data[place] = (data[place] + by) % 256
    # The length of the head is the one thing that the checksum does not cover.
    if 12 <= place < 16:
        return
    with pytest.raises(Spoilt):
        unpack(bytes(data))


@given(length=st.integers(0, 600))
def test_a_torn_file_is_noticed(length: int) -> None:
    data = pack({"version": 1}, ARRAYS)
    if length < len(data):
        with pytest.raises(Spoilt):
            unpack(data[:length])


@given(columns=st.lists(st.lists(st.text(), min_size=3, max_size=3), min_size=1, max_size=4))
def test_texts_come_back_as_they_were(columns: list[list[str]]) -> None:
    texts = Texts(unpack(pack({}, packed_texts(columns)))[1], 3)
    assert [[texts.get(column, row) for row in range(3)] for column in range(len(columns))] == columns


def test_half_a_sign_survives() -> None:
    assert Texts(packed_texts([["\ud800"]]), 1).get(0, 0) == "\ud800"


@pytest.mark.parametrize("dimensions", [64, 384, 1536])
def test_cosines_are_nearly_those_of_the_exact_vectors(dimensions: int) -> None:
    rows = np.random.default_rng(dimensions).normal(size=(300, dimensions)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stepped, factors = quantized(rows)
    assert np.abs(cosines(stepped, factors, rows[0]) - rows @ rows[0]).max() < 0.01
    np.testing.assert_allclose(np.linalg.norm(restored(stepped, factors), axis=1), 1.0, atol=1e-5)


def test_what_was_quantized_stays_as_it_is() -> None:
    rows = np.random.default_rng(3).normal(size=(200, 384)).astype(np.float32)
    rows[5] = 0.0
    stepped, factors = quantized(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
    again, same = quantized(restored(stepped, factors))
    np.testing.assert_array_equal(again, stepped)
    np.testing.assert_allclose(same, factors, rtol=1e-6)
    assert not restored(stepped, factors)[5].any()
