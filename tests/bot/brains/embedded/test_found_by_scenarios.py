"""What the scenarios found, each with wordings of its own."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from embedded_support import home, offered, scene, shown, slot, tour

from bot.brains.embedded.understand import understand
from bot.brains.embedded.understand.lexicon import ENGLISH, SPANISH
from bot.brains.embedded.understand.text import prepare
from bot.context import Agenda, Line
from bot.understanding import Intent, When

HOMES = shown(home("B-202"), home("B-203", rent=170000))
TIMES = offered(slot(24, 10), slot(24, 14))


def read(text: str, agenda: Agenda | None = None, **given: Any) -> Any:
    return understand(text, scene(agenda=agenda or Agenda(), **given))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Could we move it to Friday at 11 am instead?", When(date(2026, 11, 20), time(11))),
        ("can you push my tour to Monday", When(date(2026, 11, 23))),
        ("I'd like to move that to next Tuesday at 3pm", When(date(2026, 11, 24), time(15))),
        ("can the tour be moved to Thursday at 2?", When(date(2026, 11, 26), time(14))),
        ("could we do Thursday at 3 instead?", When(date(2026, 11, 26), time(15))),
        ("let's bump it to tomorrow morning", When(date(2026, 11, 21), None, "morning")),
        ("Can we switch to Monday?", When(date(2026, 11, 23))),
        ("moving my visit to Wednesday would be great", When(date(2026, 11, 25))),
        ("¿Puede cambiar mi visita al lunes a las 11?", When(date(2026, 11, 23), time(11))),
    ],
)
def test_a_booked_tour_is_moved_and_no_household(text: str, when: When) -> None:
    found = read(text, tours=(tour(),))
    assert found.has(Intent.TOUR_MOVE)
    assert found.when == when
    assert "move_in_date" not in found.updates


@pytest.mark.parametrize(
    "text", ["we're moving on December 1", "I want to move in on December 1st", "we would move on the 1st of December"]
)
def test_a_household_moves_even_where_a_tour_is_booked(text: str) -> None:
    found = read(text, tours=(tour(),))
    assert found.updates["move_in_date"] == date(2026, 12, 1)
    assert found.when is None


def test_a_time_that_is_being_settled_is_changed_where_nothing_is_booked() -> None:
    waiting = Agenda(asked="contact", booking={"action": "book", "starts_at": slot(24, 10).value})
    assert read("can we move it to Wednesday at 11?", waiting).has(Intent.TOUR)


@pytest.mark.parametrize("homes", [[], HOMES], ids=["unseen", "shown"])
@pytest.mark.parametrize(
    "text",
    [
        "What does B-202 cost?",
        "how much is b-202",
        "How much is B-202 and what is the deposit?",
        "Sorry, how much is unit B-202 again?",
        "what's the rent and the deposit for B-202?",
        "is B-202 still available?",
        "tell me more about B-202",
        "how big is B-202, and what are the fees?",
        "what about B-202?",
        "B-202",
        "B-202 please",
        "wat is the prce of b-202",
        "¿Cuánto cuesta el B-202?",
    ],
)
def test_figures_of_a_named_home_are_a_quote(text: str, homes: list[Any]) -> None:
    found = read(text, Agenda(homes=homes))
    assert found.intents == [Intent.QUOTE]
    assert found.home in ("B-202", "id-B-202")
    assert found.question is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("do you allow dogs in B-202?", Intent.ASK),
        ("is parking included in the rent of B-202?", Intent.ASK),
        ("I'd like to tour B-202", Intent.TOUR),
        ("can I see B-203 on Tuesday?", Intent.TOUR),
    ],
)
def test_not_all_about_a_named_home_is_a_quote(text: str, intent: Intent) -> None:
    assert read(text, Agenda(homes=HOMES)).intents == [intent]


@pytest.mark.parametrize(
    "text",
    ["What can you help me with?", "How can you help?", "what are you capable of", "what else can you do",
     "what kinds of things can you do for me?", "how can you assist me today?", "¿En qué me puede ayudar?"],
)  # fmt: skip
def test_what_it_can_do_is_asked(text: str) -> None:
    assert read(text).intents == [Intent.HELP]


@pytest.mark.parametrize("text", ["can you help me with parking?", "what can you do about noise?"])
def test_a_matter_is_asked_about(text: str) -> None:
    assert read(text).intents == [Intent.ASK]


@pytest.mark.parametrize(
    "text",
    ["Be honest, I am talking to a human, right?", "you're a bot, right?", "I'm chatting with a real person, correct?",
     "this is a bot?", "so we're talking to a machine, aren't we?"],
)  # fmt: skip
def test_what_it_is_is_asked_with_a_tag(text: str) -> None:
    assert read(text).intents == [Intent.IS_AI]


@pytest.mark.parametrize(
    "text",
    ["While I wait, is smoking allowed?", "Meanwhile, do you have a gym?", "Before that, what about pets?",
     "Quick question: is parking free?", "While I wait", "Once More Please", "Maybe Later", "Not Sure Yet"],
)  # fmt: skip
def test_everyday_words_are_no_name(text: str) -> None:
    assert "first_name" not in read(text, Agenda(asked="contact")).updates


def test_a_name_with_an_address_is_taken_beside_a_question() -> None:
    found = read("Dana Whitlock, dana@mail.example. Is parking free?", Agenda(asked="contact"))
    assert found.updates == {"first_name": "Dana", "last_name": "Whitlock", "email": "dana@mail.example"}
    assert found.question == "Is parking free?"


@pytest.mark.parametrize(
    ("text", "updates"),
    [
        ("hii do u hav any 2 bedrom apartmnts undr 1900", {"bedrooms": 2, "price_max_cents": 190000}),
        ("anything belwo 1500", {"price_max_cents": 150000}),
        ("lookin for a studoi", {"bedrooms": 0}),
    ],
)
def test_typing_slips_are_read_over(text: str, updates: dict[str, Any]) -> None:
    assert read(text).updates == updates


@pytest.mark.parametrize("text", ["can i com for a toor tmrw", "i wana vist tmrw", "tuor tomorow pls"])
def test_a_tour_is_wanted_whatever_the_spelling(text: str) -> None:
    found = read(text)
    assert found.has(Intent.TOUR)
    assert not found.has(Intent.ASK)
    assert found.when == When(date(2026, 11, 21))


TRUE_WORDS = (
    "your four hour poor door turn torn tore tire tier true tear trout track today todo then than this wonder wander "
    "underneath thunder udder order older blow bowl bellow elbow visa vista visor fist vest vast west prize pride "
    "prince pierce piece prose rant runt ring rend went lend lead least leash less loss lose loose mouth mount moth "
    "chip chop chap sheep cheat chest check bill bull ball right tight night knight sight rental rented tourist "
    "visited visitor leased lessor priced monthly come comb common column company roam rome flour flower poll pill "
    "finished mounting elevation weakened august"
)


@pytest.mark.parametrize("word", TRUE_WORDS.split())
def test_true_words_are_left_alone(word: str) -> None:
    assert prepare(word, ENGLISH).text == word


@pytest.mark.parametrize("address", ["lee@vist.com", "www.toor.com", "toor.rentt@mail.example"])
def test_addresses_are_left_alone(address: str) -> None:
    assert prepare(address, ENGLISH).text == address


@pytest.mark.parametrize(
    "text",
    ["¡Hola! ¿Cómo está?", "Buenas tardes, ¿qué tal?", "How are you?", "Hi, how are you today?", "hey, what's up"],
)
def test_manners_are_no_question(text: str) -> None:
    found = read(text)
    assert found.intents == [Intent.GREET]
    assert found.updates == {}


@pytest.mark.parametrize(
    ("text", "intents", "updates"),
    [
        ("¿Tienen apartamentos de dos habitaciones?", "search", {"bedrooms": 2}),
        ("Busco un departamento de 3 recámaras y 2 baños por menos de $2,000", "search",
         {"bedrooms": 3, "bathrooms": 2.0, "price_max_cents": 200000}),
        ("busco un estudio", "search", {"bedrooms": 0}),
        ("¿Aceptan mascotas?", "ask", {}),
        ("no tengo mascotas", "inform", {"has_pets": False}),
        ("tengo un perro", "inform", {"has_pets": True, "pet_details": {"kind": "dog", "count": 1}}),
        ("necesito mudarme el 1 de diciembre", "inform", {"move_in_date": date(2026, 12, 1)}),
        ("me mudo en enero", "inform", {"move_in_date": date(2027, 1, 1)}),
        ("entre 1200 y 1500 dólares", "inform", {"price_min_cents": 120000, "price_max_cents": 150000}),
        ("me llamo Ana Ruiz", "inform", {"first_name": "Ana", "last_name": "Ruiz"}),
        ("Quiero hablar con una persona", "person", {}),
        ("muchas gracias", "thank", {}),
        ("adiós", "bye", {}),
        ("cancelar mi visita", "tour_cancel", {}),
        ("¿Cuándo es mi visita?", "tour_status", {}),
        ("¿Tienen otros departamentos?", "more_homes", {}),
    ],
)  # fmt: skip
def test_spanish_is_read(text: str, intents: str, updates: dict[str, Any]) -> None:
    found = read(text)
    assert found.language == "es"
    assert found.updates == updates
    assert " ".join(found.intents) == intents


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("¿Puedo visitar el jueves a las 3 de la tarde?", When(date(2026, 11, 26), time(15), "afternoon")),
        ("Quisiera una visita mañana por la mañana", When(date(2026, 11, 21), None, "morning")),
        ("una cita el 24 de noviembre a las 10", When(date(2026, 11, 24), time(10))),
        ("agendar visita pasado mañana", When(date(2026, 11, 22))),
        ("quiero ver el departamento en dos semanas", When(date(2026, 12, 4))),
    ],
)
def test_spanish_days_and_times(text: str, when: When) -> None:
    assert read(text).when == when


def test_a_word_of_no_language_is_read_in_the_one_spoken_before() -> None:
    lines = (Line("visitor", "¿Tienen departamentos?"), Line("bot", "¿Cuántas recámaras necesita?"))
    here = scene(agenda=Agenda(asked="bedrooms"))
    found = understand("2", type(here)(now=here.now, agenda=here.agenda, history=lines))
    assert (found.language, found.updates) == ("es", {"bedrooms": 2})


def test_every_kind_of_spanish_rule_has_its_reader() -> None:
    for field in ("days", "times", "money", "pets", "occupants", "references", "bedrooms"):
        kinds = {rule.kind for rule in getattr(SPANISH, field)}
        assert kinds <= {rule.kind for rule in getattr(ENGLISH, field)}, field


@pytest.mark.parametrize(
    ("text", "updates"),
    [
        ("I want a two bedroom and a tour on Thursday", {"bedrooms": 2}),
        ("looking for a studio and a visit tomorrow at 2", {"bedrooms": 0}),
        ("I'd like a tour on Monday and a two bedroom", {"bedrooms": 2}),
        ("quiero un departamento de una recámara y una visita el viernes", {"bedrooms": 1}),
    ],
)
def test_a_home_and_a_tour_are_two_wishes(text: str, updates: dict[str, int]) -> None:
    found = read(text)
    assert found.has(Intent.SEARCH)
    assert found.has(Intent.TOUR)
    assert found.updates["bedrooms"] == updates["bedrooms"]
    assert found.when is not None


SAID_TIMES = "I have Tue, Nov 24 at 10:00 AM or 2:00 PM. Which one works?"
SAID_HOMES = "Here's what fits: B-202 and B-203. Shall I set up a tour?"


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("tour_time", (SAID_HOMES, SAID_TIMES), "time"),
        ("tour_time", (f"{SAID_HOMES} {SAID_TIMES}",), "time"),
        ("contact", (SAID_TIMES, "The pool opens at 9."), "time"),
        ("book", (SAID_TIMES, SAID_HOMES), "home"),
    ],
)
def test_the_first_one_is_of_what_was_offered_last(asked: str, said: tuple[str, ...], expected: str) -> None:
    found = read("the first one", Agenda(asked=asked, homes=HOMES, slots=TIMES), said=said)
    assert (found.slot, found.home) == ((TIMES[0]["value"], None) if expected == "time" else (None, "id-B-202"))
