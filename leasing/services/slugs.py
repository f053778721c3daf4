"""Names for addresses: `Maple Court` as `maple-court`, unique among all companies."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.models import Company, Property

MAX_LENGTH = 60


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_LENGTH].strip("-") or "community"


def insert_with_slug(tx: Tx, model: type[Company] | type[Property], name: str, insert: Callable[[str], str]) -> str:
    """Run an insert with a slug that nobody has. Several of one name are told apart by a random ending, so that two
    that are made at once do not fight over the next number."""
    table: Any = model.__table__
    slug = slug_of(name)
    other = f"{slug}-{secrets.token_hex(3)}"
    if tx.connection.execute(select(table.c.id).where(table.c.slug == slug)).first() is not None:
        return insert(other)
    try:
        with tx.connection.begin_nested():
            return insert(slug)
    except IntegrityError:
        # Somebody took it meanwhile; what else may be wrong with the row shows again.
        return insert(other)
