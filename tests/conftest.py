"""Fixtures that every test may use: databases of both kinds, a served house, a client of the chat."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from leasing.bus import Bus
from leasing.clock import SystemClock
from leasing.database import Database
from tests.support import databases
from tests.support.needs import need
from tests.support.once import spare_work

if TYPE_CHECKING:
    from tests.support.server import Served

# No deadline: a test never asserts a time. In CI the same examples each time; elsewhere new ones are looked for.
settings.register_profile("anywhere", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")

spare_work()

for name in list(os.environ):
    # What the shell has set must not decide what the tests say.
    if name.startswith("DOMIQ_") and not name.startswith("DOMIQ_TEST_") and name != "DOMIQ_MODEL_DIR":
        del os.environ[name]
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "SENDGRID_API_KEY"):
    os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No test reaches the network beyond this machine."""
    for item in items:
        item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))


@pytest.fixture(scope="session")
def template_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("templates")
    databases.drop_all()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, template_folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        yield databases.sqlite_url(tmp_path / "data", template_folder)
        return
    need("postgres")
    url = databases.postgres_url()
    yield url
    databases.give_back(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, SystemClock(), Bus())
    yield made
    await made.close()


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory, template_folder: Path) -> Path:
    """A data folder with the demo loaded, to be copied."""
    from tests.support.server import template_of_demo

    return template_of_demo(tmp_path_factory.mktemp("demo"), template_folder)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, demo_template: Path) -> Iterator[Served]:
    """The demo, served on a port of this machine by the embedded brain, limits on; shared by the tests of a file."""
    from tests.support.server import serve_in_thread

    with serve_in_thread(tmp_path_factory.mktemp("served"), demo_template) as running:
        yield running
