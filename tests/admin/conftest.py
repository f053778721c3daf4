"""A house to call, for tests of the staff API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database
from tests.web.house import House, open_house


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        yield opened


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
async def still(database: Database, clock: FixedClock) -> AsyncIterator[House]:
    """A house whose time is `clock`'s, without limits by address."""
    moved = Database(database.url.render_as_string(hide_password=False), clock, Bus())
    async with open_house(moved, clock=clock) as opened:
        opened.web.limiter.enabled = False
        yield opened
    await moved.close()
