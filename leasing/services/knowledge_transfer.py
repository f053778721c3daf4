"""All that a community has said as one file, and such a file taken in: first as a plan, row by row, then for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from rapidfuzz import utils
from sqlalchemy import and_

from leasing.database import Tx
from leasing.errors import DomiqError
from leasing.ids import new_id
from leasing.models import Document, DocumentVersion, Faq, Property
from leasing.pieces import Content, Piece
from leasing.services import documents, faq_following, faq_history, faqs
from leasing.services.documents import Origin
from leasing.services.knowledge_changes import raise_version, told
from leasing.tenancy import StaffScope

FORMAT = "domiq-knowledge"
VERSION = 1
MOST_FAQS = 5_000
MOST_DOCUMENTS = documents.MOST_DOCUMENTS
QUESTION_CHARACTERS = 2_000
ANSWER_CHARACTERS = 20_000
CATEGORY_CHARACTERS = 100

OnDuplicate = Literal["skip", "update"]
Outcome = Literal["created", "updated", "unchanged", "duplicate", "error"]


class FaqEntry(msgspec.Struct, frozen=True):
    question: str
    answer: str | None = None
    category: str | None = None
    status: str | None = None


class SectionEntry(msgspec.Struct, frozen=True):
    text: str
    path: list[str] = []


class DocumentEntry(msgspec.Struct, frozen=True):
    title: str
    sections: list[SectionEntry]
    format: Literal["markdown", "text", "pdf", "html"] = "text"
    url: str | None = None


class KnowledgeFile(msgspec.Struct, frozen=True):
    """`version` is the file format's; a file of a newer one is refused."""

    format: Literal["domiq-knowledge"]
    version: Annotated[int, msgspec.Meta(ge=1, le=VERSION)]
    faqs: Annotated[list[FaqEntry], msgspec.Meta(max_length=MOST_FAQS)] = []
    documents: Annotated[list[DocumentEntry], msgspec.Meta(max_length=MOST_DOCUMENTS)] = []
    property_name: str | None = None


@dataclass(frozen=True, slots=True)
class RowReport:
    """What becomes of a row; `row` counts from 1 in its list (in CSV it is the line)."""

    kind: str
    row: int
    title: str
    outcome: Outcome
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`rows` are those that are neither created nor unchanged: what a person should look at."""

    dry_run: bool
    created: int
    updated: int
    unchanged: int
    duplicates: int
    errors: int
    rows: list[RowReport]


@dataclass(frozen=True, slots=True)
class FaqRow:
    """An entry of a file with the row that it stands in."""

    row: int
    entry: FaqEntry


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a file, cut into pieces; without content it cannot be taken, and `problem` says why."""

    row: int
    title: str
    content: Content | None
    url: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    report: RowReport
    apply: Callable[[], Any] | None = None


def export(tx: Tx, scope: StaffScope, property_id: str) -> KnowledgeFile:
    """All FAQs and documents of a property; what was answered to who asked only is nobody else's. Raises `NotFound`."""
    name = scope.get(tx, Property, property_id).name
    rows = tx.connection.execute(_faqs(scope, property_id))
    entries = [FaqEntry(row.question, row.answer, row.category, row.status) for row in rows]
    found = tx.connection.execute(_documents(scope, property_id)).all()
    return KnowledgeFile(FORMAT, VERSION, entries, [_exported(tx, scope, row) for row in found], name)


def take(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    entries: Sequence[FaqRow],
    given: Sequence[DocumentRow],
    *,
    dry_run: bool,
    on_duplicate: OnDuplicate = "skip",
) -> ImportReport:
    """Take in what is new. What is there already and reads otherwise is a duplicate, which is left as it is or, where
    asked, updated; a pending question that the file answers is answered. Rows that cannot be taken are reported and
    left out. With `dry_run` nothing is changed. Raises `NotFound`."""
    scope.get(tx, Property, property_id, lock=not dry_run)
    fresh: list[dict[str, Any]] = []
    steps = [
        *_faq_steps(tx, scope, property_id, entries, fresh, on_duplicate),
        *_document_steps(tx, scope, property_id, given, on_duplicate),
    ]
    reports = [step.report if dry_run else _applied(step) for step in steps]
    if not dry_run and fresh:
        _insert(tx, scope, property_id, fresh)
    return _report(reports, dry_run=dry_run)


def _faq_steps(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    entries: Sequence[FaqRow],
    fresh: list[dict[str, Any]],
    on_duplicate: OnDuplicate,
) -> list[_Step]:
    rows = tx.connection.execute(_faqs(scope, property_id))
    known: dict[str, Any] = {}
    for row in rows:
        # Of several that ask the same, the file's first is the first of ours.
        known.setdefault(_key(row.question), row)
    seen: dict[str, int] = {}
    steps: list[_Step] = []

    def note(one: FaqRow, outcome: Outcome, message: str | None = None, apply: Callable[[], Any] | None = None) -> None:
        steps.append(_Step(RowReport("faq", one.row, one.entry.question[:200], outcome, message), apply))

    for one in entries:
        problem = _problem(one.entry)
        key = _key(one.entry.question)
        if problem:
            note(one, "error", problem)
        elif key in seen:
            note(one, "duplicate", f"The file asks the same in row {seen[key]}.")
        elif key not in known:
            note(one, "created")
            fresh.append(_new_faq(one.entry))
        else:
            _known_faq(tx, scope, known[key], one, on_duplicate, note)
        seen.setdefault(key, one.row)
    return steps


def _known_faq(
    tx: Tx, scope: StaffScope, row: Any, one: FaqRow, on_duplicate: OnDuplicate, note: Callable[..., None]
) -> None:
    entry = one.entry
    changes = {
        name: value
        for name in ("question", "answer", "category", "status")
        if (value := getattr(entry, name)) is not None and value.strip() != (getattr(row, name) or "").strip()
    }
    answers = row.status == "pending" and bool(entry.answer)
    if not changes:
        note(one, "unchanged")
    elif answers or on_duplicate == "update":
        note(one, "updated", "It is there already.", lambda: faqs.update(tx, scope, row.id, changes))
    else:
        note(one, "duplicate", "It is there already, with another text; it is left as it is.")


def _document_steps(
    tx: Tx, scope: StaffScope, property_id: str, given: Sequence[DocumentRow], on_duplicate: OnDuplicate
) -> list[_Step]:
    found = tx.connection.execute(_documents(scope, property_id)).all()
    by_title = {_key(row.title): row for row in found}
    digests = {row.content_hash for row in found}
    steps: list[_Step] = []
    for one in given:
        outcome, message, apply = _document_step(tx, scope, property_id, one, by_title, digests, on_duplicate)
        steps.append(_Step(RowReport("document", one.row, one.title[:200], outcome, message), apply))
        if one.content is not None:
            digests.add(one.content.digest)
    return steps


def _document_step(
    tx: Tx,
    scope: StaffScope,
    property_id: str,
    one: DocumentRow,
    by_title: dict[str, Any],
    digests: set[str],
    on_duplicate: OnDuplicate,
) -> tuple[Outcome, str | None, Callable[[], Any] | None]:
    content = one.content
    if content is None:
        return "error", one.problem, None
    if content.digest in digests:
        return "unchanged", None, None
    same = by_title.get(_key(one.title))
    if same is None:
        origin = Origin("import", "import", None, one.url)
        return "created", None, lambda: documents.create(tx, scope, property_id, content, origin)
    if on_duplicate == "update":
        return "updated", None, lambda: documents.revise(tx, scope, same.id, content, made_by="import")
    return "duplicate", "A document of this title is there with another text; it is left as it is.", None


def _applied(step: _Step) -> RowReport:
    if step.apply is None:
        return step.report
    try:
        step.apply()
    except DomiqError as error:
        # It is refused before anything of it is written.
        report = step.report
        return RowReport(report.kind, report.row, report.title, "error", error.message)
    return step.report


def _insert(tx: Tx, scope: StaffScope, property_id: str, fresh: Sequence[dict[str, Any]]) -> None:
    """All new entries at once: many are one change of the knowledge."""
    version = raise_version(tx, scope, property_id)
    rows = [
        {
            **row,
            "property_id": property_id,
            "source_type": "import",
            "asked_count": 0,
            "answered_at": tx.now if row["status"] != "pending" else None,
        }
        for row in fresh
    ]
    scope.insert_all(tx, Faq, rows)
    faq_history.note_new(tx, scope, rows)
    told(tx, scope, property_id, None, version=version, change="imported")
    if any(row["answer"] for row in rows):
        faq_following.settle(tx, scope, property_id, None, version)


def _new_faq(entry: FaqEntry) -> dict[str, Any]:
    answer = entry.answer if entry.answer and entry.answer.strip() else None
    status = entry.status or ("answered" if answer else "pending")
    return {
        "id": new_id(),
        "question": entry.question,
        "answer": answer,
        "category": entry.category,
        "status": status,
    }


def _problem(entry: FaqEntry) -> str | None:
    """Why an entry cannot be taken."""
    has_answer = bool(entry.answer and entry.answer.strip())
    texts = (entry.question, entry.answer or "", entry.category or "")
    if not entry.question.strip():
        return "question must not be blank"
    if any("\x00" in text or _is_torn(text) for text in texts):
        return "a text holds characters that cannot be stored"
    for name, text, most in zip(
        ("question", "answer", "category"),
        texts,
        (QUESTION_CHARACTERS, ANSWER_CHARACTERS, CATEGORY_CHARACTERS),
        strict=True,
    ):
        if len(text) > most:
            return f"{name} may have at most {most} characters"
    if entry.status not in (None, *faqs.STATUSES):
        return f"status must be one of {', '.join(faqs.STATUSES)}"
    if entry.status in {"answered", "needs_review"} and not has_answer:
        return f"a question without an answer cannot be {entry.status}"
    return None


def _is_torn(text: str) -> bool:
    """Whether it holds half of a surrogate pair."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _exported(tx: Tx, scope: StaffScope, row: Any) -> DocumentEntry:
    said = documents.pieces(tx, scope, row.id, row.version)
    return DocumentEntry(row.title, [_section(piece) for piece in said], row.format, row.url)


def _section(piece: Piece) -> SectionEntry:
    return SectionEntry(piece.text, list(piece.path))


def _faqs(scope: StaffScope, property_id: str) -> Any:
    return scope.select(Faq).where(Faq.property_id == property_id, Faq.in_knowledge).order_by(Faq.id)


def _documents(scope: StaffScope, property_id: str) -> Any:
    counts = and_(DocumentVersion.document_id == Document.id, DocumentVersion.number == Document.version)
    columns = (DocumentVersion.format, DocumentVersion.content_hash)
    statement = scope.select(Document, Document.__table__, *columns).join(DocumentVersion.__table__, counts)
    return statement.where(Document.property_id == property_id).order_by(Document.id)


def _key(text: str) -> str:
    """The same for wordings that differ in case and signs only."""
    return " ".join(utils.default_process(text).split()) or text.strip()


def _report(rows: Sequence[RowReport], *, dry_run: bool) -> ImportReport:
    outcomes = [row.outcome for row in rows]
    return ImportReport(
        dry_run=dry_run,
        created=outcomes.count("created"),
        updated=outcomes.count("updated"),
        unchanged=outcomes.count("unchanged"),
        duplicates=outcomes.count("duplicate"),
        errors=outcomes.count("error"),
        rows=[row for row in rows if row.outcome not in {"created", "unchanged"}],
    )
