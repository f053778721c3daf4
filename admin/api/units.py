"""Homes of a community."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Money, Names, Pictures, Short
from admin.api.operations import CHANGING, by_method
from leasing.services import quotes, units
from leasing.services.quotes import QuoteView
from leasing.services.units import UnitView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.openapi import may_be
from web.payload import Payload

Status = Literal["available", "notice", "occupied", "down"]
Rooms = Annotated[int, Meta(ge=0, le=20)]


class UnitFields(Payload, kw_only=True, frozen=True):
    """What may be left out of every request. `floor_plan` is a name; one that is new is made."""

    resource = "unit"

    deposit: Money | UnsetType | None = UNSET
    floor_plan: Short | UnsetType | None = UNSET
    floor_plan_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    floor: Annotated[int, Meta(ge=-10, le=200)] | UnsetType | None = UNSET
    bedrooms: Rooms | UnsetType = UNSET
    bathrooms: Annotated[float, Meta(ge=0, le=20, multiple_of=0.5)] | UnsetType = UNSET
    square_feet: Annotated[int, Meta(ge=1, le=1000000)] | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    available_on: date | UnsetType | None = UNSET
    pets_allowed: bool | UnsetType | None = UNSET
    furnished: bool | UnsetType | None = UNSET
    features: Names | UnsetType = UNSET
    image_urls: Pictures | UnsetType = UNSET


class UnitChange(UnitFields, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    name: Short | UnsetType = UNSET
    rent: Money | UnsetType = UNSET


class UnitCreate(UnitFields, kw_only=True, frozen=True):
    """Bedrooms and bathrooms may come from a floor plan that is there; an available unit is so from today."""

    name: Short
    rent: Money


class PropertyUnitController(Controller):
    path = "/api/v1/properties/{id:str}/units"
    tags = ("units",)
    guards = (staff_guard,)
    opt = {"resource": "units"}

    @get("/", operation_id="ListUnits")
    async def list_units(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        status: FromQuery[Status | None] = None,
        bedrooms: Annotated[int | None, QueryParameter(ge=0, le=20)] = None,
    ) -> Envelope[list[UnitView]]:
        return listed(await database.read(units.page, staff, property_id, paging, status=status, bedrooms=bedrooms))

    @post("/", operation_id="CreateUnit")
    async def create_unit(
        self, *, property_id: RecordId, data: JSONBody[UnitCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[UnitView]:
        return ok(await database.write(units.create, staff, property_id, data.given()))


class UnitController(Controller):
    path = "/api/v1/units/{id:str}"
    tags = ("units",)
    guards = (staff_guard,)
    opt = {"resource": "units"}

    @get("/", operation_id="GetUnit")
    async def get_unit(self, *, unit_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[UnitView]:
        return ok(await database.read(units.get, staff, unit_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateUnit"))
    async def update_unit(
        self, *, unit_id: RecordId, data: JSONBody[UnitChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[UnitView]:
        return ok(await database.write(units.update, staff, unit_id, data.given()))

    @delete("/", operation_id="DeleteUnit", status_code=200)
    async def delete_unit(self, *, unit_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(units.delete, staff, unit_id)
        return ok(Deleted(unit_id))

    @get("/quote", operation_id="QuoteUnit", responses=may_be(409))
    async def quote_unit(
        self,
        *,
        unit_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        lease_months: Annotated[int | None, QueryParameter(ge=0, le=60)] = None,
        move_in: FromQuery[date | None] = None,
    ) -> Envelope[QuoteView]:
        """What it costs in all: with the figures that the chat says, for a lease length (0 is month to month)."""
        return ok(await database.read(quotes.of_unit, staff, unit_id, lease_months=lease_months, move_in=move_in))
