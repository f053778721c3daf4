"""Specials of a community."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fees import FeeKind
from admin.api.fields import Distinct, Money, not_blank
from admin.api.operations import CHANGING, by_method
from leasing.services import specials
from leasing.services.specials import SpecialView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Check, Payload

SpecialKind = Literal["weeks_free", "months_free", "amount_off", "monthly_discount", "fee_waived", "other"]
OfferText = Annotated[str, Meta(min_length=1, max_length=300), Check(not_blank)]
LeaseMonths = Annotated[int, Meta(ge=1, le=60)]
PlanIds = Annotated[list[Annotated[str, Meta(max_length=36)]], Meta(max_length=200), Distinct]


class SpecialFields(Payload, kw_only=True, frozen=True):
    """What may be left out of every request."""

    resource = "special"

    terms: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    quantity: Annotated[int, Meta(ge=1, le=26)] | UnsetType | None = UNSET
    """weeks or months without rent"""
    amount: Money | UnsetType | None = UNSET
    waived_kind: FeeKind | UnsetType | None = UNSET
    starts_on: dt.date | UnsetType | None = UNSET
    ends_on: dt.date | UnsetType | None = UNSET
    move_in_by: dt.date | UnsetType | None = UNSET
    min_lease_months: LeaseMonths | UnsetType | None = UNSET
    max_lease_months: LeaseMonths | UnsetType | None = UNSET
    floor_plan_ids: PlanIds | UnsetType | None = UNSET
    """null is every floor plan"""


class SpecialChange(SpecialFields, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    kind: SpecialKind | UnsetType = UNSET
    text: OfferText | UnsetType = UNSET


class SpecialCreate(SpecialFields, kw_only=True, frozen=True):
    kind: SpecialKind
    text: OfferText


class PropertySpecialController(Controller):
    path = "/api/v1/properties/{id:str}/specials"
    tags = ("specials",)
    guards = (staff_guard,)
    opt = {"resource": "specials"}

    @get("/", operation_id="ListSpecials")
    async def list_specials(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        offered_on: FromQuery[dt.date | None] = None,
    ) -> Envelope[list[SpecialView]]:
        return listed(await database.read(specials.page, staff, property_id, paging, offered_on=offered_on))

    @post("/", operation_id="CreateSpecial")
    async def create_special(
        self, *, property_id: RecordId, data: JSONBody[SpecialCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SpecialView]:
        return ok(await database.write(specials.create, staff, property_id, data.given()))


class SpecialController(Controller):
    path = "/api/v1/specials/{id:str}"
    tags = ("specials",)
    guards = (staff_guard,)
    opt = {"resource": "specials"}

    @get("/", operation_id="GetSpecial")
    async def get_special(
        self, *, special_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SpecialView]:
        return ok(await database.read(specials.get, staff, special_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateSpecial"))
    async def update_special(
        self, *, special_id: RecordId, data: JSONBody[SpecialChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[SpecialView]:
        return ok(await database.write(specials.update, staff, special_id, data.given()))

    @delete("/", operation_id="DeleteSpecial", status_code=200)
    async def delete_special(
        self, *, special_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(specials.delete, staff, special_id)
        return ok(Deleted(special_id))
