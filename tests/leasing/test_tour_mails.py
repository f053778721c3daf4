"""The mails of a tour: one for each change, in the visitor's language and the property's time, with link and file."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from integrations.local_mail import LocalMail
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import Conversation, OutboxItem
from leasing.outbox import Outbox
from leasing.security import Tokens
from leasing.services import bookings, tours
from leasing.services.bookings import SYSTEM
from leasing.tour_mails import TourMails
from tests.support.tours import NOW, at, community, property_with, visitor


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def _mails(database: Database, folder: Path, clock: FixedClock) -> list[Any]:
    """What has gone out so far, in the order of the changes."""
    tokens = Tokens("k" * 32, clock)
    sender = LocalMail(folder, "leasing@x.example")
    mails = TourMails(tokens, "https://chat.example.com", "leasing@x.example", sender.send)
    await Outbox(database, {"mail": sender.send, "tour_mail": mails.send}).drain()
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
    return sorted(found, key=lambda mail: int(_event(mail)["sequence"]))


def _calendar(mail: Any) -> Any:
    (part,) = mail.iter_attachments()
    return Calendar.from_ical(
        part.get_content() if isinstance(part.get_content(), str) else part.get_content().decode()
    )


def _event(mail: Any) -> Any:
    return _calendar(mail).walk("VEVENT")[0]


async def test_each_change_sends_one_mail(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    place = await property_with(database, name="Tom & Co", phone="512 555 0100", email="office@tom.example")
    here = await community(database, place)
    ref = await visitor(database, place)
    tour = await database.write(tours.book, ref, here, starts_at=at(15), tour_type="in_person")
    for _ in range(2):
        await database.write(bookings.confirm, here, SYSTEM, tour.id)
    await database.write(bookings.change, here, SYSTEM, tour.id, starts_at=at(16))
    for _ in range(2):
        await database.write(bookings.call_off, here, SYSTEM, tour.id)
    sent = await _mails(database, tmp_path, clock)
    assert [mail["Subject"] for mail in sent] == [
        "Your tour of Tom & Co on Wed, Nov 25 at 10:00 AM",
        "Confirmed: your tour of Tom & Co on Wed, Nov 25 at 10:00 AM",
        "Your tour of Tom & Co is now Wed, Nov 25 at 11:00 AM",
        "Your tour of Tom & Co on Wed, Nov 25 at 11:00 AM is cancelled",
    ]
    token = Tokens("k" * 32, clock).sign_tour(tour.id, place)
    for mail in sent:
        assert mail["To"] == "ana@x.example"
        assert mail["Reply-To"] == "office@tom.example"
        assert mail["Date"].datetime.tzinfo is not None
        text = mail.get_body(("plain",)).get_content()
        html = mail.get_body(("html",)).get_content()
        for body in (text, html):
            assert f"https://chat.example.com/tours/{token}" in body
            assert "1 Test Street, Testville, NY 10001" in body
            assert "EST" in body
        assert "Tom &amp; Co" in html
        assert "<script" not in html
    assert {str(_event(mail)["uid"]) for mail in sent} == {f"{tour.id}@domiq"}
    assert [int(_event(mail)["sequence"]) for mail in sent] == [0, 1, 2, 3]
    assert [str(_calendar(mail)["method"]) for mail in sent] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    (part,) = sent[-1].iter_attachments()
    assert (part.get_content_type(), part["Content-Type"].params["method"]) == ("text/calendar", "CANCEL")
    assert [_event(mail)["dtstart"].dt for mail in sent] == [at(15), at(15), at(16), at(16)]
    assert str(_event(sent[0])["organizer"]) == "mailto:office@tom.example"
    assert [_event(mail)["attendee"].params["PARTSTAT"] for mail in sent[:2]] == ["NEEDS-ACTION", "ACCEPTED"]
    stored = await database.read(lambda tx: str(tx.connection.execute(select(OutboxItem.payload)).all()))
    assert token not in stored, "a link is a credential"


async def test_a_name_of_two_lines_makes_one_subject(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    place = await property_with(database, name="Tom\r\nBcc: all@x.example")
    ref = await visitor(database, place)
    await database.write(tours.book, ref, await community(database, place), starts_at=at(15), tour_type="in_person")
    (mail,) = await _mails(database, tmp_path, clock)
    assert mail["Subject"] == "Your tour of Tom Bcc: all@x.example on Wed, Nov 25 at 10:00 AM"
    assert mail["Bcc"] is None


async def test_in_the_visitors_language(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    place = await property_with(database, timezone="America/Los_Angeles")
    ref = await visitor(database, place)
    await database.write(lambda tx: tx.connection.execute(update(Conversation).values(locale="es-MX")))
    at_ten = datetime.fromisoformat("2026-11-25T10:00:00-08:00")
    await database.write(tours.book, ref, await community(database, place), starts_at=at_ten, tour_type="virtual")
    (mail,) = await _mails(database, tmp_path, clock)
    assert mail["Subject"] == "Su visita a Test Court: miércoles 25 de noviembre a las 10:00 a. m."
    text = mail.get_body(("plain",)).get_content()
    assert "Hola, Ana:" in text
    assert "a. m. PST" in text
    assert "por video, 30 minutos" in text
    assert "Visita a Test Court" in str(_event(mail)["summary"])
