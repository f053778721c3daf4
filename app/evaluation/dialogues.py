"""`domiq eval dialogues`: recorded dialogues through the understanding that ships, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import numpy as np

from app.evaluation.play import Moment, play, starts_on
from app.evaluation.records import Dialogue, Inventory
from app.evaluation.scoring import Scores, Tally
from app.evaluation.viewings import Viewings
from bot.brains.embedded.second_reading import Guesser
from leasing.database import Tx
from leasing.settings import Settings
from leasing.zones import zone

ZONE = "America/Los_Angeles"
"""of the recorded communities; only the days that are named depend on it"""


@dataclass(slots=True)
class Result:
    scores: Scores = field(default_factory=Scores)
    viewings: Viewings = field(default_factory=Viewings)
    milliseconds: list[float] = field(default_factory=list[float])
    guessed: int = 0
    """turns whose intent examples told"""
    failures: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    agent: dict[str, Any] = field(default_factory=dict[str, Any])
    """who answered, where the agent did"""


async def measure(recorded: Iterable[Dialogue], day: date, listed: Inventory, guesser: Guesser | None = None) -> Result:
    """What the built-in brain understands of them."""
    result = Result()
    for dialogue in recorded:
        moments = [moment async for moment in play(dialogue, _noon(dialogue, day), listed, guesser)]
        result.guessed += sum(moment.by_examples for moment in moments)
        _score(dialogue, moments, result)
    return result


async def measure_agent(recorded: Sequence[Dialogue], day: date, listed: Inventory, settings: Settings) -> Result:
    """What the agent saves of them, with the brain of the settings."""
    # Only who plays before the agent needs what serves: importing it takes a second.
    from app.evaluation.agent import agent_of
    from app.evaluation.recorded_places import place_of, seed_homes

    def fill(tx: Tx) -> None:
        seed_homes(tx, recorded, listed, ZONE)

    result = Result()
    async with agent_of(settings, datetime.combine(day, time(12), zone(ZONE)), fill) as agent:
        for dialogue in recorded:
            now = _noon(dialogue, day)
            _score(dialogue, [moment async for moment in agent.play(dialogue, place_of(dialogue), now)], result)
        result.agent = agent.report()
    return result


def _noon(dialogue: Dialogue, day: date) -> datetime:
    return datetime.combine(starts_on(dialogue, day), time(12), zone(ZONE))


def _score(dialogue: Dialogue, moments: Sequence[Moment], result: Result) -> None:
    """Dialogues with states are scored turn by turn, those that only say what was booked by that."""
    result.milliseconds += [moment.milliseconds for moment in moments]
    if dialogue.has_states:
        _compare(dialogue, moments, result)
    elif dialogue.booked is not None and moments:
        wrong = result.viewings.take(dialogue.booked, moments[-1].known, moments[-1].between)
        if wrong:
            result.failures.append({"dialogue": dialogue.id, "said": None, "wrong": wrong})


def _compare(dialogue: Dialogue, moments: Sequence[Moment], result: Result) -> None:
    wrong: list[str] = []
    visitor = [turn for turn in dialogue.turns if turn.speaker == "visitor"]
    for turn, moment in zip(visitor, moments, strict=True):
        before, wrong = wrong, result.scores.take(turn.slots or {}, turn.intent, moment)
        fresh = [each for each in wrong if each not in before]
        if fresh:
            result.failures.append({"dialogue": dialogue.id, "said": turn.text, "wrong": fresh})
    result.scores.dialogues += 1
    result.scores.dialogues_right += not any(not each.startswith("matter") for each in wrong)


def report(result: Result) -> dict[str, Any]:
    scores, viewings = result.scores, result.viewings
    told: dict[str, Any] = {}
    if scores.dialogues:
        told |= {
            "dialogues": scores.dialogues,
            "visitor_turns": scores.turns,
            "slots": {name: _figures(tally) for name, tally in sorted(scores.slots.items())},
            "all_slots": _figures(scores.all_slots),
            "intents": {name: _figures(tally) for name, tally in sorted(scores.matters.items())},
            "intent_accuracy": round(scores.matters_right / scores.turns, 4),
            "dialogues_right_in_every_slot": round(scores.dialogues_right / scores.dialogues, 4),
        }
    if viewings.of:
        told["viewings"] = viewings.report()
    told["turns_told_by_examples"] = result.guessed
    if result.milliseconds:
        p50, p99 = np.percentile(result.milliseconds, (50, 99))
        done = "milliseconds_to_answer" if result.agent else "milliseconds_to_understand"
        told[done] = {"p50": round(float(p50), 2), "p99": round(float(p99), 2)}
    return told | result.agent


def table(told: dict[str, Any]) -> Iterable[str]:
    if "dialogues" in told:
        yield f"{told['dialogues']} dialogues, {told['visitor_turns']} visitor turns"
        yield f"{'':<18}{'precision':>10}{'recall':>8}{'F1':>8}{'recorded':>10}"
        for group in ("slots", "intents"):
            for name, figures in told[group].items():
                yield _line(name, figures)
            if group == "slots":
                yield _line("all slots", told["all_slots"])
        yield f"intent accuracy                     {told['intent_accuracy']:.3f}"
        yield f"dialogues right in every slot       {told['dialogues_right_in_every_slot']:.3f}"
    for name, value in told.get("viewings", {}).items():
        yield f"viewings: {name.replace('_', ' '):<26}{value}"
    if not told.get("answered_by"):
        yield f"{'turns told by examples':<36}{told['turns_told_by_examples']}"
    for done in ("understand", "answer"):
        if (taken := told.get(f"milliseconds_to_{done}")) is not None:
            yield f"{f'milliseconds to {done}':<36}p50 {taken['p50']}, p99 {taken['p99']}"
    for name in ("answered_by", "fallbacks"):
        for who, turns in told.get(name, {}).items():
            yield f"{f'{name}: {who}'.replace('_', ' '):<36}{turns}"


def _line(name: str, figures: dict[str, Any]) -> str:
    return f"{name:<18}{figures['precision']:>10.3f}{figures['recall']:>8.3f}{figures['f1']:>8.3f}{figures['of']:>10}"


def _figures(tally: Tally) -> dict[str, Any]:
    rounded = {name: round(getattr(tally, name), 4) for name in ("precision", "recall", "f1")}
    return rounded | {"of": tally.right + tally.missed}
