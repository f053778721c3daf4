"""Fees and deposits of a community."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Money, Short
from admin.api.operations import CHANGING, by_method
from leasing.services import fees
from leasing.services.fees import ChargeView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

FeeKind = Literal[
    "application", "admin", "security_deposit", "amenity", "parking", "storage", "pet_rent", "pet_fee", "pet_deposit",
    "trash", "utilities", "internet", "pest_control", "insurance", "lease_premium", "other",
]  # fmt: skip
Frequency = Literal["one_time", "monthly"]
Requirement = Literal["mandatory", "optional", "situational"]


class FeeFields(Payload, kw_only=True, frozen=True):
    """What may be left out of every request."""

    resource = "fee"

    amount: Money | UnsetType | None = UNSET
    """null where it varies: then `description` says how"""
    description: Annotated[str, Meta(max_length=1000)] | UnsetType | None = UNSET
    due: Literal["application", "move_in", "move_out", "event"] | UnsetType | None = UNSET
    """of a one_time fee; move_in where it is left out"""
    per: Literal["home", "person", "pet", "vehicle"] | UnsetType = UNSET
    refundable: bool | UnsetType = UNSET
    included_in_rent: bool | UnsetType = UNSET
    floor_plan_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    position: Annotated[int, Meta(ge=0, le=10000)] | UnsetType = UNSET


class FeeChange(FeeFields, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    name: Short | UnsetType = UNSET
    kind: FeeKind | UnsetType = UNSET
    frequency: Frequency | UnsetType = UNSET
    requirement: Requirement | UnsetType = UNSET


class FeeCreate(FeeFields, kw_only=True, frozen=True):
    """A mandatory fee is of every lease, an optional one by choice, a situational one of those to whom it applies."""

    name: Short
    kind: FeeKind
    frequency: Frequency
    requirement: Requirement


class PropertyFeeController(Controller):
    path = "/api/v1/properties/{id:str}/fees"
    tags = ("fees",)
    guards = (staff_guard,)
    opt = {"resource": "fees"}

    @get("/", operation_id="ListFees")
    async def list_fees(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        kind: FromQuery[FeeKind | None] = None,
    ) -> Envelope[list[ChargeView]]:
        return listed(await database.read(fees.page, staff, property_id, paging, kind=kind))

    @post("/", operation_id="CreateFee")
    async def create_fee(
        self, *, property_id: RecordId, data: JSONBody[FeeCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ChargeView]:
        return ok(await database.write(fees.create, staff, property_id, data.given()))


class FeeController(Controller):
    path = "/api/v1/fees/{id:str}"
    tags = ("fees",)
    guards = (staff_guard,)
    opt = {"resource": "fees"}

    @get("/", operation_id="GetFee")
    async def get_fee(self, *, fee_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[ChargeView]:
        return ok(await database.read(fees.get, staff, fee_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateFee"))
    async def update_fee(
        self, *, fee_id: RecordId, data: JSONBody[FeeChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ChargeView]:
        return ok(await database.write(fees.update, staff, fee_id, data.given()))

    @delete("/", operation_id="DeleteFee", status_code=200)
    async def delete_fee(self, *, fee_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(fees.delete, staff, fee_id)
        return ok(Deleted(fee_id))
