"""Keys for machines: shown once, kept as hashes, never good for managing accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leasing.database import Tx
from leasing.errors import Invalid
from leasing.models import ApiKey, Property
from leasing.permissions import MACHINES, not_beyond
from leasing.security import ApiKeyToken
from leasing.services import audit
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class ApiKeyView:
    """`properties` maps a property to read or write; empty: all that its maker may."""

    id: str
    name: str
    prefix: str
    permissions: list[str]
    properties: dict[str, str]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


def page(tx: Tx, scope: StaffScope, paging: Paging) -> Page[ApiKeyView]:
    """The newest first."""
    statement = scope.select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
    return scope.page(tx, statement, paging).map(_view)


def get(tx: Tx, scope: StaffScope, key_id: str) -> ApiKeyView:
    """Raises `NotFound`."""
    return _view(scope.get(tx, ApiKey, key_id))


def create(tx: Tx, scope: StaffScope, made: ApiKeyToken, values: Mapping[str, Any]) -> ApiKeyView:
    """Raises `Invalid`, `NotFound`, and `Forbidden` for more than its maker holds."""
    asked = set(values["permissions"])
    wrong = sorted(asked - MACHINES)
    if wrong:
        raise Invalid.field("permissions", f"A key cannot hold {', '.join(wrong[:10])}.")
    not_beyond(asked, scope.permissions)
    properties: dict[str, str] = values.get("properties", {})
    for property_id, level in properties.items():
        scope.get(tx, Property, property_id)
        if level == "write":
            scope.check_change(property_id)
    expires_at = values.get("expires_at")
    if expires_at is not None and expires_at <= tx.now:
        raise Invalid.field("expires_at", "must be in the future")
    key_id = scope.insert(
        tx,
        ApiKey,
        name=values["name"],
        prefix=made.prefix,
        key_hash=made.hash,
        permissions=sorted(asked),
        properties=properties,
        created_by=scope.user_id,
        expires_at=expires_at,
    )
    audit.record(tx, scope, "api_key.created", "api_key", key_id, {"permissions": sorted(asked)})
    return get(tx, scope, key_id)


def revoke(tx: Tx, scope: StaffScope, key_id: str) -> None:
    """It is good for nothing from the next request on. Raises `NotFound`."""
    if scope.get(tx, ApiKey, key_id).revoked_at is None:
        scope.change(tx, ApiKey, key_id, revoked_at=tx.now)
        audit.record(tx, scope, "api_key.revoked", "api_key", key_id)


def _view(row: Any) -> ApiKeyView:
    return ApiKeyView(**{name: getattr(row, name) for name in ApiKeyView.__slots__})
