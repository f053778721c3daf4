"""Servers that the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.needs import need
from tests.support.server import Served, serve_in_thread
from tests.support.wire import demo_on_postgres


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, demo_template: Path) -> Iterator[Served]:
    """The demo without limits, so that a file may open as many conversations as it has tests."""
    with serve_in_thread(tmp_path_factory.mktemp("house"), demo_template, rate_limits="off") as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_template: Path
) -> Iterator[Served]:
    """The same on each kind of database."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        with serve_in_thread(folder, demo_template, rate_limits="off") as running:
            yield running
        return
    need("postgres")
    with demo_on_postgres() as url, serve_in_thread(folder, None, rate_limits="off", database_url=url) as running:
        yield running
