"""A community's knowledge as a file: for a copy, a table to work on, or another community."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from litestar import Controller, Response, get, post
from litestar.params import QueryParameter

from admin.api import knowledge_files
from admin.api.dependencies import DatabaseDep, RecordId, StaffDep
from admin.api.uploads import BODY, file_of, is_form, takes
from leasing.services import documents, knowledge_transfer
from leasing.services.knowledge_transfer import DocumentRow, FaqRow, ImportReport
from web.envelope import Envelope, ok
from web.guards import staff as staff_guard
from web.parameters import refuse_unknown_query
from web.request import ApiRequest

UPLOAD = takes(
    text={"format": "domiq-knowledge", "version": "1", "faqs": "as exported", "documents": "as exported"},
    file={"file": "an exported .json file, or a .csv table with question, answer, category and status"},
)


class KnowledgeTransferController(Controller):
    path = "/api/v1/properties/{id:str}/knowledge"
    tags = ("knowledge",)
    guards = (staff_guard,)
    opt = {"resource": "knowledge"}

    @get("/export", operation_id="ExportKnowledge")
    async def export(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        file_format: Annotated[Literal["json", "csv"], QueryParameter(name="format")] = "json",
    ) -> Response[bytes]:
        """All FAQs and documents as JSON, or the FAQs as CSV."""
        file = await database.read(knowledge_transfer.export, staff, property_id)
        if file_format == "csv":
            return _download(await asyncio.to_thread(knowledge_files.to_csv, file.faqs), "faqs.csv", "text/csv")
        return _download(await asyncio.to_thread(knowledge_files.to_json, file), "knowledge.json", "application/json")

    @post(
        "/import",
        operation_id="ImportKnowledge",
        operation_class=UPLOAD,
        status_code=200,
        request_max_body_size=BODY,
        opt={"resource": "knowledge_imports"},
    )
    async def take_in(
        self,
        *,
        property_id: RecordId,
        request: ApiRequest,
        staff: StaffDep,
        database: DatabaseDep,
        dry_run: Annotated[bool, QueryParameter()] = False,
        on_duplicate: Annotated[Literal["skip", "update"], QueryParameter()] = "skip",
    ) -> Envelope[ImportReport]:
        """Take in a file. With `dry_run` it is only said what would become of each row."""
        refuse_unknown_query(request)
        await database.read(documents.check_property, staff, property_id)
        entries, given = await _read(request)
        done = database.read if dry_run else database.write
        return ok(
            await done(
                knowledge_transfer.take, staff, property_id, entries, given, dry_run=dry_run, on_duplicate=on_duplicate
            )
        )


async def _read(request: ApiRequest) -> tuple[list[FaqRow], list[DocumentRow]]:
    # A thread: to cut the documents of a large file takes longer than others should wait.
    if not is_form(request):
        return await asyncio.to_thread(knowledge_files.from_json, await request.body())
    file = await file_of(request)
    reads = knowledge_files.from_csv if file.name.lower().endswith(".csv") else knowledge_files.from_json
    return await asyncio.to_thread(reads, file.data)


def _download(data: bytes, name: str, content_type: str) -> Response[bytes]:
    return Response(data, media_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
