"""Names for addresses: `Maple Court` as `maple-court`, unique among all companies."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Any

from sqlalchemy import select

from leasing.database import Tx
from leasing.models import Company, Property

MAX_LENGTH = 60


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_LENGTH].strip("-") or "community"


def free_slug(tx: Tx, model: type[Company] | type[Property], name: str) -> str:
    """A slug that nobody has; several of one name are told apart by a random ending, so that two that are made at
    once do not fight over the next number."""
    table: Any = model.__table__
    base = slug_of(name)
    taken = tx.connection.execute(select(table.c.id).where(table.c.slug == base)).first()
    return f"{base}-{secrets.token_hex(3)}" if taken else base
