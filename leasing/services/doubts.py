"""Whether what a visitor says now still supports the merges that were made by themselves.

Whoever leaves somebody's number is merged with them; when they go on to say another name or address, the sign that the
merge rests on no longer holds. It may never have been the same person, and a typed number must not bring anybody
another person's mail.
"""

from __future__ import annotations

from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from sqlalchemy import or_, select

from leasing.database import Tx
from leasing.models import Lead, LeadMerge, LeadMergeStep
from leasing.people import email_key
from leasing.services.duplicates import Pair, judge, then
from leasing.understood import Contact


def unsupported(tx: Tx, own: Any, contact: Contact) -> list[str]:
    """Automatic merges of the lead that a browser began which do not hold any more, the newest first. `contact` is what
    its visitor has said by now."""
    statement = (
        select(LeadMerge.id, LeadMerge.survivor_id, LeadMerge.merged_id, LeadMerge.evidence)
        .where(LeadMerge.company_id == own.company_id, LeadMerge.automatic, LeadMerge.undone_at.is_(None))
        .where(or_(LeadMerge.merged_id == own.id, LeadMerge.survivor_id == own.id))
        .order_by(LeadMerge.created_at.desc(), LeadMerge.id.desc())
    )
    return [row.id for row in tx.connection.execute(statement).all() if _fails(tx, own, contact, row)]


def _fails(tx: Tx, own: Any, contact: Contact, made: Any) -> bool:
    other_id = made.survivor_id if made.merged_id == own.id else made.merged_id
    other: Any = tx.connection.execute(select(Lead.__table__).where(Lead.id == other_id)).one()
    mine, theirs = _as_they_were(tx, made.id, own, other)
    now = SimpleNamespace(**vars(mine) | {name: value for name, value in asdict(contact).items() if value})
    sign = judge(now, theirs)
    if sign is not None and sign.strength == "same":
        return False
    before = judge(mine, theirs)
    if before is not None and before.strength == "same":
        return True
    # They were found through a lead that one of them had become.
    replaced = any(
        _same(made.evidence.get(name), getattr(mine, name)) and not _same(getattr(mine, name), getattr(now, name))
        for name in ("email", "phone")
    )
    return replaced or Pair(now, theirs).names == "clash"


def _as_they_were(tx: Tx, merge_id: str, *leads: Any) -> tuple[SimpleNamespace, ...]:
    """Leads before the merge mixed what they know."""
    steps = select(LeadMergeStep.into_id, LeadMergeStep.before).where(LeadMergeStep.merge_id == merge_id)
    before = {step.into_id: step.before for step in tx.connection.execute(steps) if step.into_id is not None}
    return tuple(
        then(lead, before[lead.id]) if lead.id in before else SimpleNamespace(**lead._mapping) for lead in leads
    )


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and email_key(one or "") == email_key(other or "")
