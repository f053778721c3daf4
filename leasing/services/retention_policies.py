"""A company's own periods, and what they would let go of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from leasing.database import Tx
from leasing.models import RetentionPolicy
from leasing.services.retention import Due, Periods, due, periods_of
from leasing.tenancy import StaffScope


def periods(tx: Tx, scope: StaffScope) -> Periods:
    """The company's own periods, or those that hold where it has set none."""
    return periods_of(tx.connection.execute(scope.select(RetentionPolicy)).one_or_none())


def change(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> Periods:
    """Change the periods that are given. Raises `Forbidden`."""
    scope.check_whole_company()
    kept = asdict(periods(tx, scope)) | dict(given)
    done = tx.connection.execute(scope.update(RetentionPolicy).values(**kept, updated_at=tx.now))
    if done.rowcount == 0:
        scope.insert(tx, RetentionPolicy, **kept, updated_at=tx.now)
    return Periods(**kept)


def preview(tx: Tx, scope: StaffScope) -> Due:
    """What would go now; nothing is changed."""
    return due(tx, scope.company_id, periods(tx, scope))
