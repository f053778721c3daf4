"""The documents say what is there: settings, commands, files, frames, events and links are held to the code."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from pydantic import SecretStr

from app.cli import main
from bot import protocol
from leasing.settings import Settings, env_name
from web import sockets

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))

_CODE = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?\Z")
_FILE = re.compile(r"[\w-]+\.(?:py|md|toml|json|yaml|ts|css|js|html|txt)\Z")
_EVENT = re.compile(
    r"\"((?:conversation|lead|tour|question|knowledge|property|unit|prices|floor_plan)\.(?!ics\b)[a-z_]+)\""
)
MADE_LATER = {"tests/scenarios/recordings/"}
"""what a document names and a command makes"""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def in_code(name: str) -> set[str]:
    """What stands between backticks, code blocks aside."""
    return set(_CODE.findall(_BLOCK.sub("", text(name))))


def named_paths(words: set[str]) -> set[str]:
    """Those that are folders or files of the repository: with a slash inside or at the end, or with a file's ending."""
    return {
        word for word in words if _PATH.match(word) and ("/" in word or _FILE.match(word)) and not word.startswith("/")
    }


def rows(name: str, first: str) -> dict[str, list[str]]:
    """Rows of tables whose first cell is one name in code that matches a pattern: name → the other cells."""
    found: dict[str, list[str]] = {}
    for line in text(name).splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        match = re.fullmatch(rf"`({first})`", cells[0])
        if match and len(cells) > 1:
            assert match[1] not in found, f"{match[1]} has two rows in {name}"
            found[match[1]] = cells[1:]
    return found


def settings_table() -> dict[str, list[str]]:
    return {name: cells for name, cells in rows("README.md", "[A-Z][A-Z_]+").items() if len(cells) == 2}


def test_every_setting_is_in_the_readme_and_nothing_else() -> None:
    assert list(settings_table()) == [env_name(field) for field in Settings.model_fields.values()]


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_a_settings_row_says_its_default_and_meaning(name: str) -> None:
    field = Settings.model_fields[name]
    default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    shown, meaning = settings_table()[env_name(field)]
    assert shown == ("" if default in (None, "") else f"`{default}`")
    assert meaning.startswith(field.description or "?")


def test_every_command_is_in_the_readme_and_nothing_else() -> None:
    told = {word.split()[1]: word for word in rows("README.md", r"domiq [^`]+")}
    assert set(told) == set(main.commands)
    for name, command in main.commands.items():
        parts = command.commands.values() if isinstance(command, click.Group) else [command]
        given = [option for part in parts for parameter in part.params for option in parameter.opts]
        options = {option for option in given if option.startswith("--")}
        assert set(re.findall(r"--[a-z-]+", told[name])) == options, name


def test_what_the_architecture_names_exists() -> None:
    paths = named_paths(in_code("docs/architecture.md"))
    assert len(paths) > 80, "the pattern finds too little"
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_every_package_is_in_the_architecture() -> None:
    told = in_code("docs/architecture.md")
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages
    assert sorted(name for name in packages if f"{name}/" not in told) == []


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "docs/architecture.md"])
def test_files_of_ours_that_other_documents_name_exist(name: str) -> None:
    tops = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {"var"}
    ours = {path for path in named_paths(in_code(name)) if path.split("/")[0] in tops} - MADE_LATER
    assert sorted(path for path in ours if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    links = set(_LINK.findall(text(name)))
    assert sorted(link for link in links if not ((ROOT / name).parent / link).exists()) == []


def test_events_are_those_that_the_code_makes() -> None:
    made = {event for path in (ROOT / "leasing").rglob("*.py") for event in _EVENT.findall(path.read_text())}
    told = {word for word in in_code("docs/architecture.md") if _EVENT.fullmatch(f'"{word}"')}
    assert told == made


def test_the_protocol_names_every_frame_and_close_code() -> None:
    words = in_code("docs/protocol.md")
    assert set(protocol.FRAMES) <= words
    close_codes = {str(value) for name, value in vars(sockets).items() if name.startswith("CLOSE_")}
    assert set(rows("docs/protocol.md", r"\d{4}")) == close_codes | {"1009"}


def test_the_protocol_names_every_error_code() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "bot").glob("*.py"))
    made = set(re.findall(r"(?:error|BadFrame)\(\s*\"([A-Z_]+)\"", sources))
    assert {"BAD_FRAME", "SERVER_BUSY", "TURN_FAILED"} <= made
    assert set(rows("docs/protocol.md", "[A-Z]+_[A-Z_]+")) == made
