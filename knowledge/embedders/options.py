"""What the embedders are told from outside. Apart from them, since OpenAI's SDK takes half a second to import."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class OpenAIOptions:
    """Which endpoint, which model, and how long to wait for it."""

    api_key: str = field(repr=False)
    model: str = "text-embedding-3-small"
    dimensions: int = 1536
    base_url: str | None = None
    """None: OpenAI's own."""
    send_dimensions: bool = True
    """Ask for `dimensions` by name; off for endpoints whose models have one fixed size and refuse the parameter."""
    query_timeout: float = 3.0
    """Seconds an attempt may take while a visitor waits."""
    index_timeout: float = 30.0
    """Seconds an attempt may take while documents are indexed."""
    query_retries: int = 1
    index_retries: int = 4
