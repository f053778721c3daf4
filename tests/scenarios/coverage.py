"""What the scenarios exercise: tools, ends of bookings, intents, guards, rulings, reasons to fall back.

    python -m tests.scenarios.coverage [name …]

plays them all and prints a table; what goes wrong on the way is printed too, and then the exit code is 1.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from app import logs
from bot.guards.fair_housing import _CLASS
from bot.guards.fair_housing_topics import Topic
from bot.toolset import TOOLS
from bot.understanding import Intent
from leasing.settings import load_settings
from tests.scenarios.expectations import EXPECTATIONS
from tests.scenarios.loading import scenarios
from tests.scenarios.runner import Played
from tests.scenarios.stage import stages

PROBLEMS = (
    "needs_contact",
    "taken",
    "closed",
    "past",
    "too_soon",
    "too_far",
    "no_tour",
    "unknown_type",
    "has_tour",
)
"""of `TourOutcome.problem`, those that a talk can bring about. Not `bad_time`, which nothing gives, nor
`several_tours`: a conversation holds one tour at a time."""
GUARDS = ("figures", "promises", "fair_housing", "leaks", "private_data", "identity")
RULINGS = (
    "injection",
    "identity",
    "private_data",
    "privacy",
    "opt_out",
    *sorted({_CLASS.get(topic, topic) for topic in get_args(Topic)}),
)
FALLBACKS = (
    "timeout",
    "connection",
    "rate_limited",
    "server_error",
    "auth",
    "malformed",
    "malformed_tool_call",
    "cut_off",
    "refusal",
    "content_filter",
    "empty",
    "only_calls",
    "circuit_open",
    "error_in_stream",
)
WANTED: dict[str, tuple[str, ...]] = {
    "tool": tuple(tool.name for tool in TOOLS),
    "problem": PROBLEMS,
    "intent": tuple(str(intent) for intent in Intent),
    "guard": GUARDS,
    "ruling": RULINGS,
    "fallback": FALLBACKS,
    "expectation": tuple(sorted(EXPECTATIONS)),
}
MUST = ("tool", "problem", "guard")
"""kinds of which every one must be exercised"""

Table = dict[str, dict[str, tuple[list[str], list[str]]]]


def table(played: Iterable[Played]) -> Table:
    """kind → name → (scenarios that went well, scenarios that did not)."""
    found: defaultdict[str, dict[str, tuple[list[str], list[str]]]] = defaultdict(dict)
    for kind, names in WANTED.items():
        for name in names:
            found[kind][name] = ([], [])
    for one in played:
        label = f"{one.scenario.path.stem}:{one.brain}"
        for kind, name in sorted(_exercised(one)):
            found[kind].setdefault(name, ([], []))[bool(one.wrong)].append(label)
    return found


def missing(found: Table, kinds: Sequence[str] = MUST) -> list[str]:
    """What no scenario that went well exercises."""
    return [f"{kind} {name}" for kind in kinds for name in WANTED[kind] if not found[kind][name][0]]


def _exercised(played: Played) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for seen in played.seen:
        why = seen.why
        found |= {("tool", call["tool"]) for call in seen.tools}
        found |= {("problem", problem) for _, problem in seen.outcomes if problem}
        found |= {("intent", name) for name in why.get("intents", ())}
        found |= {("guard", one["guard"]) for one in why.get("guarded", ())}
        found |= {("ruling", why["ruling"]["kind"])} if why.get("ruling") else set()
        found |= {("fallback", why["fallback"])} if why.get("fallback") else set()
        found |= {("expectation", one.kind) for one in seen.turn.expected(seen.brain)}
    return found


def printed(found: Table) -> str:
    lines: list[str] = []
    for kind, names in found.items():
        done = sum(bool(well) for well, _ in names.values())
        lines.append(f"\n{kind}: {done} of {len(names)}")
        for name, (well, badly) in names.items():
            mark = " " if well else "!"
            example = (well or badly or ["nowhere"])[0]
            lines.append(f" {mark} {name:24} {len(well):3} well {len(badly):3} badly   {example}")
    return "\n".join(lines)


def main(names: Sequence[str]) -> int:
    logs.configure(load_settings({}, log_level="error"))
    played: list[Played] = []
    with tempfile.TemporaryDirectory() as folder, stages(Path(folder)) as opened:
        for scenario in scenarios():
            if not names or scenario.path.stem in names:
                played += [asyncio.run(opened.play(scenario, brain)) for brain in scenario.brains]
    wrong = [one for one in played if one.wrong]
    print(*wrong, sep="\n\n")
    print(printed(table(played)))
    print(f"\n{len(played) - len(wrong)} of {len(played)} went as their files say")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
