"""Tours that were booked before there were cells keep their times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection

from app.migrate import _config, _on
from tests.support import databases
from tests.support.needs import need

BEGIN = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    need("postgres")
    url = databases.empty_postgres_url()
    yield url
    databases.give_back(url)


def go(connection: Connection, revision: str, how: Any = command.upgrade) -> None:
    config = _config()
    config.attributes["connection"] = connection
    how(config, revision)


def tour(name: str, minutes: int, length: int, lane: int, status: str = "scheduled") -> dict[str, Any]:
    starts_at = BEGIN + timedelta(minutes=minutes)
    return {
        "id": name, "company_id": "c", "property_id": "p", "starts_at": starts_at, "lane": lane, "status": status,
        "ends_at": starts_at + timedelta(minutes=length), "duration_minutes": length, "tour_type": "in_person",
        "source": "chat", "created_at": BEGIN, "updated_at": BEGIN,
    }  # fmt: skip


def rows(connection: Connection, table: str) -> list[Any]:
    return list(connection.execute(sa.select(sa.Table(table, sa.MetaData(), autoload_with=connection))))


def test_they_take_their_cells_and_go_back(empty_url: str) -> None:
    def work(connection: Connection) -> None:
        go(connection, "0002")
        if connection.dialect.name == "postgresql":
            # Tours without the rest of their world.
            connection.exec_driver_sql("SET session_replication_role = replica")
        tours = sa.Table("tours", sa.MetaData(), autoload_with=connection)
        old = [
            tour("first", 0, 30, 0),
            tour("beside", 0, 30, 1),
            tour("odd", 30, 32, 0),
            # 62 minutes after the first: it shares a cell of five minutes with the odd one.
            tour("after_odd", 62, 32, 0, "confirmed"),
            tour("gone", 0, 30, 0, "cancelled"),
        ]
        for one in old:
            connection.execute(tours.insert().values(**one))
        go(connection, "0003")
        cells = rows(connection, "tour_cells")
        taken = {row.tour_id: [r for r in cells if r.tour_id == row.tour_id] for row in cells}
        assert set(taken) == {"first", "beside", "odd", "after_odd"}
        assert {name: len(found) for name, found in taken.items()} == {
            "first": 6, "beside": 6, "odd": 7, "after_odd": 7,
        }  # fmt: skip
        assert {name: found[0].resource for name, found in taken.items()} == {
            "first": "place:p:0", "beside": "place:p:1", "odd": "place:p:0", "after_odd": "place:p:1",
        }  # fmt: skip
        first = int(BEGIN.timestamp()) // 300
        assert sorted((r.cell, r.span) for r in taken["first"]) == [(first, 6), *((first + n, 0) for n in range(1, 6))]
        assert {row.id: row.status for row in rows(connection, "tours")} == {one["id"]: one["status"] for one in old}

        go(connection, "0002", command.downgrade)
        back = {row.id: row.lane for row in rows(connection, "tours")}
        assert sorted(back[name] for name in ("first", "beside")) == [0, 1]
        assert len(back) == len(old)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")

    _on(empty_url, work)
