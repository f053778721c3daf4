"""Side effects: at least once, with pauses, until they are done or given up for staff to see."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from integrations.local_mail import LocalMail
from leasing.bus import Bus
from leasing.clock import FixedClock, SystemClock
from leasing.database import Database, Tx
from leasing.models import Company, DomainEvent, OutboxItem
from leasing.outbox import Outbox, Permanent
from leasing.services import outbox as items

MAIL: dict[str, Any] = {
    "to": "ana@x.example",
    "subject": "Your tour",
    "text": "See you then.",
    "attachments": [{"name": "tour.ics", "content_type": "text/calendar", "text": "BEGIN:VCALENDAR\r\n"}],
}


def _put(tx: Tx, key: str = "k1") -> None:
    tx.connection.execute(insert(Company).values(id=key, slug=key, name=key, created_at=tx.now, updated_at=tx.now))
    tx.enqueue("mail", key, key, MAIL)


def _state(tx: Tx) -> Any:
    return tx.connection.execute(select(OutboxItem.state, OutboxItem.attempts, OutboxItem.last_error)).one()


async def test_done_once(database: Database) -> None:
    seen: list[str] = []

    async def handler(key: str, _payload: Mapping[str, Any]) -> None:
        seen.append(key)

    await database.write(_put)
    outbox = Outbox(database, {"mail": handler})
    assert await outbox.drain() == 1
    assert await outbox.drain() == 0
    assert seen == ["k1"]
    assert tuple(await database.read(_state)) == ("done", 1, None)


async def test_what_only_writes_is_carried_out_with_its_note_and_before_the_others(database: Database) -> None:
    said: list[str] = []

    def write(tx: Tx, payload: Mapping[str, Any]) -> None:
        tx.emit("lead.updated", "c", subject_id=payload["id"])
        tx.enqueue("mail", f"mail:{payload['id']}", "c", MAIL)
        if payload["id"] == "bad":
            tx.connection.execute(insert(Company).values(id="c", slug="c", name="c"))
        said.append(payload["id"])

    async def mail(key: str, _payload: Mapping[str, Any]) -> None:
        said.append(key)

    def put(tx: Tx) -> None:
        tx.connection.execute(insert(Company).values(id="c", slug="c", name="c", created_at=tx.now, updated_at=tx.now))
        tx.enqueue("mail", "first", "c", MAIL)
        for each in ("one", "bad", "two"):
            tx.enqueue("note", each, "c", {"id": each})

    await database.write(put)
    await Outbox(database, {"mail": mail}, {"note": write}).drain()
    assert said[:2] == ["one", "two"]
    assert sorted(said[2:]) == ["first", "mail:one", "mail:two"], "what failed has left nothing behind"
    told = await database.read(lambda tx: list(tx.connection.execute(select(DomainEvent.subject_id)).scalars()))
    assert sorted(told) == ["one", "two"]
    states = await database.read(
        lambda tx: {row.key: row.state for row in tx.connection.execute(select(OutboxItem.key, OutboxItem.state))}
    )
    assert states == {"first": "done", "one": "done", "two": "done", "mail:one": "done", "mail:two": "done",
                      "bad": "pending"}  # fmt: skip


async def test_put_off_and_given_up(database: Database) -> None:
    clock = database.clock = FixedClock(SystemClock().now())

    async def handler(_key: str, _payload: Mapping[str, Any]) -> None:
        raise ConnectionError("the mail service is away")

    await database.write(_put)
    outbox = Outbox(database, {"mail": handler})
    for attempt in range(1, items.MAX_ATTEMPTS + 1):
        assert await outbox.drain() == 1, attempt
        assert await outbox.drain() == 0, "not before its pause is over"
        clock.advance(timedelta(hours=3))
    assert await outbox.drain() == 0
    state = await database.read(_state)
    assert state.state == "dead"
    assert "the mail service is away" in state.last_error


async def test_what_can_never_succeed_is_given_up_at_once(database: Database) -> None:
    async def handler(_key: str, _payload: Mapping[str, Any]) -> None:
        raise Permanent("no such address")

    await database.write(_put)
    await Outbox(database, {"mail": handler}).drain()
    assert (await database.read(_state)).state == "dead"


async def test_an_item_of_a_dead_process_is_taken_up(database: Database) -> None:
    clock = database.clock = FixedClock(SystemClock().now())
    await database.write(_put)
    claimed = await database.write(items.claim)
    assert len(claimed) == 1
    assert await database.write(items.claim) == []
    clock.advance(items.LEASE + timedelta(seconds=1))
    again = await database.write(items.claim)
    assert [item.attempt for item in again] == [2]
    await database.write(items.done, claimed[0])
    assert (await database.read(_state)).state == "running", "the dead one's word no longer counts"
    await database.write(items.done, again[0])
    assert (await database.read(_state)).state == "done"


async def test_mail_is_a_file_and_comes_once(tmp_path: Path) -> None:
    mail = LocalMail(tmp_path, "leasing@domiq.example")
    await mail.send("k1", MAIL)
    await mail.send("k1", MAIL)
    files = list(tmp_path.glob("*.eml"))
    assert len(files) == 1
    message = message_from_bytes(files[0].read_bytes(), policy=default)
    assert message["To"] == "ana@x.example"
    assert [part.get_filename() for part in message.iter_attachments()] == ["tour.ics"]


async def test_a_header_cannot_be_smuggled_in(tmp_path: Path) -> None:
    mail = LocalMail(tmp_path, "leasing@domiq.example")
    try:
        await mail.send("k2", {**MAIL, "subject": "Hi\r\nBcc: everyone@x.example"})
    except Permanent:
        assert not list(tmp_path.glob("*.eml"))
    else:
        raise AssertionError("the header went through")


async def test_two_workers_share_the_work(database: Database) -> None:
    """Each item is carried out by one of them, and none is left."""
    seen: list[tuple[str, str]] = []

    def handler(worker: str) -> Any:
        async def carry_out(key: str, _payload: Mapping[str, Any]) -> None:
            seen.append((key, worker))
            await asyncio.sleep(0.002)

        return carry_out

    many = [f"k{number}" for number in range(120)]

    def put(tx: Tx) -> None:
        _put(tx)
        for key in many[2:]:
            tx.enqueue("mail", key, "k1", MAIL)

    await database.write(put)
    url = database.url.render_as_string(hide_password=False)
    others = [Database(url, SystemClock(), Bus()) for _ in range(2)]
    workers = [Outbox(other, {"mail": handler(name)}) for other, name in zip(others, "ab", strict=True)]
    await asyncio.gather(*(worker.drain() for worker in workers))
    assert sorted(key for key, _ in seen) == sorted(many[1:])
    for other in others:
        await other.close()
