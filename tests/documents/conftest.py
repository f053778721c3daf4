"""A house to call, for tests of documents."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from leasing.database import Database
from tests.web.house import House, open_house


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        yield opened
