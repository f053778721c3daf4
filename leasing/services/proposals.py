"""Changes of a community's web pages, which become knowledge when a member of staff approves them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import Document, KnowledgeProposal
from leasing.pieces import Content, Piece, SectionDiff, diff
from leasing.services import documents
from leasing.services.documents import Origin
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class ProposalView:
    """`action` is add, change or remove; the counts are of sections."""

    id: str
    property_id: str
    source_id: str
    document_id: str | None
    url: str
    title: str
    action: str
    status: str
    sections_added: int
    sections_changed: int
    sections_removed: int
    decided_by: str | None
    decided_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalDetail:
    proposal: ProposalView
    diff: list[SectionDiff]


def page(
    tx: Tx, scope: StaffScope, paging: Paging, *, property_id: str | None = None, status: str | None = None
) -> Page[ProposalView]:
    """The newest first."""
    statement = scope.select(KnowledgeProposal)
    if property_id:
        statement = statement.where(KnowledgeProposal.property_id == property_id)
    if status:
        statement = statement.where(KnowledgeProposal.status == status)
    statement = statement.order_by(KnowledgeProposal.created_at.desc(), KnowledgeProposal.id.desc())
    return scope.page(tx, statement, paging).map(_view)


def get(tx: Tx, scope: StaffScope, proposal_id: str) -> ProposalDetail:
    row = scope.get(tx, KnowledgeProposal, proposal_id)
    return ProposalDetail(_view(row), [SectionDiff(**one) for one in row.diff])


def propose(tx: Tx, scope: StaffScope, source: Any, url: str, content: Content | None) -> str:
    """Propose what a page of a source says now, in the place of what was proposed of it before; without content that
    it goes. A source that is trusted has it applied. Answers proposed, applied, duplicate or unchanged."""
    _supersede(tx, scope, source.id, url)
    document = _document(tx, scope, source.id, url)
    said = documents.pieces(tx, scope, document.id, document.version) if document is not None else ()
    if content is None:
        if document is None:
            return "unchanged"
        title, action = document.title, "remove"
    else:
        same = documents.same_content(tx, scope, source.property_id, content.digest)
        if same is not None:
            return "unchanged" if document is not None and same.id == document.id else "duplicate"
        title, action = content.title, "change" if document is not None else "add"
    proposal_id = scope.insert(
        tx,
        KnowledgeProposal,
        property_id=source.property_id,
        source_id=source.id,
        document_id=document.id if document is not None else None,
        url=url,
        title=title,
        action=action,
        status="pending",
        content=_packed(content) if content is not None else {},
        diff=[asdict(one) for one in diff(said, content.pieces if content is not None else ())],
    )
    if not source.auto_approve:
        return "proposed"
    approve(tx, scope, proposal_id)
    return "applied"


def approve(tx: Tx, scope: StaffScope, proposal_id: str) -> ProposalView:
    """Make it knowledge. Raises `NotFound`, `Conflict` where it is not pending."""
    row = _decided(tx, scope, proposal_id, "approved")
    document = _document(tx, scope, row.source_id, row.url)
    if row.action == "remove":
        if document is not None:
            documents.delete(tx, scope, document.id)
    elif document is not None:
        documents.revise(tx, scope, document.id, _unpacked(row.content), made_by="website")
    else:
        origin = Origin("website", "website", row.source_id, row.url)
        made = documents.create(tx, scope, row.property_id, _unpacked(row.content), origin)
        scope.change(tx, KnowledgeProposal, proposal_id, document_id=made.id)
    return get(tx, scope, proposal_id).proposal


def reject(tx: Tx, scope: StaffScope, proposal_id: str) -> ProposalView:
    """Leave the knowledge as it is; the page is proposed again when it changes again."""
    _decided(tx, scope, proposal_id, "rejected")
    return get(tx, scope, proposal_id).proposal


def _decided(tx: Tx, scope: StaffScope, proposal_id: str, status: str) -> Any:
    row = scope.get(tx, KnowledgeProposal, proposal_id, lock=True)
    if row.status != "pending":
        raise Conflict(
            f"This proposal is {row.status} already.",
            code="INVALID_STATUS_TRANSITION",
            details={"from": row.status, "to": status, "allowed": []},
        )
    scope.change(tx, KnowledgeProposal, proposal_id, status=status, decided_by=scope.user_id or None, decided_at=tx.now)
    return row


def _supersede(tx: Tx, scope: StaffScope, source_id: str, url: str) -> None:
    tx.connection.execute(
        scope.update(KnowledgeProposal)
        .where(
            KnowledgeProposal.source_id == source_id,
            KnowledgeProposal.url == url,
            KnowledgeProposal.status == "pending",
        )
        .values(status="superseded", updated_at=tx.now)
    )


def _document(tx: Tx, scope: StaffScope, source_id: str, url: str) -> Any | None:
    statement = scope.select(Document).where(Document.source_id == source_id, Document.url == url)
    return tx.connection.execute(statement).one_or_none()


def _packed(content: Content) -> dict[str, Any]:
    pieces = [{"path": list(piece.path), "text": piece.text} for piece in content.pieces]
    return {"title": content.title, "format": content.format, "size_bytes": content.size_bytes, "pieces": pieces}


def _unpacked(stored: dict[str, Any]) -> Content:
    pieces = msgspec.convert(stored["pieces"], tuple[Piece, ...])
    return Content(stored["title"], stored["format"], stored["size_bytes"], pieces)


def _view(row: Any) -> ProposalView:
    changes = [one["change"] for one in row.diff]
    return ProposalView(
        id=row.id,
        property_id=row.property_id,
        source_id=row.source_id,
        document_id=row.document_id,
        url=row.url,
        title=row.title,
        action=row.action,
        status=row.status,
        sections_added=changes.count("added"),
        sections_changed=changes.count("changed"),
        sections_removed=changes.count("removed"),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        created_at=row.created_at,
    )
