"""Documents of a community: what it has written elsewhere, in versions, and the web pages that they are read from."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, JsonList, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference

FORMATS = ("markdown", "text", "pdf", "html")


class KnowledgeSource(Base, Tenant, Timestamps):
    """Pages of a community's own site, read by a schedule: those below `url`, at most `max_pages`."""

    __tablename__ = "knowledge_sources"
    __table_args__ = (
        UniqueConstraint("property_id", "url"),
        CheckConstraint("every_hours BETWEEN 1 AND 720", name="every_hours"),
        CheckConstraint("max_pages BETWEEN 1 AND 50", name="max_pages"),
        CheckConstraint("url LIKE 'http://%' OR url LIKE 'https://%'", name="url"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    url: Mapped[str] = mapped_column(String(500))
    title: Mapped[str | None] = mapped_column(String(200))
    every_hours: Mapped[int] = mapped_column(default=24)
    max_pages: Mapped[int] = mapped_column(default=10)
    auto_approve: Mapped[bool] = mapped_column(default=False)
    """changes become knowledge without anybody's approval"""
    is_active: Mapped[bool] = mapped_column(default=True)
    """read by the schedule"""
    next_read_at: Mapped[Moment] = mapped_column(index=True)
    reading_until: Mapped[MaybeMoment]
    """somebody reads it now, and is given up at this time"""
    last_read_at: Mapped[MaybeMoment]
    last_problems: Mapped[JsonList]
    """what went wrong at the last reading, in words"""


class KnowledgePage(Base, Tenant):
    """A page of a source as it was last seen, whether approved or not: what a change is measured by."""

    __tablename__ = "knowledge_pages"
    __table_args__ = (UniqueConstraint("source_id", "url"),)

    id: Mapped[Id]
    source_id: Mapped[str] = reference("knowledge_sources.id")
    url: Mapped[str] = mapped_column(String(1000))
    etag: Mapped[str | None] = mapped_column(String(500))
    last_modified: Mapped[str | None] = mapped_column(String(100))
    content_hash: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[Moment]


class Document(Base, Tenant, Timestamps):
    """A document that the assistant answers from; `version` is the one that counts."""

    __tablename__ = "documents"
    __table_args__ = (
        one_of("source_type", "upload", "website", "import"),
        UniqueConstraint("source_id", "url"),
        CheckConstraint("length(title) BETWEEN 1 AND 200", name="title_length"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("source_type <> 'website' OR url IS NOT NULL", name="website_has_url"),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    source_id: Mapped[str | None] = reference("knowledge_sources.id", nullable=True, ondelete="SET NULL")
    url: Mapped[str | None] = mapped_column(String(1000))
    """of the page that it was read from"""
    title: Mapped[str] = mapped_column(String(200))
    source_type: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]


class DocumentVersion(Base, Tenant):
    """What a document said at a time. Never changed once made."""

    __tablename__ = "document_versions"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        one_of("format", *FORMATS),
        one_of("made_by", "upload", "website", "import", "restore"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("size_bytes >= 0", name="size"),
    )

    id: Mapped[Id]
    document_id: Mapped[str] = reference("documents.id")
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str | None] = mapped_column(String(200))
    size_bytes: Mapped[int]
    """of the file as it was given"""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of headings and text"""
    made_by: Mapped[str] = mapped_column(String(20))
    restored_from: Mapped[int | None]
    """the number of the version that this one brings back"""
    created_by: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)
    created_at: Mapped[Moment]


class DocumentChunk(Base, Tenant):
    """A piece of one version, as it is searched."""

    __tablename__ = "document_chunks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["document_id", "number"],
            ["document_versions.document_id", "document_versions.number"],
            name="fk_document_chunks_version",
            ondelete="CASCADE",
        ),
        UniqueConstraint("document_id", "number", "position"),
        CheckConstraint("length(text) BETWEEN 1 AND 10000", name="text_length"),
    )

    id: Mapped[Id]
    document_id: Mapped[str] = mapped_column(String(36))
    number: Mapped[int]
    position: Mapped[int]
    path: Mapped[JsonList]
    """the heading that it stands under, with those above it"""
    text: Mapped[str] = mapped_column(Text)


class KnowledgeProposal(Base, Tenant, Timestamps):
    """A change of a web page that waits for approval; at most one of a page."""

    __tablename__ = "knowledge_proposals"
    __table_args__ = (
        one_of("status", "pending", "approved", "rejected", "superseded"),
        one_of("action", "add", "change", "remove"),
        Index(
            "uq_knowledge_proposals_pending",
            "source_id",
            "url",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[Id]
    property_id: Mapped[str] = reference("properties.id")
    source_id: Mapped[str] = reference("knowledge_sources.id")
    document_id: Mapped[str | None] = reference("documents.id", nullable=True, ondelete="SET NULL")
    url: Mapped[str] = mapped_column(String(1000))
    title: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default="pending")
    content: Mapped[JsonDict]
    """the page as it was read: format, size_bytes, content_hash, pieces"""
    diff: Mapped[JsonList]
    """sections: change (added, changed, removed), heading, before, after"""
    decided_by: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)
    decided_at: Mapped[MaybeMoment]


class FaqVersion(Base, Tenant):
    """What an entry said at a time, and who made it so."""

    __tablename__ = "faq_versions"
    __table_args__ = (
        UniqueConstraint("faq_id", "number"),
        one_of("change", "before", "created", "updated"),
    )

    id: Mapped[Id]
    faq_id: Mapped[str] = reference("faqs.id")
    number: Mapped[int]
    change: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(20))
    changed_by: Mapped[str | None] = reference("users.id", nullable=True, ondelete="SET NULL", index=False)
    created_at: Mapped[Moment]
