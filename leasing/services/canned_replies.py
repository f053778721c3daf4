"""Words that staff send often, for a property or for all of the company's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import or_

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import CannedReply, Property
from leasing.services.search import contains
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class CannedReplyView:
    """`property_id` is null for what every property uses; `{first_name}` and `{property}` in `text` are filled in by
    whoever sends it."""

    id: str
    property_id: str | None
    shortcut: str
    title: str
    text: str
    language: str
    created_at: datetime
    updated_at: datetime


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    property_id: str | None = None,
    language: str | None = None,
    search: str | None = None,
) -> Page[CannedReplyView]:
    """By their shortcuts; of a property also what every property uses."""
    statement = scope.select(CannedReply).order_by(CannedReply.shortcut, CannedReply.id)
    if property_id is not None:
        statement = statement.where(or_(CannedReply.property_id == property_id, CannedReply.property_id.is_(None)))
    if language is not None:
        statement = statement.where(CannedReply.language == language)
    if search:
        found = (contains(column, search) for column in (CannedReply.shortcut, CannedReply.title, CannedReply.text))
        statement = statement.where(or_(*found))
    return scope.page(tx, statement, paging).map(_view)


def get(tx: Tx, scope: StaffScope, reply_id: str) -> CannedReplyView:
    """Raises `NotFound`."""
    return _view(scope.get(tx, CannedReply, reply_id))


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> CannedReplyView:
    """Raises `NotFound` (of the property) and `Conflict` where the shortcut is used."""
    property_id = given.get("property_id")
    if property_id is not None:
        scope.get(tx, Property, property_id)
    else:
        scope.check_whole_company()
    _check_free(tx, scope, property_id, given["shortcut"])
    return get(tx, scope, scope.insert(tx, CannedReply, **{"property_id": None, "language": "en", **given}))


def update(tx: Tx, scope: StaffScope, reply_id: str, given: Mapping[str, Any]) -> CannedReplyView:
    """Raises `NotFound` and `Conflict`."""
    row = scope.get(tx, CannedReply, reply_id, lock=True)
    if row.property_id is None:
        scope.check_whole_company()
    if given.get("shortcut", row.shortcut) != row.shortcut:
        _check_free(tx, scope, row.property_id, given["shortcut"])
    if given:
        scope.change(tx, CannedReply, reply_id, **given)
    return get(tx, scope, reply_id)


def delete(tx: Tx, scope: StaffScope, reply_id: str) -> None:
    """Raises `NotFound`, `Forbidden`."""
    if scope.get(tx, CannedReply, reply_id).property_id is None:
        scope.check_whole_company()
    scope.remove(tx, CannedReply, reply_id)


def _check_free(tx: Tx, scope: StaffScope, property_id: str | None, shortcut: str) -> None:
    # A unique constraint takes each null for another value; the company's own shortcuts are checked here.
    same = scope.select(CannedReply, CannedReply.id).where(CannedReply.shortcut == shortcut)
    of = CannedReply.property_id.is_(None) if property_id is None else CannedReply.property_id == property_id
    if tx.connection.execute(same.where(of)).first() is not None:
        raise Conflict(f"There is already a reply with the shortcut {shortcut!r} here.")


def _view(row: Any) -> CannedReplyView:
    return CannedReplyView(*(getattr(row, field.name) for field in fields(CannedReplyView)))
