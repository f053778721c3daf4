"""Reads a scenario file: who says what, and what must have been recorded afterwards. Every part knows its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import yaml

FOLDER = Path(__file__).parent
DEFAULT_NOW = "2026-11-17 10:30"
"""a Tuesday, in the community's own time"""
ACTS = ("visitor", "choose", "contact", "handoff", "ends", "returns", "staff", "clock")
"""what a turn can be: exactly one of these"""
BRAINS = ("embedded", "openai")
LINE = "__line__"


class WrongScenario(Exception):
    """A file that does not say a scenario; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Expectation:
    kind: str
    value: Any
    line: int
    only: str | None = None
    """the brain that it is for, where not for both"""


@dataclass(frozen=True, slots=True)
class Turn:
    act: str
    what: Any
    line: int
    who: str
    """the visitor, by a name of the file's own; each has a browser of their own"""
    model: tuple[dict[str, Any], ...]
    """what the scripted LLM does, call by call"""
    expect: tuple[Expectation, ...]

    def expected(self, brain: str) -> tuple[Expectation, ...]:
        return tuple(one for one in self.expect if one.only in (None, brain))


@dataclass(frozen=True, slots=True)
class Scenario:
    path: Path
    name: str
    about: str
    slug: str
    """the community's"""
    now: datetime
    """without a zone: the community's own time"""
    brains: tuple[str, ...]
    given: tuple[dict[str, Any], ...]
    """what others did before the talk"""
    never_said: tuple[Expectation, ...]
    turns: tuple[Turn, ...]
    page: Mapping[str, str] = field(default_factory=dict[str, str])
    """page_url, referrer: where the visitor's browser stands"""

    @property
    def recordable(self) -> bool:
        """Whether a real model can play it: its own model does not misbehave on purpose."""
        return "embedded" in self.brains

    def where(self, line: int) -> str:
        return f"{self.path.name}:{line}"


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Numbered(_Loader):
    """Notes the line of every mapping. `on` is a word here, and a date stays as it was written."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {**super().construct_mapping(node, deep=True), LINE: node.start_mark.line + 1}


_Numbered.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def scenarios(folder: Path = FOLDER) -> list[Scenario]:
    return [read(path) for path in sorted(folder.glob("*.yaml"))]


def read(path: Path) -> Scenario:
    try:
        loaded: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_Numbered)
    except yaml.YAMLError as error:
        raise WrongScenario(f"{path.name}: {error}") from error
    if not isinstance(loaded, dict):
        raise WrongScenario(f"{path.name}: a scenario is a mapping with name, property and turns")
    data = cast("dict[str, Any]", loaded)
    _only_known(path, data, {"name", "about", "property", "now", "brains", "given", "never_said", "page", "turns"})
    for needed in ("name", "about", "property", "turns"):
        if not data.get(needed):
            raise WrongScenario(f"{path.name}: {needed} is missing")
    turns = tuple(_turn(path, turn) for turn in data["turns"])
    return Scenario(
        path=path,
        name=data["name"],
        about=" ".join(str(data["about"]).split()),
        slug=data["property"],
        now=datetime.fromisoformat(data.get("now", DEFAULT_NOW)),
        brains=_brains(path, data.get("brains"), turns),
        given=tuple(plain(one) for one in data.get("given", ())),
        never_said=tuple(Expectation("never_said", regex, data[LINE]) for regex in data.get("never_said", ())),
        turns=turns,
        page=plain(data.get("page", {})),
    )


def plain(value: Any) -> Any:
    """The same without the lines."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if key != LINE}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _brains(path: Path, given: Sequence[str] | None, turns: Sequence[Turn]) -> tuple[str, ...]:
    """Those that the file names; else the embedded one, and the scripted LLM where any turn says what it does."""
    if given is None:
        return BRAINS if any(turn.model for turn in turns) else BRAINS[:1]
    if unknown := set(given) - set(BRAINS):
        raise WrongScenario(f"{path.name}: there is no brain {sorted(unknown)}")
    return tuple(given)


def _turn(path: Path, data: Any) -> Turn:
    if not isinstance(data, dict):
        raise WrongScenario(f"{path.name}: a turn is a mapping, not {data!r}")
    acts = [name for name in ACTS if name in data]
    line = data[LINE]
    if len(acts) != 1:
        raise WrongScenario(f"{path.name}:{line}: a turn is exactly one of {', '.join(ACTS)}")
    _only_known(path, data, {acts[0], "as", "model", "expect"})
    return Turn(
        act=acts[0],
        what=plain(data[acts[0]]),
        line=line,
        who=data.get("as", "visitor"),
        model=tuple(plain(step) for step in data.get("model") or ()),
        expect=tuple(one for item in data.get("expect") or () for one in _expectations(path, item, line)),
    )


def _expectations(path: Path, item: Any, line: int) -> list[Expectation]:
    """One item of an `expect` list: a bare word, or names with what they want; `only` restricts the item to a brain."""
    if isinstance(item, str):
        return [Expectation(item, None, line)]
    if not isinstance(item, dict):
        raise WrongScenario(f"{path.name}:{line}: {item!r} is not an expectation")
    found = [Expectation(kind, plain(value), item[LINE]) for kind, value in item.items() if kind not in (LINE, "only")]
    return [replace(one, only=item.get("only")) for one in found]


def _only_known(path: Path, data: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(data) - known - {LINE}:
        raise WrongScenario(f"{path.name}:{data[LINE]}: unknown {', '.join(sorted(map(str, unknown)))}")
