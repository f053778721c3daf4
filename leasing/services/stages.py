"""The stages of a lead: which may follow which, and the moves that facts make by themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Lead, Tour
from leasing.models.lead import LOST_REASONS
from leasing.services import hot_leads, qualification
from leasing.services.lead_history import SYSTEM, Actor, note

ALLOWED: dict[str, tuple[str, ...]] = {
    "new": ("contacted", "qualified", "tour_scheduled", "toured", "applied", "lost"),
    "contacted": ("qualified", "tour_scheduled", "toured", "applied", "lost"),
    "qualified": ("contacted", "tour_scheduled", "toured", "applied", "lost"),
    "tour_scheduled": ("contacted", "qualified", "toured", "applied", "lost"),
    "toured": ("tour_scheduled", "applied", "lost"),
    "applied": ("toured", "leased", "lost"),
    "leased": ("applied", "lost"),
    "lost": ("contacted", "qualified", "tour_scheduled", "applied"),
}
"""status → those that may come next"""
ORDER = ("lost", "new", "contacted", "qualified", "tour_scheduled", "toured", "applied", "leased")
"""how far each has come: of two that are merged the further one counts"""


def checked(status: str, wanted: str, lost_reason: str | None) -> dict[str, Any]:
    """The columns of a move that somebody asks for. Raises `Conflict` (`INVALID_STATUS_TRANSITION`, with the allowed
    ones) and `Invalid`."""
    if wanted != status and wanted not in ALLOWED[status]:
        raise Conflict(
            f"A lead that is {status} cannot become {wanted}; it can become {', '.join(ALLOWED[status])}.",
            code="INVALID_STATUS_TRANSITION",
            details={"status": status, "requested": wanted, "allowed": list(ALLOWED[status])},
        )
    if wanted == "lost" and not lost_reason:
        raise Invalid.field("lost_reason", f"Say why, by one of: {', '.join(LOST_REASONS)}.", "missing")
    if wanted != "lost" and lost_reason:
        raise Invalid.field("lost_reason", "Only a lead that is lost has a reason for it.")
    return {"status": wanted, "lost_reason": lost_reason if wanted == "lost" else None}


def move(tx: Tx, lead: Any, wanted: str, actor: Actor = SYSTEM, *, because: str | None = None) -> None:
    """Move a lead where the facts have moved it, with its score and its history. Not further where it is there."""
    if lead.status == wanted:
        return
    values = dict(lead._mapping) | {"status": wanted, "lost_reason": None}
    judged = qualification.columns(values)
    tx.connection.execute(
        update(Lead).where(Lead.id == lead.id).values(status=wanted, lost_reason=None, updated_at=tx.now, **judged)
    )
    hot_leads.tell(tx, lead.score, values | judged)
    note(tx, lead.company_id, lead.id, "status", actor, text=because, data={"from": lead.status, "to": wanted})


def follow_tours(tx: Tx, lead_id: str | None) -> None:
    """Bring a lead's stage to what its tours are now: call it after every change of a tour.

    A tour ahead makes it `tour_scheduled`, a completed one `toured`; where the only one was cancelled or missed it
    goes back to `qualified` or `contacted`. Who has applied or leased stays there.
    """
    if lead_id is None:
        return
    lead: Any = tx.connection.execute(select(Lead.__table__).where(Lead.id == lead_id).with_for_update()).one_or_none()
    if lead is None or lead.status in ("applied", "leased"):
        return
    statuses = set(tx.connection.execute(select(Tour.status).where(Tour.lead_id == lead_id)).scalars())
    if statuses & {"scheduled", "confirmed"}:
        move(tx, lead, "tour_scheduled", because="a tour was booked")
    elif "completed" in statuses:
        move(tx, lead, "toured", because="a tour was completed")
    elif lead.status in ("tour_scheduled", "toured"):
        known = dict(lead._mapping) | {"status": "contacted"}
        back = "qualified" if qualification.of_lead(known).is_qualified else "contacted"
        move(tx, lead, back, because="no tour is left")
