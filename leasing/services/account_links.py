"""Links that are mailed to staff: to verify an address, to set a password. Each is good once, for a while."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select, update

from leasing.database import Tx
from leasing.errors import Unauthorized
from leasing.ids import new_id
from leasing.models import AccountLink

LIFETIMES = {"verify": timedelta(days=2), "reset": timedelta(hours=1), "invite": timedelta(days=7)}


def mail(tx: Tx, company_id: str, user_id: str, purpose: str, *, to: str, name: str, company: str) -> None:
    """Have a link mailed; earlier ones of its purpose are good for nothing now."""
    end(tx, user_id, purpose)
    link_id = new_id()
    tx.connection.execute(
        insert(AccountLink).values(
            id=link_id,
            company_id=company_id,
            user_id=user_id,
            purpose=purpose,
            created_at=tx.now,
            expires_at=tx.now + LIFETIMES[purpose],
        )
    )
    # The link itself is signed when the mail is written, so that it stands nowhere in the database.
    payload = {"purpose": purpose, "link_id": link_id, "to": to, "name": name, "company": company}
    tx.enqueue("account_mail", f"account:{link_id}", company_id, payload)


def note(tx: Tx, company_id: str, purpose: str, key: str, *, to: str, name: str, company: str) -> None:
    """Have a mail without a link sent: `welcome`, `known` (somebody registered with this address again)."""
    payload = {"purpose": purpose, "link_id": None, "to": to, "name": name, "company": company}
    tx.enqueue("account_mail", f"account:{purpose}:{key}", company_id, payload)


def find(tx: Tx, link_id: str, *purposes: str) -> str:
    """The user that a link is for. Raises `Unauthorized` (INVALID_TOKEN, TOKEN_EXPIRED)."""
    row = tx.connection.execute(
        select(AccountLink.__table__)
        .where(AccountLink.id == link_id, AccountLink.purpose.in_(purposes))
        .with_for_update()
    ).one_or_none()
    if row is None or row.used_at is not None:
        raise Unauthorized("This link was used already, or a newer one was sent.", code="INVALID_TOKEN")
    if row.expires_at <= tx.now:
        raise Unauthorized("This link has expired. Ask for a new one.", code="TOKEN_EXPIRED")
    return row.user_id


def end(tx: Tx, user_id: str, *purposes: str) -> None:
    tx.connection.execute(
        update(AccountLink)
        .where(AccountLink.user_id == user_id, AccountLink.purpose.in_(purposes), AccountLink.used_at.is_(None))
        .values(used_at=tx.now)
    )
