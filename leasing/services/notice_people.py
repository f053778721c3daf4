"""Who is told of a fact, and who is next: the one it is assigned to, the property's people, the company's admins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select

from leasing.database import Tx
from leasing.models import ManagerAssignment, PropertyManager, User


def first(tx: Tx, company_id: str, property_id: str | None, assigned_to: str | None) -> list[str]:
    """The managers who are told at once."""
    if assigned_to is not None:
        one = tx.connection.execute(_working(company_id).where(PropertyManager.id == assigned_to)).scalar_one_or_none()
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
    statement = (
        _working(company_id)
        .join(ManagerAssignment.__table__, ManagerAssignment.manager_id == PropertyManager.id)
        .where(ManagerAssignment.property_id == property_id)
        .order_by(ManagerAssignment.tour_order.is_(None), ManagerAssignment.tour_order, *_BY_NAME)
    )
    return list(tx.connection.execute(statement).scalars())


def admins(tx: Tx, company_id: str) -> list[str]:
    """The profiles of the company's admins. One without a profile is not told of anything."""
    statement = _working(company_id).where(User.role == "admin").order_by(*_BY_NAME)
    return list(tx.connection.execute(statement).scalars())


def manager_of(tx: Tx, company_id: str, user_id: str) -> str | None:
    """The profile of a user."""
    mine = select(PropertyManager.id).where(PropertyManager.company_id == company_id)
    return tx.connection.execute(mine.where(PropertyManager.user_id == user_id).limit(1)).scalar_one_or_none()


_BY_NAME = (func.lower(PropertyManager.last_name), func.lower(PropertyManager.first_name), PropertyManager.id)


def _working(company_id: str) -> Select[Any]:
    """Profiles whose login, where they have one, is not switched off."""
    return (
        select(PropertyManager.id)
        .join(User.__table__, User.id == PropertyManager.user_id, isouter=True)
        .where(PropertyManager.company_id == company_id, or_(User.id.is_(None), User.is_active))
    )
