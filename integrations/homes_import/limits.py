"""What a file of homes may hold at most, and how it is refused."""

from __future__ import annotations

from leasing.errors import FieldError, Invalid

MOST_BYTES = 10 * 2**20
MOST_COLUMNS = 200
MOST_CELL = 20_000
"""characters"""
MOST_DEPTH = 32
"""elements within elements; the standard has 9"""
MOST_ELEMENTS = 300_000
MOST_TEXT = 20_000
"""characters of one element"""
MOST_ATTRIBUTES = 50


def refused(message: str) -> Invalid:
    """The error for a file that cannot be read at all."""
    return Invalid(message, [FieldError(field="file", message=message, type="unreadable")], code="INVALID_FORMAT")
