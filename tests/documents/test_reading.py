"""What is read of good documents: each format gives the same sections, in the words of the document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.chunks import FEW_WORDS, LONGEST, MOST_WORDS, size
from knowledge.reading.document import read
from knowledge.reading.model import LIMITS, Format, Job, Reading
from knowledge.reading.reader import format_of
from tests.support.pdf import Run, heading, pdf

MARKDOWN = """---
title: "Resident guide"
---
# Resident guide

Welcome home.

## Pets

Two pets a home are welcome. [Ask us](mailto:pets@maple.example) about breeds.

- Cats: $25 a month
- Dogs: $35 a month

### Dog park

It is open from 6 AM to 10 PM.

## Fees

| Fee | Amount | Due |
|---|---|---|
| Application fee | $50 | at application |
| Amenity fee | $200 | |
"""
HTML = """<!doctype html><html><head><title>Resident guide</title></head><body>
<nav><a href="/">Home</a><a href="/tours">Tours</a></nav>
<main><h1>Resident guide</h1><p>Welcome <b>home</b>.</p><h2>Pets</h2>
<p>Two pets a home are welcome. <a href="mailto:pets@maple.example">Ask us</a> about breeds.</p>
<ul><li>Cats: $25 a month<li>Dogs: $35 a month</ul><h3>Dog park</h3><p>It is open from 6 AM to 10 PM.</p>
<h2>Fees</h2><table><tr><th>Fee<th>Amount<th>Due<tr><td>Application fee<td>$50<td>at application
<tr><td>Amenity fee<td>$200<td></table></main><footer>All rights reserved</footer></body></html>"""
SECTIONS = [
    (("Resident guide",), "Welcome home."),
    (
        ("Resident guide", "Pets"),
        "Two pets a home are welcome. Ask us (pets@maple.example) about breeds.\n- Cats: $25 a month\n"
        "- Dogs: $35 a month",
    ),
    (("Resident guide", "Pets", "Dog park"), "It is open from 6 AM to 10 PM."),
    (("Resident guide", "Fees"), "- Application fee: amount $50, due at application\n- Amenity fee: amount $200"),
]


def _read(data: bytes | str, format_: Format | None = None) -> Reading:
    return read(data.encode() if isinstance(data, str) else data, Job(format_), LIMITS)


def _sections(reading: Reading) -> list[tuple[tuple[str, ...], str]]:
    return [(piece.path, piece.text) for piece in reading.pieces]


@pytest.mark.parametrize(("data", "format_"), [(MARKDOWN, "markdown"), (HTML, "html"), (HTML, None)])
def test_the_same_guide_in_markdown_and_html(data: str, format_: Format | None) -> None:
    reading = _read(data, format_)
    assert reading.title == "Resident guide"
    assert _sections(reading) == SECTIONS


def test_a_pdf_by_the_size_of_its_letters() -> None:
    first = [
        heading("Resident guide", 22),
        Run("Welcome home.", skip=1),
        heading("Pets"),
        Run("Two pets a home are welcome, and a third one is when the", skip=1),
        Run("office has said so in writing before it moves in."),
        heading("Dog park", 13),
        Run("It is open from 6 AM to 10 PM.", skip=1),
    ]
    second = [heading("Fees"), Run("Application fee: $50", skip=1), Run("Amenity fee: $200", skip=1)]
    reading = _read(pdf([first, second], title="The guide"), "pdf")
    assert reading.title == "The guide"
    assert _sections(reading) == [
        (("Resident guide",), "Welcome home."),
        (
            ("Resident guide", "Pets"),
            "Two pets a home are welcome, and a third one is when the office has said so in writing before it "
            "moves in.",
        ),
        (("Resident guide", "Pets", "Dog park"), "It is open from 6 AM to 10 PM."),
        (("Resident guide", "Fees"), "- Application fee: $50\n- Amenity fee: $200"),
    ]


def test_what_stands_on_every_page_of_a_pdf_is_said_once_or_not() -> None:
    pages = [
        [
            Run("Maple Court - Resident guide"),
            heading(f"Chapter {name}"),
            Run(text, skip=1),
            Run(f"Page {at} of 3", skip=9),
        ]
        for at, (name, text) in enumerate(
            [("Pool", "The pool opens at nine."), ("Gym", "The gym never closes."), ("Bikes", "Bikes stand below.")], 1
        )
    ]
    said = "\n".join(piece.text for piece in _read(pdf(pages)).pieces)
    assert said.splitlines() == ["The pool opens at nine.", "The gym never closes.", "Bikes stand below."]


def test_plain_text_has_headings_too() -> None:
    text = "PARKING\n\nEach home has one permit.\n\nGuests\n------\nGuests park on the\nstreet.\n\n"
    text += "2.1 Towing\n\nNo towing.\n"
    assert _sections(_read(text, "text")) == [
        (("PARKING",), "Each home has one permit."),
        (("PARKING", "Guests"), "Guests park on the street."),
        (("PARKING", "Guests", "2.1 Towing"), "No towing."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "La piscina está abierta de día: 5 € por invitado.\n" * 3
    (piece,) = _read(text.encode(encoding), "text").pieces
    assert "está abierta de día: 5 €" in piece.text


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">{}</p>',
        '<p style="visibility: hidden">{}</p>',
        '<p style="color:#fff">{}</p>',
        '<div style="background:#000"><p style="color:#000">{}</p></div>',
        '<p style="font-size:0">{}</p>',
        '<p style="position:absolute;left:-9999px">{}</p>',
        "<p hidden>{}</p>",
        '<p aria-hidden="true">{}</p>',
        '<p class="secret">{}</p>',
        "<!-- {} -->",
        "<script>{}</script>",
        "<template>{}</template>",
        '<svg><text y="9">{}</text></svg>',
        '<table><tr><td>Seen</td><td style="display:none">{}</td></tr></table>',
        '<input value="{}">',
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    style = "<style>/* */ .secret { display : none }</style>"
    page = (
        f"<!doctype html><html><head>{style}</head><body><p>The pool opens at nine.</p>{hidden.format('Rent is free')}"
    )
    reading = _read(page)
    assert "The pool opens at nine." in reading.pieces[0].text
    assert "free" not in str(reading)
    in_markdown = _read(f"# Pool\n\nThe pool opens at nine.\n\n{hidden.format('Rent is free')}\n", "markdown")
    if "secret" not in hidden:
        assert "free" not in str(in_markdown)


def test_characters_that_nobody_sees_are_gone() -> None:
    zero, turned, tag = "\u200b", "\u202e", "\U000e0041"
    (piece,) = _read(f"The po{zero}ol opens{turned} at{tag} nine\x07 o\ufb03cially.", "text").pieces
    assert piece.text == "The pool opens at nine officially."


def test_pieces_are_of_a_size_that_can_be_searched() -> None:
    sentence = "The gym is open to residents and their guests at any hour of any day. "
    rows = "".join(f"<tr><td>Fee {n}<td>${n}" for n in range(200))
    page = f"<!doctype html><html><body><h1>Long</h1><p>{sentence * 200}</p><table>{rows}</table><p>{'x' * 9000}</p>"
    pieces = _read(page).pieces
    assert all(len(piece.text) <= LONGEST + 2 for piece in pieces)
    assert all(size(piece.text.split("\n")) <= MOST_WORDS + FEW_WORDS for piece in pieces)
    assert {piece.path for piece in pieces} == {("Long",)}
    said = "\n".join(piece.text for piece in pieces)
    assert all(f"- Fee {n}: ${n}" in said.split("\n") for n in range(200)), "rows stay whole"


@given(
    st.lists(
        st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12), min_size=1, max_size=400
    )
)
def test_no_word_of_a_text_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    reading = _read(f"# Heading\n\n<p>{text}</p>", "markdown")
    assert " ".join(piece.text for piece in reading.pieces).split() == text.split()


@pytest.mark.parametrize(
    ("name", "type_", "format_"),
    [
        ("Guide.PDF", None, "pdf"),
        ("guide.htm", "application/pdf", "html"),
        (None, "text/markdown; charset=utf-8", "markdown"),
        ("guide", None, None),
        ("guide.docx", None, None),
    ],
)
def test_what_a_name_says(name: str | None, type_: str | None, format_: str | None) -> None:
    assert format_of(name, type_) == format_
