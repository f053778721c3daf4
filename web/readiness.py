"""What the probes tell: filled in by the composition root as the parts of the server come up."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Readiness:
    """Mutable. `ready` is set when chats can be served; `degraded` names what works less well than it should, and why
    (embedder: MiniLM was not built, …)."""

    ready: bool = False
    embedder: str | None = None
    embedder_reason: str | None = None
    brain: str | None = None
    degraded: dict[str, str] = field(default_factory=dict[str, str])
