"""How addresses, numbers and names are kept and compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leasing.people import (
    email_key,
    emails_near,
    folded,
    name_key,
    names_agree,
    normal_email,
    normal_phone,
    weak_email,
)

LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "Z")), max_size=30)
LOCAL = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,12}[A-Za-z0-9]", fullmatch=True)
DOMAIN = st.sampled_from(["Gmail.com", "googlemail.com", "Mail.Example", "EXAMPLE.org", "bücher.example"])


@settings(deadline=None)
@given(LOCAL, DOMAIN)
def test_a_normal_email_is_normal(local: str, domain: str) -> None:
    once = normal_email(f" {local}@{domain} ")
    if once is not None:
        assert normal_email(once) == once
        assert once.partition("@")[0] == local
        assert weak_email(once) is not None
        assert weak_email(weak_email(once)) == weak_email(once)
        assert weak_email(once.upper()) == weak_email(once)
        assert email_key(email_key(once)) == email_key(once)


@settings(deadline=None)
@given(st.integers(2_000_000_000, 9_899_999_999), st.sampled_from(["{}", "1{}", "+1{}", "+1 {} ", "001{}"]))
def test_a_normal_phone_is_normal(number: int, written: str) -> None:
    once = normal_phone(written.format(number))
    if once is not None:
        assert normal_phone(once) == once
        assert normal_phone(once, "GB") == once
        assert once.startswith("+")


@settings(deadline=None)
@given(LETTERS)
def test_a_folded_name_is_folded(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@settings(deadline=None)
@given(LETTERS, LETTERS, LETTERS, LETTERS)
def test_agreement_is_mutual_and_with_oneself(first: str, last: str, first2: str, last2: str) -> None:
    assert names_agree((first, last), (first2, last2)) == names_agree((first2, last2), (first, last))
    assert names_agree((first, last), (first, last)) != "clash"


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_a_key_says_what_folding_says(first: str, last: str) -> None:
    key = name_key(first, last)
    assert (key is None) == (not folded(first) or not folded(last))


@pytest.mark.parametrize(
    "written",
    ["919-555-0101", "(919) 555-0101", "919.555.0101", "+1 919 555 0101", "1 919 555 0101", "9195550101"],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert normal_phone(written) == "+19195550101"


def test_a_number_is_of_its_propertys_country() -> None:
    assert normal_phone("020 7946 0958", "GB") == "+442079460958"
    assert normal_phone("+1 919 555 0101", "GB") == "+19195550101"


@pytest.mark.parametrize("written", ["555-0101", "12345", "my phone", "", "919-555-010", "+", "1" * 40])
def test_what_is_no_number(written: str) -> None:
    assert normal_phone(written) is None


@pytest.mark.parametrize(
    "written", ["ana", "ana@", "@mail.example", "ana@mail", "ana@@mail.example", "a b@mail.example"]
)
def test_what_is_no_address(written: str) -> None:
    assert normal_email(written) is None


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert normal_email("Ana.Ruiz+Tour@MAIL.Example") == "Ana.Ruiz+Tour@mail.example"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("ana.ruiz@gmail.com", "anaruiz+tour@googlemail.com", True),
        ("ana.ruiz@mail.example", "anaruiz@mail.example", False),
        ("ana+x@mail.example", "Ana@mail.example", True),
        ("+ana@mail.example", "+ana@mail.example", True),
    ],
)
def test_one_mailbox(one: str, other: str, alike: bool) -> None:
    assert (weak_email(one) == weak_email(other)) is alike


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("ana@gmail.com", "ana@gmial.com", True),
        ("ana.ruiz@mail.example", "ana.riuz@mail.example", True),
        ("ana@mail.com", "ana@mail.co", True),
        ("ana1@mail.com", "ana2@mail.com", False),
        ("ana@mail.com", "bob@mail.com", False),
    ],
)
def test_addresses_a_slip_apart(one: str, other: str, near: bool) -> None:
    assert emails_near(one, other) is near


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (("Jon", "Baker"), ("John", "Baker"), "agree"),
        (("Bob", "Baker"), ("Robert", "Baker"), "agree"),
        (("J", "Baker"), ("John", "Baker"), "agree"),
        (("José", "Núñez"), ("jose", "nunez"), "agree"),
        (("Ana", "Ruiz Soto"), ("Ana", "Ruiz"), "agree"),
        (("Ana", "Ruiz-Soto"), ("Ana", "Soto"), "agree"),
        (("Ana", "Petersen"), ("Ana", "Petersan"), "agree"),
        (("Baker", "John"), ("John", "Baker"), "agree"),
        (("Ana", None), ("Ana", "Ruiz"), "agree"),
        (("Ana", None), (None, "Ruiz"), "unknown"),
        ((None, None), ("Ana", "Ruiz"), "unknown"),
        (("Ana", "Ruiz"), ("Luis", "Ruiz"), "clash"),
        (("Daniel", "Ruiz"), ("Daniela", "Ruiz"), "clash"),
        (("Ana", "Lee"), ("Ana", "Li"), "clash"),
        (("John", "Smith Jr."), ("John", "Smith"), "doubtful"),
        (("John", "Smith Jr"), ("John", "Smith III"), "doubtful"),
        (("John", "Smith Jr"), ("Jon", "Smith jr."), "agree"),
    ],
)
def test_names(one: tuple[str | None, str | None], other: tuple[str | None, str | None], said: str) -> None:
    assert names_agree(one, other) == names_agree(other, one) == said
