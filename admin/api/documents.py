"""Documents of a community: what it has written elsewhere, and its versions."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import PathParameter, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, ReaderDep, RecordId, StaffDep
from admin.api.fields import Named, not_blank
from admin.api.operations import CHANGING, by_method
from admin.api.uploads import BODY, file_of, form_field, is_form, json_of, takes
from knowledge.reading.model import Format, Reading
from knowledge.reading.reader import DocumentReader, format_of
from leasing.errors import Invalid
from leasing.pieces import Content
from leasing.services import documents
from leasing.services.documents import DocumentDetail, DocumentView, VersionDetail, VersionView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Check, Payload
from web.request import ApiRequest

LONGEST_TITLE = 200
Text = Annotated[str, Meta(min_length=1, max_length=2_000_000), Check(not_blank)]
Number = Annotated[int, PathParameter(name="number", ge=1, le=1_000_000)]


class DocumentText(Payload, kw_only=True, frozen=True):
    resource = "document"

    title: Named
    text: Text
    format: Literal["markdown", "text", "html"] = "markdown"


class DocumentChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed; another text is another version."""

    resource = "document"

    title: Named | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    format: Literal["markdown", "text", "html"] = "markdown"


UPLOAD = takes(
    text={"title": "its name", "text": "what it says", "format": "markdown (the default), text or html"},
    file={"file": "a PDF, Markdown, text or HTML file, at most 10 MB", "title": "its name, where not the file's own"},
)


class PropertyDocumentController(Controller):
    path = "/api/v1/properties/{id:str}/documents"
    tags = ("knowledge",)
    guards = (staff_guard,)
    opt = {"resource": "knowledge"}

    @get("/", operation_id="ListDocuments")
    async def list_documents(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        search: Annotated[str | None, QueryParameter(max_length=200)] = None,
    ) -> Envelope[list[DocumentView]]:
        return listed(await database.read(documents.page, staff, property_id, paging, search=search))

    @post("/", operation_id="CreateDocument", operation_class=UPLOAD, request_max_body_size=BODY)
    async def create_document(
        self, *, property_id: RecordId, request: ApiRequest, staff: StaffDep, database: DatabaseDep, reader: ReaderDep
    ) -> Envelope[DocumentView]:
        """Give a document as a file or as text. It is known from the next question on."""
        # Who may not store it here must not cost us a reading.
        await database.read(documents.check_property, staff, property_id)
        if is_form(request):
            content = await _from_file(request, reader)
        else:
            given = await json_of(request, DocumentText)
            content = await _from_text(given.text, given.format, given.title, reader)
        return ok(await database.write(documents.create, staff, property_id, content))


class DocumentController(Controller):
    path = "/api/v1/documents/{id:str}"
    tags = ("knowledge",)
    guards = (staff_guard,)
    opt = {"resource": "knowledge"}

    @get("/", operation_id="GetDocument")
    async def get_document(
        self, *, document_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[DocumentDetail]:
        """A document with its sections as they are searched."""
        return ok(await database.read(documents.get, staff, document_id))

    @route(
        "/",
        http_method=CHANGING,
        operation_id=by_method("UpdateDocument"),
        operation_class=UPLOAD,
        request_max_body_size=BODY,
    )
    async def update_document(
        self, *, document_id: RecordId, request: ApiRequest, staff: StaffDep, database: DatabaseDep, reader: ReaderDep
    ) -> Envelope[DocumentView]:
        """Give it another title, or other content as a new version."""
        before = (await database.read(documents.get, staff, document_id)).document
        if is_form(request):
            content = await _from_file(request, reader, title=before.title)
            return ok(await database.write(documents.revise, staff, document_id, content, title=content.title))
        given = await json_of(request, DocumentChange)
        title = before.title if given.title is UNSET else given.title
        content = None if given.text is UNSET else await _from_text(given.text, given.format, title, reader)
        return ok(await database.write(documents.revise, staff, document_id, content, title=title))

    @delete("/", operation_id="DeleteDocument", status_code=200)
    async def delete_document(
        self, *, document_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(documents.delete, staff, document_id)
        return ok(Deleted(document_id))

    @get("/versions", operation_id="ListDocumentVersions")
    async def list_versions(
        self, *, document_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[VersionView]]:
        return listed(await database.read(documents.versions, staff, document_id, paging))

    @get("/versions/{number:int}", operation_id="GetDocumentVersion")
    async def get_version(
        self, *, document_id: RecordId, number: Number, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[VersionDetail]:
        return ok(await database.read(documents.version, staff, document_id, number))

    @post("/versions/{number:int}/restore", operation_id="RestoreDocumentVersion", status_code=200)
    async def restore_version(
        self, *, document_id: RecordId, number: Number, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[DocumentView]:
        """Bring an older version back, as a new one."""
        return ok(await database.write(documents.restore, staff, document_id, number))


async def _from_text(text: str, format_: Format, title: str, reader: DocumentReader) -> Content:
    # A half of a surrogate pair is no character; it cannot be stored either.
    data = text.encode("utf-8", "replace")
    return content_of(await reader.read(data, format_), title=title, size=len(data))


async def _from_file(request: ApiRequest, reader: DocumentReader, *, title: str | None = None) -> Content:
    file = await file_of(request)
    format_ = format_of(file.name, file.content_type)
    if format_ is None:
        raise Invalid.field("file", "Only PDF, Markdown, HTML and plain text are taken.", "content_type")
    given = form_field(file.fields, "title", longest=LONGEST_TITLE) or title
    reading = await reader.read(file.data, format_)
    named = given or reading.title or PurePosixPath(file.name).stem.replace("_", " ").replace("-", " ").strip()
    return content_of(reading, title=named or "Document", size=len(file.data), file_name=file.name)


def content_of(reading: Reading, *, title: str, size: int, file_name: str | None = None) -> Content:
    return Content(title[:LONGEST_TITLE], reading.format, size, reading.pieces, file_name)
