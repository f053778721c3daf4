"""Expectations notice what is wrong: a talk in which each of them expects something else than happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.always import ALWAYS
from tests.scenarios.expectations import EXPECTATIONS
from tests.scenarios.loading import Scenario, WrongScenario, read, scenarios
from tests.scenarios.matching import fits
from tests.scenarios.runner import Played, play
from tests.scenarios.world import World, open_world

WRONG = """
name: Everything is expected otherwise
about: Each line is wrong on purpose.
property: maple-court
never_said: ["buildings? a and b"]
turns:
  - visitor: What is your pet policy?
    expect:
      - tool: search_units
      - tool: {name: answer_from_knowledge, with: {question: something else}}
      - no_tool: answer_from_knowledge
      - no_tool: any
      - intent: bye
      - learnt: person
      - ruling: injection
      - guarded: figures
      - brain: openai
      - fallback: timeout
      - said: elephants
      - source: {kind: faq, title: elephants}
      - no_sources
      - units: {at_least: 1}
      - units: {count: 2}
      - slots_offered: {at_least: 1}
      - slot: {bedrooms: 3}
      - contact: {email: a@b.example}
      - lead: {status: new}
      - tour: {status: scheduled}
      - tours_booked: 1
      - mode: waiting
      - person_expected: "2026-11-23 09:00"
      - question_waiting: pets
      - faq: {question: "~pet policy", status: pending}
      - task: {kind: question}
      - tasks: 1
      - consents: {sms: false}
      - mail_to: a@b.example
      - mails: 1
      - resumed: true
      - leads: 1
      - history: {field: budget_max, from: 1, to: 2}
      - welcomed: "Good to see you again, Bob"
  - visitor: Do you have a sauna? I'm Ed Lowe, ed@mail.example, and I want a tour on Thursday
    expect:
      - no_question_waiting
      - no_lead
      - slots_offered: {all_on: "2026-11-20"}
      - slots_offered: {none_on: "2026-11-19"}
      - lead: {email: other@mail.example}
  - visitor: Which two bedroom homes are available?
    expect:
      - units: {all: {bedrooms: 3}}
      - units: {all: {max_rent: "1.00"}}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    return read(path)


async def test_every_expectation_can_fail(world: World, scenario: Scenario) -> None:
    played = await play(world, scenario)
    lines = {one.split(": ")[0] for one in played.wrong}
    expected = [one for turn in scenario.turns for one in turn.expect]
    assert {f"wrong.yaml:{one.line}" for one in expected} - lines == set()
    assert {one.kind for one in expected} | {"never_said"} == set(EXPECTATIONS)
    assert any("never_said" in one for one in played.wrong)


async def test_what_holds_always_is_noticed_when_it_does_not(world: World, scenario: Scenario) -> None:
    seen = (await play(world, scenario)).seen[0]
    good = {rule.__name__: rule(seen) for rule in ALWAYS}
    assert set(good.values()) == {None}
    bad: dict[str, dict[str, Any]] = {
        "sum_of_deltas": {"streamed": "Cats"},
        "not_empty": {"reply": {**seen.reply, "text": " "}},
        "no_source_without_answer": {"why": {**seen.why, "retrieval": [{"answered": False}]}},
        "sources_are_ours": {"reply": {**seen.reply, "sources": [{"kind": "faq", "id": "x", "title": "x"}]}},
        "sources_hold_what_is_said": {"reply": {**seen.reply, "text": "We have a pool."}},
        "money_is_known": {"reply": {**seen.reply, "text": "It is $1,111."}},
        "nothing_internal": {"reply": {**seen.reply, "text": "Hello {name}, None of this."}},
        "times_lie_ahead": {"reply": {**seen.reply, "slots": [{"value": "2026-11-17T09:00-05:00"}]}},
        "known_brain": {"why": {**seen.why, "brain": "openai"}, "turn": replace(seen.turn, expect=())},
        "own_words_pass": {"why": {**seen.why, "guarded": [{"guard": "figures", "reason": "x"}]}},
    }
    assert set(bad) == set(good)
    for rule in ALWAYS:
        assert rule(replace(seen, **bad[rule.__name__])), rule.__name__


async def test_a_scenario_leaves_nothing_behind(world: World, scenario: Scenario) -> None:
    first = await play(world, scenario)
    second = await play(world, scenario)
    assert [one.conversation["message_count"] for one in first.seen] == [
        one.conversation["message_count"] for one in second.seen
    ]
    assert [len(one.faqs()) for one in second.seen][-1] == len(world.base["faqs"]) + 1 - _other_faqs(second)


def _other_faqs(played: Played) -> int:
    """Entries of the other communities, which `faqs()` leaves out."""
    ours = {faq.property_id for faq in played.seen[0].faqs()}
    return sum(row["property_id"] not in ours for row in played.seen[0].world.base["faqs"].values())


@pytest.mark.parametrize(
    ("wanted", "found", "does"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 2}, False),
        ({"a": None}, {}, True),
        ("1900.00", "1900.00", True),
        ("1900.00", 1900, True),
        (2, 2.0, True),
        (True, 1, False),
        (0, None, False),
        (0, False, False),
        ("~^B-", "B-202", True),
        ("~^B-", None, False),
        (["x"], ["x", "y"], True),
        (["x", "z"], ["x", "y"], False),
        ("two", "three", False),
    ],
)
def test_what_fits(wanted: Any, found: Any, does: bool) -> None:
    assert fits(wanted, found) is does


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (("property: maple-court", "propperty: maple-court"), "propperty"),
        (("property: maple-court", ""), "property is missing"),
        (("- visitor: What", "- vistor: What"), "exactly one of"),
        (("    expect:\n", "    expects:\n"), "unknown expects"),
        (("turns:", "brains: [abacus]\nturns:"), "abacus"),
        (("turns:", "turns: ["), "wrong.yaml"),
    ],
)
def test_a_file_that_says_nothing_sensible_is_refused_with_its_place(
    tmp_path: Path, changed: tuple[str, str], told: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG.replace(*changed), encoding="utf-8")
    with pytest.raises(WrongScenario, match=told):
        read(path)


async def test_an_expectation_that_does_not_exist_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG.replace("intent: bye", "intend: bye"), encoding="utf-8")
    with pytest.raises(WrongScenario, match="intend"):
        await play(world, read(path))


def test_there_are_enough_scenarios_and_no_two_have_one_name() -> None:
    found = scenarios()
    assert len({one.name for one in found}) == len(found) >= 60
    assert len([one for one in found if len(one.brains) == 2]) >= 20
