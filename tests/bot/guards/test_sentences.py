from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guards.sentences import MAX_LENGTH, Sentences

WORDS = st.sampled_from(
    [
        "Rent", "is", "$1,850.50", "at", "10:00", "a.m.", "on", "Main St.", "No. 5", "e.g.", "Dr. Lee",
        "hello@site.com",
        "https://a.example/b?c=1.", "1.", "2)", "Yes!", "Really?", "…", "...", "\n", "\n\n", "- ", "¿Qué?",
        "1.5", "Apt. 4B", "PM. You", "p.m. We'll", "Building A. I", "J. R. Smith", "Main St. It's",
        "(ok.)", '"Done."', "U.S.", "  ", "\t", "x" * 90,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=700), st.lists(WORDS, max_size=120).map(" ".join))


def split(text: str, cuts: list[int]) -> list[str]:
    sentences = Sentences()
    found: list[str] = []
    marks = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    for start, end in pairwise(marks):
        found += sentences.feed(text[start:end])
    rest = sentences.flush()
    return [*found, rest] if rest else found


@given(TEXTS, st.lists(st.integers(0, 700), max_size=40))
def test_nothing_is_lost_and_the_pieces_do_not_matter(text: str, cuts: list[int]) -> None:
    found = split(text, cuts)
    assert "".join(found) == text
    assert found == split(text, [])
    assert found == split(text, list(range(len(text))))


@given(TEXTS)
def test_no_sentence_is_longer_than_the_maximum(text: str) -> None:
    assert all(len(sentence) <= MAX_LENGTH for sentence in split(text, [])[:-1])


@pytest.mark.parametrize(
    "text",
    [
        "The rent is $1,850.50 a month. ",
        "Come at 10:00 a.m. on Monday. ",
        "We are at 12 Main St. near Apt. 4, No. 5. ",
        "Bring ID, e.g. a passport, i.e. something valid. ",
        "Write to leasing@juniper.example.com or see https://juniper.example/a.b?c=d. ",
        "It has 1.5 baths and 940 sq. ft. of space. ",
        "Ask Dr. Lee or Mrs. J. R. Smith. ",
        "Open Mon. to Fri. until 6 p.m. sharp. ",
        "The tour is at 10:00 a.m. and ends at 11 p.m. 30 at the latest. ",
        "We are in St. Louis, on St. Charles Ave. 12. ",
        "Ask for J. Smith or K. Lee in Apt. B today. ",
        "It is in the U.S. Census, as I. Newton knows. ",
        "Unit No. 5 and Bldg. C are ready. ",
    ],
)
def test_a_sentence_stays_whole(text: str) -> None:
    assert split(text + "Next one.", []) == [text, "Next one."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I have Thu, Nov 19 at 12:30 PM. ", "You can also come at 7:15 PM."),
        ("We close at 6 p.m. ", "Parking is free."),
        ("Come by at 9 AM. ", "The office is open."),
        ("That home is in Building A. ", "I am glad to show it."),
        ("It is floor plan B. ", "Two of them are free."),
        ("Pets live in Buildings A and B. ", "Building C is pet-free."),
        ("So do I. ", "What else can I do?"),
        ("We are at 12 Main St. ", "You'll see the sign."),
        ("The office is on Alder Mill Rd. ", "It’s open now."),
    ],
)
def test_a_sentence_ends_where_a_common_word_begins_the_next(first: str, second: str) -> None:
    assert split(first + second, []) == [first, second]
    assert split(first + second, list(range(len(first + second)))) == [first, second]


def test_what_ends_a_sentence() -> None:
    assert split("Yes! Really? It is. \n\nNo. We are not.\n1. First\n2. Second", []) == [
        "Yes! ", "Really? ", "It is. \n\n", "No. ", "We are not.\n", "1. First\n", "2. Second",
    ]  # fmt: skip


def test_a_sentence_waits_until_the_next_begins() -> None:
    sentences = Sentences()
    assert sentences.feed("It is $1.") == []
    assert sentences.feed("50 each. ") == []
    assert sentences.feed("T") == ["It is $1.50 each. "]
    assert sentences.flush() == "T"


def test_a_long_run_is_cut_at_a_space() -> None:
    found = split("word " * 200, [])
    assert all(piece.endswith("word ") for piece in found)
    assert max(map(len, found)) <= MAX_LENGTH
