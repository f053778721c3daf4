from __future__ import annotations

import pytest

from bot.brains.thoughts import Thoughts


def reply(*pieces: str) -> str:
    thoughts = Thoughts()
    return "".join(thoughts.strip(piece) for piece in pieces) + thoughts.end()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello there.", "Hello there."),
        ("<think>Hm.</think>Hello.", "Hello."),
        (" \n<think>Hm.\n\n</think>Hello.", "Hello."),
        ("<think></think>", ""),
        ("<think>never ends", ""),
        ("<thin", "<thin"),
        ("<b>Hello</b> <think>x</think>", "<b>Hello</b> <think>x</think>"),
        ("  ", "  "),
    ],
)
def test_thinking_goes_however_it_is_cut(text: str, left: str) -> None:
    assert reply(text) == left
    assert reply(*text) == left
    for at in range(len(text)):
        assert reply(text[:at], text[at:]) == left
