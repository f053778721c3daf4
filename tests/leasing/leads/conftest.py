"""A property, and browsers that come to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leasing.database import Database
from tests.support.rows import add_property
from tests.support.visitors import Browser


@pytest.fixture
async def property_id(database: Database) -> str:
    return await database.write(add_property)


@pytest.fixture
def browser(database: Database, property_id: str) -> Callable[[], Browser]:
    return lambda: Browser(database, property_id)
