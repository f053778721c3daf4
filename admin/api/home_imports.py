"""Homes of a community as files: taken in from tables and MITS feeds, given out as a table."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, Response, get, post
from litestar.params import QueryParameter

from admin.api.dependencies import DatabaseDep, HomeFilesDep, RecordId, StaffDep
from admin.api.uploads import BODY, file_of, takes
from leasing.services import documents, home_imports
from leasing.services.home_imports import ImportOptions, ImportReport
from web.envelope import Envelope, ok
from web.guards import staff as staff_guard
from web.parameters import refuse_unknown_query
from web.request import ApiRequest

UPLOAD = takes(text={}, file={"file": "a table (CSV) or a feed of the MITS / ILS standard (XML)"})
DIGEST = r"^[0-9a-f]{64}$"


class HomeImportController(Controller):
    path = "/api/v1/properties/{id:str}/imports"
    tags = ("units",)
    guards = (staff_guard,)
    opt = {"resource": "home_imports"}

    @post(
        "/",
        operation_id="ImportHomes",
        operation_class=UPLOAD,
        status_code=200,
        request_max_body_size=BODY,
    )
    async def import_homes(
        self,
        *,
        property_id: RecordId,
        request: ApiRequest,
        staff: StaffDep,
        database: DatabaseDep,
        home_files: HomeFilesDep,
        dry_run: Annotated[bool, QueryParameter()] = False,
        file_format: Annotated[Literal["auto", "csv", "mits"], QueryParameter(name="format")] = "auto",
        community: Annotated[str | None, QueryParameter(max_length=200)] = None,
        rent: Annotated[Literal["market", "effective"], QueryParameter()] = "market",
        missing: Annotated[Literal["keep", "off_market"], QueryParameter()] = "keep",
        on_error: Annotated[Literal["skip", "refuse"], QueryParameter()] = "skip",
        plan_token: Annotated[str | None, QueryParameter(pattern=DIGEST)] = None,
    ) -> Envelope[ImportReport]:
        """Take in a file of floor plans, units, fees and specials. With `dry_run` it is only said what would become of
        each row; its `plan_token` then applies that plan and no other. `community` chooses among several properties of
        a feed, `rent` which of a feed's two rents is taken; `missing=off_market` makes units that are not in the file
        occupied; `on_error=refuse` takes a file without errors only."""
        refuse_unknown_query(request)
        await database.read(documents.check_property, staff, property_id)
        file = await file_of(request)
        options = ImportOptions(file_format, community, rent, missing, on_error, plan_token)
        if dry_run:
            return ok(await home_imports.preview(database, home_files, staff, property_id, file.data, options))
        return ok(
            await home_imports.apply(database, home_files, staff, property_id, file.data, options, file_name=file.name)
        )


class HomeExportController(Controller):
    path = "/api/v1/properties/{id:str}/homes/export"
    tags = ("units",)
    guards = (staff_guard,)
    opt = {"resource": "units"}

    @get("/", operation_id="ExportHomes")
    async def export_homes(
        self, *, property_id: RecordId, staff: StaffDep, database: DatabaseDep, home_files: HomeFilesDep
    ) -> Response[bytes]:
        """All floor plans, units, rents, fees and specials as a table (CSV) that imports back without a change."""
        data = await home_imports.export(database, home_files, staff, property_id)
        headers = {"Content-Disposition": 'attachment; filename="homes.csv"'}
        return Response(data, media_type="text/csv", headers=headers)
