"""What the sandbox answers, as data: a list of rules, the first that fits is used.

    - when: {user: "(?i)two.?bed"}            # a regex on the last user message, while it waits for an answer
      say: ["Let me ", "look."]
      call: [{name: search_units, args: {bedrooms: 2}}]
    - when: {tool: search_units}              # the last message is this tool's result ("*": any tool's)
      say: ["We have three."]
    - when: {tool: answer_from_knowledge, result: '"answered":false'}   # a regex on that result
      call: [{name: ask_person, args: {question: "{user}", reason: unanswered}}]
    - when: {user: tour, nth: 2}              # the second time that the rest of the rule fits
      fault: {drop_after_chunks: 3}
      say: ["Sure, ", "when would ", "you like ", "to come?"]

Values in `args` and pieces in `say` may hold `{slots.0.value}` (a path into the last tool result, where that is JSON),
`{/regex/}` (the first group, or all, of what a regex finds in the last tool result as text), and `{user}` or
`{user:/regex/}` for the last user message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedFault:
    """What goes wrong. All of it is something that the real service or the way to it has been seen to do."""

    status: int | None = None
    """an HTTP error instead of a reply: 400, 401, 403, 404, 429, 500, 502, 503"""
    retry_after: str | None = None
    """the Retry-After header of that error"""
    drop_after_chunks: int | None = None
    """the connection breaks after so many chunks (0: after the response's head)"""
    end_after_chunks: int | None = None
    """the stream ends properly, but before its reply does"""
    stall_seconds: float = 0.0
    """silence of the server…"""
    stall_after_chunks: int = 0
    """…after so many chunks; 0: before the response's head"""
    chunk_delay: float = 0.0
    """seconds before each chunk"""
    malformed_json: bool = False
    """a chunk in the middle that is not JSON"""
    error_in_stream: bool = False
    """an error object after the first chunk"""
    broken_arguments: bool = False
    """tool arguments that stop in the middle"""
    empty: bool = False
    """a reply without text or calls"""
    refusal: str | None = None
    finish_reason: str | None = None
    """instead of `stop` or `tool_calls`: `content_filter`, `length`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    name: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True, kw_only=True)
class Rule:
    user: re.Pattern[str] | None = None
    tool: str | None = None
    result: re.Pattern[str] | None = None
    nth: int | None = None
    say: Sequence[str] = ()
    call: Sequence[Call] = ()
    fault: ScriptedFault = ScriptedFault()
    seen: int = 0
    """how often the rest of it has fitted"""

    def fits(self, question: Question) -> bool:
        if self.tool != question.tool and not (self.tool == "*" and question.tool):
            return False
        if self.user is not None and not self.user.search(question.user):
            return False
        if self.result is not None and not self.result.search(question.result):
            return False
        self.seen += 1
        return self.nth is None or self.nth == self.seen


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks: the last user message, and the tool whose result came last (None while the user waits)."""

    user: str
    tool: str | None
    result: str


@dataclass(frozen=True, slots=True)
class Answer:
    say: tuple[str, ...]
    call: tuple[Call, ...]
    fault: ScriptedFault


DEMO = Path(__file__).with_name("demo.yaml")
"""A script for whom none is given."""


class Script:
    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = list(rules)

    @classmethod
    def of(cls, rules: Sequence[Mapping[str, Any]]) -> Script:
        return cls([_rule(number, rule) for number, rule in enumerate(rules, 1)])

    @classmethod
    def read(cls, path: Path) -> Script:
        loaded: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(loaded, list):
            raise ValueError(f"{path}: a script is a list of rules")
        return cls.of(cast("list[Mapping[str, Any]]", loaded))

    def answer(self, question: Question) -> Answer:
        for rule in self._rules:
            if rule.fits(question):
                calls = tuple(Call(name=call.name, args=_filled(call.args, question)) for call in rule.call)
                return Answer(tuple(str(_filled(piece, question)) for piece in rule.say), calls, rule.fault)
        return Answer(("The sandbox has no rule for this.",), (), ScriptedFault())


def question_of(messages: Sequence[Mapping[str, Any]]) -> Question:
    users = [text_of(message) for message in messages if message.get("role") == "user"]
    last = messages[-1]
    tool, result = (_tool_name(messages, last), text_of(last)) if last.get("role") == "tool" else (None, "")
    return Question(users[-1] if users else "", tool, result)


def text_of(message: Mapping[str, Any]) -> str:
    """A message's text; its content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        parts = cast("list[Mapping[str, Any]]", content)
        return "".join(str(part.get("text", "")) for part in parts)
    return content if isinstance(content, str) else ""


def _tool_name(messages: Sequence[Mapping[str, Any]], result: Mapping[str, Any]) -> str:
    for message in reversed(messages):
        for call in message.get("tool_calls") or ():
            if call.get("id") == result.get("tool_call_id"):
                return str(call["function"]["name"])
    return ""


def _rule(number: int, data: Mapping[str, Any]) -> Rule:
    unknown = set(data) - {"when", "say", "call", "fault"}
    when: Mapping[str, Any] = data.get("when") or {}
    unknown |= set(when) - {"user", "tool", "result", "nth"}
    if unknown:
        raise ValueError(f"rule {number}: unknown {', '.join(sorted(unknown))}")
    say = data.get("say") or ()
    return Rule(
        user=re.compile(when["user"]) if "user" in when else None,
        tool=when.get("tool"),
        result=re.compile(when["result"]) if "result" in when else None,
        nth=when.get("nth"),
        say=(say,) if isinstance(say, str) else tuple(say),
        call=tuple(Call(**call) for call in data.get("call") or ()),
        fault=ScriptedFault(**(data.get("fault") or {})),
    )


_PLACE = re.compile(r"\{(?:(?P<source>user:)?/(?P<regex>(?:[^/\\]|\\.)+)/|(?P<path>[A-Za-z_0-9.]+))\}")


def _filled(value: Any, question: Question) -> Any:
    """`value` with the places in its strings filled. A string that is one place alone keeps its type."""
    if isinstance(value, Mapping):
        return {key: _filled(item, question) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_filled(item, question) for item in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value
    if whole := _PLACE.fullmatch(value):
        return _found(whole, question)
    return _PLACE.sub(lambda place: str(_found(place, question)), value)


def _found(place: re.Match[str], question: Question) -> Any:
    if regex := place["regex"]:
        match = re.search(regex, question.user if place["source"] else question.result)
        return "" if match is None else match[1] if match.groups() else match[0]
    if place["path"] == "user":
        return question.user
    try:
        found: Any = json.loads(question.result)
        for step in place["path"].split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, LookupError, TypeError):
        return ""
    return found
