"""A leasing profile for a login: what notifications, tasks and conversations know a member of staff by."""

from __future__ import annotations

from sqlalchemy import select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Company, PropertyManager
from leasing.services import accounts
from leasing.services.accounts import UserView
from leasing.services.upserts import insert_unless_there


def create_admin(tx: Tx, *, email: str, password_hash: str, company: str) -> UserView:
    """An admin of the company with this name, which is made where there is none."""
    found = tx.connection.execute(select(Company.id).where(Company.name == company).limit(1)).scalar()
    company_id = found or accounts.create_company(tx, company)
    made = accounts.create_user(tx, company_id, email=email, password_hash=password_hash, role="admin")
    give(tx, made)
    return made


def give(tx: Tx, login: UserView) -> None:
    """A profile for a fresh login that may do everything: whatever nobody else is told of comes to it. One that waits
    under the same address becomes theirs."""
    row = {
        "id": new_id(),
        "company_id": login.company.id,
        "user_id": login.id,
        "first_name": login.first_name or login.email.partition("@")[0],
        "last_name": login.last_name,
        "email": login.email,
        "access_level": "write",
        "languages": [],
        "tour_capacity": 1,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    if insert_unless_there(tx, PropertyManager, row):
        return
    waiting = (PropertyManager.company_id == login.company.id, PropertyManager.email == login.email)
    tx.connection.execute(
        update(PropertyManager)
        .where(*waiting, PropertyManager.user_id.is_(None))
        .values(user_id=login.id, updated_at=tx.now)
    )
