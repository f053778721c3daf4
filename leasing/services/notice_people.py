"""Who is told of a fact, and who is next: the one it is assigned to, the property's people, the company's admins."""

from __future__ import annotations

from sqlalchemy import bindparam, func, or_, select

from leasing.database import Tx
from leasing.models import ManagerAssignment, PropertyManager, User

_BY_NAME = (func.lower(PropertyManager.last_name), func.lower(PropertyManager.first_name), PropertyManager.id)
# Profiles whose login, where they have one, is not switched off.
_WORKING = (
    select(PropertyManager.id)
    .join(User.__table__, User.id == PropertyManager.user_id, isouter=True)
    .where(PropertyManager.company_id == bindparam("company_id"), or_(User.id.is_(None), User.is_active))
)
_ONE = _WORKING.where(PropertyManager.id == bindparam("id"))
_TEAM = (
    _WORKING.join(ManagerAssignment.__table__, ManagerAssignment.manager_id == PropertyManager.id)
    .where(ManagerAssignment.property_id == bindparam("property_id"))
    .order_by(ManagerAssignment.tour_order.is_(None), ManagerAssignment.tour_order, *_BY_NAME)
)
_ADMINS = _WORKING.where(User.role == "admin").order_by(*_BY_NAME)
_OF_USER = (
    select(PropertyManager.id)
    .where(PropertyManager.company_id == bindparam("company_id"), PropertyManager.user_id == bindparam("user_id"))
    .limit(1)
)


def first(tx: Tx, company_id: str, property_id: str | None, assigned_to: str | None) -> list[str]:
    """The managers who are told at once."""
    if assigned_to is not None:
        one = tx.connection.execute(_ONE, {"company_id": company_id, "id": assigned_to}).scalar_one_or_none()
        if one is not None:
            return [one]
    return team(tx, company_id, property_id) or admins(tx, company_id)


def chain(tx: Tx, company_id: str, property_id: str | None) -> list[str]:
    """All who may be told one after the other, in this order."""
    return list(dict.fromkeys(team(tx, company_id, property_id) + admins(tx, company_id)))


def team(tx: Tx, company_id: str, property_id: str | None) -> list[str]:
    """Who works at a property, in its own order; those who have no place in it last."""
    if property_id is None:
        return []
    given = {"company_id": company_id, "property_id": property_id}
    return list(tx.connection.execute(_TEAM, given).scalars())


def admins(tx: Tx, company_id: str) -> list[str]:
    """The profiles of the company's admins. One without a profile is not told of anything."""
    return list(tx.connection.execute(_ADMINS, {"company_id": company_id}).scalars())


def manager_of(tx: Tx, company_id: str, user_id: str) -> str | None:
    """The profile of a user."""
    return tx.connection.execute(_OF_USER, {"company_id": company_id, "user_id": user_id}).scalar_one_or_none()
