"""Pictures of a community, its floor plans and its units."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, delete, get, post, route
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Picture
from admin.api.operations import CHANGING, by_method
from leasing.services import photos
from leasing.services.photos import PhotoView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload


class PhotoFields(Payload, kw_only=True, frozen=True):
    """What may be left out of every request; with neither unit nor floor plan it is of the community."""

    resource = "photo"

    alt: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    """what is seen on it"""
    position: Annotated[int, Meta(ge=0, le=10000)] | UnsetType = UNSET
    unit_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET
    floor_plan_id: Annotated[str, Meta(max_length=36)] | UnsetType | None = UNSET


class PhotoChange(PhotoFields, kw_only=True, frozen=True):
    """The fields that are given are changed."""

    url: Picture | UnsetType = UNSET


class PhotoCreate(PhotoFields, kw_only=True, frozen=True):
    url: Picture


class PropertyPhotoController(Controller):
    path = "/api/v1/properties/{id:str}/photos"
    tags = ("photos",)
    guards = (staff_guard,)
    opt = {"resource": "photos"}

    @get("/", operation_id="ListPhotos")
    async def list_photos(
        self,
        *,
        property_id: RecordId,
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        unit_id: Annotated[str | None, QueryParameter(max_length=36)] = None,
        floor_plan_id: Annotated[str | None, QueryParameter(max_length=36)] = None,
    ) -> Envelope[list[PhotoView]]:
        return listed(
            await database.read(photos.page, staff, property_id, paging, unit_id=unit_id, floor_plan_id=floor_plan_id)
        )

    @post("/", operation_id="CreatePhoto")
    async def create_photo(
        self, *, property_id: RecordId, data: JSONBody[PhotoCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[PhotoView]:
        return ok(await database.write(photos.create, staff, property_id, data.given()))


class PhotoController(Controller):
    path = "/api/v1/photos/{id:str}"
    tags = ("photos",)
    guards = (staff_guard,)
    opt = {"resource": "photos"}

    @get("/", operation_id="GetPhoto")
    async def get_photo(self, *, photo_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[PhotoView]:
        return ok(await database.read(photos.get, staff, photo_id))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdatePhoto"))
    async def update_photo(
        self, *, photo_id: RecordId, data: JSONBody[PhotoChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[PhotoView]:
        return ok(await database.write(photos.update, staff, photo_id, data.given()))

    @delete("/", operation_id="DeletePhoto", status_code=200)
    async def delete_photo(self, *, photo_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(photos.delete, staff, photo_id)
        return ok(Deleted(photo_id))
