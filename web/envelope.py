"""The one shape of every answer: `{success, data, error, meta}`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from leasing.errors import DomiqError
from leasing.tenancy import Page
from web import request_id

T = TypeVar("T")


class Pagination(msgspec.Struct, frozen=True):
    page: int
    limit: int
    total: int
    total_pages: int = msgspec.field(name="totalPages")


class Meta(msgspec.Struct, frozen=True):
    timestamp: datetime
    request_id: str = msgspec.field(name="requestId")
    pagination: Pagination | msgspec.UnsetType = msgspec.UNSET


class ErrorBody(msgspec.Struct, frozen=True):
    """`code` is one of the closed list; `message` is for the person who reads it; `details` is for a program."""

    code: str
    message: str
    details: dict[str, Any]


class Envelope(msgspec.Struct, Generic[T], frozen=True):
    success: bool
    data: T | None
    error: ErrorBody | None
    meta: Meta


class Deleted(msgspec.Struct, frozen=True):
    """What answers a deletion."""

    id: str
    deleted: bool = True


def ok(data: T) -> Envelope[T]:
    return Envelope(success=True, data=data, error=None, meta=_meta())


def listed(page: Page[T]) -> Envelope[list[T]]:
    """A page of a list, with its pagination."""
    paging = page.paging
    pages = -(-page.total // paging.limit)
    pagination = Pagination(page=paging.page, limit=paging.limit, total=page.total, total_pages=pages)
    return Envelope(success=True, data=page.items, error=None, meta=_meta(pagination))


def failed(error: DomiqError) -> Envelope[None]:
    body = ErrorBody(code=error.code, message=error.message, details=error.details)
    return Envelope(success=False, data=None, error=body, meta=_meta())


def _meta(pagination: Pagination | msgspec.UnsetType = msgspec.UNSET) -> Meta:
    info = request_id.current()
    return Meta(timestamp=info.now(), request_id=info.id, pagination=pagination)
