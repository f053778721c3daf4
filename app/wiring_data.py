"""The database alone, for commands that need no more: importing the rest takes a second."""

from __future__ import annotations

from leasing.bus import make_bus
from leasing.clock import Clock, SystemClock
from leasing.database import Database
from leasing.settings import Settings


def make_database(settings: Settings, clock: Clock | None = None) -> Database:
    bus = make_bus(settings.redis_url)
    return Database(settings.database, clock or SystemClock(), bus, pool_size=settings.database_pool)
