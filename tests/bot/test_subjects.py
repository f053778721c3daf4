"""What an answer has to speak of to be one on what its question names."""

from __future__ import annotations

import pytest

from bot.subjects import prices_another_animal, speaks_of_it

PET_FEES = "There is a one-time pet fee of $300 per pet and pet rent of $25 per pet each month."
DEPOSITS = "The deposit is $400 for a studio or one-bedroom and $500 for a two-bedroom."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what's the pet fee for a parrot?", PET_FEES),
        ("how much is it for two rabbits?", PET_FEES),
        ("do you charge for a guinea pig?", PET_FEES),
        ("¿cuánto cobran por un loro?", PET_FEES),
        ("recording studio nearby?", DEPOSITS),
        ("is there an art studio in the building?", DEPOSITS),
        ("any photo studio close by?", "Please bring a government-issued photo ID for a tour."),
        ("is there a studio where I can paint?", "You may paint with the office's written approval."),
        ("¿hay un estudio de grabación cerca?", DEPOSITS),
    ],
)
def test_what_does_not_speak_of_it_is_no_answer(question: str, answer: str) -> None:
    assert not speaks_of_it(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what's the pet fee for a dog?", PET_FEES),
        ("can I bring a parrot?", "Cats and dogs are welcome, up to two pets per home."),
        ("what does a parrot cost?", "Birds are free."),
        ("is there a fee for a hamster?", "Small pets are free, in a cage."),
        ("is there a fee for my emotional support parrot?", "Support animals are not pets: no fee applies."),
        ("what is the deposit for a studio?", DEPOSITS),
        ("is there a yoga studio?", "Yes, the yoga room is next to the gym."),
        ("is there an art studio?", "An art studio is on the second floor."),
        ("¿hay un estudio de yoga?", "Sí, la sala de yoga está junto al gimnasio."),
    ],
)
def test_what_speaks_of_it_may_answer(question: str, answer: str) -> None:
    assert speaks_of_it(question, answer)


@pytest.mark.parametrize("question", ["what is the rent on 5th ave?", "how much is the fee?", "cat rent?"])
def test_words_that_only_look_like_animals(question: str) -> None:
    assert not prices_another_animal(question)
