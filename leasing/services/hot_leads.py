"""When a lead has become hot, it is told once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leasing.database import Tx

HOT = 85
"""points from which a lead is hot"""


def tell(tx: Tx, before: int, lead: Mapping[str, Any], conversation_id: str | None = None) -> None:
    """Emit `lead.hot` where a lead's score has come from below to where it is hot. `lead` holds its columns after the
    change."""
    if before < HOT <= lead["score"]:
        tx.emit(
            "lead.hot",
            lead["company_id"],
            property_id=lead["property_id"],
            subject_id=lead["id"],
            data={"conversation_id": conversation_id} if conversation_id else {},
        )
