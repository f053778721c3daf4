"""Tours: the list, one of them, free times, and what staff do with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from litestar import Controller, delete, get, post, put, route
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Long, Named, Phone, Short
from admin.api.operations import CHANGING, by_method
from leasing.services import staff_tours, tour_availability
from leasing.services.staff_tours import Filters, TourDetail, TourOutcomes, TourView
from leasing.services.tour_availability import AvailabilityView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["scheduled", "confirmed", "completed", "cancelled", "no_show"]
TourType = Literal["in_person", "virtual", "self_guided"]
Id = Annotated[str, Meta(min_length=1, max_length=36)]
Language = Annotated[str, Meta(pattern="^[A-Za-z]{2}(?:-[A-Za-z0-9]{2,8})*$", max_length=20)]
Since = Annotated[date | None, QueryParameter(name="from")]
Until = Annotated[date | None, QueryParameter(name="to")]


class TourCreate(Payload, kw_only=True, frozen=True):
    """For a lead (`lead_id`), or for whom the contact names. `starts_at` without an offset is on the property's
    clock. Staff may book at shorter notice, further ahead and between two slots."""

    resource = "tour"

    property_id: Id
    starts_at: datetime
    tour_type: TourType | UnsetType = UNSET
    lead_id: Id | UnsetType | None = UNSET
    first_name: Short | UnsetType | None = UNSET
    last_name: Short | UnsetType | None = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    unit_id: Id | UnsetType | None = UNSET
    unit_interest: Named | UnsetType | None = UNSET
    manager_id: Id | UnsetType | None = UNSET
    """who hosts it; without one the property's rule decides"""
    source: Literal["chat", "website", "phone", "walk_in"] | UnsetType = UNSET
    language: Language | UnsetType | None = UNSET
    notes: Long | UnsetType | None = UNSET


class TourChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    resource = "tour"

    starts_at: datetime | UnsetType = UNSET
    tour_type: TourType | UnsetType = UNSET
    manager_id: Id | UnsetType = UNSET
    unit_interest: Named | UnsetType | None = UNSET
    notes: Long | UnsetType | None = UNSET


class TourMove(Payload, kw_only=True, frozen=True):
    resource = "tour"

    starts_at: datetime
    tour_type: TourType | UnsetType = UNSET
    manager_id: Id | UnsetType = UNSET


class TourCancel(Payload, kw_only=True, frozen=True):
    resource = "tour"

    reason: Annotated[str, Meta(max_length=500)] | UnsetType | None = UNSET


class TourOutcome(Payload, kw_only=True, frozen=True):
    """`notes` are kept in the tour's history."""

    resource = "tour"

    outcome: Literal["attended", "completed", "no_show"]
    notes: Long | UnsetType | None = UNSET


def provide_filters(
    property_id: FromQuery[str | None] = None,
    status: FromQuery[Status | None] = None,
    manager_id: FromQuery[str | None] = None,
    tour_type: FromQuery[TourType | None] = None,
    lead_id: FromQuery[str | None] = None,
    since: Since = None,
    until: Until = None,
    sort: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Filters:
    """Which tours; `from` and `to` are days of the property's zone where one is named, of UTC otherwise."""
    return Filters(property_id, status, manager_id, tour_type, lead_id, since, until, sort)


FiltersDep = NamedDependency[SkipValidation[Filters]]


class TourController(Controller):
    path = "/api/v1/tours"
    tags = ("tours",)
    guards = (staff_guard,)
    opt = {"resource": "tours"}

    @get("/", operation_id="ListTours", dependencies={"filters": Provide(provide_filters, sync_to_thread=False)})
    async def list_tours(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, filters: FiltersDep
    ) -> Envelope[list[TourView]]:
        return listed(await database.read(staff_tours.page, staff, paging, filters))

    @post("/", operation_id="CreateTour")
    async def create_tour(
        self, *, data: JSONBody[TourCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TourDetail]:
        """A time that cannot be had is 409 `TOUR_UNAVAILABLE`, with others in `details.alternatives`."""
        return ok(await database.write(staff_tours.create, staff, data.given()))

    @post("/schedule", operation_id="ScheduleTour")
    async def schedule(
        self, *, data: JSONBody[TourCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TourDetail]:
        """The same as `POST /api/v1/tours`."""
        return ok(await database.write(staff_tours.create, staff, data.given()))

    @get("/availability/{property_id:str}", operation_id="TourAvailability")
    async def availability(
        self,
        *,
        property_id: FromPath[str],
        staff: StaffDep,
        database: DatabaseDep,
        since: Since = None,
        until: Until = None,
        tour_type: FromQuery[TourType | None] = None,
        unit_id: FromQuery[str | None] = None,
    ) -> Envelope[AvailabilityView]:
        """The times that a visitor could book now: a week, or the days `from` and `to` (31 at most)."""
        asked: dict[str, Any] = {"since": since, "until": until, "tour_type": tour_type, "unit_id": unit_id}
        return ok(await database.read(tour_availability.get, staff, property_id, **asked))

    @get("/availability/{property_id:str}/{manager_id:str}", operation_id="ManagerTourAvailability")
    async def manager_availability(
        self,
        *,
        property_id: FromPath[str],
        manager_id: FromPath[str],
        staff: StaffDep,
        database: DatabaseDep,
        since: Since = None,
        until: Until = None,
        tour_type: FromQuery[TourType | None] = None,
    ) -> Envelope[AvailabilityView]:
        """The same of one manager."""
        asked: dict[str, Any] = {"since": since, "until": until, "tour_type": tour_type}
        return ok(await database.read(tour_availability.get, staff, property_id, manager_id, **asked))

    @get("/outcomes/{property_id:str}", operation_id="TourOutcomes")
    async def outcomes(
        self,
        *,
        property_id: FromPath[str],
        staff: StaffDep,
        database: DatabaseDep,
        since: Since = None,
        until: Until = None,
    ) -> Envelope[TourOutcomes]:
        """How many came, did not come, cancelled, and of how many nobody has said it."""
        return ok(await database.read(staff_tours.outcomes, staff, property_id, since, until))

    @get("/{id:str}", operation_id="GetTour")
    async def get_tour(self, *, tour_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[TourDetail]:
        return ok(await database.read(staff_tours.get, staff, tour_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateTour"))
    async def update_tour(
        self, *, tour_id: RecordId, data: JSONBody[TourChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TourDetail]:
        """Another time, type or manager; the visitor gets a mail where the time or type is another."""
        return ok(await database.write(staff_tours.change, staff, tour_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteTour", status_code=200, opt={"resource": "tour_removals"})
    async def delete_tour(self, *, tour_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """One that is ahead must be cancelled first."""
        await database.write(staff_tours.delete, staff, tour_id)
        return ok(Deleted(tour_id))

    @put("/{id:str}/reschedule", operation_id="RescheduleTour")
    async def reschedule(
        self, *, tour_id: RecordId, data: JSONBody[TourMove], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TourDetail]:
        """The old time is free again; the manager stays where they can."""
        return ok(await database.write(staff_tours.change, staff, tour_id, data.given()))

    @put("/{id:str}/confirm", operation_id="ConfirmTour")
    async def confirm(self, *, tour_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[TourDetail]:
        return ok(await database.write(staff_tours.confirm, staff, tour_id))

    @put("/{id:str}/cancel", operation_id="CancelTour")
    async def cancel(
        self, *, tour_id: RecordId, staff: StaffDep, database: DatabaseDep, data: JSONBody[TourCancel | None] = None
    ) -> Envelope[TourDetail]:
        """Its time is free again."""
        reason = data.reason if data is not None and isinstance(data.reason, str) else None
        return ok(await database.write(staff_tours.cancel, staff, tour_id, reason))

    @put("/{id:str}/outcome", operation_id="SettleTour")
    async def settle(
        self, *, tour_id: RecordId, data: JSONBody[TourOutcome], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TourDetail]:
        """How it ended; the lead's stage follows."""
        notes = data.notes if isinstance(data.notes, str) else None
        return ok(await database.write(staff_tours.settle, staff, tour_id, data.outcome, notes))
