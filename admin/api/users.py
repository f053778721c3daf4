"""Logins of staff, and the roles that they have."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Email, Short, one_line
from admin.api.operations import CHANGING, by_method
from leasing.errors import NotFound
from leasing.permissions import MEANINGS
from leasing.services import roles, users
from leasing.services.accounts import UserView
from leasing.services.roles import RoleView
from leasing.tenancy import Page
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Check, Payload

Access = Literal["all", "assigned"]
FirstOrLast = Annotated[str, Meta(max_length=100), Check(one_line)]
RoleId = Annotated[str, Meta(min_length=1, max_length=60)]
Permissions = Annotated[list[Annotated[str, Meta(max_length=60)]], Meta(max_length=200)]


class UserCreate(Payload, kw_only=True, frozen=True):
    """`role` is the id of a role. Without `property_access`, the role's."""

    resource = "user"

    email: Email
    role: RoleId
    first_name: FirstOrLast = ""
    last_name: FirstOrLast = ""
    property_access: Access | UnsetType = UNSET


class UserUpdate(Payload, kw_only=True, frozen=True):
    resource = "user"

    first_name: FirstOrLast | UnsetType = UNSET
    last_name: FirstOrLast | UnsetType = UNSET
    role: RoleId | UnsetType = UNSET
    property_access: Access | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class RoleCreate(Payload, kw_only=True, frozen=True):
    name: Short
    description: Annotated[str, Meta(max_length=500)] | None = None
    permissions: Permissions
    property_access: Access = "all"


class RoleUpdate(Payload, kw_only=True, frozen=True):
    name: Short | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=500)] | UnsetType | None = UNSET
    permissions: Permissions | UnsetType = UNSET
    property_access: Access | UnsetType = UNSET


class PermissionView(Struct, frozen=True):
    """The id is `<resource>:read` or `<resource>:write`."""

    id: str
    resource: str
    action: str
    description: str


class UserController(Controller):
    path = "/api/v1/users"
    tags = ("users",)
    guards = (staff_guard,)
    opt = {"resource": "users"}

    @get("/", operation_id="ListUsers")
    async def list_users(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        q: FromQuery[str | None] = None,
        is_active: FromQuery[bool | None] = None,
    ) -> Envelope[list[UserView]]:
        """By name; `q` looks in names and addresses."""
        return listed(await database.read(users.page, staff, paging, query=q, is_active=is_active))

    @post("/", operation_id="InviteUser")
    async def invite(self, *, data: JSONBody[UserCreate], staff: StaffDep, database: DatabaseDep) -> Envelope[UserView]:
        """Make a login; a mail lets its owner choose a password."""
        return ok(await database.write(users.invite, staff, data.given()))

    @get("/{id:str}", operation_id="GetUser")
    async def get_user(self, *, user_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[UserView]:
        return ok(await database.read(users.get, staff, user_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateUser"))
    async def update(
        self, *, user_id: RecordId, data: JSONBody[UserUpdate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[UserView]:
        """It holds from their next request on. Nobody changes their own role or access."""
        return ok(await database.write(users.update, staff, user_id, data.given()))

    @delete("/{id:str}", operation_id="DeactivateUser", status_code=200)
    async def remove(self, *, user_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """Stop a login at once. One that was never used is deleted."""
        await database.write(users.remove, staff, user_id)
        return ok(Deleted(user_id))


class RoleController(Controller):
    path = "/api/v1/roles"
    tags = ("users",)
    guards = (staff_guard,)
    opt = {"resource": "roles"}

    @get("/", operation_id="ListRoles")
    async def list_roles(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[RoleView]]:
        """The built-in ones, then the company's own."""
        return listed(Page.of(await database.read(roles.listed, staff), paging))

    @post("/", operation_id="CreateRole")
    async def create(self, *, data: JSONBody[RoleCreate], staff: StaffDep, database: DatabaseDep) -> Envelope[RoleView]:
        """It holds no permission that its maker does not hold."""
        return ok(await database.write(roles.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetRole")
    async def get_role(self, *, role_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[RoleView]:
        return ok(await database.read(roles.get, staff, role_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateRole"))
    async def update(
        self, *, role_id: RecordId, data: JSONBody[RoleUpdate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[RoleView]:
        return ok(await database.write(roles.update, staff, role_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteRole", status_code=200)
    async def remove(self, *, role_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """Only one that nobody has."""
        await database.write(roles.remove, staff, role_id)
        return ok(Deleted(role_id))


class PermissionController(Controller):
    path = "/api/v1/permissions"
    tags = ("users",)
    guards = (staff_guard,)
    opt = {"resource": "roles"}

    @get("/", operation_id="ListPermissions", sync_to_thread=False)
    def list_permissions(self, *, paging: PagingDep) -> Envelope[list[PermissionView]]:
        """All that there are."""
        return listed(Page.of([_permission(name) for name in MEANINGS], paging))

    @get("/{id:str}", operation_id="GetPermission", sync_to_thread=False)
    def get_permission(self, *, name: RecordId) -> Envelope[PermissionView]:
        if name not in MEANINGS:
            raise NotFound(f"There is no permission {name[:80]!r}.")
        return ok(_permission(name))


def _permission(name: str) -> PermissionView:
    resource, _, action = name.partition(":")
    return PermissionView(name, resource, action, MEANINGS[name])
