"""How a reply reaches the visitor: sentence by sentence, each checked by the guards, none unsaid.

A brain hands over pieces as they come. A sentence leaves only when it is whole and the guards have passed or replaced
it; raw tokens never reach a socket. Where the brain streams (`live`), what is about to be sent is stored first, so
that a process that takes the turn over goes on from the very words that the visitor has seen; where the whole reply is
there within milliseconds, it is stored with the turn and sent afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.context import TurnContext
from bot.guards import PromptSecrets, check_out
from bot.guards.sentences import Sentences

Publish = Callable[[bytes], None]


class Voice:
    def __init__(
        self,
        *,
        live: bool,
        said: str,
        secrets: PromptSecrets,
        note: Callable[[str], Awaitable[None]],
        show: Callable[[str, int], None],
    ) -> None:
        self.text = said
        """all that was sent of the reply, or will be when the turn is stored"""
        self.guarded: list[dict[str, str]] = []
        """what the guards replaced, for the record"""
        self._live = live
        self._secrets = secrets
        self._note = note
        self._show = show
        self._sentences = Sentences()
        self._replaced = False
        self._space = ""
        self.ctx: TurnContext | None = None

    async def say(self, piece: str) -> None:
        """Take a piece of the reply from a brain."""
        for sentence in self._sentences.feed(piece):
            await self._send(sentence)

    async def abandon(self) -> None:
        """Forget the unfinished sentence of a brain that failed."""
        self._sentences = Sentences()

    async def finish(self) -> None:
        """The brain has ended: what is left is a sentence too."""
        rest = self._sentences.flush()
        if rest.strip():
            await self._send(rest)

    async def speak(self, text: str) -> None:
        """Words of our own, which need no guard; apart from what was said before them."""
        apart = not self.text or self._space or text[:1].isspace()
        await self._emit(text if apart else f" {text}")

    def may_say(self, text: str) -> bool:
        """Whether every sentence of a text would pass the guards as it is."""
        assert self.ctx is not None
        sentences = Sentences()
        pieces = [*sentences.feed(text), sentences.flush()]
        return all(check_out(piece, self.ctx, self._secrets).allowed for piece in pieces if piece.strip())

    async def _send(self, sentence: str) -> None:
        assert self.ctx is not None
        verdict = check_out(sentence, self.ctx, self._secrets)
        if verdict.allowed:
            self._replaced = False
            await self._emit(sentence)
            return
        self.guarded.append({"guard": verdict.guard or "", "reason": verdict.reason or ""})
        # One stand-in is enough where several sentences in a row are refused.
        if verdict.replacement and not self._replaced:
            self._replaced = True
            await self._emit(verdict.replacement + (" " if sentence[-1:].isspace() else ""))

    async def _emit(self, text: str) -> None:
        # The space between two sentences goes out with the second, so that a reply never ends in one.
        words = text.lstrip()
        gap = self._space + text[: len(text) - len(words)]
        # Two who both open a paragraph open one.
        text = ("\n\n" if gap.count("\n") > 1 else gap) + words if self.text else words
        words = text.rstrip()
        self._space = text[len(words) :]
        if not words:
            return
        text = words
        at = len(self.text)
        self.text += text
        if self.ctx is not None:
            self.ctx.said = self.text
        if self._live:
            await self._note(self.text)
            self._show(text, at)
            # What a provider has sent already is read on without a pause: the frame goes out before that.
            await asyncio.sleep(0)
