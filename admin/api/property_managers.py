"""Leasing profiles of staff, and the properties that each is assigned to."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Email, Phone, Short
from admin.api.operations import CHANGING, by_method
from leasing.services import managers
from leasing.services.managers import AssignmentView, ManagerView
from leasing.tenancy import Page
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Level = Literal["read", "write"]
Order = Annotated[int, Meta(ge=0, le=1000)]
Id = Annotated[str, Meta(min_length=1, max_length=36)]
JobTitle = Annotated[str, Meta(max_length=60)]


class ManagerCreate(Payload, kw_only=True, frozen=True):
    """`role` is what their card says; what they may do is their login's (`user_id`) role."""

    first_name: Short
    last_name: Annotated[str, Meta(max_length=100)] = ""
    email: Email
    phone: Phone | None = None
    role: JobTitle | None = None
    access_level: Level = "write"
    user_id: Id | None = None


class ManagerUpdate(Payload, kw_only=True, frozen=True):
    first_name: Short | UnsetType = UNSET
    last_name: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET
    role: JobTitle | UnsetType | None = UNSET
    access_level: Level | UnsetType = UNSET
    user_id: Id | UnsetType | None = UNSET


class AssignmentCreate(Payload, kw_only=True, frozen=True):
    """`tour_order`: their place among those who give tours there; without it they give none."""

    property_id: Id
    access_level: Level = "write"
    tour_order: Order | None = None


class AssignmentUpdate(Payload, kw_only=True, frozen=True):
    access_level: Level | UnsetType = UNSET
    tour_order: Order | UnsetType | None = UNSET


class ManagerAssign(Payload, kw_only=True, frozen=True):
    resource = "assignment"

    manager_id: Id
    access_level: Level = "write"


class PropertyManagerController(Controller):
    path = "/api/v1/property-managers"
    tags = ("property managers",)
    guards = (staff_guard,)
    opt = {"resource": "property_managers"}

    @get("/", operation_id="ListPropertyManagers")
    async def list_managers(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ManagerView]]:
        return listed(await database.read(managers.page, staff, paging))

    @post("/", operation_id="CreatePropertyManager")
    async def create(
        self, *, data: JSONBody[ManagerCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ManagerView]:
        return ok(await database.write(managers.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetPropertyManager")
    async def get_manager(
        self, *, manager_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ManagerView]:
        return ok(await database.read(managers.get, staff, manager_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdatePropertyManager"))
    async def update(
        self, *, manager_id: RecordId, data: JSONBody[ManagerUpdate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ManagerView]:
        return ok(await database.write(managers.update, staff, manager_id, data.given()))

    @delete("/{id:str}", operation_id="DeletePropertyManager", status_code=200)
    async def remove(self, *, manager_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """What was theirs stays, and is nobody's."""
        await database.write(managers.remove, staff, manager_id)
        return ok(Deleted(manager_id))

    @get("/{id:str}/assignments", operation_id="ListAssignments")
    async def list_assignments(
        self, *, manager_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[AssignmentView]]:
        return listed(Page.of(await database.read(managers.assignments, staff, manager_id), paging))

    @post("/{id:str}/assignments", operation_id="CreateAssignment")
    async def assign(
        self, *, manager_id: RecordId, data: JSONBody[AssignmentCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[AssignmentView]:
        """Give a manager a property, to read or to write."""
        return ok(await database.write(managers.assign, staff, manager_id, data.given()))

    @route(
        "/{id:str}/assignments/{assignment_id:str}",
        http_method=CHANGING,
        operation_id=by_method("UpdateAssignment"),
    )
    async def reassign(
        self,
        *,
        manager_id: RecordId,
        assignment_id: FromPath[str],
        data: JSONBody[AssignmentUpdate],
        staff: StaffDep,
        database: DatabaseDep,
    ) -> Envelope[AssignmentView]:
        return ok(await database.write(managers.reassign, staff, manager_id, assignment_id, data.given()))

    @delete("/{id:str}/assignments/{assignment_id:str}", operation_id="DeleteAssignment", status_code=200)
    async def unassign(
        self, *, manager_id: RecordId, assignment_id: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(managers.unassign, staff, manager_id, assignment_id)
        return ok(Deleted(assignment_id))


class ManagersOfPropertyController(Controller):
    path = "/api/v1/properties/{id:str}/managers"
    tags = ("property managers",)
    guards = (staff_guard,)
    opt = {"resource": "property_managers"}

    @get("/", operation_id="ListManagersOfProperty")
    async def list_managers(
        self, *, property_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ManagerView]]:
        return listed(await database.read(managers.page, staff, paging, property_id))

    @post("/", operation_id="AssignManagerToProperty")
    async def assign(
        self, *, property_id: RecordId, data: JSONBody[ManagerAssign], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[AssignmentView]:
        values = {"property_id": property_id, "access_level": data.access_level}
        return ok(await database.write(managers.assign, staff, data.manager_id, values))

    @delete("/{manager_id:str}", operation_id="UnassignManagerFromProperty", status_code=200)
    async def unassign(
        self, *, property_id: RecordId, manager_id: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(managers.unassign, staff, manager_id, property_id)
        return ok(Deleted(manager_id))
