"""Prospects: the list, one of them, and what staff do with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from litestar import Controller, Response, delete, get, post, route
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody, QueryParameter, SkipValidation
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Check, Long, Phone, Short, not_blank
from admin.api.operations import CHANGING, by_method
from leasing.money import from_wire
from leasing.services import lead_lists, lead_pairs, prospects
from leasing.services.lead_lists import Filters, LeadStats
from leasing.services.lead_pairs import Merged
from leasing.services.lead_views import ActivityView, LeadDetail, LeadView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["new", "contacted", "qualified", "tour_scheduled", "toured", "applied", "leased", "lost"]
LostReason = Literal[
    "price", "availability", "size", "timing", "location", "pets", "chose_other", "no_response", "duplicate", "other"
]
Contacting = Literal["note", "call", "email", "sms", "meeting", "tour"]
Id = Annotated[str, Meta(min_length=1, max_length=36)]
Text = Annotated[str, Meta(min_length=1, max_length=20_000), Check(not_blank)]
WISHES = frozenset(
    {
        "intent", "bedrooms", "bathrooms", "move_in_date", "price_range_min", "price_range_max", "occupants_count",
        "has_pets", "pet_details", "desired_features", "furnished", "area", "unit_of_interest",
    }
)  # fmt: skip
"""what a lead's preferences may hold"""


def _preferences(value: dict[str, Any]) -> None:
    unknown = sorted(value.keys() - WISHES)
    if unknown:
        raise ValueError(f"knows no {', '.join(unknown)[:200]}; it may hold {', '.join(sorted(WISHES))}")
    for name, given in value.items():
        if given is not None:
            _wish(name, given)
    if len(str(value)) > 5000:
        raise ValueError("is too long")


def _wish(name: str, given: Any) -> None:
    if name in ("price_range_min", "price_range_max"):
        from_wire(str(given), name)
        return
    fits, what = _KINDS[name]
    if not fits(given):
        raise ValueError(f"{name} must be {what}")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 50


def _day(value: Any) -> bool:
    try:
        return bool(isinstance(value, str) and date.fromisoformat(value))
    except ValueError:
        return False


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)  # pyright: ignore[reportUnknownVariableType]


_WHOLE = (_whole, "a whole number from 0 to 50")


def _instance(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


_TEXT = (_instance(str), "a text")
_YES_OR_NO = (_instance(bool), "true or false")
_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "intent": (lambda value: value in ("rent", "buy"), "rent or buy"),
    "bedrooms": _WHOLE,
    "bathrooms": (lambda value: _whole(value) or (isinstance(value, float) and 0 <= value <= 50), "a number up to 50"),
    "move_in_date": (_day, "a date such as 2026-11-24"),
    "occupants_count": _WHOLE,
    "has_pets": _YES_OR_NO,
    "pet_details": (_instance(dict), "an object"),
    "desired_features": (_texts, "a list of texts"),
    "furnished": _YES_OR_NO,
    "area": _TEXT,
    "unit_of_interest": _TEXT,
}  # fmt: skip


Preferences = Annotated[dict[str, Any], Check(_preferences)]


class LeadFields(Payload, kw_only=True, frozen=True):
    """The fields of a lead. A phone number without a plus sign is read as one of the property's country."""

    resource = "lead"

    first_name: Short | UnsetType | None = UNSET
    last_name: Short | UnsetType | None = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    lost_reason: LostReason | UnsetType | None = UNSET
    source: Short | UnsetType | None = UNSET
    assigned_to: Id | UnsetType | None = UNSET
    preferences: Preferences | UnsetType = UNSET
    notes: Long | UnsetType | None = UNSET


class LeadCreate(LeadFields, kw_only=True, frozen=True):
    property_id: Id


class LeadChange(LeadFields, kw_only=True, frozen=True):
    """The fields that are given are changed; a preference that is given as null is taken back."""


class Assignment(Payload, kw_only=True, frozen=True):
    """`assigned_to` is a property manager, or null for nobody."""

    resource = "lead"

    assigned_to: Id | None


class ActivityCreate(Payload, kw_only=True, frozen=True):
    resource = "lead_activity"

    type: Contacting = "note"
    text: Text


class NoteCreate(Payload, kw_only=True, frozen=True):
    resource = "lead_activity"

    text: Text


class MergeRequest(Payload, kw_only=True, frozen=True):
    """`lead_id` is the lead that is merged into the one of the path."""

    lead_id: Id


def provide_filters(
    property_id: FromQuery[str | None] = None,
    status: FromQuery[Status | None] = None,
    source: FromQuery[str | None] = None,
    assigned_to: FromQuery[str | None] = None,
    is_qualified: FromQuery[bool | None] = None,
    min_score: Annotated[int | None, QueryParameter(ge=0, le=100)] = None,
    created_from: FromQuery[date | None] = None,
    created_to: FromQuery[date | None] = None,
    search: Annotated[str | None, QueryParameter(max_length=200)] = None,
    sort: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Filters:
    """Which leads; days are days in UTC, `sort` a column with - for the other way round."""
    return Filters(
        property_id, status, source, assigned_to, is_qualified, min_score, created_from, created_to, search, sort
    )


FiltersDep = NamedDependency[SkipValidation[Filters]]


class LeadController(Controller):
    path = "/api/v1/leads"
    tags = ("leads",)
    guards = (staff_guard,)
    opt = {"resource": "leads"}
    dependencies = {"filters": Provide(provide_filters, sync_to_thread=False)}

    @get("/", operation_id="ListLeads")
    async def list_leads(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, filters: FiltersDep
    ) -> Envelope[list[LeadView]]:
        return listed(await database.read(lead_lists.page, staff, paging, filters))

    @get("/export", operation_id="ExportLeads", media_type="text/csv")
    async def export(self, *, staff: StaffDep, database: DatabaseDep, filters: FiltersDep) -> Response[str]:
        """The same list as a CSV file, at most 10,000 rows."""
        return Response(
            await database.read(lead_lists.export, staff, filters),
            media_type="text/csv",
            headers={"content-disposition": 'attachment; filename="leads.csv"'},
        )

    @get("/stats", operation_id="LeadStats")
    async def stats(
        self, *, staff: StaffDep, database: DatabaseDep, property_id: FromQuery[str | None] = None
    ) -> Envelope[LeadStats]:
        return ok(await database.read(lead_lists.stats, staff, property_id))

    @post("/", operation_id="CreateLead")
    async def create_lead(
        self, *, data: JSONBody[LeadCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[LeadDetail]:
        """One that is surely known already is merged with it, and the older one is answered."""
        return ok(await database.write(prospects.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetLead")
    async def get_lead(self, *, lead_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[LeadDetail]:
        return ok(await database.read(prospects.get, staff, lead_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateLead"))
    async def update_lead(
        self, *, lead_id: RecordId, data: JSONBody[LeadChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[LeadDetail]:
        """A stage that cannot follow is 409 `INVALID_STATUS_TRANSITION` with the allowed ones in the details."""
        return ok(await database.write(prospects.change, staff, lead_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteLead", status_code=200, opt={"resource": "lead_removals"})
    async def delete_lead(self, *, lead_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """With its history and the leads that were merged into it; talks and tours stay."""
        await database.write(prospects.delete, staff, lead_id)
        return ok(Deleted(lead_id))

    @post("/{id:str}/assign", operation_id="AssignLead", status_code=200)
    async def assign(
        self, *, lead_id: RecordId, data: JSONBody[Assignment], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[LeadDetail]:
        """The manager gets a mail."""
        return ok(await database.write(prospects.assign, staff, lead_id, data.assigned_to))

    @get("/{id:str}/activities", operation_id="ListLeadActivities")
    async def activities(
        self,
        *,
        lead_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        type: Annotated[str | None, QueryParameter(max_length=20)] = None,  # noqa: A002
    ) -> Envelope[list[ActivityView]]:
        """What happened to it, who did it and when, the newest first."""
        return listed(await database.read(prospects.activities, staff, lead_id, paging, type_=type))

    @post("/{id:str}/activities", operation_id="AddLeadActivity")
    async def add_activity(
        self, *, lead_id: RecordId, data: JSONBody[ActivityCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ActivityView]:
        """What staff did; the first contact makes a new lead `contacted`."""
        return ok(await database.write(prospects.add_activity, staff, lead_id, data.type, data.text))

    @get("/{id:str}/notes", operation_id="ListLeadNotes")
    async def notes(
        self, *, lead_id: RecordId, staff: StaffDep, database: DatabaseDep, paging: PagingDep
    ) -> Envelope[list[ActivityView]]:
        return listed(await database.read(prospects.activities, staff, lead_id, paging, type_="note"))

    @post("/{id:str}/notes", operation_id="AddLeadNote")
    async def add_note(
        self, *, lead_id: RecordId, data: JSONBody[NoteCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[ActivityView]:
        return ok(await database.write(prospects.add_activity, staff, lead_id, "note", data.text))

    @post("/{id:str}/merge", operation_id="MergeLeads", status_code=200)
    async def merge(
        self, *, lead_id: RecordId, data: JSONBody[MergeRequest], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Merged]:
        """Make one person of two leads; this one stays where both are at one property."""
        return ok(await database.write(lead_pairs.merge, staff, lead_id, data.lead_id))
