"""Managers with a login and a place to work, facts for them to hear of, and clients that listen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import websockets
from sqlalchemy import insert, select
from websockets.asyncio.client import ClientConnection

from leasing.database import Database, Tx
from leasing.ids import new_id
from leasing.models import ManagerAssignment, Notification, OutboxItem, Property, PropertyManager
from leasing.notifier import Notifier
from leasing.security import StaffClaims
from leasing.services import accounts, notices
from leasing.tenancy import StaffScope

Frame = dict[str, Any]


@dataclass(frozen=True)
class Manager:
    id: str
    user_id: str
    company_id: str
    claims: StaffClaims
    role: str

    @property
    def scope(self) -> StaffScope:
        return StaffScope(self.company_id, self.user_id, self.role, self.id)


def hire(
    tx: Tx, property_id: str, name: str, *, role: str = "agent", order: int | None = None, works: bool = True
) -> Manager:
    """A manager who is signed in; `works`: assigned to the property."""
    company_id = tx.connection.execute(select(Property.company_id).where(Property.id == property_id)).scalar_one()
    email = f"{name.lower()}-{new_id()[-12:]}@team.example"
    user = accounts.create_user(tx, company_id, email=email, password_hash="x", role=role, first_name=name)
    manager_id = new_id()
    row = {"id": manager_id, "company_id": company_id, "user_id": user.id, "first_name": name, "last_name": "",
           "email": email, "languages": [], "created_at": tx.now, "updated_at": tx.now}  # fmt: skip
    tx.connection.execute(insert(PropertyManager).values(**row))
    if works:
        place = {"manager_id": manager_id, "property_id": property_id, "company_id": company_id, "tour_order": order}
        tx.connection.execute(insert(ManagerAssignment).values(**place))
    signed_in = accounts.open_session(tx, user.id)
    return Manager(manager_id, user.id, company_id, signed_in.claims, role)


class Sent:
    """A mail service that keeps what it was given, once for each key, as mail services do."""

    def __init__(self) -> None:
        self.mails: dict[str, dict[str, Any]] = {}
        self.attempts = 0
        self.broken = False

    async def send(self, key: str, payload: Any) -> None:
        self.attempts += 1
        self.mails[key] = dict(payload)
        if self.broken:
            raise OSError("the line went dead after the mail was taken")


def handlers(database: Database, sent: Sent) -> dict[str, Any]:
    notifier = Notifier(database, "https://chat.example.com", sent.send)
    return {
        "notification_mail": notifier.mail,
        "mail": sent.send,
        "tour_mail": _done,
        "answer": _done,
    }


AT_ONCE = {"notify": notices.tell_of}


async def _done(_key: str, _payload: Any) -> None:
    """What is not looked at here."""


def told(tx: Tx, **where: Any) -> list[Any]:
    """The notifications there are, oldest first."""
    statement = select(Notification.__table__).order_by(Notification.created_at, Notification.id)
    return list(tx.connection.execute(statement.filter_by(**where)))


def outbox(tx: Tx, kind: str) -> list[Any]:
    return list(tx.connection.execute(select(OutboxItem.__table__).where(OutboxItem.kind == kind)))


@dataclass
class Listener:
    """A dashboard: it keeps what it was told, and counts what it was told twice."""

    url: str
    manager_id: str
    token: str
    seqs: list[int] = field(default_factory=list[int])
    ids: list[str] = field(default_factory=list[str])
    frames: list[Frame] = field(default_factory=list[Frame])
    socket: ClientConnection | None = None

    @property
    def after(self) -> int:
        return self.seqs[-1] if self.seqs else 0

    async def send(self, type_: str, **fields: Any) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def receive(self, timeout: float = 20) -> Frame:
        assert self.socket is not None
        frame = json.loads(await asyncio.wait_for(self.socket.recv(), timeout))
        self.frames.append(frame)
        if frame["type"] == "notification":
            assert frame["seq"] == frame["notification"]["seq"]
            self.seqs.append(frame["seq"])
            self.ids.append(frame["notification"]["id"])
        return frame

    async def until(self, type_: str, timeout: float = 20) -> Frame:
        async with asyncio.timeout(timeout):
            while True:
                frame = await self.receive(timeout)
                if frame["type"] == type_:
                    return frame

    async def until_seq(self, seq: int, timeout: float = 60) -> None:
        async with asyncio.timeout(timeout):
            while not self.seqs or self.seqs[-1] < seq:
                await self.receive(timeout)

    @asynccontextmanager
    async def connected(self, after: int | None = None) -> AsyncIterator[Frame]:
        """Say hello, with what was heard last; gives the `ready` frame."""
        address = f"{self.url.replace('http', 'ws', 1)}/api/v1/ws/notifications/{self.manager_id}"
        async with websockets.connect(address, compression=None, max_size=2**22) as socket:
            self.socket = socket
            hello = {"type": "hello", "token": self.token, "after": self.after if after is None else after}
            await socket.send(json.dumps(hello))
            ready = await self.receive()
            assert ready["type"] == "ready", ready
            yield ready
