"""Calls to an LLM as they went over the wire, kept so that they can be answered again without it.

What differs from run to run (ids, the prompt's marker) is kept as a name, numbered in the order in which the requests
mention it; a replay puts in what it is called then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]

VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|marker-[0-9a-f]{16}")
NAME = re.compile(r"<<(\d+)>>")


@dataclass
class Names:
    """What varies, in the order of its first mention."""

    known: list[str] = field(default_factory=list)

    def hide(self, text: str) -> str:
        return VARIES.sub(lambda found: f"<<{self._number(found.group())}>>", text)

    def show(self, text: str) -> str:
        return NAME.sub(lambda name: self.known[int(name[1])], text)

    def _number(self, value: str) -> int:
        if value not in self.known:
            self.known.append(value)
        return self.known.index(value)


@dataclass
class Exchange:
    """A request and its answer, with names for what varies."""

    request: Json
    status: int
    content_type: str
    body: str

    @property
    def talk(self) -> list[Json]:
        """The request without the prompt, which may be reworded: who said what, and what the tools answered."""
        return [message for message in self.request["messages"] if message["role"] not in ("system", "developer")]


@dataclass
class Recording:
    model: str
    exchanges: list[Exchange] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """the replies as visitors got them, in order"""

    def write(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Recording:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["model"], [Exchange(**one) for one in data["exchanges"]], data["said"])


def events(body: str) -> Iterator[str]:
    """The pieces in which an answer goes out: server-sent events one by one, anything else at once."""
    if "data:" not in body:
        yield body
        return
    for event in body.split("\n\n"):
        if event.strip():
            yield event + "\n\n"


def whole_arguments(body: str) -> str:
    """A streamed answer with each tool call's arguments in one piece: an id that was cut in two has no name."""
    found = [(event, _chunk(event)) for event in events(body)]
    pieces = [call for _, chunk in found for call in _calls(chunk)]
    first: dict[int, Json] = {}
    for call in pieces:
        function = call.setdefault("function", {})
        if call["index"] in first:
            first[call["index"]]["arguments"] += function.get("arguments") or ""
            function["arguments"] = ""
        else:
            function["arguments"] = function.get("arguments") or ""
            first[call["index"]] = function
    if not any(VARIES.search(function["arguments"]) for function in first.values()):
        return body
    return "".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" if chunk else event for event, chunk in found)


def _chunk(event: str) -> Json | None:
    data = event.strip().removeprefix("data:").strip()
    if not data.startswith("{"):
        return None
    loaded: Json = json.loads(data)
    return loaded


def _calls(chunk: Json | None) -> list[Json]:
    choices = (chunk or {}).get("choices") or []
    return [call for choice in choices for call in (choice.get("delta") or {}).get("tool_calls") or ()]
