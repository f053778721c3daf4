"""Intents that are learnt from examples: how well, when they are asked for, and what happens without vectors."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from embedded_support import home, offered, scene, shown, slot, tour
from held_out import HELD_OUT
from numpy.typing import NDArray

from app.wiring import learnt_intents
from bot.brains.embedded.learnt import LearntIntents
from bot.brains.embedded.learnt.classifier import SILENT
from bot.brains.embedded.learnt.examples import NONE, intent_of, load_examples
from bot.brains.embedded.second_reading import read
from bot.brains.embedded.understand import Scene
from bot.context import Agenda
from bot.understanding import Guess, Intent
from knowledge.embedders import EmbeddingFailed, ModelUnavailable, load_embedder
from leasing.settings import load_settings
from tests.support.server import MODEL_DIR

FEWEST = 19
"""examples of an intent in a language"""


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def learnt(loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> LearntIntents:
    settings = load_settings({}, data_dir=tmp_path_factory.mktemp("learnt"), model_dir=Path(MODEL_DIR))
    try:
        embedder = load_embedder("minilm", settings.model_dir).embedder
    except ModelUnavailable as missing:
        pytest.skip(str(missing))
    intents = learnt_intents(embedder, settings)
    loop.run(intents.learn())
    return intents


def guesses(loop: asyncio.Runner, learnt: LearntIntents, language: str) -> list[tuple[str, frozenset[str], str]]:
    """(text, the right intents, what was said) of the messages held back."""

    async def each() -> list[tuple[str, frozenset[str], str]]:
        found = [(text, right, await learnt.guess(text, code)) for text, right, code in HELD_OUT if code == language]
        return [(text, right, str(guess.intent) if guess else "") for text, right, guess in found]

    return loop.run(each())


@pytest.mark.parametrize(("language", "covered"), [("en", 0.7), ("es", 0.6)])
def test_what_is_said_of_messages_held_back_is_right(
    loop: asyncio.Runner, learnt: LearntIntents, language: str, covered: float
) -> None:
    found = guesses(loop, learnt, language)
    said = [(text, right, guess) for text, right, guess in found if guess]
    wrong = [each for each in said if each[2] not in each[1]]
    assert len(wrong) <= 0.1 * len(said), wrong
    meant = [right for _, right, _ in found if not right & SILENT]
    assert len(said) - len(wrong) >= covered * len(meant)


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_is_said_of_nonsense_and_other_matters(
    loop: asyncio.Runner, learnt: LearntIntents, language: str
) -> None:
    found = guesses(loop, learnt, language)
    assert sum(NONE in right for _, right, _ in found) >= 15
    assert [(text, guess) for text, right, guess in found if guess and NONE in right] == []


def test_it_was_right_on_examples_that_it_had_not_seen(learnt: LearntIntents) -> None:
    assert learnt.classifier is not None
    found = learnt.classifier.calibration
    assert found.precision >= 0.93
    assert found.coverage >= 0.6


def test_a_long_message_is_not_guessed(loop: asyncio.Runner, learnt: LearntIntents) -> None:
    assert loop.run(learnt.guess("get me a human", "en")) is not None
    assert loop.run(learnt.guess("get me a human " * 20, "en")) is None


def test_every_intent_has_enough_examples_in_each_language_and_none_twice() -> None:
    examples = load_examples()
    counted = Counter((intent_of(each.label), each.language) for each in examples)
    assert {name: count for name, count in counted.items() if count < FEWEST} == {}
    twice = Counter((each.text.lower(), each.language) for each in examples)
    assert [text for text, count in twice.items() if count > 1] == []
    assert {text.lower() for text, _, _ in HELD_OUT} & {each.text.lower() for each in examples} == set()


class Counting:
    """A guesser that counts, and always says the same."""

    def __init__(self, guess: Guess | None = None) -> None:
        self.asked: list[str] = []
        self._guess = guess

    async def guess(self, text: str, language: str) -> Guess | None:
        self.asked.append(text)
        return self._guess


TIMES = {"agenda": Agenda(asked="tour_time", slots=offered(slot(24, 10), slot(24, 11)))}
HOMES = {"agenda": Agenda(homes=shown(home("A-101"), home("B-202")))}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("hi", {}),
        ("2 bedrooms under 2000", {}),
        ("Looking for a studio with parking", {}),
        ("do you allow dogs?", {}),
        ("what are the office hours", {}),
        ("can I tour on monday at 11?", {}),
        ("the second one", HOMES),
        ("how much is A-101?", HOMES),
        ("show me other homes", HOMES),
        ("yes please", TIMES),
        ("the first one", TIMES),
        ("cancel my tour", {"tours": (tour(),)}),
        ("Ana Ruiz, ana@mail.example", {"agenda": Agenda(asked="contact")}),
        ("thanks, bye", {}),
        ("are you a robot?", {}),
        ("I want to talk to a person", {}),
        ("hola, busco un departamento de dos recámaras", {}),
        ("¿aceptan perros?", {}),
        ("quiero visitarlo el lunes a las 11", {}),
        ("gracias", {}),
    ],
)
async def test_ordinary_messages_need_no_vector(text: str, where: dict[str, object]) -> None:
    guesser = Counting()
    await read(text, scene(**where), guesser)
    assert guesser.asked == []


@pytest.mark.parametrize(
    "text", ["could somebody get on the line", "is it still free?", "hi, can somebody help me out?"]
)
async def test_an_unclear_message_is_read_again_with_what_the_examples_say(text: str) -> None:
    guess = Guess(Intent.PERSON, "person", 0.4)
    guesser = Counting(guess)
    found = await read(text, scene(), guesser)
    assert len(guesser.asked) == 1
    assert Intent.PERSON in found.intents
    assert found.learnt == guess


async def test_without_a_guess_a_message_stays_as_the_rules_read_it() -> None:
    found = await read("flurble the wug", scene(), Counting())
    assert (found.intents, found.learnt) == ([Intent.UNCLEAR], None)


async def test_a_guess_is_held_to_what_is_going_on() -> None:
    moved = Counting(Guess(Intent.TOUR_MOVE, "tour_move", 0.4))
    assert (await read("my plans fell through there", scene(), moved)).intents == [Intent.TOUR]
    with_tour: Scene = scene(tours=(tour(),))
    assert (await read("my plans fell through there", with_tour, moved)).intents == [Intent.TOUR_MOVE]


async def test_too_dear_looks_below_the_homes_that_were_shown() -> None:
    found = await read("oh wow that hurts", scene(**HOMES), Counting(Guess(Intent.SEARCH, "search.cheaper", 0.4)))
    assert found.intents == [Intent.SEARCH]
    assert found.below_cents is not None
    assert found.below_cents < 185000


class ByLetters:
    """An encoder without a model: texts that share letters are alike."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.embedded = 0
        self.fails = False
        self.slow = False

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.fails:
            raise EmbeddingFailed("down", retryable=True)
        self.embedded += len(texts)
        return np.stack([self._row(text) for text in texts])

    async def embed_query(self, text: str) -> NDArray[np.float32]:
        if self.slow:
            await asyncio.sleep(60)
        if self.fails:
            raise EmbeddingFailed("down", retryable=True)
        return self._row(text)

    def _row(self, text: str) -> NDArray[np.float32]:
        row = np.zeros(256, dtype=np.float32)
        for word in text.lower().split():
            row[zlib.crc32(word.encode()) % 256] += 1
        return row / (np.linalg.norm(row) or 1)


async def test_examples_are_embedded_once_an_embedder(tmp_path: Path) -> None:
    for name, embedded in (("first/1", True), ("first/1", False), ("second/1", True), ("second/1", False)):
        encoder = ByLetters(name)
        intents = LearntIntents(encoder, tmp_path)
        await intents.learn()
        assert (encoder.embedded == len(load_examples())) is embedded, name
        assert intents.classifier is not None
    assert len(list(tmp_path.iterdir())) == 1


async def test_a_spoilt_file_of_vectors_is_made_again(tmp_path: Path) -> None:
    await LearntIntents(ByLetters("first/1"), tmp_path).learn()
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"no vectors")
    encoder = ByLetters("first/1")
    await LearntIntents(encoder, tmp_path).learn()
    assert encoder.embedded == len(load_examples())


async def test_who_cannot_learn_says_why_and_guesses_nothing(tmp_path: Path) -> None:
    encoder = ByLetters("first/1")
    encoder.fails = True
    intents = LearntIntents(encoder, tmp_path)
    intents.start()
    await intents.ready()
    assert intents.trouble is not None
    assert "down" in intents.trouble
    assert await intents.guess("get me a human", "en") is None
    await intents.close()


async def test_nothing_is_guessed_before_it_has_learnt_or_without_a_vector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.brains.embedded.learnt.intents.PATIENCE_SECONDS", 0.05)
    encoder = ByLetters("first/1")
    intents = LearntIntents(encoder, tmp_path)
    text = "I'd like to stay anonymous"
    example = next(each.text for each in load_examples() if each.label == "person")
    assert await intents.guess(example, "en") is None
    intents.start()
    await intents.ready()
    assert intents.trouble is None
    before = await intents.guess(example, "en")
    assert before is None or before.intent is Intent.PERSON
    encoder.fails = True
    assert await intents.guess(text, "en") is None
    encoder.fails, encoder.slow = False, True
    assert await intents.guess(text, "en") is None
    await intents.close()
