"""What every change of a property's facts brings along: conversations look at it anew, and listeners hear of it."""

from __future__ import annotations

from leasing.database import Tx
from leasing.models import Property
from leasing.tenancy import StaffScope


def touch(tx: Tx, scope: StaffScope, property_id: str) -> None:
    """Something that conversations may depend on has changed. Raises `NotFound`."""
    scope.change(tx, Property, property_id, version=Property.version + 1)


def prices_changed(tx: Tx, scope: StaffScope, property_id: str, subject_id: str, of: str) -> None:
    """A price is another one; `of` is fee, rent or special, and `subject_id` its id. Raises `NotFound`."""
    touch(tx, scope, property_id)
    tx.emit("prices.changed", scope.company_id, property_id=property_id, subject_id=subject_id, data={"of": of})
