"""Which passwords staff may choose."""

from __future__ import annotations

from leasing.errors import Invalid

SHORTEST = 8
LONGEST = 200


def _is_special(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


KINDS = (
    ("an upper-case letter", str.isupper),
    ("a lower-case letter", str.islower),
    ("a digit", str.isdigit),
    ("a special character", _is_special),
)


def accepted(password: str) -> str:
    """The password. Raises `Invalid` that says all that it lacks."""
    lacks = [name for name, is_kind in KINDS if not any(is_kind(character) for character in password)]
    if not SHORTEST <= len(password) <= LONGEST:
        lacks.insert(0, f"{SHORTEST} to {LONGEST} characters")
    if lacks:
        raise Invalid.field("password", f"The password needs {', '.join(lacks)}.", "password")
    return password
