"""The demo as it is loaded."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.demo.load import load, logins
from leasing.clock import FixedClock
from leasing.database import Database
from leasing.models import PropertyManager
from leasing.permissions import BUILT_IN
from leasing.security import Passwords
from leasing.services import accounts, slots, tours
from tests.support.tours import NOW, community, visitor

SLUGS = ("maple-court", "wrenfield-lofts", "saltmarsh-landing", "sundial-row")


async def test_somebody_gives_a_tour_whenever_the_office_is_open(database: Database) -> None:
    database.clock = FixedClock(NOW)
    await load(database, "a password of the demo")
    for slug in SLUGS:
        here = await community(database, slug)
        today = NOW.astimezone(here.zone).date()
        possible = [
            slot.starts_at
            for ahead in range(here.tour_horizon_days + 1)
            for slot in slots.starts(here, today + timedelta(days=ahead), NOW)
        ]
        assert possible
        assert not [at for at in possible if slots.unstaffed(here, at)], slug
        # Who speaks Spanish gets the tour in it, at a time at which others work too.
        length = timedelta(minutes=here.tour_duration_minutes)
        at = next(at for at in possible if all(here.works(host, at, at + length) for host in here.hosts))
        wanted = {"starts_at": at, "tour_type": "in_person", "language": "es"}
        ref = await visitor(database, slug)
        booked = await database.write(tours.book, ref, here, **wanted)
        assert next(host for host in here.hosts if host.id == booked.manager_id).speaks("es"), slug


async def test_there_is_a_login_for_each_role(database: Database) -> None:
    password = "a password of the demo"
    await load(database, password)
    roles = {role for company, role, _ in logins() if company == "Harborlight Residential"}
    assert roles == set(BUILT_IN)
    for _, role, email in logins():
        found = await database.read(accounts.find_login, email)
        assert found is not None
        assert found.email_verified
        assert await Passwords().verify(found.password_hash, password), email
        assert (await database.read(accounts.user, found.user_id)).role == role


async def test_every_manager_can_sign_in(database: Database) -> None:
    await load(database, "a password of the demo")
    profiles = select(PropertyManager.email, PropertyManager.user_id)
    found = await database.read(lambda tx: tx.connection.execute(profiles).all())
    assert len(found) >= 7
    assert [row.email for row in found if row.user_id is None] == [], "who gets a question can answer it"
