"""Who speaks in a conversation: the machine that every change of its `mode` goes through.

    bot ──ask──▶ waiting ──join──▶ human ──hand_back──▶ bot
     │             │  ▲              │ └──transfer─┐ │
     │             │  └──────────────┼─────────────┘ │   transfer: another person, still `human`
     └────join─────┼─────────────────┘               │
                   └──cancel, time_out──▶ bot ◀──────┘   fall_silent: the person does not answer
    every one of them ──close──▶ closed

`bot` and `waiting`: the assistant answers. `human`: it is silent. `closed`: nobody speaks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from leasing.errors import Conflict

Mode = Literal["bot", "waiting", "human", "closed"]
Reason = Literal[
    "customer_request", "missing_knowledge", "unsupported_request", "policy_restriction", "tool_failure", "staff_joined"
]
"""Why a person comes in: the visitor asked for one; the community has not said it; it cannot be done in the chat; only
a person may decide it; something failed; or a member of staff came in unasked."""
Ended = Literal["handed_back", "transferred", "cancelled", "timed_out", "agent_silent", "closed"]
"""How the stretch with a person ended."""


class Step(StrEnum):
    ASK = "ask"
    JOIN = "join"
    TRANSFER = "transfer"
    HAND_BACK = "hand_back"
    CANCEL = "cancel"
    TIME_OUT = "time_out"
    FALL_SILENT = "fall_silent"
    CLOSE = "close"


STEPS: dict[Mode, dict[Step, Mode]] = {
    "bot": {Step.ASK: "waiting", Step.JOIN: "human", Step.CLOSE: "closed"},
    "waiting": {Step.JOIN: "human", Step.CANCEL: "bot", Step.TIME_OUT: "bot", Step.CLOSE: "closed"},
    "human": {
        Step.JOIN: "human",
        Step.TRANSFER: "human",
        Step.HAND_BACK: "bot",
        Step.FALL_SILENT: "bot",
        Step.CLOSE: "closed",
    },
    "closed": {},
}


def may(mode: str, step: Step) -> bool:
    return step in STEPS[mode]  # pyright: ignore[reportArgumentType]


def after(mode: str, step: Step) -> Mode:
    """The mode that a step leads to. Raises `Conflict` (INVALID_STATUS_TRANSITION) with those that may be taken."""
    steps = STEPS[mode]  # pyright: ignore[reportArgumentType]
    if step not in steps:
        raise Conflict(
            f"A conversation in mode {mode} does not take the step {step}.",
            code="INVALID_STATUS_TRANSITION",
            details={"mode": mode, "allowed": [str(each) for each in steps]},
        )
    return steps[step]
