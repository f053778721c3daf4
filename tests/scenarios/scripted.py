"""The LLM of a scenario: it does what the turn's `model` part says, call by call, over OpenAI's wire format."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from integrations.openai.script import Answer, Question, Script, ScriptedFault


class Steps(Script):
    """Answers each call with the next step, whatever was asked. A step is `say`, `call` and `fault` of the sandbox's
    own rules, with their places (`{slots.0.value}` of the last tool result, `{user}`)."""

    def __init__(self) -> None:
        super().__init__(())
        self._left: deque[Mapping[str, Any]] = deque()
        self.too_many = 0
        """calls for which the scenario has no step"""

    def expect(self, steps: Iterable[Mapping[str, Any]]) -> None:
        """The steps of a turn that begins now."""
        self._left = deque(steps)
        self.too_many = 0

    @property
    def left(self) -> int:
        return len(self._left)

    def answer(self, question: Question) -> Answer:
        if not self._left:
            self.too_many += 1
            return Answer((), (), ScriptedFault(empty=True))
        when = {"tool": "*"} if question.tool else {}
        return Script.of([{**self._left.popleft(), "when": when}]).answer(question)
