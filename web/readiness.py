"""What the probes tell: filled in by the composition root as the parts of the server come up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Readiness:
    """Mutable. `ready` is set when chats can be served; `degraded` names what works less well than it should, and why
    (embedder: MiniLM was not built, …)."""

    ready: bool = False
    embedder: str | None = None
    embedder_reason: str | None = None
    brain: str | None = None
    is_scheduled: bool = False
    """jobs are to be run, by this process or another; not so in an application without a composition root"""
    degraded: dict[str, str] = field(default_factory=dict[str, str])
    watched: dict[str, Callable[[], str | None]] = field(default_factory=dict[str, Callable[[], str | None]])
    """asked at each look: what is wrong with a part now, or None"""

    def troubles(self) -> dict[str, str]:
        """What works less well than it should, by part, and why."""
        now = {name: reason for name, look in self.watched.items() if (reason := look()) is not None}
        return {**self.degraded, **now}
