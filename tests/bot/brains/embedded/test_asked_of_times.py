"""Times that are asked about and not asked for, dates that disagree with their weekday, leave taken of a tour. Today
is Friday, November 20, 2026."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from embedded_support import offered, read, says, slot, tour, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.steps import Calls
from bot.brains.embedded.understand.moments import UnclearDay
from bot.context import Agenda, Line, TurnContext
from bot.state import take_in
from bot.tools.results import SlotsFound
from bot.understanding import Intent, When
from leasing.understood import Contact, Understood

TIMES = offered(slot(24, 10), slot(24, 14))
ON_OFFER: dict[str, Any] = {"asked": "tour_time", "slots": TIMES, "booking": {"action": "book"}, "matter": "tour"}
REACHABLE = Understood(contact=Contact(first_name="Jo", email="jo@park.example"))


def called(ctx: TurnContext) -> list[str]:
    assert ctx.understanding is not None
    step = decide(ctx, ctx.understanding)
    return [call.name for call in step.calls] if isinstance(step, Calls) else []


INQUIRIES = [
    ("is 2 pm taken?", "en"),
    ("is Tuesday at 2 still available?", "en"),
    ("are you all booked up at 2pm on Tuesday?", "en"),
    ("may I drop by at 2 pm or would that be too late?", "en"),
    ("do you give tours at 2pm?", "en"),
    ("is there an opening at 2:00 pm on Tuesday?", "en"),
    ("anything free on Tuesday at 2?", "en"),
    ("how about Tuesday at 2 pm, is that open?", "en"),
    ("is 2 too early?", "en"),
    ("is 2 pm on Tuesday available for a tour?", "en"),
    ("¿está libre el martes a las 2?", "es"),
    ("¿las 2 ya están ocupadas?", "es"),
    ("¿puedo pasar el martes a las 2 o es muy tarde?", "es"),
    ("¿dan recorridos a las 2 de la tarde?", "es"),
]
REQUESTS = [
    ("can I come on Tuesday at 2 pm?", "en"),
    ("could you put me down for 2pm?", "en"),
    ("would 2 pm work?", "en"),
    ("is 2pm free? if so please book it", "en"),
    ("would it be possible to visit at 2 pm?", "en"),
    ("2 pm please", "en"),
    ("¿puedo ir el martes a las 2?", "es"),
    ("¿me puede agendar a las 2 de la tarde?", "es"),
]


@pytest.mark.parametrize(("text", "locale"), INQUIRIES)
def test_a_question_about_a_time_books_nothing(text: str, locale: str) -> None:
    ctx = turn(text, locale=locale, agenda=Agenda(**ON_OFFER), state=REACHABLE)
    assert called(ctx) == ["tour_slots"]


@pytest.mark.parametrize(("text", "locale"), REQUESTS)
def test_a_request_in_the_form_of_a_question_is_one(text: str, locale: str) -> None:
    assert not read(text, locale, agenda=Agenda(**ON_OFFER)).inquires


@pytest.mark.parametrize(
    "text", ["is the pool open at 3pm?", "is the gym busy at 6 pm?", "are dogs allowed in the office at 2pm?"]
)
def test_other_questions_with_an_hour_are_left_to_the_knowledge(text: str) -> None:
    assert read(text).intents == [Intent.ASK]


def test_a_time_within_another_question_moves_nothing() -> None:
    pending = {"action": "move", "tour_id": "t1", "starts_at": slot(24, 14).value}
    agenda = Agenda(asked="move", booking=pending, matter="tour")
    ctx = turn("is there parking at 3 pm for visitors?", agenda=agenda, tours=[tour(23, 10)], state=REACHABLE)
    assert called(ctx) == ["answer_from_knowledge"]
    thanks = turn("thanks, have a good one!", agenda=agenda, tours=[tour(23, 10)], state=REACHABLE)
    assert called(thanks) == []


def test_a_free_time_is_offered_and_booked_once_they_say_so() -> None:
    ctx = turn("is 2 pm free?", agenda=Agenda(**ON_OFFER), state=REACHABLE)
    said = says(ctx, SlotsFound((slot(24, 13), slot(24, 14)), date(2026, 11, 24)))
    assert "Nov 24 at 2:00 PM" in said
    assert said.endswith("?")
    after = turn("yes please", agenda=ctx.agenda, state=ctx.state)
    assert called(after) == ["book_tour"]


def test_a_time_that_is_not_free_is_said_to_be_taken_with_the_nearest() -> None:
    ctx = turn("is 2 pm free?", agenda=Agenda(**ON_OFFER), state=REACHABLE)
    said = says(ctx, SlotsFound((slot(24, 13), slot(24, 15)), date(2026, 11, 24)))
    assert "2:00 PM" in said
    assert "1:00 PM" in said
    assert "starts_at" not in ctx.agenda.booking


def test_who_has_a_tour_is_asked_whether_to_move_it() -> None:
    ctx = turn("is Tuesday at 2 pm busy?", tours=[tour(23, 10)], state=REACHABLE)
    assert called(ctx) == ["tour_slots"]
    said = says(ctx, SlotsFound((slot(24, 14),), date(2026, 11, 24)))
    assert "Nov 23 at 10:00 AM" in said
    assert "Nov 24 at 2:00 PM" in said
    assert called(turn("yes", agenda=ctx.agenda, tours=[tour(23, 10)], state=ctx.state)) == ["move_tour"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("would it be at all possible to come half an hour later?", "en"),
        ("any chance we could do it 30 minutes later?", "en"),
        ("¿sería posible llegar media hora más tarde?", "es"),
    ],
)
def test_a_polite_shift_moves_the_tour(text: str, locale: str) -> None:
    found = read(text, locale, tours=(tour(24, 10),))
    assert found.intents == [Intent.TOUR_MOVE]
    assert found.when == When(date(2026, 11, 24), time(10, 30))


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("el martes 1", "es", date(2026, 12, 1)),
        ("lunes 30 de noviembre", "es", date(2026, 11, 30)),
        ("el viernes 27 por la mañana", "es", date(2026, 11, 27)),
        ("Tuesday the 1st", "en", date(2026, 12, 1)),
        ("Mon 30 works", "en", date(2026, 11, 30)),
        ("Monday, November 30th", "en", date(2026, 11, 30)),
        ("December 1st, a Tuesday", "en", date(2026, 12, 1)),
    ],
)
def test_a_weekday_with_its_date_is_one_day(text: str, locale: str, day: date) -> None:
    found = read(text, locale, agenda=Agenda(**ON_OFFER))
    assert found.when is not None
    assert (found.when.day, found.when.until) == (day, None)


@pytest.mark.parametrize(
    ("text", "locale", "either"),
    [
        ("Monday the 24th at 2", "en", (23, 24)),
        ("could I come on Friday, November 26?", "en", (26, 27)),
        ("el lunes 24 a las 2 de la tarde", "es", (23, 24)),
        ("quiero ir el jueves 27 de noviembre", "es", (26, 27)),
    ],
)
def test_where_weekday_and_date_disagree_it_asks_which(text: str, locale: str, either: tuple[int, int]) -> None:
    ctx = turn(text, locale=locale, agenda=Agenda(**ON_OFFER), state=REACHABLE)
    assert ctx.understanding is not None
    assert isinstance(ctx.understanding.when, UnclearDay)
    assert called(ctx) == []
    said = says(ctx)
    assert all(str(day) in said for day in either)
    assert [choice["value"][-2:] for choice in ctx.findings.choices] == [str(day) for day in either]


def test_the_hour_that_was_named_with_it_is_kept() -> None:
    agenda = Agenda(**ON_OFFER)
    agenda.asked, agenda.hour = "day", time(14)
    agenda.booking["days"] = "2026-11-23 2026-11-24"
    assert read("the Tuesday", agenda=agenda).when == When(date(2026, 11, 24), time(14))
    later = read("at 3 pm", agenda=agenda).when
    assert isinstance(later, UnclearDay)
    assert later.either == (date(2026, 11, 23), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("great, see you on Tuesday!", "en"),
        ("ok see you then", "en"),
        ("we'll see you Tuesday at 10", "en"),
        ("perfecto, nos vemos el martes", "es"),
        ("hasta el martes", "es"),
    ],
)
def test_leave_is_taken_of_a_tour_that_is_booked(text: str, locale: str) -> None:
    found = read(text, locale, tours=(tour(24, 10),), said=("Your tour is on Tue, Nov 24 at 10:00 AM.",))
    assert Intent.BYE in found.intents
    assert not found.has(Intent.TOUR, Intent.TOUR_MOVE)
    assert found.when is None
    ctx = turn(text, locale=locale, tours=[tour(24, 10)], state=REACHABLE)
    assert called(ctx) == []
    assert "24" in says(ctx)


def test_see_you_at_an_offered_time_takes_it() -> None:
    found = read("see you on Tuesday at 2 pm", agenda=Agenda(**ON_OFFER))
    assert found.slot == TIMES[1]["value"]


@pytest.mark.parametrize(
    "text", ["when is it?", "what time was it again?", "ok, and what day is it on?", "¿a qué hora era?"]
)
def test_when_it_is_means_the_tour(text: str) -> None:
    ctx = turn(text, tours=[tour(24, 10)], state=REACHABLE)
    assert "10:00" in says(ctx)
    assert "?" in says(turn(text))


def test_who_has_no_tour_to_reschedule_is_offered_one() -> None:
    ctx = turn("can you reschedule?")
    assert called(ctx) == []
    assert "don't see an upcoming tour" in says(ctx)
    assert ctx.agenda.asked == "book"


HOLDS_BACK = [
    ("ok good to know", "en"),
    ("sounds good, I'll check with my husband", "en"),
    ("cool, thanks!", "en"),
    ("perfect, let me ask my roommate first", "en"),
    ("great, I'll let you know", "en"),
    ("yes but I need to look at my calendar first", "en"),
    ("awesome, thank you", "en"),
    ("nice to hear", "en"),
    ("cool", "en"),
    ("nice", "en"),
    ("great", "en"),
    ("genial", "es"),
    ("qué bien", "es"),
    ("please don't move it yet", "en"),
    ("ok, I'd like to know more about the pool", "en"),
    ("ok, please send me the address", "en"),
    ("perfect, I'll call you tomorrow", "en"),
    ("sounds good, will confirm tomorrow", "en"),
    ("perfecto, le confirmo mañana", "es"),
    ("ah ya veo", "es"),
    ("can I move it later if something comes up?", "en"),
    ("suena bien, lo platico con mi esposo", "es"),
    ("perfecto, déjeme ver con mi hermana", "es"),
    ("ok gracias", "es"),
    ("qué bueno saberlo", "es"),
]
ACCEPTS = [
    ("yes", "en"),
    ("yes please", "en"),
    ("ok", "en"),
    ("sure, book it", "en"),
    ("sounds good", "en"),
    ("sounds good, thanks!", "en"),
    ("that works for me", "en"),
    ("great, go ahead", "en"),
    ("yeah, and is there parking?", "en"),
    ("I'd love that", "en"),
    ("2 pm is great", "en"),
    ("alright, put me down for it please", "en"),
    ("sure, but virtual please", "en"),
    ("ok, could you book it?", "en"),
    ("ok, agéndela", "es"),
    ("perfecto, sí", "es"),
    ("sí, por favor", "es"),
    ("claro", "es"),
    ("👍", "en"),
    ("está bien", "es"),
    ("si", "en"),
    ("si por favor", "en"),
    ("dale", "en"),
    ("claro que si", "en"),
    ("me parece bien, gracias", "es"),
]


def proposed(action: str, asked: str = "") -> Agenda:
    """After "Tuesday at 2 is free. Shall I book it?" """
    booking = {"action": action, "starts_at": slot(24, 14).value, "inquires": "yes"}
    if action == "move":
        booking["tour_id"] = "t1"
    return Agenda(asked=asked or action, booking=booking, slots=offered(slot(24, 14)), matter="tour")


def held(action: str) -> list[Any]:
    return [tour(23, 10)] if action == "move" else []


@pytest.mark.parametrize("action", ["book", "move"])
@pytest.mark.parametrize(("text", "locale"), HOLDS_BACK)
def test_who_is_only_pleased_has_not_said_yes(text: str, locale: str, action: str) -> None:
    said = [Line("bot", "Tue, Nov 24 at 2:00 PM is free. Shall I book it for you?")]
    ctx = turn(text, locale=locale, agenda=proposed(action), tours=held(action), state=REACHABLE, history=said)
    assert not {"book_tour", "move_tour"} & set(called(ctx))


@pytest.mark.parametrize("slots", [True, False])
@pytest.mark.parametrize("action", ["book", "move"])
@pytest.mark.parametrize(("text", "locale"), ACCEPTS)
def test_a_plain_yes_takes_the_time(text: str, locale: str, action: str, slots: bool) -> None:
    agenda = proposed(action)
    if not slots:
        agenda.slots = []
    said = [Line("bot", "Tue, Nov 24 at 2:00 PM is free. Shall I book it for you?")]
    ctx = turn(text, locale=locale, agenda=agenda, tours=held(action), state=REACHABLE, history=said)
    assert f"{action}_tour" in called(ctx)


@pytest.mark.parametrize("text", ["cool", "nice", "great!", "awesome, thanks"])
@pytest.mark.parametrize("slots", [TIMES, TIMES[:1]])
def test_who_is_pleased_with_offered_times_has_taken_none(text: str, slots: list[dict[str, str]]) -> None:
    said = [Line("bot", "I have Tue, Nov 24 at 10:00 AM. Which suits you?")]
    ctx = turn(text, agenda=Agenda(**(ON_OFFER | {"slots": slots})), state=REACHABLE, history=said)
    assert called(ctx) == []
    says(ctx)
    assert ctx.agenda.asked == "tour_time"


def test_who_is_pleased_with_what_a_person_proposed_has_booked_nothing() -> None:
    said = [Line("manager", "Tuesday at 2 PM works for a tour.")]
    assert "book_tour" not in called(turn("cool", agenda=Agenda(matter="tour"), state=REACHABLE, history=said))


def test_the_question_is_put_again_to_who_is_only_pleased() -> None:
    ctx = turn("cool", agenda=proposed("book"), state=REACHABLE)
    assert "Shall I book Tue, Nov 24 at 2:00 PM for you?" in says(ctx)
    assert called(turn("dale", agenda=ctx.agenda, state=ctx.state)) == ["book_tour"]


def test_the_time_goes_on_waiting_for_a_yes() -> None:
    ctx = turn("ok good to know", agenda=proposed("book"), state=REACHABLE)
    says(ctx)
    assert called(turn("yes, book it", agenda=ctx.agenda, state=ctx.state)) == ["book_tour"]


@pytest.mark.parametrize(
    "text",
    [
        "can I cancel later if I need to?",
        "can I cancel it later?",
        "could someone else cancel the tour for me?",
        "what happens if I cancel?",
        "¿la puedo cancelar más tarde?",
        "¿la puede cancelar mi esposo?",
    ],
)
def test_a_question_about_cancelling_cancels_nothing(text: str) -> None:
    agenda = Agenda(asked="cancel", matter="tour")
    assert "cancel_tour" not in called(turn(text, agenda=agenda, tours=[tour(24, 10)], state=REACHABLE))


@pytest.mark.parametrize("text", ["yes", "yes, cancel it", "please cancel my tour", "sí, cancélela", "ok, cancel it"])
def test_a_plain_order_cancels(text: str) -> None:
    agenda = Agenda(asked="cancel", matter="tour")
    assert called(turn(text, agenda=agenda, tours=[tour(24, 10)], state=REACHABLE)) == ["cancel_tour"]


@pytest.mark.parametrize("action", ["book", "move"])
@pytest.mark.parametrize(
    ("no", "locale", "then"),
    [
        ("no", "en", "is 10 free?"),
        ("no thanks", "en", "is Monday free?"),
        ("no", "en", "ok, what do I need to bring?"),
        ("no, gracias", "es", "¿está libre a las 10?"),
    ],
)
def test_a_time_that_was_refused_is_not_taken_up(no: str, locale: str, then: str, action: str) -> None:
    ctx = turn(no, locale=locale, agenda=proposed(action), tours=held(action), state=REACHABLE)
    assert ctx.understanding is not None
    take_in(ctx, ctx.understanding)
    says(ctx)
    assert not {"starts_at", "action", "tour_id"} & ctx.agenda.booking.keys()
    after = turn(then, locale=locale, agenda=ctx.agenda, tours=held(action), state=ctx.state)
    assert not {"book_tour", "move_tour"} & set(called(after))


FOLLOW_UPS = [
    ("what about 4 then?", "en", time(16)),
    ("and Monday at 2?", "en", time(14)),
    ("how about 4:30?", "en", time(16, 30)),
    ("would 4 work?", "en", time(16)),
    ("or 11 am?", "en", time(11)),
    ("does 3 pm work?", "en", time(15)),
    ("¿y a las 11?", "es", time(11)),
    ("¿qué tal a las 4?", "es", time(16)),
    ("y el lunes a las 3", "es", time(15)),
]


@pytest.mark.parametrize("action", ["book", "move"])
@pytest.mark.parametrize(("text", "locale", "at"), FOLLOW_UPS)
def test_who_goes_on_asking_of_times_asks_for_none(text: str, locale: str, at: time, action: str) -> None:
    first = turn("is Tuesday at 2 pm free?", tours=held(action), state=REACHABLE)
    said = [Line("bot", says(first, SlotsFound((slot(24, 14),), date(2026, 11, 24))))]
    ctx = turn(text, locale=locale, agenda=first.agenda, tours=held(action), state=first.state, history=said)
    assert called(ctx) == ["tour_slots"]
    assert ctx.understanding is not None
    assert ctx.understanding.when is not None
    assert ctx.understanding.when.at == at


@pytest.mark.parametrize("action", ["book", "move"])
@pytest.mark.parametrize("text", ["can we do 4 instead?", "4 pm please", "let's do 4 pm"])
def test_another_time_may_be_asked_for_after_a_question(text: str, action: str) -> None:
    first = turn("is Tuesday at 2 pm free?", tours=held(action), state=REACHABLE)
    said = [Line("bot", says(first, SlotsFound((slot(24, 14),), date(2026, 11, 24))))]
    ctx = turn(text, agenda=first.agenda, tours=held(action), state=first.state, history=said)
    assert called(ctx) == [f"{action}_tour"]
