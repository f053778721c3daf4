"""What the team is told: the notifications, how each manager wants them, and how soon they are responded to."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, SettingsDep, StaffDep, VaultDep
from admin.api.fields import Maybe, Named, Url
from leasing.errors import Invalid
from leasing.notified import CHANNELS, KINDS
from leasing.services import notification_settings, notifications, responses
from leasing.services.notice_views import NotificationView
from leasing.services.notification_settings import PreferencesView, RuleView
from leasing.services.notifications import NotificationDetail
from leasing.services.responses import ResponseTimes
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Check, Payload

Status = Literal["unread", "read", "responded"]
Urgency = Literal["normal", "urgent"]
Channel = Literal["dashboard", "email", "webhook"]
Body = Annotated[str, Meta(max_length=2000)]
Ids = Annotated[list[Annotated[str, Meta(max_length=36)]], Meta(min_length=1, max_length=500)]
DayTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def _known_kinds(values: dict[str, dict[str, bool]]) -> None:
    for kind, channels in values.items():
        if kind not in KINDS:
            raise ValueError(f"{kind[:60]!r} is not one of {', '.join(KINDS)}")
        for channel in channels:
            if channel not in CHANNELS:
                raise ValueError(f"{channel[:60]!r} is not one of {', '.join(CHANNELS)}")


class NoteCreate(Payload, kw_only=True, frozen=True):
    resource = "notification"

    property_manager_id: Annotated[str, Meta(max_length=36)]
    title: Named
    body: Maybe[Body] = UNSET
    urgency: Maybe[Urgency] = UNSET
    property_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    conversation_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    lead_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET


class NotificationChange(Payload, kw_only=True, frozen=True):
    resource = "notification"

    title: Maybe[Named] = UNSET
    body: Maybe[Body] = UNSET
    status: Maybe[Literal["read", "responded"]] = UNSET


class Sending(Payload, kw_only=True, frozen=True):
    channels: (
        Annotated[list[Literal["dashboard", "email", "webhook"]], Meta(min_length=1, max_length=3)] | UnsetType
    ) = UNSET


class Marking(Payload, kw_only=True, frozen=True):
    """Without `ids` all that are unread."""

    ids: Ids | UnsetType = UNSET


class Marked(Struct, frozen=True):
    changed: int


class Quiet(Payload, kw_only=True, frozen=True):
    starts: DayTime
    ends: DayTime


class PreferencesChange(Payload, kw_only=True, frozen=True):
    """What is given is changed; `kinds` maps a kind to the channels (dashboard, email, webhook) that it takes or not. A
    `webhook_url` without a `webhook_secret` gets a new secret, which is shown once."""

    resource = "notification_preferences"

    kinds: Annotated[dict[str, dict[str, bool]], Check(_known_kinds)] | UnsetType = UNSET
    digest: Maybe[Literal["none", "hourly", "daily"]] = UNSET
    quiet_hours: Quiet | UnsetType | None = UNSET
    webhook_url: Url | UnsetType | None = UNSET
    webhook_secret: Annotated[str, Meta(min_length=16, max_length=200)] | UnsetType = UNSET


class RuleChange(Payload, kw_only=True, frozen=True):
    escalate_after_minutes: Annotated[int, Meta(ge=1, le=1440)] | UnsetType = UNSET
    urgent_always: Maybe[bool] = UNSET


class NotificationController(Controller):
    path = "/api/v1/lead-notifications"
    tags = ("notifications",)
    guards = (staff_guard,)
    opt = {"resource": "notifications"}

    @get("/", operation_id="ListNotifications")
    async def list_notifications(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        property_manager_id: FromQuery[str | None] = None,
        property_id: FromQuery[str | None] = None,
        notification_type: FromQuery[str | None] = None,
        status: FromQuery[Status | None] = None,
    ) -> Envelope[list[NotificationView]]:
        """The newest first: the company's for admins, their own for others."""
        page = await database.read(
            notifications.page,
            staff,
            paging,
            manager_id=property_manager_id,
            property_id=property_id,
            kind=notification_type,
            status=status,
        )
        return listed(page)

    @post("/", operation_id="CreateNotification")
    async def create(
        self, *, data: JSONBody[NoteCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[NotificationDetail]:
        """Write a note to a colleague."""
        return ok(await database.write(notifications.create, staff, data.given()))

    @get("/response-times", operation_id="GetResponseTimes")
    async def response_times(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        days: Annotated[int, QueryParameter(ge=1, le=90)] = 30,
        property_id: FromQuery[str | None] = None,
    ) -> Envelope[ResponseTimes]:
        """How soon the team responded to what it was told."""
        return ok(await database.read(responses.times, staff, days=days, property_id=property_id))

    @get("/rules", operation_id="GetNotificationRules")
    async def rules(self, *, staff: StaffDep, database: DatabaseDep) -> Envelope[RuleView]:
        """When an urgent notification that nobody reads goes to the next person."""
        return ok(await database.read(notification_settings.rule, staff))

    @put("/rules", operation_id="UpdateNotificationRules", opt={"resource": "notification_rules"})
    async def change_rules(
        self, *, data: JSONBody[RuleChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[RuleView]:
        return ok(await database.write(notification_settings.change_rule, staff, data.given()))

    @get("/preferences/{manager_id:str}", operation_id="GetNotificationPreferences")
    async def preferences(
        self, *, manager_id: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[PreferencesView]:
        return ok(await database.read(notification_settings.preferences, staff, manager_id))

    @put("/preferences/{manager_id:str}", operation_id="UpdateNotificationPreferences")
    async def change_preferences(
        self,
        *,
        manager_id: FromPath[str],
        data: JSONBody[PreferencesChange],
        staff: StaffDep,
        database: DatabaseDep,
        vault: VaultDep,
        settings: SettingsDep,
    ) -> Envelope[PreferencesView]:
        given = data.given()
        url = given.get("webhook_url")
        if url and not url.startswith("https://") and settings.env != "development":
            raise Invalid.field("webhook_url", "must start with https://: what is sent may not be read on the way")
        if "webhook_secret" in given and not url:
            raise Invalid.field("webhook_url", "Give the address with its secret.", "missing")
        return ok(await database.write(notification_settings.change, staff, manager_id, given, vault))

    @get("/{id:str}", operation_id="GetNotification")
    async def get_notification(
        self, *, notification_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[NotificationDetail]:
        """With what became of it by email and webhook."""
        return ok(await database.read(notifications.get, staff, notification_id))

    @put("/{id:str}", operation_id="UpdateNotification")
    async def change(
        self, *, notification_id: RecordId, data: JSONBody[NotificationChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[NotificationDetail]:
        return ok(await database.write(notifications.change, staff, notification_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteNotification", status_code=200)
    async def remove(self, *, notification_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(notifications.delete, staff, notification_id)
        return ok(Deleted(notification_id))

    @put("/{id:str}/read", operation_id="ReadNotification")
    async def read(
        self, *, notification_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[NotificationDetail]:
        return ok(await database.write(notifications.read, staff, notification_id))

    @put("/{id:str}/respond", operation_id="RespondToNotification")
    async def respond(
        self, *, notification_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[NotificationDetail]:
        return ok(await database.write(notifications.read, staff, notification_id, responded=True))

    @post("/{id:str}/send", operation_id="SendNotification", status_code=202)
    async def send(
        self,
        *,
        notification_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        data: JSONBody[Sending | None] = None,
    ) -> Envelope[NotificationDetail]:
        """Send it now; without `channels` to the dashboard and by email."""
        channels = data.channels if data is not None and data.channels is not UNSET else list(CHANNELS[:2])
        return ok(await database.write(notifications.send, staff, notification_id, channels))


class ManagerNotificationController(Controller):
    path = "/api/v1/property-managers/{id:str}/notifications"
    tags = ("notifications",)
    guards = (staff_guard,)
    opt = {"resource": "notifications"}

    @get("/", operation_id="ListManagerNotifications")
    async def list_of_manager(
        self,
        *,
        manager_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        status: FromQuery[Status | None] = None,
    ) -> Envelope[list[NotificationView]]:
        return listed(await database.read(notifications.page, staff, paging, manager_id=manager_id, status=status))

    @post("/mark-read", operation_id="MarkNotificationsRead", status_code=200)
    async def mark_read(
        self,
        *,
        manager_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        data: JSONBody[Marking | None] = None,
    ) -> Envelope[Marked]:
        ids = data.ids if data is not None and data.ids is not UNSET else None
        return ok(Marked(await database.write(notifications.mark, staff, manager_id, ids)))

    @put("/{notification_id:str}", operation_id="UpdateManagerNotification")
    async def change_of_manager(
        self,
        *,
        manager_id: RecordId,
        notification_id: FromPath[str],
        data: JSONBody[NotificationChange],
        staff: StaffDep,
        database: DatabaseDep,
    ) -> Envelope[NotificationDetail]:
        return ok(
            await database.write(notifications.change, staff, notification_id, data.given(), manager_id=manager_id)
        )
