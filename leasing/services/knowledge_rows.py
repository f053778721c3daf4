"""What a community has said, as the retrieval reads it: answered entries only, with the version they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from leasing.database import Tx
from leasing.models import Faq, Property

_VERSION = select(Property.knowledge_version).where(Property.id == bindparam("property_id"))
_ANSWERED = (
    select(Faq.id, Faq.question, Faq.answer)
    .where(Faq.property_id == bindparam("property_id"), Faq.status == "answered", Faq.answer.is_not(None))
    .order_by(Faq.id)
)
_WITH_ANSWERS = select(Faq.property_id).where(Faq.status == "answered").distinct().order_by(Faq.property_id)


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    id: str
    question: str
    answer: str


def answered(tx: Tx, property_id: str) -> tuple[int, tuple[AnsweredRow, ...]]:
    """(knowledge version, answered entries) of a property; (0, ()) where there is no such property.

    The version is read first: a change that commits between the two reads (PostgreSQL lets it be seen) gives rows newer
    than the version says, so that they are read once more and never once too few.
    """
    version = tx.connection.execute(_VERSION, {"property_id": property_id}).scalar_one_or_none()
    if version is None:
        return 0, ()
    rows = tx.connection.execute(_ANSWERED, {"property_id": property_id})
    return version, tuple(AnsweredRow(row.id, row.question, row.answer) for row in rows)


def properties_with_answers(tx: Tx) -> tuple[str, ...]:
    """The ids of all properties that have at least one answered entry."""
    return tuple(tx.connection.execute(_WITH_ANSWERS).scalars())
