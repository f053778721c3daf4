"""What an erasure took and left, as it goes along."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Gone:
    """What was erased and what remains, in numbers, and the files that are still to be deleted."""

    erased: Counter[str] = field(default_factory=Counter[str])
    remains: Counter[str] = field(default_factory=Counter[str])
    attachments: list[str] = field(default_factory=list[str])
    mails: list[str] = field(default_factory=list[str])
    """keys of the outbox under which mails were sent"""
    still_sending: bool = False
