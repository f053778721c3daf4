"""What a community has said, as the retrieval reads it: answered FAQs and pieces of documents, with the version that
they belong to. Markup is taken out here, so that nothing is searched or said with tags; what is stored stays as it was
written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select, union

from leasing.database import Tx
from leasing.markup import as_text
from leasing.models import Document, DocumentChunk, Faq, Property
from leasing.pieces import heading

FAQ = "faq"
DOCUMENT = "document"

SAID = and_(Faq.status.in_(("answered", "needs_review")), Faq.in_knowledge)
"""Entries that may be said. One that waits for a review is the best that is known until somebody says otherwise."""

_VERSIONS = (
    select(Property.id, Property.knowledge_version)
    .where(Property.id.in_(select(Faq.property_id).where(SAID)) | Property.id.in_(select(Document.property_id)))
    .order_by(Property.id)
)
_VERSION = select(Property.knowledge_version).where(Property.id == bindparam("property_id"))
_ANSWERED = (
    select(Faq.id, Faq.question, Faq.answer)
    .where(Faq.property_id == bindparam("property_id"), SAID, Faq.answer.is_not(None))
    .order_by(Faq.id)
)
_CHUNKS = (
    select(DocumentChunk.id, DocumentChunk.document_id, Document.title, DocumentChunk.path, DocumentChunk.text)
    .join(Document, and_(Document.id == DocumentChunk.document_id, Document.version == DocumentChunk.number))
    .where(Document.property_id == bindparam("property_id"))
    .order_by(DocumentChunk.document_id, DocumentChunk.position)
)
_WITH_ANSWERS = union(select(Faq.property_id).where(SAID), select(Document.property_id)).order_by("property_id")


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """An entry that may answer. Of a document's piece `question` is its heading (`Guide › Pets › Fees`), `answer` its
    text, a line a paragraph, item (`- …`) or row, and `cites` the document; an FAQ is cited itself."""

    id: str
    question: str
    answer: str
    kind: str = FAQ
    cites: str = ""


def answered(tx: Tx, property_id: str) -> tuple[int, tuple[AnsweredRow, ...]]:
    """(knowledge version, entries) of a property; (0, ()) where there is no such property.

    The version is read first: a change that commits between the reads (PostgreSQL lets it be seen) gives rows newer
    than the version says, so that they are read once more and never once too few.
    """
    version = tx.connection.execute(_VERSION, {"property_id": property_id}).scalar_one_or_none()
    if version is None:
        return 0, ()
    faqs = tx.connection.execute(_ANSWERED, {"property_id": property_id})
    rows = [AnsweredRow(row.id, as_text(row.question), as_text(row.answer)) for row in faqs]
    chunks = tx.connection.execute(_CHUNKS, {"property_id": property_id})
    rows += [AnsweredRow(row.id, heading(row.title, row.path), row.text, DOCUMENT, row.document_id) for row in chunks]
    return version, tuple(rows)


def properties_with_answers(tx: Tx) -> tuple[str, ...]:
    """The ids of all properties that have at least one entry."""
    return tuple(tx.connection.execute(_WITH_ANSWERS).scalars())


def knowledge_versions(tx: Tx) -> dict[str, int]:
    """The same with the version of each one's knowledge."""
    return {row.id: row.knowledge_version for row in tx.connection.execute(_VERSIONS)}
