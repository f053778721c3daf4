"""Every change of what a community has said raises the property's `knowledge_version` with it, and is told."""

from __future__ import annotations

from leasing.database import Tx
from leasing.models import Property
from leasing.tenancy import StaffScope


def raise_version(tx: Tx, scope: StaffScope, property_id: str) -> int:
    """The new version. The property stays locked until the transaction ends, so that changes of its knowledge come one
    after the other. Raises `NotFound`, `Forbidden`."""
    raised = (
        scope.update(Property)
        .where(Property.id == property_id)
        .values(knowledge_version=Property.knowledge_version + 1)
        .returning(Property.__table__.c.knowledge_version)
    )
    version = tx.connection.execute(raised).scalar_one_or_none()
    if version is None:
        raise scope.untouched(tx, Property, property_id)
    return version


def told(tx: Tx, scope: StaffScope, property_id: str, subject_id: str | None, *, version: int, change: str) -> None:
    """`change` is created, updated, deleted, restored, refreshed or imported; the subject is an FAQ or a document."""
    tx.emit(
        "knowledge.changed",
        scope.company_id,
        property_id=property_id,
        subject_id=subject_id,
        data={"knowledge_version": version, "change": change},
    )
