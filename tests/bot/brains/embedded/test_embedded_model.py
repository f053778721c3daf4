"""The embedded brain inside a real agent, with tools that answer from a table."""

from __future__ import annotations

import pytest
from embedded_support import home, shown, slot, tour, turn
from langchain_core.tools import tool

from bot import agent as agents
from bot.agent import Agent, build_agent
from bot.brains.embedded.model import EmbeddedBrain, plan
from bot.brains.switch import Brain
from bot.context import Agenda, TurnContext
from bot.tools.common import Turn
from bot.tools.results import KnowledgeAnswer, LeadSaved, PersonAsked, SlotsFound, TourOutcome, UnitsFound


@tool
async def search_units(ctx: Turn, bedrooms: int | None = None, max_rent: str | None = None) -> str:
    """Find homes."""
    ctx.findings.results.append(UnitsFound((home("204"), home("311")), 2))
    return ""


@tool
async def answer_from_knowledge(question: str, ctx: Turn) -> str:
    """Look up."""
    known = "pool" in question
    answer = "The pool is open from May to September." if known else ""
    ctx.findings.results.append(KnowledgeAnswer(question, known, answer, 0.9))
    return ""


@tool
async def save_lead(ctx: Turn, first_name: str = "", last_name: str = "", email: str = "", phone: str = "") -> str:
    """Save."""
    ctx.findings.results.append(LeadSaved(("email",), {}, reachable=True))
    return ""


@tool
async def book_tour(starts_at: str, ctx: Turn, unit: str | None = None) -> str:
    """Book."""
    ctx.findings.results.append(TourOutcome(tour(24, 10)))
    return ""


@tool
async def tour_slots(ctx: Turn, on: str | None = None) -> str:
    """Times."""
    ctx.findings.results.append(SlotsFound((slot(24, 10), slot(24, 11))))
    return ""


@tool
async def ask_person(question: str, reason: str, ctx: Turn) -> str:
    """Ask."""
    ctx.findings.results.append(PersonAsked(reason, joined=False, open_now=True))
    return ""


TOOLS = [search_units, answer_from_knowledge, save_lead, book_tour, tour_slots, ask_person]


@pytest.fixture(scope="module")
def agent() -> Agent:
    return build_agent(Brain(EmbeddedBrain()), TOOLS)


async def run(agent: Agent, ctx: TurnContext) -> tuple[list[str], str]:
    """The tools called, and what was said."""
    messages = await agents.run(agent, ctx)
    calls = [call["name"] for message in messages for call in getattr(message, "tool_calls", [])]
    said = str(messages[-1].content)
    assert "".join(ctx.trace["pieces"]) == said
    return calls, said


async def test_a_question_and_a_search_are_answered_in_one_turn(agent: Agent) -> None:
    calls, said = await run(agent, turn("When is the pool open? And do you have 2 bedrooms under 2000?"))
    assert sorted(calls) == ["answer_from_knowledge", "search_units"]
    assert "The pool is open from May to September." in said
    assert "204" in said
    assert "311" in said
    assert said.count("?") == 1


async def test_what_the_knowledge_lacks_goes_to_a_person(agent: Agent) -> None:
    calls, said = await run(agent, turn("Is there a bowling alley?"))
    assert calls == ["answer_from_knowledge", "ask_person"]
    assert "leasing team" in said


async def test_contact_given_for_a_waiting_booking_is_saved_and_the_tour_booked(agent: Agent) -> None:
    agenda = Agenda(asked="contact", booking={"action": "book", "starts_at": slot(24, 10).value})
    ctx = turn("Jo Park, jo@park.example", agenda=agenda)
    calls, said = await run(agent, ctx)
    assert calls == ["save_lead", "book_tour"]
    assert "Tue, Nov 24 at 10:00 AM" in said
    assert ctx.agenda.booking == {}


async def test_call_ids_are_the_same_for_the_same_turn() -> None:
    first, again = (plan(turn("Is there a pool? Any 2 bedroom homes?")) for _ in range(2))
    assert [call["id"] for call in first.tool_calls] == ["turn7-0", "turn7-1"]
    assert first.tool_calls == again.tool_calls


async def test_a_reply_cut_off_by_a_crash_goes_on_where_it_stopped(agent: Agent) -> None:
    _, whole = await run(agent, turn("Any 2 bedroom homes?"))
    cut = whole.index("• 204")
    ctx = turn("Any 2 bedroom homes?", said=whole[:cut].rstrip())
    await agents.run(agent, ctx)
    rest = "".join(ctx.trace["pieces"])
    assert "204" in rest
    assert "311" in rest


async def test_after_words_of_another_brain_a_new_paragraph_begins(agent: Agent) -> None:
    ctx = turn("Any 2 bedroom homes?", said="Let me look that up.")
    await agents.run(agent, ctx)
    assert ctx.trace["pieces"][0].startswith("\n\n")


async def test_nothing_of_its_notes_stays_in_the_trace(agent: Agent) -> None:
    ctx = turn("book a tour of 204", agenda=Agenda(homes=shown(home("204"))))
    await run(agent, ctx)
    assert set(ctx.trace) == {"brain", "pieces", "tool_calls"}
    assert ctx.agenda.asked == "tour_time"
