"""Reading single messages: a table of utterances, and what needs homes, times or tours before it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from embedded_support import ZONE, home, offered, scene, shown, slot, tour
from utterances import ROWS, Row
from utterances_spanish import ROWS as SPANISH_ROWS

from bot.brains.embedded.understand import understand
from bot.brains.embedded.understand.names import index_of
from bot.context import Agenda
from bot.understanding import Intent, When

HOMES = shown(home("204", rent=190000), home("311", rent=175000), home("A-12", rent=210000, bedrooms=3))
TIMES = offered(slot(24, 10), slot(24, 14), slot(25, 10))


def read(text: str, agenda: Agenda | None = None, **given: Any) -> Any:
    return understand(text, scene(agenda=agenda or Agenda(), **given))


LOCALES = [*(("en", row) for row in ROWS), *(("es", row) for row in SPANISH_ROWS)]


@pytest.mark.parametrize(("locale", "row"), LOCALES, ids=lambda given: getattr(given, "text", given))
def test_what_an_utterance_means(locale: str, row: Row) -> None:
    homes, times = (HOMES if row.shown == "homes" else []), (TIMES if row.shown == "times" else [])
    said = (row.said,) if row.said else ()
    found = read(row.text, Agenda(asked=row.asked, homes=homes, slots=times), said=said, locale=locale)
    # The home is compared by its id.
    assert {slot: value for slot, value in found.updates.items() if slot != "unit_of_interest"} == row.slots
    assert {str(intent) for intent in found.intents} == set(row.intents.split())
    assert found.cleared == set(row.cleared.split())
    assert (found.home, found.price.lease_months if found.price else None) == (row.home, row.lease)
    assert found.below_cents == row.below
    if row.when is not None:
        assert found.when == row.when
    if row.slot is not None or row.shown == "times":
        assert found.slot == row.slot


@pytest.mark.parametrize("row", [row for row in ROWS if row.intents == "ask"], ids=lambda row: row.text)
def test_a_question_is_kept_whole(row: Row) -> None:
    assert read(row.text).question == row.text


@pytest.mark.parametrize("text", ["a 1 bedroom in SF", "anything in san fran", "in SFO please"])
def test_a_town_by_its_short_name(text: str) -> None:
    assert read(text, areas=index_of(("San Francisco", "Oakland"))).updates["area"] == "San Francisco"


def test_a_short_name_of_a_town_that_is_not_known_is_none() -> None:
    assert "area" not in read("a 1 bedroom in SF", areas=index_of(("Oakland",))).updates


def test_a_question_beside_a_wish_is_taken_out_of_it() -> None:
    assert read("I need a 1 bedroom. Is parking free?").question == "Is parking free?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", "id-311"),
        ("the cheaper one looks nice", "id-311"),
        ("how much is unit 204?", "id-204"),
        ("I'd like to see A-12", "id-A-12"),
        ("tell me about the last one", "id-A-12"),
        ("option 1", "id-204"),
        ("what's the deposit on the second one?", "id-311"),
        ("is apartment 999 available?", "999"),
    ],
)
def test_which_home_is_meant(text: str, expected: str) -> None:
    assert read(text, Agenda(homes=HOMES)).home == expected


@pytest.mark.parametrize("text", ["how much is unit 204?", "what's the deposit on the second one?"])
def test_figures_of_a_home_are_a_quote(text: str) -> None:
    assert read(text, Agenda(homes=HOMES)).intents == [Intent.QUOTE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can I see it tomorrow?", When(date(2026, 11, 21))),
        ("book me a tour on Tuesday at 2", When(date(2026, 11, 24), time(14))),
        ("could I visit next wednesday afternoon", When(date(2026, 11, 25), None, "afternoon")),
        ("tour on the 30th at 10:30am", When(date(2026, 11, 30), time(10, 30))),
        ("I'd like to come by on Dec 2 around noon", When(date(2026, 12, 2), time(12))),
        ("schedule a viewing the day after tomorrow at half past nine", When(date(2026, 11, 22), time(9, 30))),
        ("set up a tour for 11/24 at 3pm", When(date(2026, 11, 24), time(15))),
        ("visit in 4 days between 2 and 4 pm", When(date(2026, 11, 24), earliest=time(14), latest=time(16))),
    ],
)
def test_when_a_tour_is_wanted(text: str, expected: When) -> None:
    found = read(text)
    assert found.when == expected
    assert found.has(Intent.TOUR)
    assert found.updates["tour_requested_on"] == expected.day


def test_a_time_to_the_minute_is_kept_in_the_property_zone() -> None:
    found = read("book me a tour on Tuesday at 2")
    assert found.updates["tour_datetime"] == datetime(2026, 11, 24, 14, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", TIMES[1]["value"]),
        ("2 pm works", TIMES[1]["value"]),
        ("the first slot please", TIMES[0]["value"]),
        ("wednesday at 10", TIMES[2]["value"]),
        ("the last one", TIMES[2]["value"]),
        ("tuesday 10am is good", TIMES[0]["value"]),
    ],
)
def test_which_of_the_offered_times_is_meant(text: str, expected: str) -> None:
    found = read(text, Agenda(asked="tour_time", slots=TIMES))
    assert found.slot == expected
    assert found.has(Intent.TOUR)


def test_a_time_offered_on_two_days_is_not_guessed() -> None:
    assert read("10 am", Agenda(asked="tour_time", slots=TIMES)).slot is None


def test_a_pressed_time_is_that_time() -> None:
    agenda = Agenda(slots=TIMES)
    assert read("Tue, Nov 24", agenda, choice=TIMES[0]["value"]).slot == TIMES[0]["value"]


def test_a_button_that_is_no_time_is_read_by_its_label() -> None:
    assert read("What is your pet policy?", choice="quick-3").has(Intent.ASK)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("please cancel my tour", Intent.TOUR_CANCEL),
        ("I can't make it on Tuesday", Intent.TOUR_CANCEL),
        ("I need to reschedule", Intent.TOUR_MOVE),
        ("can we move my visit to Thursday at 11?", Intent.TOUR_MOVE),
        ("when is my tour?", Intent.TOUR_STATUS),
    ],
)
def test_what_is_wanted_of_a_booked_tour(text: str, intent: Intent) -> None:
    assert read(text, tours=(tour(),)).intents[-1] is intent


def test_a_new_day_for_a_waiting_booking_keeps_the_talk_on_tours() -> None:
    agenda = Agenda(asked="tour_time", booking={"action": "book", "starts_at": slot(24, 10).value})
    found = read("no, the 30th", agenda)
    assert found.when == When(date(2026, 11, 30))
    assert found.has(Intent.TOUR)


@pytest.mark.parametrize(("text", "field"), [("reach me at lena@", "email"), ("my number is 555-0142", "phone")])
def test_an_address_that_cannot_be_one_is_named(text: str, field: str) -> None:
    found = read(text, Agenda(asked="contact"))
    assert field in found.invalid
    assert field not in found.updates


def test_a_yes_means_what_the_last_line_offered() -> None:
    assert read("sure", said=("Shall I put you down for a tour?",)).has(Intent.TOUR)
    assert not read("sure", said=("The pool is open all year.",)).has(Intent.TOUR)


def test_features_add_up_and_can_be_taken_back() -> None:
    before = scene()
    before.state.desired_features.append("garage")
    assert understand("I want a balcony too", before).updates["desired_features"] == ["garage", "balcony"]
    assert understand("we don't need a garage anymore", before).updates["desired_features"] == []


@pytest.mark.parametrize(
    ("text", "asked", "cleared"),
    [
        ("price doesn't matter", None, {"price_max_cents", "price_min_cents"}),
        ("any size", None, {"bedrooms"}),
        ("my move-in date is flexible", None, {"move_in_date"}),
        ("no preference", "bedrooms", {"bedrooms"}),
        ("doesn't matter", "budget", {"price_max_cents", "price_min_cents"}),
    ],
)
def test_a_wish_can_be_taken_back(text: str, asked: str | None, cleared: set[str]) -> None:
    found = read(text, Agenda(asked=asked))
    assert found.cleared == cleared
    assert found.has(Intent.INFORM)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", 20), ("tomorrow", 21), ("the day after tomorrow", 22), ("this Monday", 23), ("next Friday", 27),
        ("Friday next week", 27), ("a week from Saturday", 28),
        ("in 4 days", 24), ("the 27th", 27), ("the twenty-fifth", 25), ("Nov 30th", 30), ("the 24th of this month", 24),
        ("November 24, 2026", 24), ("11/25/26", 25), ("2026-11-26", 26),
    ],
)  # fmt: skip
def test_days_of_a_tour(text: str, day: int) -> None:
    assert read(f"I'd like to visit on {text}").when == When(date(2026, 11, day))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("sometime this weekend", 21, 22), ("next weekend", 28, 29), ("next week", 23, 29),
        ("early in the week", 23, 24), ("early next week", 23, 24), ("in the middle of next week", 25, 26),
        ("at the end of next week", 26, 27), ("the second half of next week", 25, 27), ("later this week", 21, 22),
        ("next midweek", 25, 26), ("the week after next", 30, 6), ("the week of the 24th", 23, 29),
        ("the weekend of november 28", 28, 29),
        ("a principios de la próxima semana", 23, 24), ("a finales de la semana que viene", 26, 27),
    ],
)  # fmt: skip
def test_days_of_which_any_suits_a_tour(text: str, first: int, last: int) -> None:
    lead = "quiero visitar" if text.startswith("a ") else "I'd like to visit"
    for hour in ("", " at 10am"):
        understood = read(f"{lead} {text}{hour}")
        assert understood.when == When(
            date(2026, 11, first), time(10) if hour else None, until=date(2026, 11 + (last < first), last)
        )
        assert not {"tour_requested_on", "tour_datetime"} & understood.updates.keys()


def test_a_day_that_does_not_suit_is_taken_off_the_week() -> None:
    when = read("any day next week but monday works for a tour").when
    assert when == When(date(2026, 11, 24), until=date(2026, 11, 29))


def test_the_first_week_of_a_month_is_no_part_of_a_week() -> None:
    when = read("I'd like to visit in the first week of december").when
    assert when is None or not when.leaves_the_day_open


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("around lunchtime", "midday"), ("during my lunch break", "midday"), ("first thing", "morning"),
        ("after lunch", "afternoon"),
    ],
)  # fmt: skip
def test_loose_times_of_the_day(text: str, part: str) -> None:
    when = read(f"can I tour tomorrow {text}").when
    assert when == When(date(2026, 11, 21), part_of_day=part)


@pytest.mark.parametrize("text", ["actually make it 11", "how about 11 instead?", "11 instead please", "let's do 11"])
def test_an_hour_put_right_after_booking(text: str) -> None:
    said = ("You're booked! Your in-person tour is on Tue, Nov 24 at 10:00 AM (EST).",)
    understood = read(text, tours=(tour(),), said=said)
    assert understood.when is not None
    assert understood.when.at == time(11)
    assert not understood.has(Intent.ASK)


def test_a_number_after_a_line_without_a_time_is_no_hour() -> None:
    assert read("actually make it 2", tours=(tour(),), said=("We have homes with 3 bedrooms.",)).when is None


def test_an_hour_without_its_day_is_looked_for_on_the_days_that_were_offered() -> None:
    when = read("10:30 am", Agenda(asked="tour_time", slots=TIMES)).when
    assert when == When(date(2026, 11, 24), time(10, 30), until=date(2026, 11, 25))
    # Ten o'clock is offered on both days.
    assert read("at 10", Agenda(asked="tour_time", slots=TIMES)).slot is None


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("10am", 10, 0), ("2 p.m.", 14, 0), ("at 3", 15, 0), ("at 9", 9, 0), ("noon", 12, 0), ("14:30", 14, 30),
        ("quarter to four", 15, 45), ("half past 1", 13, 30), ("4 o'clock", 16, 0), ("around eleven", 11, 0),
        ("3ish", 15, 0), ("10:15 am", 10, 15), ("three thirty pm", 15, 30),
    ],
)  # fmt: skip
def test_times_of_a_tour(text: str, hour: int, minute: int) -> None:
    found = read(f"book a tour tomorrow {text}").when
    assert found is not None
    assert found.at == time(hour, minute)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't do Monday, Tuesday at 2 works", When(date(2026, 11, 24), time(14))),
        ("any day except Monday, say Wednesday morning", When(date(2026, 11, 25), None, "morning")),
        ("Monday doesn't work, how about Tuesday", When(date(2026, 11, 24))),
    ],
)
def test_days_that_do_not_suit_are_passed_over(text: str, expected: When) -> None:
    assert read(text, Agenda(asked="tour_time")).when == expected


def test_a_time_that_a_manager_proposed_is_agreed_to() -> None:
    agenda = Agenda()
    place = scene(agenda=agenda, said=("Would Tuesday at 2 pm work for your visit?",))
    assert understand("sounds good", place).when == When(date(2026, 11, 24), time(14))


def test_hours_in_an_answer_are_no_proposal() -> None:
    place = scene(said=("The pool closes at 10:00 PM.",))
    place.state.tour_requested_on = date(2026, 11, 24)
    assert understand("ok great", place).when is None


def test_spanish_is_recognised_and_read() -> None:
    found = read("Hola, ¿se permiten mascotas?")
    assert found.language == "es"
    assert found.has(Intent.ASK)


ODD = ["", "   ", "???", "\n", "🙂", "a" * 4000, "1" * 4000, "2 " * 2000, "yes " * 800, "\u0000"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_is_read(text: str) -> None:
    assert read(text).intents


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("30 minutes earlier please", 9, 30), ("push it back an hour", 11, 0),
        ("push my tour back by 15 minutes", 10, 15),
        ("delay it half an hour", 10, 30), ("move it up an hour", 9, 0), ("can we do an hour later", 11, 0),
        ("una hora más tarde", 11, 0), ("media hora antes", 9, 30),
    ],
)  # fmt: skip
def test_a_settled_time_is_moved_by_so_much(text: str, hour: int, minute: int) -> None:
    assert read(text, tours=(tour(),)).when == When(date(2026, 11, 24), time(hour, minute))
    assert read(text).when is None


def test_a_refused_day_is_no_refused_address() -> None:
    understood = read(
        "no, not Friday. Monday", Agenda(asked="contact", booking={"starts_at": "2026-11-27T10:00-05:00"})
    )
    assert understood.names_a_time
    assert understood.when == When(date(2026, 11, 23))


def test_yes_to_a_cancellation_agrees_to_no_time() -> None:
    assert read("yes", said=("Your tour on Tue, Nov 24 at 2:00 PM is cancelled.",), tours=()).when is None


@pytest.mark.parametrize(
    "text",
    [
        "I can't make it, can we do another time?", "I can't make it tomorrow. What about Wednesday at 2?",
        "sorry we won't be able to make it, is there a later slot", "ya no puedo ir, ¿puede ser otro día?",
        "I can't come tomorrow. What about Wednesday at 2?", "no puedo ir, ¿hay otro día?",
    ],
)  # fmt: skip
def test_who_cannot_come_and_wants_another_time_keeps_the_tour(text: str) -> None:
    understood = read(text, tours=(tour(21),))
    assert understood.has(Intent.TOUR_MOVE), understood.intents
    assert not understood.has(Intent.TOUR_CANCEL)
    assert read("I can't make it, please cancel", tours=(tour(21),)).has(Intent.TOUR_CANCEL)


@pytest.mark.parametrize("text", ["book me for 2026-11-24 at 10:00", "tour tuesday at 10, my name is Ana"])
def test_a_date_is_no_budget_and_a_comma_ends_an_hour(text: str) -> None:
    understood = read(text)
    assert understood.when == When(date(2026, 11, 24), time(10))
    assert "price_max_cents" not in understood.updates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before 10am on tuesday", When(date(2026, 11, 24), latest=time(10))),
        ("tuesday before 4", When(date(2026, 11, 24), latest=time(16))),
        ("tuesday between 3 and 5", When(date(2026, 11, 24), earliest=time(15), latest=time(17))),
        ("tuesday from 10 to 1 pm", When(date(2026, 11, 24), earliest=time(10), latest=time(13))),
        ("tuesday not before 11", When(date(2026, 11, 24), earliest=time(11))),
        ("tuesday 2 pm or later", When(date(2026, 11, 24), earliest=time(14))),
        ("tuesday after 2 but before 5", When(date(2026, 11, 24), earliest=time(14), latest=time(17))),
        ("tuesday after 2, say 3:30", When(date(2026, 11, 24), time(15, 30))),
    ],
)
def test_hours_that_bound_a_tour(text: str, expected: When) -> None:
    assert read(f"I'd like to tour {text}").when == expected
