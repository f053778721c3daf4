"""Which two entries contradict each other, and which are two truths."""

from __future__ import annotations

import pytest

from knowledge.disagreement import disagree
from leasing.services.knowledge_rows import DOCUMENT, AnsweredRow

Entry = tuple[str, str]
PETS = ("Are pets allowed in Building C?", "Pets are not allowed in Building C.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Can I have a dog in Building C?", "Dogs are welcome in Building C."), PETS),
        (("May I keep a rabbit in building C", "Rabbits are permitted."), PETS),
        (("Can I smoke on the balcony?", "You may."), ("Is smoking allowed on the balcony?", "No.")),
        (
            ("Can I smoke on the balcony?", "You may smoke there."),
            ("Is smoking allowed on the balcony?", "Smoking is prohibited on balconies."),
        ),
        (("¿Se permite fumar?", "No se permite fumar."), ("¿Puedo fumar?", "Sí, en el patio.")),
        (("Can I sublet?", "Subletting is not permitted."), ("Do you allow subletting?", "Residents may sublet.")),
        (("Is there a sauna?", "We don't have one."), ("Do you have a sauna?", "Yes, in the gym.")),
    ],
)
def test_what_contradicts(one: Entry, other: Entry) -> None:
    assert disagree(AnsweredRow("", *one), AnsweredRow("", *other))
    assert disagree(AnsweredRow("", *other), AnsweredRow("", *one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Are dogs allowed in building A?", "Dogs are welcome."), PETS),
        (("Are dogs allowed in building D?", "Dogs are welcome."), ("Pets in building A?", "Not allowed.")),
        (("Are service dogs allowed?", "Yes, service animals are welcome."), ("Are pets allowed?", "No.")),
        (("Is an ESA allowed?", "Yes."), ("Are pets allowed?", "No.")),
        (("Are cats allowed?", "Cats are welcome."), ("Are dogs allowed?", "Dogs are not allowed.")),
        (("Are pit bulls allowed?", "Pit bulls are not allowed."), ("Are dogs allowed?", "Dogs are welcome.")),
        (("Are pets allowed?", "Pets are welcome; some breeds are not allowed."), ("Do you accept pets?", "Yes.")),
        (("How much is parking?", "It is $50."), ("Is there parking?", "No parking is offered.")),
    ],
)
def test_what_does_not(one: Entry, other: Entry) -> None:
    assert not disagree(AnsweredRow("", *one), AnsweredRow("", *other))
    assert not disagree(AnsweredRow("", *other), AnsweredRow("", *one))


def test_pieces_of_a_document_under_one_heading_are_about_several_things() -> None:
    one = AnsweredRow("", "Guide › Pets", "Dogs are welcome.", DOCUMENT, "d")
    other = AnsweredRow("", "Guide › Pets", "Reptiles are not allowed.", DOCUMENT, "d")
    assert not disagree(one, other)
