"""How many sockets and streams of events are held open, in this process: by one address, and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

Full = Literal["address", "process"]


class OpenSockets:
    """Counts what is open. Each one costs memory and a file of the system, whether it says something or not; an address
    here is a `limit_key`."""

    def __init__(self, *, most: int, most_per_address: int, enabled: bool = True) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._enabled = enabled
        self._held: Counter[str] = Counter()
        self._open = 0

    @property
    def open(self) -> int:
        return self._open

    @property
    def addresses(self) -> int:
        """How many addresses hold one."""
        return len(self._held)

    def full(self, address: str) -> Full | None:
        """What has no room for one more; None where it may be held."""
        if not self._enabled:
            return None
        if self._held[address] >= self._most_per_address:
            return "address"
        return "process" if self._open >= self._most else None

    @contextmanager
    def hold(self, address: str) -> Generator[None]:
        """Count one as open until the block ends."""
        self._held[address] += 1
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]
