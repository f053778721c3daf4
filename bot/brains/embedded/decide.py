"""What to do next in a turn: the tools that `needs` asks for, and when they have answered, the reply of `replies`."""

from __future__ import annotations

from bot.brains.embedded.needs import outstanding
from bot.brains.embedded.replies import reply
from bot.brains.embedded.steps import Calls, Say, Step, ToolCall
from bot.brains.embedded.view import Notes, View
from bot.context import TurnContext
from bot.understanding import Understanding

MAX_ROUNDS = 3
"""of tool calls in one turn; after them it speaks with what there is"""


def decide(ctx: TurnContext, understanding: Understanding) -> Step:
    """Called again after each round of tools, until it says something."""
    if understanding.foreign:
        say = Say(asked=ctx.agenda.asked)
        say.add("other_language", community=ctx.community.name)
        return say
    notes = Notes.of(ctx)
    view = View(ctx, understanding, notes)
    if len(notes.rounds) < MAX_ROUNDS:
        wanted = outstanding(view, notes.called)
        if wanted:
            notes.rounds.append([name for name, _ in wanted])
            return Calls(tuple(ToolCall(name, args) for name, args in wanted))
    return reply(view)
