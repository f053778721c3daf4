"""Documents of a community, in versions. What the version that counts says is part of the property's knowledge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func

from leasing.database import Tx
from leasing.errors import Conflict, Invalid, NotFound
from leasing.models import Document, DocumentChunk, DocumentVersion, Property
from leasing.pieces import Content, Piece, heading
from leasing.services.knowledge_changes import raise_version, told
from leasing.services.search import contains
from leasing.tenancy import Page, Paging, StaffScope

MOST_DOCUMENTS = 200
"""of a property"""
MOST_CHUNKS = 5_000
"""of a property: what is searched at each question"""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """`source_type` is upload, website or import; `url` is the page that it was read from."""

    id: str
    property_id: str
    source_id: str | None
    url: str | None
    title: str
    source_type: str
    version: int
    format: str
    file_name: str | None
    size_bytes: int
    sections: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SectionView:
    """A piece as it is searched; `heading` is how it is cited."""

    heading: str
    path: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """`made_by` is upload, website, import or restore."""

    number: int
    title: str
    format: str
    file_name: str | None
    size_bytes: int
    content_hash: str
    made_by: str
    restored_from: int | None
    created_by: str | None
    created_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    document: DocumentView
    sections: list[SectionView]


@dataclass(frozen=True, slots=True)
class VersionDetail:
    version: VersionView
    sections: list[SectionView]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from."""

    source_type: str = "upload"
    made_by: str = "upload"
    source_id: str | None = None
    url: str | None = None


UPLOADED = Origin()


def page(
    tx: Tx, scope: StaffScope, property_id: str, paging: Paging, *, search: str | None = None
) -> Page[DocumentView]:
    """By title. Raises `NotFound` for the property."""
    scope.get(tx, Property, property_id)
    statement = _current(scope).where(Document.property_id == property_id)
    if search:
        statement = statement.where(contains(Document.title, search))
    rows = scope.page(tx, statement.order_by(Document.title, Document.id), paging)
    return rows.map(lambda row: _view(row, _count(tx, scope, row)))


def check_property(tx: Tx, scope: StaffScope, property_id: str) -> None:
    """Raises `NotFound` where the company has no such property."""
    scope.get(tx, Property, property_id)


def get(tx: Tx, scope: StaffScope, document_id: str) -> DocumentDetail:
    row = _row(tx, scope, document_id)
    return DocumentDetail(_view(row, _count(tx, scope, row)), _sections(tx, scope, row.id, row.version, row.title))


def create(tx: Tx, scope: StaffScope, property_id: str, content: Content, origin: Origin = UPLOADED) -> DocumentView:
    """A new document, which counts at once. Raises `NotFound`, `Conflict` where the property has one that says just
    the same, and `Invalid` where it has as much as it may have."""
    version = raise_version(tx, scope, property_id)
    same = same_content(tx, scope, property_id, content.digest)
    if same is not None:
        raise Conflict(
            f"The document {same.title!r} says the same already.", details={"document_id": same.id, "title": same.title}
        )
    _room(tx, scope, property_id, more=len(content.pieces), documents=1)
    document_id = scope.insert(
        tx,
        Document,
        property_id=property_id,
        source_id=origin.source_id,
        url=origin.url,
        title=content.title,
        source_type=origin.source_type,
        version=1,
    )
    _add_version(tx, scope, document_id, 1, content, made_by=origin.made_by)
    told(tx, scope, property_id, document_id, version=version, change="created")
    return get(tx, scope, document_id).document


def revise(
    tx: Tx,
    scope: StaffScope,
    document_id: str,
    content: Content | None = None,
    *,
    title: str | None = None,
    made_by: str = "upload",
) -> DocumentView:
    """A new version with other content, another title, or both. What changes nothing makes no version."""
    row = _row(tx, scope, document_id)
    version = raise_version(tx, scope, row.property_id)
    # The property is locked now: what was read before may be old.
    row = _row(tx, scope, document_id)
    title = title or row.title
    if content is None:
        content = _content(tx, scope, row, row.version)
    if content.digest == row.content_hash and title == row.title:
        return _view(row, _count(tx, scope, row))
    _room(tx, scope, row.property_id, more=len(content.pieces) - _count(tx, scope, row))
    _add_version(tx, scope, document_id, _next(tx, scope, row), replace(content, title=title), made_by=made_by)
    told(tx, scope, row.property_id, document_id, version=version, change="updated")
    return get(tx, scope, document_id).document


def restore(tx: Tx, scope: StaffScope, document_id: str, number: int) -> DocumentView:
    """Bring an older version back, as a new one. Raises `NotFound`, and `Conflict` where it is the one that counts."""
    row = _row(tx, scope, document_id)
    version = raise_version(tx, scope, row.property_id)
    row = _row(tx, scope, document_id)
    if number == row.version:
        raise Conflict(f"Version {number} is the one that counts already.", code="INVALID_STATUS_TRANSITION")
    content = _content(tx, scope, row, number)
    _room(tx, scope, row.property_id, more=len(content.pieces) - _count(tx, scope, row))
    _add_version(tx, scope, document_id, _next(tx, scope, row), content, made_by="restore", restored_from=number)
    told(tx, scope, row.property_id, document_id, version=version, change="restored")
    return get(tx, scope, document_id).document


def delete(tx: Tx, scope: StaffScope, document_id: str) -> None:
    """The document with all its versions."""
    row = scope.get(tx, Document, document_id)
    version = raise_version(tx, scope, row.property_id)
    scope.remove(tx, Document, document_id)
    told(tx, scope, row.property_id, document_id, version=version, change="deleted")


def versions(tx: Tx, scope: StaffScope, document_id: str, paging: Paging) -> Page[VersionView]:
    """The newest first."""
    row = scope.get(tx, Document, document_id)
    statement = scope.select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    found = scope.page(tx, statement.order_by(DocumentVersion.number.desc()), paging)
    return found.map(lambda one: _version_view(one, row.version))


def version(tx: Tx, scope: StaffScope, document_id: str, number: int) -> VersionDetail:
    row = scope.get(tx, Document, document_id)
    found = _version(tx, scope, document_id, number)
    return VersionDetail(_version_view(found, row.version), _sections(tx, scope, document_id, number, found.title))


def same_content(tx: Tx, scope: StaffScope, property_id: str, digest: str) -> Any | None:
    """The property's document that says just this, where there is one."""
    statement = _current(scope).where(Document.property_id == property_id, DocumentVersion.content_hash == digest)
    return tx.connection.execute(statement.limit(1)).one_or_none()


def pieces(tx: Tx, scope: StaffScope, document_id: str, number: int) -> tuple[Piece, ...]:
    """What a version says, in order."""
    statement = (
        scope.select(DocumentChunk, DocumentChunk.path, DocumentChunk.text)
        .where(DocumentChunk.document_id == document_id, DocumentChunk.number == number)
        .order_by(DocumentChunk.position)
    )
    return tuple(Piece(tuple(row.path), row.text) for row in tx.connection.execute(statement))


def _current(scope: StaffScope) -> Select[Any]:
    """Documents with the version that counts."""
    columns = (DocumentVersion.format, DocumentVersion.file_name, DocumentVersion.size_bytes)
    counts = and_(DocumentVersion.document_id == Document.id, DocumentVersion.number == Document.version)
    return scope.select(Document, Document.__table__, *columns, DocumentVersion.content_hash).join(
        DocumentVersion.__table__, counts
    )


def _row(tx: Tx, scope: StaffScope, document_id: str) -> Any:
    scope.get(tx, Document, document_id)
    return tx.connection.execute(_current(scope).where(Document.id == document_id)).one()


def _version(tx: Tx, scope: StaffScope, document_id: str, number: int) -> Any:
    statement = scope.select(DocumentVersion).where(
        DocumentVersion.document_id == document_id, DocumentVersion.number == number
    )
    row = tx.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"The document has no version {number}.")
    return row


def _content(tx: Tx, scope: StaffScope, row: Any, number: int) -> Content:
    found = _version(tx, scope, row.id, number)
    said = pieces(tx, scope, row.id, number)
    return Content(found.title, found.format, found.size_bytes, said, found.file_name)


def _next(tx: Tx, scope: StaffScope, row: Any) -> int:
    statement = scope.select(DocumentVersion, func.max(DocumentVersion.number))
    return tx.connection.execute(statement.where(DocumentVersion.document_id == row.id)).scalar_one() + 1


def _add_version(
    tx: Tx,
    scope: StaffScope,
    document_id: str,
    number: int,
    content: Content,
    *,
    made_by: str,
    restored_from: int | None = None,
) -> None:
    scope.insert(
        tx,
        DocumentVersion,
        document_id=document_id,
        number=number,
        title=content.title,
        format=content.format,
        file_name=content.file_name,
        size_bytes=content.size_bytes,
        content_hash=content.digest,
        made_by=made_by,
        restored_from=restored_from,
        created_by=scope.user_id or None,
        created_at=tx.now,
    )
    rows = (
        {"document_id": document_id, "number": number, "position": at, "path": list(piece.path), "text": piece.text}
        for at, piece in enumerate(content.pieces)
    )
    scope.insert_all(tx, DocumentChunk, rows)
    scope.change(tx, Document, document_id, version=number, title=content.title)


def _room(tx: Tx, scope: StaffScope, property_id: str, *, more: int, documents: int = 0) -> None:
    held = scope.count(tx, scope.select(Document, Document.id).where(Document.property_id == property_id))
    if held + documents > MOST_DOCUMENTS:
        raise Invalid.field("file", f"A property may have at most {MOST_DOCUMENTS} documents.", "too_many")
    counted = (
        scope.select(DocumentChunk, DocumentChunk.id)
        .join(
            Document.__table__,
            and_(Document.id == DocumentChunk.document_id, Document.version == DocumentChunk.number),
        )
        .where(Document.property_id == property_id)
    )
    if scope.count(tx, counted) + more > MOST_CHUNKS:
        raise Invalid.field("file", f"A property's documents may have at most {MOST_CHUNKS} sections.", "too_many")


def _count(tx: Tx, scope: StaffScope, row: Any) -> int:
    statement = scope.select(DocumentChunk, DocumentChunk.id).where(
        DocumentChunk.document_id == row.id, DocumentChunk.number == row.version
    )
    return scope.count(tx, statement)


def _sections(tx: Tx, scope: StaffScope, document_id: str, number: int, title: str) -> list[SectionView]:
    said = pieces(tx, scope, document_id, number)
    return [SectionView(heading(title, piece.path), list(piece.path), piece.text) for piece in said]


def _view(row: Any, sections: int) -> DocumentView:
    return DocumentView(
        id=row.id,
        property_id=row.property_id,
        source_id=row.source_id,
        url=row.url,
        title=row.title,
        source_type=row.source_type,
        version=row.version,
        format=row.format,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        sections=sections,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _version_view(row: Any, current: int) -> VersionView:
    return VersionView(
        number=row.number,
        title=row.title,
        format=row.format,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        content_hash=row.content_hash,
        made_by=row.made_by,
        restored_from=row.restored_from,
        created_by=row.created_by,
        created_at=row.created_at,
        is_current=row.number == current,
    )
