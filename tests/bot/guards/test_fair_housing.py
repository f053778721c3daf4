from __future__ import annotations

import pytest

from bot.guards import check_out, rule_in
from bot.guards.fair_housing import classify
from bot.guards.fair_housing_out import check
from bot.guards.fair_housing_replies import WORDINGS
from bot.guards.sentences import Sentences
from tests.bot.guards.fair_housing_cases import ASKED, ORDINARY, WHERE_FAMILIES
from tests.bot.guards.support import NOTHING, answer, community, turn

PAIRS = [(topic, text) for topic, texts in ASKED.items() for text in texts]


@pytest.mark.parametrize(("topic", "text"), PAIRS)
def test_each_class_is_recognised(topic: str, text: str) -> None:
    assert classify(text) == topic


@pytest.mark.parametrize("text", WHERE_FAMILIES)
def test_no_home_is_for_families_more_than_another(text: str) -> None:
    ruling = rule_in(turn(text))
    assert ruling is not None
    assert ruling.kind == "familial_welcome"
    assert ruling.note.endswith("same_homes")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_questions_are_left_alone(text: str) -> None:
    assert classify(text) is None
    assert rule_in(turn(text)) is None


@pytest.mark.parametrize("key", WORDINGS)
@pytest.mark.parametrize("spanish", [False, True])
def test_every_wording_passes_the_guards_on_the_way_out(key: str, spanish: bool) -> None:
    text = WORDINGS[key].of(community(), spanish)
    sentences = Sentences()
    for sentence in [*sentences.feed(text), sentences.flush()]:
        assert check_out(sentence, turn(), NOTHING).allowed, sentence


def test_an_accommodation_goes_to_a_person_whatever_the_knowledge_holds() -> None:
    ruling = rule_in(turn("my service dog is a rottweiler, what's the pet deposit for him"))
    assert ruling is not None
    assert ruling.kind == "accommodation"
    assert ruling.ask_person == (ruling.ask_person[0], "policy_restriction") if ruling.ask_person else False
    assert ruling.ask_always
    assert "not treated as pets" in ruling.reply


def test_a_voucher_question_asks_the_knowledge_first_and_takes_only_an_answer_on_vouchers() -> None:
    ruling = rule_in(turn("do you accept housing vouchers?"))
    assert ruling is not None
    assert ruling.knowledge_first
    assert ruling.accepts_knowledge("Yes, we welcome Housing Choice Vouchers.")
    assert not ruling.accepts_knowledge("We take Visa and checks.")
    assert ruling.ask_person is not None
    assert "tour" in ruling.reply


def test_a_voucher_and_a_search_go_on_with_the_search() -> None:
    ruling = rule_in(turn("I have section 8 and need a 2 bedroom, can I book a tour?"))
    assert ruling is not None
    assert not ruling.stop


def test_families_are_welcomed_and_the_turn_goes_on() -> None:
    ruling = rule_in(turn("we are having a baby in May, would the 1 bedroom be ok?"))
    assert ruling is not None
    assert (ruling.kind, ruling.stop) == ("familial_welcome", False)
    assert ruling.reply.startswith("Families with children are welcome")


def test_a_second_question_is_still_answered() -> None:
    ruling = rule_in(turn("Is the neighborhood safe? Also do you have any studios?"))
    assert ruling is not None
    assert not ruling.stop
    assert ruling.rest is not None
    assert "studios" in ruling.rest
    assert "safe" not in ruling.rest


def test_housing_for_older_persons_is_not_called_open_to_all() -> None:
    senior = community(description="A 55+ active adult community.")
    ruling = rule_in(turn("are kids allowed to live there?", community=senior))
    assert ruling is not None
    assert ruling.knowledge_first
    assert "Families with children are welcome" not in ruling.reply


TWINS = (
    "Looking for a two bedroom under $2,000, {}",
    "hi, {}. do you have parking?",
    "{}, can I tour tomorrow?",
    "{}. how do I apply?",
    "what's the rent for a studio? {}",
    "{}, can you show me something with a balcony",
)
SIGNALS = (
    "I'm a Muslim woman", "my name is Darnell", "I'm from Mexico", "I use a wheelchair", "my husband and I are gay",
    "I have three kids", "we go to church on Sundays", "I'm 67", "I'm expecting a baby", "me llamo Guadalupe",
)  # fmt: skip


@pytest.mark.parametrize("frame", TWINS)
@pytest.mark.parametrize("signal", SIGNALS)
def test_a_trait_that_is_only_mentioned_changes_nothing(frame: str, signal: str) -> None:
    assert rule_in(turn(frame.format(signal))) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "It's a very safe neighborhood.",
        "The area is quite safe at night.",
        "Crime is low around here.",
        "There is low crime nearby.",
        "We're in a family-friendly community!",
        "Our residents are mostly young professionals.",
        "It's a great place with lots of families.",
        "The schools here are excellent.",
        "You'll love the top-rated schools nearby.",
        "It's perfect for young professionals.",
        "This home is ideal for families with kids.",
        "You'd be more comfortable in the other building.",
        "Our neighbors are really quiet and friendly.",
        "It is a diverse neighborhood.",
        "That is a Hispanic neighborhood.",
        "We don't accept Section 8.",
        "Sorry, vouchers are not accepted here.",
        "We are not participating in the housing voucher program, so no vouchers.",
        "What is the nature of your disability?",
        "Please share your diagnosis.",
        "Your emotional support dog needs a $300 pet deposit.",
        "This is an adults-only community.",
        "Children are not allowed here.",
        "Do you have any kids?",
        "How old are you?",
        "What is your immigration status?",
        "Are you married?",
        "La zona es muy segura.",
        "No se permiten niños.",
    ],
)
def test_descriptions_steering_and_refusals_do_not_leave(sentence: str) -> None:
    assert check(sentence) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "I can't say whether the area is safe, but police data is public.",
        "I can't describe the people who live here.",
        "The building has a quiet courtyard and a gym.",
        "Quiet hours are posted in the lobby.",
        "The family room opens onto a balcony.",
        "Children must be with an adult at the pool.",
        "There is no adults-only building.",
        "Assistance animals are not pets, so no pet fee applies.",
        "The safe deposit boxes are in the office.",
        "Everyone is welcome to apply.",
        "I don't want to guess how vouchers work here, so I've asked the team.",
        "The nearest elementary school is shown on the district's map.",
        "Which day works best for you?",
        "How many people will live in the home?",
        "When would you like to move in?",
        "Where are you moving from?",
        "The seating area is on the roof.",
        "Residents pay online through the portal.",
        "That is a great choice!",
        "Is there a budget you have in mind?",
    ],
)
def test_plain_facts_leave(sentence: str) -> None:
    assert check(sentence) is None


def test_the_communitys_own_words_are_no_excuse_for_a_description() -> None:
    text = "Our community is in a safe neighborhood."
    ctx = turn()
    ctx.findings.results.append(answer(text))
    assert check_out(text, ctx, NOTHING).guard == "fair_housing"
