"""The proof of an erasure: what went and what remains in numbers, and the files that are deleted after the commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Erasure, ErasurePlace
from leasing.services import erasing_rows
from leasing.services.erasing_rows import SENDING
from leasing.services.persons import Person


@dataclass(frozen=True, slots=True)
class ErasureView:
    """The proof of an erasure. `subject` is the id that was asked for; `erased` and `remains` count rows; files are
    deleted a moment later, `files_erased_at`."""

    id: str
    subject: str
    reason: str
    user_id: str | None
    erased: dict[str, int]
    remains: dict[str, int]
    created_at: datetime
    files_erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Erased:
    """`conversations` are to be closed for who is connected."""

    proof: ErasureView
    conversations: frozenset[str]


def recorded(tx: Tx, whose: Person, subject: str, reason: str, user_id: str | None) -> Erased:
    """Erase what is somebody's, and keep the proof of it."""
    gone = erasing_rows.erase(tx, whose)
    proof = ErasureView(
        id=new_id(),
        subject=subject,
        reason=reason,
        user_id=user_id,
        erased={name: count for name, count in gone.erased.items() if count} | {"mails": len(gone.mails)},
        remains={name: count for name, count in gone.remains.items() if count},
        created_at=tx.now,
        files_erased_at=None,
    )
    tx.connection.execute(insert(Erasure).values(company_id=whose.company_id, **asdict(proof)))
    places = [
        {"company_id": whose.company_id, "erasure_id": proof.id, "of_property": place}
        for place in sorted(whose.properties)
    ]
    if places:
        tx.connection.execute(insert(ErasurePlace), places)
    files = {"erasure_id": proof.id, "attachments": gone.attachments, "mails": gone.mails}
    tx.enqueue("erase_files", f"erasure:{proof.id}", whose.company_id, files)
    if gone.still_sending:
        tx.enqueue("erase_files", f"erasure:{proof.id}:late", whose.company_id, files, wait=SENDING)
    # Wakes the outbox, so that the files go at once.
    tx.emit("privacy.erased", whose.company_id, subject_id=proof.id)
    return Erased(proof, whose.conversations)


def by_retention(tx: Tx, whose: Person, what: str) -> Erased:
    """Erase what has been kept long enough; `what` stands for the subject."""
    return recorded(tx, whose, what, "retention", None)


def files_are_gone(tx: Tx, erasure_id: str) -> None:
    tx.connection.execute(update(Erasure).where(Erasure.id == erasure_id).values(files_erased_at=tx.now))


def view(row: Any) -> ErasureView:
    return ErasureView(**{name: getattr(row, name) for name in ErasureView.__slots__})
