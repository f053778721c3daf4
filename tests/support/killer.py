"""A server that dies by SIGKILL at one step of a turn: `python -m tests.support.killer STEP`.

The steps are reached by wrapping the shipping code from outside; nothing in the product knows of them.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from bot import turn_run
from bot.dialogue import Dialogue
from leasing.database import Database
from leasing.services import questions, replies, tours, turns
from leasing.settings import ensure_secret_key, load_settings

STEPS = (
    "in_accept",
    "before_ack",
    "after_ack",
    "in_tool",
    "after_booking",
    "before_reply",
    "in_reply",
    "after_reply",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def _inside(module: Any, name: str) -> None:
    """Die in a transaction function, after its work and before the commit."""
    original = getattr(module, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        original(*args, **kwargs)
        die()

    setattr(module, name, wrapped)


def _around_write(target: str, when: str) -> None:
    """Die before or after the committed write of a transaction function."""
    original = Database._commit

    async def wrapped(self: Database, mode: Any, fn: Any, *args: Any, **kwargs: Any) -> Any:
        hit = getattr(fn, "__name__", "") == target
        if hit and when == "before":
            die()
        result = await original(self, mode, fn, *args, **kwargs)
        if hit and when == "after":
            die()
        return result

    Database._commit = wrapped  # type: ignore[method-assign]


def arm(step: str) -> None:
    match step:
        case "in_accept":
            _inside(turns, "accept")
        case "before_ack":
            _around_write("accept", "after")
        case "after_ack":
            _after_ack()
        case "in_tool":
            # Both tools that change something: a booking, or a question to the team.
            _inside(tours, "book")
            _inside(questions, "ask")
        case "after_booking":
            _around_write("book", "after")
            _around_write("ask", "after")
        case "before_reply":
            _around_write("settle", "before")
        case "in_reply":
            _inside(replies, "finish")
        case "after_reply":
            _around_write("settle", "after")
        case _:
            raise SystemExit(f"no such step: {step}")


def _after_ack() -> None:
    original = turn_run.TurnRun.think

    async def wrapped(self: Any) -> None:
        import asyncio

        await asyncio.sleep(0.1)
        die()
        await original(self)

    turn_run.TurnRun.think = wrapped  # type: ignore[method-assign]


if __name__ == "__main__":
    from app.serving import serve

    if sys.argv[1] != "never":
        arm(sys.argv[1])
    assert Dialogue
    serve(ensure_secret_key(load_settings()))
