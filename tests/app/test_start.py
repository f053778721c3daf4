"""What keeps DomIQ from starting is said in a sentence: what is wrong, and what to do. No traceback."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.start import CannotStart, check_folder, listen
from tests.support.needs import need
from tests.support.process import ROOT, Process
from tests.support.server import MODEL_DIR, free_port


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a database at the newest schema, set in the environment."""
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DOMIQ_PORT", str(free_port()))
    monkeypatch.setenv("DOMIQ_LOG_LEVEL", "warning")
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    return tmp_path / "data"


def _refused(*command: str) -> str:
    """What a command that ends at once says."""
    result: Result = CliRunner().invoke(main, list(command))
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), "what is not caught is shown with its traceback"
    assert "Traceback" not in result.output
    return result.output


def test_a_second_server_on_a_data_folder_is_told_of_the_first(folder: Path) -> None:
    environment = {
        "DOMIQ_DATA_DIR": str(folder),
        "DOMIQ_PORT": str(free_port()),
        "DOMIQ_MODEL_DIR": str(Path(MODEL_DIR).resolve()),
        # Not even the vectors are shared: the folder itself is what one server has.
        "DOMIQ_CHROMA_URL": "http://127.0.0.1:9",
    }
    first = Process(environment)
    try:
        first.wait_until_ready()
        second = subprocess.run(
            [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(free_port())],
            check=False,
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        pid = first.pid
    finally:
        first.kill()
    assert second.returncode == 2, second.stderr
    assert "Traceback" not in second.stderr
    assert f"Another DomIQ server (process {pid}) uses the data folder {folder}." in second.stderr
    assert "DOMIQ_DATA_DIR" in second.stderr
    again = Process(environment)
    try:
        again.wait_until_ready()
    finally:
        again.kill()


def test_a_port_that_is_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = _refused("serve", "--port", str(port))
    assert f"cannot listen on 127.0.0.1:{port}: address already in use" in said
    assert "DOMIQ_PORT" in said


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.9"])
def test_a_host_that_is_not_of_this_machine(host: str) -> None:
    with pytest.raises(CannotStart, match="DOMIQ_HOST"):
        listen(host, 0)


def test_a_free_port_is_listened_on() -> None:
    with listen("127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0


@pytest.mark.parametrize(
    "command", [["serve"], ["worker"], ["demo"], ["create-admin", "a@b.example", "--password", "x"]]
)
def test_a_database_without_its_schema(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]) -> None:
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path / "new"))
    assert "run `domiq migrate` first" in _refused(*command)


def test_a_database_of_a_newer_version(folder: Path) -> None:
    with sqlite3.connect(folder / "domiq.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer version" in _refused("serve")
    assert "newer version" in _refused("migrate")


@pytest.mark.parametrize("command", ["serve", "migrate", "demo", "settings"])
def test_a_data_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path / "file" / "data"))
    said = _refused(command)
    assert f"The data folder {tmp_path / 'file' / 'data'} cannot be written to: not a directory." in said
    assert "DOMIQ_DATA_DIR" in said


def test_a_folder_that_only_others_may_write(tmp_path: Path) -> None:
    read_only = Path("/proc") if os.geteuid() == 0 else tmp_path
    tmp_path.chmod(0o500)
    with pytest.raises(CannotStart, match="cannot be written to"):
        check_folder(read_only)


@pytest.mark.parametrize("command", ["serve", "migrate", "demo"])
def test_a_file_that_is_no_database(folder: Path, command: str) -> None:
    for name in ("domiq.db", "domiq.db-wal", "domiq.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "domiq.db").write_bytes(b"this is no database, whatever its name says" * 100)
    said = _refused(command)
    assert "file is not a database" in said
    assert "DOMIQ_DATABASE_URL" in said


@pytest.mark.parametrize("command", ["serve", "migrate", "demo"])
def test_a_database_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, folder: Path, command: str) -> None:
    monkeypatch.setenv("DOMIQ_DATABASE_URL", f"postgresql://me:hunter22@127.0.0.1:{free_port()}/domiq")
    said = _refused(command)
    assert "postgresql://me:***@127.0.0.1" in said
    assert "hunter22" not in said


def test_a_database_that_the_server_does_not_have(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    need("postgres")
    from tests.support import databases

    url = databases.postgres_url()
    try:
        monkeypatch.setenv("DOMIQ_DATABASE_URL", url.rpartition("/")[0] + "/no_such_database")
        assert "no_such_database" in _refused("serve")
    finally:
        databases.give_back(url)


def test_settings_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("DOMIQ_TURN_SECONDS", "never")
    monkeypatch.setenv("DOMIQ_TURNSECONDS", "4")
    said = _refused("serve")
    assert "DOMIQ_TURN_SECONDS" in said
    assert "DOMIQ_TURNSECONDS is not a setting" in said


def test_an_embedder_that_was_not_built(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("DOMIQ_EMBEDDER", "minilm")
    monkeypatch.setenv("DOMIQ_MODEL_DIR", str(tmp_path / "nothing"))
    said = _refused("serve")
    assert "no model has been built" in said
    assert "make install" in said


def test_what_a_server_leaves_behind_keeps_nobody_out(folder: Path) -> None:
    """The file of the lock stays; only the lock on it means something."""
    (folder / "server.lock").write_text("process 1")
    from app.start import lock_folder
    from leasing.settings import load_settings

    lock = lock_folder(load_settings())
    assert lock is not None
    with pytest.raises(CannotStart, match="Another DomIQ server"):
        lock_folder(load_settings())
    lock.release()
    again = lock_folder(load_settings())
    assert again is not None
    again.release()
