"""Money: integer cents inside, decimal strings on the wire, never a float."""

from __future__ import annotations

import re
from decimal import Decimal

from leasing.errors import Invalid

MAX_CENTS = 2_000_000_000
# A comma parts thousands and nothing else: `1,5` is one and a half in other countries, and no fifteen anywhere.
_AMOUNT = re.compile(r"\$?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)", re.ASCII)
LONGEST = 40


def to_wire(cents: int | None) -> str | None:
    """`185000` as `"1850.00"`."""
    if cents is None:
        return None
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


def from_wire(value: str, field: str = "amount") -> int:
    """Cents of a decimal string. Raises `Invalid` for anything that is not an amount in whole cents from 0 up."""
    found = _AMOUNT.fullmatch(value.strip()[: LONGEST + 1])
    if found is None or len(value) > LONGEST:
        raise Invalid.field(field, f"{field} must be a decimal string such as 1850.00, from 0.00 up", "decimal")
    cents = Decimal(found[1].replace(",", "")) * 100
    if cents != cents.to_integral_value() or cents > MAX_CENTS:
        raise Invalid.field(field, f"{field} must be between 0.00 and {MAX_CENTS // 100}.00 in whole cents", "decimal")
    return int(cents)


def words(cents: int) -> str:
    """As a person writes it: `$1,850`, or `$1,850.50` where there are cents."""
    whole, rest = divmod(cents, 100)
    return f"${whole:,}" if rest == 0 else f"${whole:,}.{rest:02d}"
