"""What the switch needs of an LLM. Apart from the LLM's own code, which a house without a key never loads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from langchain_core.messages import AIMessage, BaseMessage

Say = Callable[[str], Awaitable[None]]


class ProviderFailed(Exception):
    """The LLM did not give a usable reply. What it has said until then has been handed on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reply:
    message: AIMessage
    first_chunk_seconds: float


class LanguageModel(Protocol):
    @property
    def ready(self) -> bool:
        """Whether a turn that starts now may ask it."""
        ...

    async def reply(self, messages: list[BaseMessage], say: Say, *, tools_allowed: bool = True) -> Reply:
        """Stream one reply, handing each piece of text to `say`. Raises `ProviderFailed`; what `say` raises passes."""
        ...

    async def aclose(self) -> None: ...
