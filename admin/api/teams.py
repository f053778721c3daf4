"""Teams, the company, the audit log and keys for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep, TokensDep
from admin.api.fields import Distinct, Email, Named, Phone, Short, Url
from admin.api.operations import CHANGING, by_method
from admin.api.users import Permissions
from leasing.services import api_keys, audit, companies, teams
from leasing.services.api_keys import ApiKeyView
from leasing.services.audit import AuditView
from leasing.services.companies import CompanyDetail
from leasing.services.teams import TeamView
from leasing.tenancy import Page
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Ids = Annotated[list[Annotated[str, Meta(max_length=36)]], Meta(max_length=500), Distinct]
Description = Annotated[str, Meta(max_length=500)]


class TeamCreate(Payload, kw_only=True, frozen=True):
    resource = "team"

    name: Short
    description: Description | None = None
    members: Ids | UnsetType = UNSET
    properties: Ids | UnsetType = UNSET


class TeamUpdate(Payload, kw_only=True, frozen=True):
    resource = "team"

    name: Short | UnsetType = UNSET
    description: Description | UnsetType | None = UNSET
    members: Ids | UnsetType = UNSET
    properties: Ids | UnsetType = UNSET


class CompanyUpdate(Payload, kw_only=True, frozen=True):
    name: Named | UnsetType = UNSET
    logo_url: Url | UnsetType | None = UNSET
    contact_email: Email | UnsetType | None = UNSET
    contact_phone: Phone | UnsetType | None = UNSET
    hubspot_company_id: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET


class ApiKeyCreate(Payload, kw_only=True, frozen=True):
    """`properties` maps a property to read or write; without it, all that its maker may."""

    name: Short
    permissions: Permissions
    properties: Annotated[dict[str, Literal["read", "write"]], Meta(max_length=500)] | UnsetType = UNSET
    expires_at: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET


class NewApiKey(Struct, frozen=True):
    """`key` is what a machine sends as a bearer token. It is shown this once."""

    key: str
    api_key: ApiKeyView


class TeamController(Controller):
    path = "/api/v1/teams"
    tags = ("users",)
    guards = (staff_guard,)
    opt = {"resource": "teams"}

    @get("/", operation_id="ListTeams")
    async def list_teams(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[TeamView]]:
        return listed(await database.read(teams.page, staff, paging))

    @post("/", operation_id="CreateTeam")
    async def create(self, *, data: JSONBody[TeamCreate], staff: StaffDep, database: DatabaseDep) -> Envelope[TeamView]:
        return ok(await database.write(teams.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetTeam")
    async def get_team(self, *, team_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[TeamView]:
        return ok(await database.read(teams.get, staff, team_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateTeam"))
    async def update(
        self, *, team_id: RecordId, data: JSONBody[TeamUpdate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TeamView]:
        """Lists that are given replace those that were."""
        return ok(await database.write(teams.update, staff, team_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteTeam", status_code=200)
    async def remove(self, *, team_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(teams.remove, staff, team_id)
        return ok(Deleted(team_id))


class CompanyController(Controller):
    path = "/api/v1/companies"
    tags = ("companies",)
    guards = (staff_guard,)
    opt = {"resource": "companies"}

    @get("/", operation_id="ListCompanies")
    async def list_companies(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[CompanyDetail]]:
        """One's own."""
        return listed(Page.of([await database.read(companies.get, staff, staff.company_id)], paging))

    @get("/{id:str}", operation_id="GetCompany")
    async def get_company(
        self, *, company_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[CompanyDetail]:
        return ok(await database.read(companies.get, staff, company_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateCompany"))
    async def update(
        self, *, company_id: RecordId, data: JSONBody[CompanyUpdate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[CompanyDetail]:
        return ok(await database.write(companies.update, staff, company_id, data.given()))


class AuditController(Controller):
    path = "/api/v1/audit-logs"
    tags = ("users",)
    guards = (staff_guard,)
    opt = {"resource": "audit_logs"}

    @get("/", operation_id="ListAuditLogs")
    async def list_entries(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        action: FromQuery[str | None] = None,
        actor_id: FromQuery[str | None] = None,
        subject_id: FromQuery[str | None] = None,
    ) -> Envelope[list[AuditView]]:
        """Who did what with accounts, the newest first."""
        return listed(
            await database.read(audit.page, staff, paging, action=action, actor_id=actor_id, subject_id=subject_id)
        )


class ApiKeyController(Controller):
    path = "/api/v1/api-keys"
    tags = ("users",)
    guards = (staff_guard,)
    opt = {"resource": "api_keys"}

    @get("/", operation_id="ListApiKeys")
    async def list_keys(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ApiKeyView]]:
        """Also those that were revoked; never the keys themselves."""
        return listed(await database.read(api_keys.page, staff, paging))

    @post("/", operation_id="CreateApiKey")
    async def create(
        self, *, data: JSONBody[ApiKeyCreate], staff: StaffDep, database: DatabaseDep, tokens: TokensDep
    ) -> Envelope[NewApiKey]:
        """It holds no permission that its maker does not hold, and none over accounts."""
        made = tokens.new_api_key()
        return ok(NewApiKey(made.token, await database.write(api_keys.create, staff, made, data.given())))

    @get("/{id:str}", operation_id="GetApiKey")
    async def get_key(self, *, key_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[ApiKeyView]:
        return ok(await database.read(api_keys.get, staff, key_id))

    @delete("/{id:str}", operation_id="RevokeApiKey", status_code=200)
    async def revoke(self, *, key_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """It is good for nothing from now on."""
        await database.write(api_keys.revoke, staff, key_id)
        return ok(Deleted(key_id))
