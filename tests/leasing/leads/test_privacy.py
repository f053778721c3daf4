"""Whoever types somebody's address or number learns nothing, gets no mail of theirs, and agrees to nothing for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from leasing.database import Database, Tx
from leasing.models import Consent, Conversation, Lead
from leasing.services import conversations, leads, prospects, unmerging
from leasing.services.lead_history import SYSTEM
from tests.support.visitors import Browser, lead_row, live, merges, pairs, scope_of

Browsers = Callable[[], Browser]
ROOT = Path(__file__).parents[3]


def _talk(tx: Tx, conversation_id: str) -> Any:
    return tx.connection.execute(select(Conversation.__table__).where(Conversation.id == conversation_id)).one()


async def test_a_typed_address_tells_its_typer_nothing(database: Database, browser: Browsers) -> None:
    noor, stranger = browser(), browser()
    await noor.says(email="noor@mail.example", first_name="Noor", last_name="Aziz", bedrooms=2)
    await stranger.says(email="noor@mail.example")
    talk = await database.read(_talk, stranger.chat)
    assert (talk.contact, talk.bedrooms) == ({"email": "noor@mail.example"}, None)
    await stranger.comes_back()
    talk = await database.read(_talk, stranger.chat)
    assert (talk.contact, talk.bedrooms) == ({"email": "noor@mail.example"}, None)


async def test_an_address_after_anothers_number_takes_nobodys_mail(database: Database, browser: Browsers) -> None:
    """Her number first, then an address of one's own: her mail must not go there."""
    noor, eve = browser(), browser()
    hers = await noor.says(phone="+19195550101", email="noor@mail.example", first_name="Noor", last_name="Aziz")
    assert await eve.says(phone="+19195550101") == hers
    assert await eve.says(email="eve@mail.example") != hers
    lead = await lead_row(database, hers)
    assert (lead.email, lead.phone) == ("noor@mail.example", "+19195550101")
    assert [(pair.status, pair.sign) for pair in await pairs(database)] == [("open", "phone_shared")]


async def test_a_number_after_anothers_address_is_not_hers(database: Database, browser: Browsers) -> None:
    noor, eve = browser(), browser()
    hers = await noor.says(phone="+19195550101", email="noor@mail.example", first_name="Noor")
    await eve.says(email="noor@mail.example")
    await eve.says(phone="+19195550199")
    assert (await lead_row(database, hers)).phone == "+19195550101"
    assert len(await live(database)) == 2


async def test_an_address_that_is_taken_back_takes_the_merge_back(database: Database, browser: Browsers) -> None:
    noor, eve = browser(), browser()
    hers = await noor.says(email="noor@mail.example", first_name="Noor", bedrooms=2)
    await eve.says(email="noor@mail.example")
    await eve.says("sorry, it is", email="eve@mail.example", bedrooms=1)
    one, other = await live(database)
    assert (one.id, one.email, one.preferences) == (hers, "noor@mail.example", {"bedrooms": 2})
    assert (other.email, other.first_name, other.preferences) == ("eve@mail.example", None, {"bedrooms": 1})


async def _consents(database: Database, talk: Browser, *, granted: bool) -> None:
    consent = {"channel": "sms", "granted": granted, "wording": "May we text you?"}
    await database.write(
        conversations.note, talk.chat, client_id=f"{talk.chat}-{granted}", type_="contact", data={"consents": [consent]}
    )


async def test_a_refusal_holds_whatever_is_merged(database: Database, browser: Browsers) -> None:
    noor, stranger = browser(), browser()
    hers = await noor.says(email="noor@mail.example", first_name="Noor")
    await _consents(database, noor, granted=False)
    assert await stranger.says(email="noor@mail.example") == hers
    await _consents(database, stranger, granted=True)
    staff = await scope_of(database, noor.property_id)

    async def refused(lead_id: str) -> list[str]:
        return (await database.read(prospects.get, staff, lead_id)).refused_channels

    assert await refused(hers) == ["sms"], "another browser cannot agree in her name"
    await _consents(database, noor, granted=True)
    assert await refused(hers) == [], "she herself can"
    await database.write(unmerging.undo, staff.company_id, (await merges(database))[0].id, SYSTEM)
    assert await refused(hers) == []


async def test_a_refusal_goes_along_into_the_survivor(database: Database, browser: Browsers) -> None:
    noor, again = browser(), browser()
    hers = await noor.says(email="noor@mail.example")
    await again.says(phone="+19195550101")
    await _consents(database, again, granted=False)
    assert await again.says(email="noor@mail.example") == hers
    staff = await scope_of(database, noor.property_id)
    assert (await database.read(prospects.get, staff, hers)).refused_channels == ["sms"]
    kept = await database.read(lambda tx: tx.connection.execute(select(Consent.granted)).scalars().all())
    assert kept == [False]


async def test_who_is_deleted_is_deleted_with_all_that_was_merged(database: Database, browser: Browsers) -> None:
    noor, again = browser(), browser()
    hers = await noor.says(email="noor@mail.example", first_name="Noor")
    await again.says(email="noor@mail.example")
    staff = await scope_of(database, noor.property_id)
    await database.write(prospects.delete, staff, hers)
    assert await database.read(lambda tx: tx.connection.execute(select(Lead.id)).all()) == []
    assert await merges(database) == []
    assert (await database.read(_talk, again.chat)).lead_id is None


async def test_nothing_of_a_lead_is_logged(database: Database, browser: Browsers, capfd: Any) -> None:
    noor, again = browser(), browser()
    await noor.says(email="noor@mail.example", first_name="Noor", phone="+19195550101")
    await again.says(email="noor@mail.example")

    def breaks(tx: Tx) -> None:
        lead = leads.of_visitor(tx, conversations.visitor_ref(_talk(tx, noor.chat)))
        tx.connection.execute(Lead.__table__.insert().values(dict(lead._mapping)))

    try:
        await database.write(breaks)
    except Exception as error:
        told = str(error)
    else:
        raise AssertionError("a second lead of one id was taken")
    shown = told + "".join(capfd.readouterr())
    assert not re.search(r"noor@|Noor|5550101", shown)
    for path in (
        *(ROOT / "leasing/services").glob("*.py"),
        ROOT / "leasing/people.py",
        ROOT / "leasing/attribution.py",
    ):
        assert not re.search(r"\b(?:print|log(?:ger)?\.\w+)\(.*(?:email|phone|name|contact)", path.read_text()), path
