"""The LLM of a scenario: it does what the turn's `model` part says, call by call, over OpenAI's wire format."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from integrations.openai.script import Answer, Question, Script, ScriptedFault, text_of

if TYPE_CHECKING:
    from integrations.openai.sandbox import Sandbox

_PROMPT = re.compile(r"\{system:/((?:[^/\\]|\\.)+)/\}")


class Steps(Script):
    """Answers each call with the next step, whatever was asked. A step is `say`, `call` and `fault` of the sandbox's
    own rules, with their places (`{slots.0.value}` of the last tool result, `{user}`), and `{system:/regex/}` for
    what a regex finds in the prompt: a model can give away whatever it was told."""

    def __init__(self) -> None:
        super().__init__(())
        self._left: deque[Mapping[str, Any]] = deque()
        self.sandbox: Sandbox | None = None
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
        step = {**self._left.popleft(), "when": when}
        if "say" in step:
            step["say"] = [_PROMPT.sub(self._from_prompt, piece) for piece in step["say"]]
        return Script.of([step]).answer(question)

    def _from_prompt(self, place: re.Match[str]) -> str:
        assert self.sandbox is not None
        prompt = text_of(self.sandbox.chats[-1].body["messages"][0])
        found = re.search(place[1], prompt)
        assert found is not None, f"the prompt does not hold {place[1]}"
        return found[found.re.groups and 1]
