"""Reading a visitor's message without any network: what they want, and every fact and wish that they gave."""

from __future__ import annotations

from bot.brains.embedded.understand.agreement import read_agreement
from bot.brains.embedded.understand.comparisons import read_comparison
from bot.brains.embedded.understand.contact import read_contact
from bot.brains.embedded.understand.emoji import in_words
from bot.brains.embedded.understand.foreign import is_foreign
from bot.brains.embedded.understand.household import read_household
from bot.brains.embedded.understand.inquiries import inquires
from bot.brains.embedded.understand.intents import collect, find_tasks, leaves_open
from bot.brains.embedded.understand.language import language_of, spoken_in
from bot.brains.embedded.understand.lexicon import lexicon_for
from bot.brains.embedded.understand.moments import read_moments
from bot.brains.embedded.understand.parts import parts_of
from bot.brains.embedded.understand.prices import read_price_ask
from bot.brains.embedded.understand.pronouns import with_pet_named
from bot.brains.embedded.understand.question import question_in
from bot.brains.embedded.understand.reading import Reading
from bot.brains.embedded.understand.references import read_home, read_slot
from bot.brains.embedded.understand.scene import Scene
from bot.brains.embedded.understand.sizes import read_sizes
from bot.brains.embedded.understand.text import prepare
from bot.brains.embedded.understand.tour_policy import wants_another_besides
from bot.brains.embedded.understand.tour_type import read_tour_type
from bot.brains.embedded.understand.wishes import read_indifference, read_money, read_wishes
from bot.understanding import Intent, Understanding
from leasing.understood import CONTACT

READ_AT_MOST = 1200
"""characters: what matters stands in them, and nobody can hold up the process with a wall of text"""
READERS = (
    read_sizes,
    read_household,
    read_money,
    read_moments,
    read_wishes,
    read_indifference,
    read_tour_type,
    read_comparison,
    read_home,
    read_slot,
    read_agreement,
)
"""In this order: each blanks what it has taken, so that a phone number is no budget and a budget no date."""


def understand(text: str, scene: Scene) -> Understanding:
    """What a message means where it was said. Pure; a millisecond at most."""
    language = language_of(text[:READ_AT_MOST], scene.locale, scene.own_lines)
    if is_foreign(text[:READ_AT_MOST], spoken_in(text[:READ_AT_MOST])):
        # Our patterns would find words of ours in it, and take them for what they are not.
        return Understanding([Intent.UNCLEAR], language=language_of("", scene.locale), foreign=True)
    text = in_words(text)
    if scene.choice is not None and any(slot["value"] == scene.choice for slot in scene.agenda.slots):
        return Understanding([Intent.TOUR], slot=scene.choice, language=language)
    reading = Reading.of(prepare(text[:READ_AT_MOST], lexicon_for(language)), scene)
    # Before the tasks: "my email is …" names a topic, and asks nothing.
    read_contact(reading)
    find_tasks(reading)
    price = read_price_ask(reading)
    for read in READERS:
        read(reading)
    intents = collect(reading)
    besides = wants_another_besides(intents, reading)
    if besides:
        # Neither the time nor the name and address are the visitor's own.
        reading.forget_the_time()
        reading.updates = {name: value for name, value in reading.updates.items() if name not in CONTACT}
    said = question_in(reading) if Intent.ASK in intents else None
    question = with_pet_named(said, language, scene) if said is not None else None
    return Understanding(
        intents=intents,
        updates=reading.updates,
        cleared=reading.cleared,
        question=question,
        parts=parts_of(question, reading.lexicon) if question else (),
        sizes=reading.sizes,
        home=reading.home,
        slot=reading.slot,
        when=reading.when,
        inquires=inquires(reading),
        besides=besides,
        invalid=reading.invalid,
        below_cents=reading.below_cents,
        price=price,
        # A pronoun that stands for something tells what is asked about.
        unsure=scene.guess is None and question == said and leaves_open(intents, reading),
        learnt=scene.guess if scene.guess is not None and scene.guess.intent in intents else None,
        language=language,
    )


def asks_something(text: str, language: str) -> bool:
    """Whether any clause of a text is a question."""
    return any(clause.asks for clause in prepare(text[:READ_AT_MOST], lexicon_for(language)).clauses)


__all__ = ["Scene", "asks_something", "understand"]
