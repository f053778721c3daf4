"""Carrying out what the guards ruled on a visitor's message, before any brain sees it."""

from __future__ import annotations

from bot.context import TurnContext
from bot.guards.verdicts import Ruling
from bot.tools.answer import look_up
from bot.tools.person import ask
from bot.voice import Voice
from leasing.services import privacy
from leasing.understood import CONTACT


async def follow(ruling: Ruling, ctx: TurnContext, voice: Voice) -> None:
    """Say what was ruled, ask the team where it was ruled so, and leave the rest of the message to the brain."""
    ctx.trace["ruling"] = {"kind": ruling.kind, "note": ruling.note}
    if ruling.refuses:
        await ctx.db.write(privacy.refuse, ctx.ref, channels=ruling.refuses, wording=ctx.text)
        if "contact" not in ctx.agenda.declined:
            ctx.agenda.declined.append("contact")
        ctx.agenda.asked = None
    if ruling.forgets_contact:
        _forget_contact(ctx)
    if ruling.task is not None:
        await ctx.db.write(privacy.request, ctx.ref, title=ruling.task)
    said = await _from_knowledge(ruling, ctx, voice) if ruling.knowledge_first else False
    if not said and ruling.reply:
        await voice.speak(ruling.reply)
    if ruling.ask_person is not None and (ruling.ask_always or not said):
        await ask(ctx, *ruling.ask_person)
    if ruling.rest is not None:
        ctx.text = ruling.rest


def _forget_contact(ctx: TurnContext) -> None:
    given = ctx.understanding.updates if ctx.understanding is not None else {}
    for name in set(CONTACT) & given.keys():
        setattr(ctx.state.contact, name, None)
    if "contact" not in ctx.agenda.declined:
        ctx.agenda.declined.append("contact")
    ctx.agenda.asked = None


async def _from_knowledge(ruling: Ruling, ctx: TurnContext, voice: Voice) -> bool:
    """Say the community's own words on the matter, if it has any."""
    found = await look_up(ctx, ctx.text)
    if not found.answered or not ruling.accepts_knowledge(found.answer):
        ctx.findings.sources.clear()
        return False
    # The answer is evidence for its own figures; afterwards the brain looks the rest of the message up for itself.
    ctx.findings.results.append(found)
    sayable = voice.may_say(found.answer)
    ctx.findings.results.remove(found)
    ctx.worked_out.clear()
    if not sayable:
        # Not even the community's own words may be said: the ruling's are, and they have no source.
        ctx.findings.sources.clear()
        return False
    await voice.speak(found.answer)
    return True
