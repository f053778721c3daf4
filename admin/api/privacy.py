"""Private data: what visitors asked about theirs, how long a company keeps what, and what was erased."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, StaffDep
from admin.api.operations import CHANGING, by_method
from leasing.services import erasing, privacy_requests, retention_policies
from leasing.services.erasure_records import ErasureView
from leasing.services.privacy_requests import PrivacyRequest
from leasing.services.retention import Due, Periods
from web.envelope import Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Days = Annotated[int, Meta(ge=1, le=36_500)]


class RetentionChange(Payload, kw_only=True, frozen=True):
    """Days after which something is let go; null keeps it for good."""

    conversations_days: Days | UnsetType | None = UNSET
    leads_days: Days | UnsetType | None = UNSET
    attachments_days: Days | UnsetType | None = UNSET
    mails_days: Days | UnsetType | None = UNSET
    logs_days: Days | UnsetType | None = UNSET


class PrivacyController(Controller):
    path = "/api/v1/privacy"
    tags = ("privacy",)
    guards = (staff_guard,)
    opt = {"resource": "privacy"}

    @get("/requests", operation_id="ListPrivacyRequests")
    async def requests(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        is_open: FromQuery[bool | None] = None,
    ) -> Envelope[list[PrivacyRequest]]:
        """What visitors asked about their data in the chat, with what answers it."""
        return listed(await database.read(privacy_requests.page, staff, paging, is_open=is_open))

    @get("/erasures", operation_id="ListErasures")
    async def erasures(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ErasureView]]:
        """What was erased, in numbers: the proof, without anybody's data."""
        return listed(await database.read(erasing.page, staff, paging))

    @get("/retention", operation_id="GetRetention")
    async def retention_periods(self, *, staff: StaffDep, database: DatabaseDep) -> Envelope[Periods]:
        return ok(await database.read(retention_policies.periods, staff))

    @route("/retention", http_method=CHANGING, operation_id=by_method("UpdateRetention"), opt={"resource": "companies"})
    async def change_retention(
        self, *, data: JSONBody[RetentionChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Periods]:
        return ok(await database.write(retention_policies.change, staff, data.given()))

    @get("/retention/preview", operation_id="PreviewRetention")
    async def preview(self, *, staff: StaffDep, database: DatabaseDep) -> Envelope[Due]:
        """What would be let go now; nothing is changed."""
        return ok(await database.read(retention_policies.preview, staff))
