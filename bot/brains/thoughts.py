"""Takes a model's thinking out of its reply.

OpenAI keeps it back itself; endpoints that serve open models often put it first in the text, as `<think>…</think>`.
It is no part of the reply and must not reach a visitor.
"""

from __future__ import annotations

from typing import Literal

OPEN, CLOSE = "<think>", "</think>"


class Thoughts:
    """Fed with the pieces of one message, gives back those of the reply."""

    __slots__ = ("_held", "_state")

    def __init__(self) -> None:
        self._held = ""
        self._state: Literal["unknown", "thinking", "replying"] = "unknown"

    def strip(self, piece: str) -> str:
        if self._state == "replying":
            return piece
        self._held += piece
        if self._state == "unknown":
            start = self._held.lstrip()
            if len(start) < len(OPEN) and OPEN.startswith(start):
                return ""
            if not start.startswith(OPEN):
                return self._reply(self._held)
            self._state = "thinking"
        _, closed, after = self._held.partition(CLOSE)
        return self._reply(after) if closed else ""

    def end(self) -> str:
        """What was held back because it could still have become a thought."""
        return self._reply(self._held) if self._state == "unknown" else ""

    def _reply(self, text: str) -> str:
        self._state, self._held = "replying", ""
        return text
