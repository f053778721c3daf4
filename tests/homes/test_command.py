"""`domiq import-homes`: it says what would be done, and does it only when told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, select

from app.cli import main
from leasing.models import DomainEvent, Unit
from tests.support import databases
from tests.support.rows import add_property


@pytest.fixture
def folder(tmp_path: Path, template_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOMIQ_DATABASE_URL", databases.sqlite_url(tmp_path / "data", template_folder))
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import-homes", *arguments])


async def _property(folder: Path) -> None:
    from leasing.bus import Bus
    from leasing.clock import SystemClock
    from leasing.database import Database

    database = Database(f"sqlite:///{folder / 'data' / 'domiq.db'}", SystemClock(), Bus())
    await database.write(lambda tx: add_property(tx, slug="maple-court", name="Maple Court"))
    await database.close()


def rents(folder: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{folder / 'data' / 'domiq.db'}")
    with engine.connect() as connection:
        found = {row.name: row.rent_cents for row in connection.execute(select(Unit.__table__))}
        imports = select(DomainEvent).where(DomainEvent.name == "property.homes_imported")
        assert len(connection.execute(imports).all()) == (1 if found else 0)
    engine.dispose()
    return found


@pytest.mark.parametrize("apply", [False, True])
async def test_it_writes_only_when_told_to(folder: Path, apply: bool) -> None:
    import asyncio

    await _property(folder)
    table = folder / "homes.csv"
    table.write_text("unit,beds,baths,rent\n1,1,1,$1000\n2,1,1,call\n")
    arguments = [str(table), "--property", "maple-court", *(["--apply"] if apply else [])]
    result = await asyncio.to_thread(run, *arguments)
    assert result.exit_code == 1, "a row has an error"
    assert "error (line 3, rent): 'call' is not one amount" in result.output
    assert "created unit 1" in result.output
    assert "Maple Court: 1 created, 0 changed, 0 unchanged, 0 not in it; 1 errors" in result.output
    assert ("Nothing was written" in result.output) == (not apply)
    assert rents(folder) == ({"1": 100_000} if apply else {})


async def test_what_cannot_be_done_is_said(folder: Path) -> None:
    import asyncio

    await _property(folder)
    table = folder / "homes.csv"
    table.write_text("unit,beds,baths,rent\n2,1,1,call\n3,1,1,\n")
    refused = await asyncio.to_thread(run, str(table), "--property", "maple-court", "--apply", "--on-error", "refuse")
    assert refused.exit_code == 1
    assert "2 errors keep the file out" in refused.output
    assert "line 3.rent" in refused.output
    unknown = await asyncio.to_thread(run, str(table), "--property", "elsewhere")
    assert (unknown.exit_code, "no property 'elsewhere'" in unknown.output) == (1, True)
    table.write_bytes(b"")
    empty = await asyncio.to_thread(run, str(table), "--property", "maple-court")
    assert (empty.exit_code, "empty" in empty.output) == (1, True)
    assert rents(folder) == {}
