"""What holds for any day, amount, address or text, however it is written. Today is Friday, November 20, 2026."""

from __future__ import annotations

import signal
from datetime import date, time, timedelta
from typing import Any

import pytest
from embedded_support import NOW, home, offered, scene, shown, slot
from hypothesis import given, settings
from hypothesis import strategies as st
from utterances import ROWS
from utterances_spanish import ROWS as SPANISH_ROWS

from bot.brains.embedded.understand import understand
from bot.brains.embedded.understand.amounts import ONES
from bot.context import Agenda
from bot.understanding import Understanding

TODAY = NOW.date()
DAYS = st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=364))
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
MESES = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
]  # fmt: skip
RENTS = st.integers(60, 900).map(lambda tens: tens * 10)


def read(text: str, locale: str = "en", asked: str | None = None, **given: Any) -> Understanding:
    return understand(text, scene(agenda=Agenda(asked=asked, **given), locale=locale))


def ending(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def in_english(day: date) -> list[str]:
    name, short, th = MONTHS[day.month - 1], MONTHS[day.month - 1][:3], f"{day.day}{ending(day.day)}"
    return [
        f"{name} {day.day}", f"{name} {th}", f"{name} {day.day}, {day.year}", f"{short} {day.day}", f"{short}. {th}",
        f"the {th} of {name}", f"{day.day} {name}", f"{day.month}/{day.day}", f"{day:%m/%d/%Y}", f"{day:%m/%d/%y}",
        day.isoformat(), f"{name} {day.day}".lower(), f"{name} {th}".upper(),
    ]  # fmt: skip


def in_spanish(day: date) -> list[str]:
    name = MESES[day.month - 1]
    return [
        f"el {day.day} de {name}", f"{day.day} de {name}", f"{day.day} de {name} de {day.year}",
        f"para el {day.day} de {name}", f"{name} {day.day}", f"EL {day.day} DE {name.upper()}", day.isoformat(),
    ]  # fmt: skip


@given(DAYS)
def test_any_day_is_read_back_in_every_spelling(day: date) -> None:
    for spelling in in_english(day):
        assert read(spelling, asked="move_in").updates == {"move_in_date": day}, spelling
        assert read(f"I'd like to move in on {spelling}").updates.get("move_in_date") == day, spelling
    for spelling in in_spanish(day):
        assert read(spelling, "es", asked="move_in").updates == {"move_in_date": day}, spelling
        assert read(f"me quiero mudar {spelling}", "es").updates.get("move_in_date") == day, spelling


@given(st.integers(0, 13).map(lambda ahead: TODAY + timedelta(days=1 + ahead)), st.sampled_from(range(9, 18)))
def test_any_tour_is_read_back(day: date, hour: int) -> None:
    twelve, half = hour % 12 or 12, "am" if hour < 12 else "pm"
    for written in (f"{twelve}{half}", f"{twelve} {half.upper()}", f"{twelve}:00 {half}", f"at {twelve}", f"{hour}:00"):
        when = read(f"book a tour on {MONTHS[day.month - 1]} {day.day} {written}").when
        assert when is not None, written
        assert (when.day, when.at) == (day, time(hour)), written
    when = read(f"quiero visitar el {day.day} de {MESES[day.month - 1]} a las {twelve}", "es").when
    assert when is not None
    assert (when.day, when.at) == (day, time(hour))


@given(st.sampled_from(range(9, 18)))
def test_a_bound_is_never_an_hour(hour: int) -> None:
    twelve, half = hour % 12 or 12, "am" if hour < 12 else "pm"
    for written in (f"{twelve}", f"{twelve}{half}", f"{twelve}:00 {half}"):
        for lead in ("after", "any time after", "not before", "no earlier than", "past"):
            when = read(f"can I tour tomorrow {lead} {written}").when
            assert when is not None, (lead, written)
            assert (when.at, when.earliest, when.latest) == (None, time(hour), None), (lead, written)
        for lead in ("before", "earlier than", "no later than", "any time before"):
            when = read(f"can I tour tomorrow {lead} {twelve} {half}").when
            assert when is not None, (lead, written)
            assert (when.at, when.earliest, when.latest) == (None, None, time(hour)), (lead, written)
    for lead, bounds in (("después de", (time(hour), None)), ("antes de", (None, time(hour)))):
        when = read(f"puedo visitar mañana {lead} las {twelve} {half}", "es").when
        assert when is not None, lead
        assert (when.at, when.earliest, when.latest) == (None, *bounds), lead


def amounts(dollars: int) -> list[str]:
    return [f"{dollars}", f"${dollars}", f"{dollars:,}", f"${dollars:,}", f"${dollars:,}.00", f"{dollars} dollars",
            f"{dollars / 1000:g}k" if dollars >= 1000 else f"{dollars} bucks"]  # fmt: skip


@given(RENTS)
def test_any_amount_is_read_back(dollars: int) -> None:
    for amount in amounts(dollars):
        for most in ("under {}", "no more than {}", "my budget is {}", "up to {} a month", "{} max", "at most {}"):
            assert read(most.format(amount)).updates == {"price_max_cents": dollars * 100}, most.format(amount)
        assert read(amount, asked="budget").updates == {"price_max_cents": dollars * 100}, amount
        assert read(f"at least {amount} please", asked="budget").updates == {"price_min_cents": dollars * 100}, amount
    for amount in (f"{dollars}", f"${dollars:,}", f"{dollars} dólares", f"{dollars:,}".replace(",", ".")):
        for most in ("menos de {}", "no más de {}", "mi presupuesto es {}", "hasta {} al mes", "máximo {}"):
            found = read(most.format(amount), "es").updates
            assert found == {"price_max_cents": dollars * 100}, most.format(amount)


@given(RENTS, RENTS)
def test_any_range_is_read_back(one: int, other: int) -> None:
    low, high = min(one, other), max(one, other)
    expected = {"price_min_cents": low * 100, "price_max_cents": high * 100}
    for text in (f"between {low} and {high}", f"between ${low:,} and ${high:,} a month", f"${low} - ${high}"):
        assert read(text, asked="budget").updates == expected, text
    assert read(f"{low}-{high}", asked="budget").updates == expected
    for text in (f"entre {low} y {high}", f"de {low} a {high} dólares"):
        assert read(text, "es", asked="budget").updates == expected, text


@given(st.integers(1, 20))
def test_hundreds_and_thousands_in_words_are_amounts(hundreds: int) -> None:
    word = list(ONES)[hundreds]
    expected = {"price_max_cents": hundreds * 100_00} if hundreds > 1 else {}
    assert read(f"{word} hundred", asked="budget").updates == expected


@given(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_all_spellings_of_a_number_are_one_number(digits: str) -> None:
    area, middle, last = digits[:3], digits[3:6], digits[6:]
    for written in (
        digits, f"{area}-{middle}-{last}", f"({area}) {middle}-{last}", f"{area}.{middle}.{last}",
        f"{area} {middle} {last}", f"+1 {area} {middle} {last}", f"1-{area}-{middle}-{last}", f"+1{digits}",
    ):  # fmt: skip
        for text in (written, f"my number is {written}.", f"call or text {written}, thanks"):
            assert read(text, asked="contact").updates.get("phone") == f"+1{digits}", text
        assert read(f"mi teléfono es {written}", "es", asked="contact").updates.get("phone") == f"+1{digits}", written


LOCAL = st.from_regex(r"[a-zA-Z0-9]{1,12}([._+-][a-z0-9]{1,8}){0,2}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z0-9]{2,12}\.example", fullmatch=True)


@given(LOCAL, DOMAIN)
def test_any_address_is_read_back(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    for text in (
        address,
        f"my email is {address}.",
        f"sure, {address}",
        f"({address})",
        f"mi correo es {address}, gracias",
    ):
        found = read(text, asked="contact")
        assert found.updates.get("email") == address, text
        assert not found.invalid


TAKEN_BACK = ("{}, no, {}", "{}. no wait, {}", "{}, sorry, {}", "{} actually {}", "{}, I mean {}", "not {}, {}")
RETIRADO = ("{}, no, {}", "{}, perdón, {}", "{}, digo, {}", "{}, mejor {}", "no {}, {}")


@given(st.integers(1, 6), st.integers(1, 6), RENTS, RENTS)
def test_of_what_is_put_right_the_second_counts(one: int, other: int, rent: int, another: int) -> None:
    for locale, forms in (("en", TAKEN_BACK), ("es", RETIRADO)):
        for form in forms:
            text = form.format(one, other)
            assert read(text, locale, asked="bedrooms").updates == {"bedrooms": other}, (locale, text)
            text = form.format(rent, another)
            assert read(text, locale, asked="budget").updates == {"price_max_cents": another * 100}, (locale, text)


@given(DAYS, DAYS)
def test_of_two_days_the_one_put_right_counts(one: date, other: date) -> None:
    for form in ("{}, no, {}", "not {}, {}", "{}. actually {}", "{}, sorry, {}"):
        text = form.format(in_english(one)[0], in_english(other)[0])
        assert read(text, asked="move_in").updates.get("move_in_date") == other, text
    for form in ("{}, no, {}", "no {}, {}", "{}, mejor {}"):
        text = form.format(in_spanish(one)[0], in_spanish(other)[0])
        assert read(text, "es", asked="move_in").updates.get("move_in_date") == other, text


ALL_ROWS = [*ROWS, *SPANISH_ROWS]
PIECES = st.lists(st.sampled_from(sorted({word for row in ALL_ROWS for word in row.text.split()})), max_size=60)
HOMES = shown(home("204", rent=190000), home("A-12", rent=210000, bedrooms=3))
TIMES = offered(slot(24, 10), slot(24, 14))
RUNS_AWAY = 20
"""seconds: a pattern that runs away takes minutes, and is not waited for"""


def is_understood(text: str, locale: str, asked: str | None) -> None:
    def give_up(*_: Any) -> None:
        raise AssertionError(f"a pattern runs away on {text[:200]!r}")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(RUNS_AWAY)
    try:
        assert read(text, locale, asked, homes=HOMES, slots=TIMES).intents
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


ASKED = st.sampled_from([None, "bedrooms", "budget", "move_in", "contact", "tour_time", "book", "pets", "unit"])


@given(st.text(max_size=2000), st.sampled_from(["en", "es"]), ASKED)
def test_any_text_is_understood(text: str, locale: str, asked: str | None) -> None:
    is_understood(text, locale, asked)


@given(PIECES, st.sampled_from(["en", "es"]), ASKED)
@settings(max_examples=300)
def test_any_jumble_of_renters_words_is_understood(words: list[str], locale: str, asked: str | None) -> None:
    is_understood(" ".join(words), locale, asked)


@pytest.mark.parametrize(
    "piece", ["1, no, ", "a ", "no 2, ", "after 4 ", "1.", "$1 - ", "two thousand ", "not the ", "mil "]
)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_repeated_piece_is_understood_in_time(piece: str, locale: str) -> None:
    is_understood(piece * 500, locale, "budget")
