"""Floor plans of a community."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, delete, get, post, route
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Long, Names, Pictures, Short
from admin.api.operations import CHANGING, by_method
from leasing.services import floor_plans
from leasing.services.floor_plans import FloorPlanView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Bedrooms = Annotated[int, Meta(ge=0, le=20)]
"""0 is a studio"""
Bathrooms = Annotated[float, Meta(ge=0, le=20, multiple_of=0.5)]


class FloorPlanFields(Payload, kw_only=True, frozen=True):
    """What may be left out of every request."""

    resource = "floor_plan"

    square_feet: Annotated[int, Meta(ge=1, le=1000000)] | UnsetType | None = UNSET
    description: Long | UnsetType | None = UNSET
    features: Names | UnsetType = UNSET
    image_urls: Pictures | UnsetType = UNSET


class FloorPlanChange(FloorPlanFields, kw_only=True, frozen=True):
    """The fields that are given are changed; its units keep their own sizes."""

    name: Short | UnsetType = UNSET
    bedrooms: Bedrooms | UnsetType = UNSET
    bathrooms: Bathrooms | UnsetType = UNSET


class FloorPlanCreate(FloorPlanFields, kw_only=True, frozen=True):
    name: Short
    bedrooms: Bedrooms
    bathrooms: Bathrooms


class PropertyFloorPlanController(Controller):
    path = "/api/v1/properties/{id:str}/floor-plans"
    tags = ("floor plans",)
    guards = (staff_guard,)
    opt = {"resource": "floor_plans"}

    @get("/", operation_id="ListFloorPlans")
    async def list_floor_plans(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        bedrooms: Annotated[int | None, QueryParameter(ge=0, le=20)] = None,
    ) -> Envelope[list[FloorPlanView]]:
        return listed(await database.read(floor_plans.page, staff, property_id, paging, bedrooms=bedrooms))

    @post("/", operation_id="CreateFloorPlan")
    async def create_floor_plan(
        self, *, property_id: RecordId, data: JSONBody[FloorPlanCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FloorPlanView]:
        return ok(await database.write(floor_plans.create, staff, property_id, data.given()))


class FloorPlanController(Controller):
    path = "/api/v1/floor-plans/{id:str}"
    tags = ("floor plans",)
    guards = (staff_guard,)
    opt = {"resource": "floor_plans"}

    @get("/", operation_id="GetFloorPlan")
    async def get_floor_plan(
        self, *, floor_plan_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FloorPlanView]:
        return ok(await database.read(floor_plans.get, staff, floor_plan_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateFloorPlan"))
    async def update_floor_plan(
        self, *, floor_plan_id: RecordId, data: JSONBody[FloorPlanChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[FloorPlanView]:
        return ok(await database.write(floor_plans.update, staff, floor_plan_id, data.given()))

    @delete("/", operation_id="DeleteFloorPlan", status_code=200)
    async def delete_floor_plan(
        self, *, floor_plan_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(floor_plans.delete, staff, floor_plan_id)
        return ok(Deleted(floor_plan_id))
