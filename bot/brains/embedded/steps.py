"""What the embedded brain can do next: call tools, or speak."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ToolCall:
    name: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calls:
    """Tools to call side by side."""

    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of the reply: its key in the table of phrases, and what goes into it."""

    key: str
    params: dict[str, str] = field(default_factory=dict[str, str])
    verbatim: bool = False
    """`params["text"]` is said as it stands: the community's own words"""
    apart: bool = False
    """stands on lines of its own, and what follows it does too"""


@dataclass(slots=True)
class Say:
    """The reply. At most one question stands in it, and `asked` names it for the next turn."""

    phrases: list[Phrase] = field(default_factory=list[Phrase])
    asked: str | None = None

    def add(self, key: str, **params: str) -> None:
        self.phrases.append(Phrase(key, params))

    def quote(self, text: str, *, apart: bool = False) -> None:
        self.phrases.append(Phrase("verbatim", {"text": text}, verbatim=True, apart=apart))

    def ask(self, asked: str, key: str, **params: str) -> None:
        """Adds a question unless one is being asked already: one at a time."""
        if self.asked is None:
            self.asked = asked
            self.add(key, **params)


Step = Calls | Say
