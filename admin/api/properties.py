"""Communities, their chatbots, and the tag that puts the widget on a page."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, SettingsDep, StaffDep, VaultDep
from admin.api.fields import (
    Check,
    Color,
    Distinct,
    Email,
    Long,
    Money,
    Named,
    Names,
    Origins,
    Phone,
    Short,
    TimeOfDay,
    Url,
    Weekday,
    WidgetSettings,
    Zone,
    origin,
)
from admin.api.operations import CHANGING, by_method
from leasing.holidays import known
from leasing.security import Vault
from leasing.services import properties
from leasing.services.office_hours import HoursView
from leasing.services.properties import PropertyView
from leasing.settings import Settings
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload
from web.request import ApiRequest

State = Annotated[str, Meta(min_length=1, max_length=40)]
ZipCode = Annotated[str, Meta(min_length=1, max_length=20)]
TourType = Literal["in_person", "virtual", "self_guided"]
PropertyStatus = Literal["active", "inactive", "Active", "Inactive", "ACTIVE", "INACTIVE"]


class Hours(Payload, kw_only=True, frozen=True):
    weekday: Weekday
    opens: TimeOfDay
    closes: TimeOfDay


class Holiday(Payload, kw_only=True, frozen=True):
    date: dt.date
    name: Short


class Fee(Payload, kw_only=True, frozen=True):
    name: Short
    amount: Money
    per: Literal["application", "move_in", "pet", "month"]
    optional: bool = False


class ChatbotChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    resource = "property"

    chatbot_is_active: bool | UnsetType = UNSET
    chatbot_avatar_url: Url | UnsetType | None = UNSET
    chatbot_welcome_message: Annotated[str, Meta(max_length=1000)] | UnsetType | None = UNSET
    chatbot_theme_color: Color | UnsetType | None = UNSET
    chatbot_position: Literal["bottom-right", "bottom-left"] | UnsetType = UNSET
    chatbot_auto_open: bool | UnsetType = UNSET
    chatbot_widget_settings: WidgetSettings | UnsetType = UNSET
    handoff_queue_minutes: Annotated[int, Meta(ge=1, le=240)] | UnsetType = UNSET
    """how long a visitor waits for a person, in office hours, before the bot says that nobody could come"""
    handoff_silence_minutes: Annotated[int, Meta(ge=1, le=240)] | UnsetType = UNSET
    """how long a visitor's message to a person stays without an answer before the bot goes on"""
    allowed_origins: Origins | UnsetType = UNSET
    identity_secret: Annotated[str, Meta(min_length=32, max_length=200)] | UnsetType | None = UNSET
    """with which the community's own site signs what it knows of a visitor (HS256); kept encrypted, never shown"""
    office_hours: Annotated[list[Hours], Meta(max_length=50)] | UnsetType = UNSET


class PropertyFields(ChatbotChange, kw_only=True, frozen=True):
    """What may be left out of every request."""

    name: Named | UnsetType = UNSET
    country: Annotated[str, Meta(pattern="^[A-Za-z]{2}$")] | UnsetType = UNSET
    timezone: Zone | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    website_url: Url | UnsetType | None = UNSET
    property_type: Annotated[str, Meta(max_length=60)] | UnsetType | None = UNSET
    description: Long | UnsetType | None = UNSET
    status: PropertyStatus | UnsetType = UNSET
    amenities: Names | UnsetType = UNSET
    features: Names | UnsetType = UNSET
    fees: Annotated[list[Fee], Meta(max_length=100)] | UnsetType = UNSET
    units_count: Annotated[int, Meta(ge=0, le=100000)] | UnsetType | None = UNSET
    year_built: Annotated[int, Meta(ge=1600, le=2200)] | UnsetType | None = UNSET
    tour_duration_minutes: Annotated[int, Meta(ge=10, le=240)] | UnsetType = UNSET
    tour_notice_minutes: Annotated[int, Meta(ge=0, le=20160)] | UnsetType = UNSET
    tour_horizon_days: Annotated[int, Meta(ge=1, le=90)] | UnsetType = UNSET
    tour_capacity: Annotated[int, Meta(ge=1, le=20)] | UnsetType = UNSET
    tour_types: Annotated[list[TourType], Meta(min_length=1, max_length=3), Distinct] | UnsetType = UNSET
    tour_grid_minutes: Annotated[int, Meta(ge=5, le=240, multiple_of=5)] | UnsetType | None = UNSET
    tour_buffer_before_minutes: Annotated[int, Meta(ge=0, le=120)] | UnsetType = UNSET
    tour_buffer_after_minutes: Annotated[int, Meta(ge=0, le=120)] | UnsetType = UNSET
    tour_daily_cap: Annotated[int, Meta(ge=1, le=500)] | UnsetType | None = UNSET
    tour_hold_minutes: Annotated[int, Meta(ge=0, le=60)] | UnsetType = UNSET
    holidays: Annotated[list[Holiday], Meta(max_length=400)] | UnsetType = UNSET
    """days by their date"""
    yearly_holidays: Annotated[list[Named], Meta(max_length=50), Distinct, Check(known)] | UnsetType = UNSET
    """days that come every year: `federal` for all of the federal government, or single ones such as `christmas_eve`"""
    yearly_holidays_observed: bool | UnsetType = UNSET
    """whether a federal one closes the office also on the weekday on which it is observed"""


class PropertyChange(PropertyFields, kw_only=True, frozen=True):
    """The fields that are given are changed, the others are kept."""

    address: Named | UnsetType = UNSET
    city: Short | UnsetType = UNSET
    state: State | UnsetType = UNSET
    zip_code: ZipCode | UnsetType = UNSET


class PropertyCreate(PropertyFields, kw_only=True, frozen=True):
    """Without a name it is named by its address; without a time zone it keeps its state's."""

    address: Named
    city: Short
    state: State
    zip_code: ZipCode
    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)] | UnsetType = UNSET


class Chatbot(Struct, frozen=True):
    """A property's chatbot; its id is the property's."""

    id: str
    property_id: str
    slug: str
    chatbot_is_active: bool
    chatbot_avatar_url: str | None
    chatbot_welcome_message: str | None
    chatbot_theme_color: str | None
    chatbot_position: str
    chatbot_auto_open: bool
    chatbot_widget_settings: dict[str, Any]
    handoff_queue_minutes: int
    handoff_silence_minutes: int
    chatbot_business_hours: list[HoursView]
    chatbot_embed_code: str
    allowed_origins: list[str]
    has_identity_secret: bool


class EmbedCode(Struct, frozen=True):
    property_id: str
    embed_code: str
    script_url: str


class PropertyController(Controller):
    path = "/api/v1/properties"
    tags = ("properties",)
    guards = (staff_guard,)
    opt = {"resource": "properties"}

    @get("/", operation_id="ListProperties")
    async def list_properties(
        self,
        *,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        search: Annotated[str | None, QueryParameter(max_length=200)] = None,
        status: FromQuery[Literal["active", "inactive"] | None] = None,
    ) -> Envelope[list[PropertyView]]:
        return listed(await database.read(properties.page, staff, paging, search=search, status=status))

    @post("/", operation_id="CreateProperty")
    async def create_property(
        self, *, data: JSONBody[PropertyCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[PropertyView]:
        given = _fields(data)
        # A secret is sealed to the property that it belongs to, which has no id yet.
        given.pop("identity_secret", None)
        return ok(await database.write(properties.create, staff, given))

    @get("/{id:str}", operation_id="GetProperty")
    async def get_property(
        self, *, property_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[PropertyView]:
        return ok(await database.read(properties.get, staff, property_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateProperty"))
    async def update_property(
        self,
        *,
        property_id: RecordId,
        data: JSONBody[PropertyChange],
        staff: StaffDep,
        database: DatabaseDep,
        vault: VaultDep,
    ) -> Envelope[PropertyView]:
        given = _sealed(_fields(data), property_id, vault)
        return ok(await database.write(properties.update, staff, property_id, given))

    @delete("/{id:str}", operation_id="DeleteProperty", status_code=200)
    async def delete_property(
        self, *, property_id: RecordId, staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Deleted]:
        await database.write(properties.delete, staff, property_id)
        return ok(Deleted(property_id))

    @get("/{id:str}/chatbot", operation_id="GetChatbot")
    async def get_chatbot(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        settings: SettingsDep,
        request: ApiRequest,
    ) -> Envelope[Chatbot]:
        return ok(_chatbot(await database.read(properties.get, staff, property_id), public_url(settings, request)))

    @route(
        "/{id:str}/chatbot",
        http_method=CHANGING,
        operation_id=by_method("UpdateChatbot"),
    )
    async def update_chatbot(
        self,
        *,
        property_id: RecordId,
        data: JSONBody[ChatbotChange],
        staff: StaffDep,
        database: DatabaseDep,
        settings: SettingsDep,
        vault: VaultDep,
        request: ApiRequest,
    ) -> Envelope[Chatbot]:
        given = _sealed(_fields(data), property_id, vault)
        view = await database.write(properties.update, staff, property_id, given)
        return ok(_chatbot(view, public_url(settings, request)))

    @get("/{id:str}/embed-code", operation_id="GetEmbedCode")
    async def get_embed_code(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        settings: SettingsDep,
        request: ApiRequest,
    ) -> Envelope[EmbedCode]:
        view = await database.read(properties.get, staff, property_id)
        base = public_url(settings, request)
        return ok(EmbedCode(view.id, properties.embed_code(view, base), f"{base}/widget.js"))


def public_url(settings: Settings, request: ApiRequest) -> str:
    """How visitors reach this server; where it is not set, as this member of staff does."""
    return settings.public_url or str(request.base_url).rstrip("/")


def _fields(data: Payload) -> dict[str, Any]:
    given = data.given()
    for name in ("status", "country"):
        if name in given:
            given[name] = given[name].lower() if name == "status" else given[name].upper()
    if "allowed_origins" in given:
        given["allowed_origins"] = [origin(value) for value in given["allowed_origins"]]
    return given


def _sealed(given: dict[str, Any], property_id: str, vault: Vault) -> dict[str, Any]:
    """The fields with the identity secret encrypted, where there is one."""
    if given.get("identity_secret"):
        given["identity_secret"] = vault.encrypt(given["identity_secret"], f"property:{property_id}:identity_secret")
    return given


def _chatbot(view: PropertyView, base: str) -> Chatbot:
    return Chatbot(
        id=view.id,
        property_id=view.id,
        slug=view.slug,
        **{name: getattr(view, name) for name in properties.CHATBOT_FIELDS},
        has_identity_secret=view.has_identity_secret,
        chatbot_business_hours=view.office_hours,
        chatbot_embed_code=properties.embed_code(view, base),
    )
