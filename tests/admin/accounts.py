"""What tests of logins share: signing in, and the mails that wait."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import select

from leasing.account_mails import AccountMails
from leasing.database import Database
from leasing.models import Base, OutboxItem
from tests.web.house import PASSWORD, House

NEW = "Brand-New-Door-7"
"""a password that may be chosen"""


async def sign_in(house: House, email: str, password: str = PASSWORD) -> httpx.Response:
    return await house.call("POST", "/api/v1/auth/login", {"email": email, "password": password}, who=None)


async def post(house: House, path: str, **body: Any) -> httpx.Response:
    """As a stranger."""
    return await house.call("POST", f"/api/v1/auth/{path}", body, who=None)


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def rows(database: Database, model: type[Base]) -> list[Any]:
    """All of a table."""
    return await database.read(lambda tx: list(tx.connection.execute(select(model.__table__))))


async def mails(house: House, to: str | None = None) -> list[dict[str, Any]]:
    """The mails about logins that wait, as they would be sent, the oldest first."""
    rows = await house.database.read(
        lambda tx: list(
            tx.connection.execute(
                select(OutboxItem.key, OutboxItem.payload)
                .where(OutboxItem.kind == "account_mail")
                .order_by(OutboxItem.created_at, OutboxItem.id)
            )
        )
    )
    sent: list[dict[str, Any]] = []

    async def send(_key: str, message: Any) -> None:
        sent.append(message)

    writer = AccountMails(house.web.tokens, "https://chat.example.com", send)
    for row in rows:
        await writer.send(row.key, row.payload)
    return [one for one in sent if to is None or one["to"] == to]


def token_in(mail: dict[str, Any]) -> str:
    link = next(word for word in mail["text"].split() if "/account#" in word)
    return link.partition("=")[2]


async def invited(house: House, email: str, role: str, **more: Any) -> str:
    """A login with a password, made as staff make one; its id."""
    made = await house.data("POST", "/api/v1/users", {"email": email, "role": role, **more})
    token = token_in((await mails(house, email))[-1])
    assert (await post(house, "password-reset-confirm", token=token, new_password=NEW)).status_code == 200
    return made["id"]


async def enter(house: House, name: str, email: str, password: str = NEW) -> None:
    """Sign somebody in under a name that `house.call(who=name)` takes."""
    answer = await sign_in(house, email, password)
    assert answer.status_code == 200, answer.text
    token = answer.json()["data"]["access_token"]
    claims = house.web.tokens.read_staff(token)
    signed = house.staff["admin"]
    house.staff[name] = type(signed)(signed.user, claims, answer.json()["data"]["refresh_token"])
