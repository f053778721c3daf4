"""Which passwords staff may choose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from leasing.errors import Invalid
from leasing.settings import Settings

LONGEST = 200


def _is_special(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


KINDS = {
    "upper": ("an upper-case letter", str.isupper),
    "lower": ("a lower-case letter", str.islower),
    "digit": ("a digit", str.isdigit),
    "special": ("a special character", _is_special),
}

_WORDS = """
password passw0rd p@ssword p@ssw0rd pa$$word welcome qwerty qwertyuiop qwertz azerty asdfgh zxcvbn letmein admin
administrator changeme default secret iloveyou monkey dragon football baseball basketball sunshine princess
superman batman trustno master shadow login access hello freedom whatever starwars summer winter spring autumn test
testing guest user root abc abcd abcdef company leasing apartment
"""
COMMONEST = frozenset(_WORDS.split())
"""what the commonest passwords come down to without the digits and signs that are put around them"""


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    shortest: int = 8
    needs: tuple[str, ...] = tuple(KINDS)

    @classmethod
    def of(cls, settings: Settings) -> PasswordPolicy:
        wanted = {kind.strip() for kind in settings.password_needs.split(",")}
        return cls(settings.password_min_length, tuple(kind for kind in KINDS if kind in wanted))

    def accepted(self, password: str, about: Iterable[str] = ()) -> str:
        """The password. `about`: the user's address and company, which it must not hold. Raises `Invalid` that says
        all that is wrong."""
        lacks = [KINDS[kind][0] for kind in self.needs if not any(map(KINDS[kind][1], password))]
        if not self.shortest <= len(password) <= LONGEST:
            lacks.insert(0, f"{self.shortest} to {LONGEST} characters")
        faults = [f"needs {', '.join(lacks)}"] if lacks else []
        if _is_common(password):
            faults.append("is one of the commonest")
        if any(one in _plain(password) for one in _told(about)):
            faults.append("must not hold your address or your company's name")
        if faults:
            raise Invalid.field("password", f"The password {'; it '.join(faults)}.", "password")
        return password


def _is_common(password: str) -> bool:
    core = password.casefold().strip("0123456789!?.,;:-_#*+ ")
    return core in COMMONEST or not core


def _told(about: Iterable[str]) -> set[str]:
    """What of an address or a name would make a password easy to guess."""
    parts = {_plain(text.partition("@")[0]) for text in about}
    parts |= {_plain(word) for text in about if "@" not in text for word in text.split()}
    return {part for part in parts if len(part) >= 4}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
