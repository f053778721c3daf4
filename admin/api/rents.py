"""Rents by lease length and move-in."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from litestar import Controller, delete, get, post, route
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Money
from admin.api.operations import CHANGING, by_method
from leasing.services import rents
from leasing.services.rents import RentView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Check, Payload

Months = Annotated[int, Meta(ge=0, le=60)]
"""0 is month to month"""


def _signed(value: str | float) -> None:
    rents.signed_cents(str(value))


SignedMoney = Annotated[str | int | float, Check(_signed)]


class RentFields(Payload, kw_only=True, frozen=True):
    """Either `rent`, of a unit or floor plan, or `difference` to each home's own rent."""

    resource = "rent"

    rent: Money | UnsetType | None = UNSET
    difference: SignedMoney | UnsetType | None = UNSET
    unit_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    floor_plan_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    move_in_from: dt.date | UnsetType | None = UNSET
    move_in_until: dt.date | UnsetType | None = UNSET


class RentChange(RentFields, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    lease_months: Months | UnsetType = UNSET


class RentCreate(RentFields, kw_only=True, frozen=True):
    lease_months: Months


class PropertyRentController(Controller):
    path = "/api/v1/properties/{id:str}/rents"
    tags = ("rents",)
    guards = (staff_guard,)
    opt = {"resource": "rents"}

    @get("/", operation_id="ListRents")
    async def list_rents(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        unit_id: Annotated[str | None, QueryParameter(max_length=36)] = None,
        floor_plan_id: Annotated[str | None, QueryParameter(max_length=36)] = None,
    ) -> Envelope[list[RentView]]:
        return listed(
            await database.read(rents.page, staff, property_id, paging, floor_plan_id=floor_plan_id, unit_id=unit_id)
        )

    @post("/", operation_id="CreateRent")
    async def create_rent(
        self, *, property_id: RecordId, data: JSONBody[RentCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[RentView]:
        return ok(await database.write(rents.create, staff, property_id, data.given()))


class RentController(Controller):
    path = "/api/v1/rents/{id:str}"
    tags = ("rents",)
    guards = (staff_guard,)
    opt = {"resource": "rents"}

    @get("/", operation_id="GetRent")
    async def get_rent(self, *, rent_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[RentView]:
        return ok(await database.read(rents.get, staff, rent_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateRent"))
    async def update_rent(
        self, *, rent_id: RecordId, data: JSONBody[RentChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[RentView]:
        return ok(await database.write(rents.update, staff, rent_id, data.given()))

    @delete("/", operation_id="DeleteRent", status_code=200)
    async def delete_rent(self, *, rent_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(rents.delete, staff, rent_id)
        return ok(Deleted(rent_id))
