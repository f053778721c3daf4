"""Who asks to be erased is nowhere any more: not in a table, not in the database's file, not in the data folder."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import inspect, select, text
from websockets.exceptions import ConnectionClosed

from leasing.database import Tx
from leasing.models import (
    Conversation,
    Erasure,
    Faq,
    FaqVersion,
    Lead,
    NotificationInbox,
    Property,
    PropertyManager,
    Task,
    Tour,
)
from tests.chat.test_answers import Staff, outbox_is_done
from tests.support.chat import connect, open_conversation, talking
from tests.support.server import Served

NAME = "Quillon Zaberwick"
EMAIL = "quillon.z@erase.example"
PHONE = "919-555-0177"
SIGNS = (
    "quillon", "zaberwick", "quillon.z@", "5550177", "555-0177", "555.0177", "555 0177", "marmoset", "zeppelin",
    "ocelot", "gondola",
)  # fmt: skip
"""in lower case"""
PICTURE = b"\x89PNG\r\n\x1a\n a picture of the marmoset"


def kept_in_tables(tx: Tx) -> list[tuple[str, str]]:
    """(table, row) of every row that says something of them."""
    found: list[tuple[str, str]] = []
    for table in inspect(tx.connection).get_table_names():
        for row in tx.connection.execute(text(f'SELECT * FROM "{table}"')):
            said = str(tuple(row)).lower()
            found += [(table, said) for sign in SIGNS if sign in said]
    return found


def kept_in_files(folder: Path) -> list[tuple[str, str]]:
    # Chroma's index file holds vectors; where it is larger than they are, it holds whatever its process's memory held.
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "data_level0.bin"]
    return [
        (str(path.relative_to(folder)), sign)
        for path in files
        for sign in SIGNS
        if sign.encode() in path.read_bytes().lower()
    ]


SPELLINGS = (
    "919-555-0177",
    "(919) 555-0177",
    "919.555.0177",
    "9195550177",
    "+1 919 555 0177",
    "Quillon.Z@Erase.Example",
)
"""of what they can be told by"""


def team_knows(served: Served, staff: Staff, conversation_id: str) -> dict[str, Any]:
    """A role named like them, notes to a colleague that name them or are about their talk, tasks that name them, and
    an answer that only they got. The notes."""
    for name in (NAME, NAME.upper()):
        staff.call("POST", "/roles", name=name, permissions=["leads:read"])
    private = f"/faqs/{staff.pending('ocelot')['id']}/answer"
    staff.call("PUT", private, answer="Your gondola may come.", only_waiting=True)
    colleague = row_of(served, select(PropertyManager.id).order_by(PropertyManager.id).limit(1)).id
    home = row_of(served, select(Conversation.property_id).where(Conversation.id == conversation_id)).property_id
    told: dict[str, Any] = {}
    for spelled in SPELLINGS:
        staff.call("POST", "/tasks", property_id=home, question=f"Ring {spelled} back")
        told[spelled] = staff.call(
            "POST",
            "/lead-notifications",
            property_manager_id=colleague,
            title=f"Call {spelled} now",
            body=f"or {spelled}.",
        )["notification"]
    told["talk"] = staff.call(
        "POST",
        "/lead-notifications",
        property_manager_id=colleague,
        title="Quillon waits",
        conversation_id=conversation_id,
    )["notification"]
    return told


def row_of(served: Served, statement: Any) -> Any:
    return served.run(served.house.database.read(lambda tx: tx.connection.execute(statement).one()))


async def talks_a_lot(served: Served, chat: Any, opened: Any) -> None:
    """A question that nobody knows, an address, a tour, a picture, a transcript by mail, a wish to be erased."""
    await chat.ask("Do you have room for my marmoset zeppelin?")
    await chat.ask("Is there a mooring for my ocelot's boat?")
    await chat.ask("I'd like a 2 bedroom from next month, under $2500")
    offered = await chat.ask("I'd like to book an in-person tour")
    await chat.choose(offered["slots"][0])
    await chat.ask(f"I am {NAME}, {EMAIL}, {PHONE}")
    bearer = {"Authorization": f"Bearer {opened.token}"}
    url = f"{served.url}/api/v1/conversations/{opened.id}"
    async with httpx.AsyncClient(timeout=20) as client:
        file = (
            await client.post(f"{url}/attachments", headers=bearer, files={"file": ("marmoset.png", PICTURE)})
        ).json()
        assert file["success"], file
        sent = await client.post(f"{url}/transcript", headers=bearer)
        assert sent.status_code == 202, sent.text
    await chat.ask("Please delete my data")


async def test_nothing_is_left(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    data = both.settings.data_dir
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await talks_a_lot(both, chat, opened)
        for kind in ("mail", "tour_mail"):
            await outbox_is_done(both, kind)
        told_of = await asyncio.to_thread(team_knows, both, staff, opened.id)
        for kind in ("notify", "answer"):
            await outbox_is_done(both, kind)
        before = {table for table, _ in both.run(both.house.database.read(kept_in_tables))}
        assert {"messages", "conversations", "leads", "outbox", "tasks"} <= before
        assert {"notifications", "faqs", "faq_versions", "roles", "audit_log"} <= before
        assert any(name.startswith("mail/") for name, _ in kept_in_files(data))
        request = next(
            one for one in staff.call("GET", "/privacy/requests?is_open=true") if one["conversation_id"] == opened.id
        )
        exported = await asyncio.to_thread(fetch, both, staff, request["export_url"])
        told = json.loads(exported.read("data.json"))
        proof = await asyncio.to_thread(staff.call, "POST", request["erase_url"].removeprefix("/api/v1"))
        await chat.until(lambda frame: frame["type"] == "mode" and frame["mode"] == "closed")
        with pytest.raises(ConnectionClosed) as gone:
            await chat.until(lambda _: False)
    assert gone.value.rcvd is not None
    assert gone.value.rcvd.code == 4404
    assert {message["text"] for message in told["messages"]} >= {"Please delete my data"}
    assert (told["leads"][0]["email"], told["tours"][0]["status"]) == (EMAIL, "scheduled")
    assert told["attachments"][0]["name"] == "marmoset.png"
    assert exported.read(told["attachments"][0]["file"]) == PICTURE
    assert any(mail.get("to") == EMAIL for mail in told["mails"])
    assert (proof["reason"], proof["erased"]["conversations"], proof["erased"]["leads"]) == ("request", 1, 1)
    assert proof["erased"]["attachments"] == 1
    assert proof["remains"]["tours"] == 1
    await outbox_is_done(both, "erase_files")
    left = both.run(both.house.database.read(kept_in_tables))
    assert {table for table, _ in left} == {"audit_log"}, "staff's own record is never changed"
    assert proof["remains"]["audit_entries"] == len({row for _, row in left})
    # The words of the audit log are in the database's file, and nowhere else in the folder.
    assert [found for found in kept_in_files(data) if not found[0].endswith((".db", ".db-wal"))] == []
    assert {sign for _, sign in kept_in_files(data)} <= {"quillon", "zaberwick"}
    assert proof["erased"]["notifications"] > 1
    assert staff.ask("GET", f"/lead-notifications/{told_of['talk']['id']}").status_code == 404
    for spelled in SPELLINGS:
        note = staff.call("GET", f"/lead-notifications/{told_of[spelled]['id']}")["notification"]
        assert (note["title"], note["body"]) == ("Call [erased] now", "or [erased].")
        assert note["seq"] == told_of[spelled]["seq"]
    tasks = select(Task.title).where(Task.title.like("Ring%"))
    titles = both.run(both.house.database.read(lambda tx: tx.connection.execute(tasks).scalars().all()))
    assert titles == ["Ring [erased] back"] * len(SPELLINGS)
    numbered = select(NotificationInbox.last_seq).where(
        NotificationInbox.manager_id == told_of["talk"]["property_manager_id"]
    )
    assert row_of(both, numbered).last_seq >= told_of["talk"]["seq"], "a number is not given twice"
    tour = row_of(both, select(Tour.__table__).where(Tour.id == told["tours"][0]["id"]))
    assert (tour.status, tour.lead_id, tour.notes) == ("cancelled", None, None)
    again = await asyncio.to_thread(staff.call, "POST", request["erase_url"].removeprefix("/api/v1"))
    assert again["id"] == proof["id"]
    assert again["files_erased_at"] is not None
    kept = row_of(both, select(Erasure.__table__).where(Erasure.id == proof["id"]))
    assert not [sign for sign in SIGNS if sign in str(tuple(kept)).lower()]


def fetch(served: Served, staff: Staff, path: str) -> zipfile.ZipFile:
    answer = httpx.get(served.url + path, headers=staff._headers, timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_a_question_that_others_wait_for_stays_in_their_words(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    first = await open_conversation(both.url)
    async with connect(both.url, first) as chat:
        await chat.ask("Is there a velodrome for my penny-farthing?")
    async with talking(both.url) as other:
        await other.ask("is there a velodrome for my penny farthing")
    assert staff.pending("velodrome")["waiting_count"] == 2
    visitor = row_of(both, select(Conversation.visitor_id).where(Conversation.id == first.id)).visitor_id
    await asyncio.to_thread(staff.call, "POST", f"/visitors/{visitor}/erase")
    left = staff.pending("velodrome")
    assert (left["question"], left["waiting_count"]) == ("is there a velodrome for my penny farthing", 1)
    asked = row_of(both, select(Task.__table__).where(Task.faq_id == left["id"]))
    assert asked.title == "is there a velodrome for my penny farthing", "the team still has its task"


async def test_who_shares_a_browser_stays(both: Served) -> None:
    """Two people at one computer: the second is not erased with the first."""
    staff = await asyncio.to_thread(Staff, both)
    first = await open_conversation(both.url)
    async with connect(both.url, first) as chat:
        await chat.ask("I am Ada Quist, ada@shared.example")
        await chat.send("end")
        await chat.until(lambda frame: frame["type"] == "mode")
    second = await open_conversation(both.url, browser_id=first.browser_id)
    assert second.id != first.id
    async with connect(both.url, second) as chat:
        await chat.ask("I am Bo Rask, bo@shared.example")
    leads = both.run(
        both.house.database.read(
            lambda tx: {
                row.email: row
                for row in tx.connection.execute(select(Lead.__table__).where(Lead.email.like("%@shared.example")))
            }
        )
    )
    if len(leads) != 2:
        pytest.fail(f"the two are one lead: {leads}")
    proof = await asyncio.to_thread(staff.call, "POST", f"/leads/{leads['ada@shared.example'].id}/erase")
    assert proof["erased"]["leads"] == 1
    assert proof["remains"]["shared_browsers"] == 1
    row_of(both, select(Lead.id).where(Lead.email == "bo@shared.example"))
    row_of(both, select(Conversation.id).where(Conversation.id == second.id))
    gone = select(Conversation.id).where(Conversation.id == first.id)
    assert both.run(both.house.database.read(lambda tx: tx.connection.execute(gone).one_or_none())) is None
    unanswered = select(Faq.id).where(Faq.question.ilike("%ada quist%"))
    assert both.run(both.house.database.read(lambda tx: tx.connection.execute(unanswered).all())) == []


async def test_knowledge_keeps_its_answer_without_who_asked(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    opened = await open_conversation(both.url)
    async with connect(both.url, opened) as chat:
        await chat.ask("I am Ione Brandvik, ione@asks.example, 919-555-0143")
        await chat.ask("Is there a falconry mews on site?")
        entry = staff.pending("falconry")
        asked = "Is there a falconry mews? Call (919) 555-0143"
        await staff.do("PATCH", f"/faqs/{entry['id']}", question=asked)
        await staff.do("PUT", f"/faqs/{entry['id']}/answer", answer="Yes, behind the pool.")
        await outbox_is_done(both, "answer")
    visitor = row_of(both, select(Conversation.visitor_id).where(Conversation.id == opened.id)).visitor_id
    version = row_of(both, select(Property.knowledge_version).where(Property.id == entry["property_id"]))
    proof = await staff.do("POST", f"/visitors/{visitor}/erase")
    assert proof["remains"]["answered_questions"] == 1
    kept = row_of(both, select(Faq.__table__).where(Faq.id == entry["id"]))
    assert (kept.question, kept.answer) == ("Is there a falconry mews? Call [erased]", "Yes, behind the pool.")
    newer = row_of(both, select(Property.knowledge_version).where(Property.id == entry["property_id"]))
    assert newer.knowledge_version > version.knowledge_version, "what is searched is read anew"
    said = select(FaqVersion.question).where(FaqVersion.faq_id == entry["id"])
    versions = both.run(both.house.database.read(lambda tx: tx.connection.execute(said).scalars().all()))
    assert versions
    assert not [one for one in versions if "0143" in one]
