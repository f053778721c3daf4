"""The managers who give tours: their properties, hours, languages and time off."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.properties import Hours
from leasing.services import hosts
from leasing.services.hosts import HostView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Order = Annotated[int, Meta(ge=0, le=1000)]


class HostChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed. No `hours` at all: whenever the office is open. `properties` maps a
    property to the manager's place in its order, or to null where they give no tours any more."""

    languages: Annotated[list[Annotated[str, Meta(min_length=2, max_length=10)]], Meta(max_length=20)] | UnsetType = (
        UNSET
    )
    tour_capacity: Annotated[int, Meta(ge=1, le=hosts.MOST)] | UnsetType = UNSET
    hours: Annotated[list[Hours], Meta(max_length=50)] | UnsetType = UNSET
    properties: Annotated[dict[str, Order | None], Meta(max_length=500)] | UnsetType = UNSET


class TimeOffCreate(Payload, kw_only=True, frozen=True):
    starts_at: Annotated[datetime, Meta(tz=True)]
    ends_at: Annotated[datetime, Meta(tz=True)]
    reason: Annotated[str, Meta(max_length=200)] | None = None


class TourHostController(Controller):
    path = "/api/v1/property-managers"
    tags = ("tours",)
    guards = (staff_guard,)
    opt = {"resource": "tour_hosting"}

    @get("/tour-hosting", operation_id="ListTourHosting")
    async def list_hosting(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, property_id: FromQuery[str | None] = None
    ) -> Envelope[list[HostView]]:
        """All managers by name, also those who give no tours; of one property, who are assigned to it."""
        return listed(await database.read(hosts.page, staff, paging, property_id))

    @get("/{id:str}/tour-hosting", operation_id="GetTourHosting")
    async def get_hosting(self, *, manager_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[HostView]:
        return ok(await database.read(hosts.get, staff, manager_id))

    @put("/{id:str}/tour-hosting", operation_id="UpdateTourHosting")
    async def update_hosting(
        self, *, manager_id: RecordId, data: JSONBody[HostChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[HostView]:
        """Conversations know it from their next turn on; tours that are booked stay."""
        return ok(await database.write(hosts.update, staff, manager_id, data.given()))

    @post("/{id:str}/time-off", operation_id="AddTourTimeOff")
    async def add_time_off(
        self, *, manager_id: RecordId, data: JSONBody[TimeOffCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[HostView]:
        await database.write(hosts.add_time_off, staff, manager_id, data.starts_at, data.ends_at, data.reason)
        return ok(await database.read(hosts.get, staff, manager_id))

    @delete("/{id:str}/time-off/{time_off_id:str}", operation_id="DeleteTourTimeOff", status_code=200)
    async def remove_time_off(
        self, *, manager_id: RecordId, time_off_id: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(hosts.remove_time_off_of, staff, manager_id, time_off_id)
        return ok(Deleted(time_off_id))
