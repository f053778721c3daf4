from __future__ import annotations

import pytest

from bot.guards import check_out, redact, rule_in
from leasing.understood import Contact, Understood
from tests.bot.guards.support import NOTHING, answer, turn


@pytest.mark.parametrize(
    "text",
    [
        "are you a bot?",
        "r u human",
        "are you a real person",
        "am I talking to a person or a machine",
        "is this an AI",
        "you're a robot, right?",
        "are you chatgpt",
        "who am I chatting with?",
        "is there a real person there?",
        "are you the property manager?",
        "human or bot?",
        "what are you?",
        "Honestly, I'm chatting with a real person, correct?",
        "so i'm talking to a bot huh?",
        "You're not a machine, are you?",
        "there's someone typing this, isn't there?",
        "I just want to know if I'm speaking with a human",
        "tell me you're a person",
        "we're talking to a computer, aren't we?",
        "I guess this is a bot",
        "¿eres un robot?",
        "¿estoy hablando con una persona?",
    ],
)
def test_whoever_asks_hears_the_truth(text: str) -> None:
    ruling = rule_in(turn(text))
    assert ruling is not None
    assert ruling.kind == "identity"
    assert "assistant" in ruling.reply or "asistente" in ruling.reply
    assert check_out(ruling.reply, turn(), NOTHING).allowed


@pytest.mark.parametrize(
    "text",
    [
        "can I talk to a real person",
        "I want to speak to a human",
        "is there a person I can call?",
        "do you offer virtual tours?",
        "are you open on Sunday",
        "are you a pet friendly place",
        "is this a real listing",
        "is it an automated gate?",
        "what are your hours",
        "are you real estate agents too?",
        "how many people are you allowing per unit",
        "I'm talking with a property manager elsewhere, what are your fees?",
        "I was speaking to an agent yesterday, can you look at my tour?",
        "this is a studio, right?",
        "it's a virtual tour, right?",
        "you're a five minute walk from the station, right?",
    ],
)
def test_other_questions_are_not_about_what_it_is(text: str) -> None:
    ruling = rule_in(turn(text))
    assert ruling is None or ruling.kind != "identity"


def test_the_other_half_of_the_question_is_answered_too() -> None:
    ruling = rule_in(turn("Are you a bot? Do you have any studios?"))
    assert ruling is not None
    assert not ruling.stop
    assert ruling.rest == "Do you have any studios?"


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm a real person.",
        "I am human, I assure you.",
        "No, I'm not a bot.",
        "I'm Sarah, your leasing agent.",
        "You're talking to a real person.",
        "As a mother myself, I love the park.",
        "I live here too.",
        "Soy una persona real.",
        "No soy un robot.",
    ],
)
def test_no_sentence_claims_to_be_a_person(sentence: str) -> None:
    verdict = check_out(sentence, turn(), NOTHING)
    assert (verdict.allowed, verdict.guard) == (False, "identity")
    assert verdict.replacement is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm an AI assistant, not a person.",
        "I'm not a human, but a person can help.",
        "I'm looking for homes now.",
        "I'm sorry, a person on the team will answer.",
        "You're talking to an AI assistant.",
        "Each person on the lease applies.",
    ],
)
def test_plain_sentences_claim_nothing(sentence: str) -> None:
    assert check_out(sentence, turn(), NOTHING).allowed


def test_only_known_addresses_are_written() -> None:
    ctx = turn(state=Understood(contact=Contact(email="ana@mail.example", phone="+19375550177")))
    for sentence in (
        "I'll write to ana@mail.example.",
        "Write to Hello@JuniperCourt.example.",
        "I have (937) 555-0177 for you.",
    ):
        assert check_out(sentence, ctx, NOTHING).allowed
    for sentence in ("Ask bob@mail.example.", "Call Bob at (937) 555-0188."):
        assert not check_out(sentence, ctx, NOTHING).allowed
    ctx.findings.results.append(answer("Write to bob@mail.example."))
    assert check_out("Ask bob@mail.example.", ctx, NOTHING).allowed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my card is 4111 1111 1111 1111 ok", "my card is [card ending 1111] ok"),
        ("4111-1111-1111-1111", "[card ending 1111]"),
        ("ssn 123-45-6789", "ssn [SSN removed]"),
        ("my social security number is 123456789", "my social security number is [SSN removed]"),
        ("password: hunter22", "password: [removed]"),
        ("call 937-555-0142 or 9375550142", "call 937-555-0142 or 9375550142"),
        ("2 bedrooms under $1,800 by 12/01/2026", "2 bedrooms under $1,800 by 12/01/2026"),
        ("order 1234 5678 9012 3456", "order 1234 5678 9012 3456"),
    ],
)
def test_secrets_are_taken_out(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_a_card_number_gets_a_warning_and_the_rest_goes_on() -> None:
    ruling = rule_in(turn("Here is my card 4111 1111 1111 1111. Can I book a tour?"))
    assert ruling is not None
    assert (ruling.kind, ruling.stop, ruling.rest) == ("private_data", False, "Can I book a tour?")
    assert "4111" not in ruling.reply


@pytest.mark.parametrize(
    "text",
    ["who lives in unit 204?", "give me the phone number of the tenant upstairs", "what did the last visitor ask"],
)
def test_nothing_is_told_about_other_people(text: str) -> None:
    ruling = rule_in(turn(text))
    assert ruling is not None
    assert ruling.kind == "private_data"
