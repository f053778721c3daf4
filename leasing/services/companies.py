"""The company as its staff see it: their own and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leasing.database import Tx
from leasing.models import Company
from leasing.services import audit
from leasing.tenancy import StaffScope


@dataclass(frozen=True, slots=True)
class CompanyDetail:
    id: str
    slug: str
    name: str
    logo_url: str | None
    contact_email: str | None
    contact_phone: str | None
    hubspot_company_id: str | None
    created_at: datetime
    updated_at: datetime


def get(tx: Tx, scope: StaffScope, company_id: str) -> CompanyDetail:
    """Raises `NotFound`."""
    row = scope.get(tx, Company, company_id)
    return CompanyDetail(**{name: getattr(row, name) for name in CompanyDetail.__slots__})


def update(tx: Tx, scope: StaffScope, company_id: str, values: Mapping[str, Any]) -> CompanyDetail:
    """Raises `NotFound`, `Forbidden`."""
    scope.check_whole_company()
    scope.change(tx, Company, company_id, **values)
    audit.record(tx, scope, "company.updated", "company", company_id, values)
    return get(tx, scope, company_id)
