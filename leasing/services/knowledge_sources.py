"""Web pages of a community as a source of knowledge: what is read when, and what became of each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Document, KnowledgePage, KnowledgeProposal, KnowledgeSource, Property
from leasing.pieces import Content
from leasing.services import documents, proposals
from leasing.tenancy import Page, Paging, StaffScope

LEASE = timedelta(minutes=10)
"""after this somebody else may read a source whose reader has not ended"""
MOST_SOURCES = 20
"""of a property"""
GONE = "gone"
"""in the place of a page's hash"""


@dataclass(frozen=True, slots=True)
class SourceView:
    """`pending_proposals` wait for approval; `last_problems` says in words what could not be read."""

    id: str
    property_id: str
    url: str
    title: str | None
    every_hours: int
    max_pages: int
    auto_approve: bool
    is_active: bool
    next_read_at: datetime
    last_read_at: datetime | None
    last_problems: list[str]
    documents: int
    pending_proposals: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PageState:
    """What is sent along to ask whether a page has changed."""

    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A source that somebody has begun to read, in whose name, and its pages as they were."""

    scope: StaffScope
    source_id: str
    url: str
    max_pages: int
    pages: Mapping[str, PageState]


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as it was found; without content it is gone."""

    url: str
    content: Content | None
    etag: str | None = None
    last_modified: str | None = None


def page(tx: Tx, scope: StaffScope, property_id: str, paging: Paging) -> Page[SourceView]:
    """By address. Raises `NotFound` for the property."""
    scope.get(tx, Property, property_id)
    statement = scope.select(KnowledgeSource).where(KnowledgeSource.property_id == property_id)
    return scope.page(tx, statement.order_by(KnowledgeSource.url), paging).map(lambda row: _view(tx, scope, row))


def get(tx: Tx, scope: StaffScope, source_id: str) -> SourceView:
    return _view(tx, scope, scope.get(tx, KnowledgeSource, source_id))


def create(tx: Tx, scope: StaffScope, property_id: str, given: Mapping[str, Any]) -> SourceView:
    """It is read within minutes. Raises `NotFound`, `Conflict` where the property has this address already."""
    scope.get(tx, Property, property_id, lock=True)
    _is_new(tx, scope, property_id, given["url"])
    held = scope.select(KnowledgeSource, KnowledgeSource.id).where(KnowledgeSource.property_id == property_id)
    if scope.count(tx, held) >= MOST_SOURCES:
        raise Invalid.field("url", f"A property may have at most {MOST_SOURCES} sources.", "too_many")
    source_id = scope.insert(
        tx, KnowledgeSource, property_id=property_id, next_read_at=tx.now, last_problems=[], **given
    )
    return get(tx, scope, source_id)


def change(tx: Tx, scope: StaffScope, source_id: str, given: Mapping[str, Any]) -> SourceView:
    """Change the fields that are given. Another address is read anew."""
    row = scope.get(tx, KnowledgeSource, source_id, lock=True)
    values = dict(given)
    if values.get("url", row.url) != row.url:
        _is_new(tx, scope, row.property_id, values["url"])
        values["next_read_at"] = tx.now
        tx.connection.execute(scope.delete(KnowledgePage).where(KnowledgePage.source_id == source_id))
    elif "every_hours" in values:
        values["next_read_at"] = (row.last_read_at or tx.now) + timedelta(hours=values["every_hours"])
    scope.change(tx, KnowledgeSource, source_id, **values)
    return get(tx, scope, source_id)


def delete(tx: Tx, scope: StaffScope, source_id: str) -> None:
    """The source and what was read from it."""
    scope.get(tx, KnowledgeSource, source_id, lock=True)
    found = scope.select(Document, Document.id).where(Document.source_id == source_id)
    for row in tx.connection.execute(found).all():
        documents.delete(tx, scope, row.id)
    scope.remove(tx, KnowledgeSource, source_id)


def begin(tx: Tx, scope: StaffScope, source_id: str) -> ReadingJob:
    """Take a source to read it now. Raises `NotFound`, `Conflict` where it is being read."""
    row = scope.get(tx, KnowledgeSource, source_id, lock=True)
    if row.reading_until is not None and row.reading_until > tx.now:
        raise Conflict("This source is being read already. Wait until it is done.", code="INVALID_STATUS_TRANSITION")
    return _begun(tx, scope, row)


def begin_due(tx: Tx) -> ReadingJob | None:
    """Take the source whose time has come first; None where none is due. Two processes never take the same."""
    due = (
        select(KnowledgeSource.__table__)
        .where(
            KnowledgeSource.is_active,
            KnowledgeSource.next_read_at <= tx.now,
            or_(KnowledgeSource.reading_until.is_(None), KnowledgeSource.reading_until <= tx.now),
        )
        .order_by(KnowledgeSource.next_read_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = tx.connection.execute(due).one_or_none()
    # Nobody of the staff acts here: what the schedule finds is noted without a name.
    return _begun(tx, StaffScope(row.company_id, "", "schedule"), row) if row is not None else None


def finish(tx: Tx, job: ReadingJob, problems: Sequence[str]) -> None:
    """The source has been read, as far as it could be. One that was deleted meanwhile is no matter."""
    every = select(KnowledgeSource.every_hours).where(KnowledgeSource.id == job.source_id)
    hours = tx.connection.execute(every).scalar_one_or_none()
    if hours is None:
        return
    tx.connection.execute(
        update(KnowledgeSource)
        .where(KnowledgeSource.id == job.source_id)
        .values(
            reading_until=None,
            last_read_at=tx.now,
            next_read_at=tx.now + timedelta(hours=hours),
            last_problems=[problem[:500] for problem in problems[:20]],
        )
    )


def take_page(tx: Tx, job: ReadingJob, found: PageRead) -> str:
    """Note a page, and propose what has changed: unchanged, proposed, applied or duplicate."""
    scope = job.scope
    source = scope.get(tx, KnowledgeSource, job.source_id, lock=True)
    digest = found.content.digest if found.content is not None else GONE
    if _note(tx, scope, source.id, found, digest) == digest:
        return "unchanged"
    return proposals.propose(tx, scope, source, found.url, found.content)


def still_there(tx: Tx, job: ReadingJob, url: str) -> None:
    """A page that says that it has not changed."""
    tx.connection.execute(
        job.scope.update(KnowledgePage)
        .where(KnowledgePage.source_id == job.source_id, KnowledgePage.url == url)
        .values(seen_at=tx.now)
    )


def _note(tx: Tx, scope: StaffScope, source_id: str, found: PageRead, digest: str) -> str | None:
    """Keep how a page is now; the hash that it had."""
    statement = scope.select(KnowledgePage).where(KnowledgePage.source_id == source_id, KnowledgePage.url == found.url)
    before = tx.connection.execute(statement).one_or_none()
    values = {
        "etag": found.etag,
        "last_modified": found.last_modified,
        "content_hash": digest,
        "seen_at": tx.now,
    }
    if before is None:
        scope.insert(tx, KnowledgePage, source_id=source_id, url=found.url, **values)
        # A page that was never there is not one that has gone.
        return GONE if digest == GONE else None
    scope.change(tx, KnowledgePage, before.id, **values)
    return before.content_hash


def _begun(tx: Tx, scope: StaffScope, row: Any) -> ReadingJob:
    scope.change(tx, KnowledgeSource, row.id, reading_until=tx.now + LEASE, updated_at=row.updated_at)
    statement = scope.select(KnowledgePage).where(KnowledgePage.source_id == row.id, KnowledgePage.content_hash != GONE)
    found = tx.connection.execute(statement.order_by(KnowledgePage.url))
    pages = {one.url: PageState(one.etag, one.last_modified) for one in found}
    return ReadingJob(scope, row.id, row.url, row.max_pages, pages)


def _is_new(tx: Tx, scope: StaffScope, property_id: str, url: str) -> None:
    same = scope.select(KnowledgeSource, KnowledgeSource.id).where(
        KnowledgeSource.property_id == property_id, KnowledgeSource.url == url
    )
    if scope.count(tx, same):
        raise Conflict(f"The property has {url} as a source already.")


def _view(tx: Tx, scope: StaffScope, row: Any) -> SourceView:
    held = scope.select(Document, func.count()).where(Document.source_id == row.id)
    waiting = scope.select(KnowledgeProposal, func.count()).where(
        KnowledgeProposal.source_id == row.id, KnowledgeProposal.status == "pending"
    )
    return SourceView(
        id=row.id,
        property_id=row.property_id,
        url=row.url,
        title=row.title,
        every_hours=row.every_hours,
        max_pages=row.max_pages,
        auto_approve=row.auto_approve,
        is_active=row.is_active,
        next_read_at=row.next_read_at,
        last_read_at=row.last_read_at,
        last_problems=row.last_problems,
        documents=tx.connection.execute(held).scalar_one(),
        pending_proposals=tx.connection.execute(waiting).scalar_one(),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
