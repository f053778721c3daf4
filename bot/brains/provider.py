"""One call to the LLM: its text handed on as it arrives, its clock, its faults and what they mean for the next call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import structlog
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.tools import BaseTool

from bot.brains.assembly import Assembly, Unusable
from bot.brains.chat_client import ChatClient, make_chat_client, tool_schemas
from bot.brains.faults import Fault, fault_of, may_pass
from bot.brains.provider_port import ProviderFailed, Reply, Say
from leasing.resilience import BreakerState, CircuitBreaker, Permit, RetryPolicy, retry
from leasing.settings import Settings

log = structlog.get_logger(__name__)

Chunks = AsyncGenerator[ChatGenerationChunk, None]
Opened = tuple[Chunks, "ChatGenerationChunk | None"]

REOPEN = RetryPolicy(attempts=2, base_seconds=0.2, retry_after_cap=1.0)
"""A connection that broke before it said anything is tried once more: idle ones are closed by the other side."""

USAGE_SECONDS = 1.0
"""how long a turn waits for the token counts after its reply"""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    silence: float
    """before the first chunk and between chunks"""
    whole: float
    """one call"""


class Provider:
    """An OpenAI-compatible LLM with the agent's tools bound."""

    def __init__(
        self, client: ChatClient, tools: Sequence[BaseTool], *, patience: Patience, breaker: CircuitBreaker
    ) -> None:
        self._client = client
        self._tools = tool_schemas(tools)
        self._patience = patience
        self.breaker = breaker

    @classmethod
    def connect(cls, settings: Settings, tools: Sequence[BaseTool]) -> Provider | None:
        """From the settings; None where they turn the LLM off. Nothing is sent yet."""
        if not settings.uses_openai or settings.openai_api_key is None:
            return None
        return cls(
            make_chat_client(settings, settings.openai_api_key),
            tools,
            patience=Patience(silence=settings.openai_first_token_seconds, whole=settings.openai_turn_seconds),
            breaker=CircuitBreaker("openai", on_change=_log_change),
        )

    @property
    def ready(self) -> bool:
        return self.breaker.ready

    async def reply(self, messages: list[BaseMessage], say: Say, *, tools_allowed: bool = True) -> Reply:
        """Stream one reply, handing each piece of text to `say`. Raises ProviderFailed; what `say` raises passes."""
        permit = self.breaker.acquire()
        if permit is None:
            raise ProviderFailed("circuit_open")
        try:
            reply = await self._stream(messages, say, tools_allowed)
        except (Fault, Unusable) as problem:
            _tell(permit, problem)
            _log_failure(problem)
            raise ProviderFailed(problem.reason) from problem
        except BaseException:
            # Cancelled, or `say` stopped the turn: nothing is learnt about the provider.
            permit.dropped()
            raise
        permit.succeeded()
        return reply

    async def aclose(self) -> None:
        await self._client.root_async_client.close()

    async def _stream(self, messages: list[BaseMessage], say: Say, tools_allowed: bool) -> Reply:
        started = time.monotonic()
        deadline = started + self._patience.whole
        assembly = Assembly()
        stream, chunk = await self._open(messages, tools_allowed)
        first_chunk_seconds = time.monotonic() - started
        # Closing also ends the HTTP response, so that a reply nobody waits for is not produced (and paid) to its end.
        async with aclosing(stream):
            while chunk is not None:
                if text := assembly.add(chunk):
                    await say(text)
                if assembly.finish_reason:
                    await self._read_usage(stream, assembly)
                    break
                chunk = await self._next(stream, min(self._patience.silence, deadline - time.monotonic()))
        return Reply(assembly.message(tools_allowed=tools_allowed), first_chunk_seconds)

    async def _open(self, messages: list[BaseMessage], tools_allowed: bool) -> Opened:
        """The stream and its first chunk; repeated once for faults that may pass, within one span of silence."""
        until = time.monotonic() + min(self._patience.silence, self._patience.whole)
        parameters = {"tools": self._tools, **({} if tools_allowed else {"tool_choice": "none"})} if self._tools else {}

        async def attempt() -> Opened:
            stream = self._client.chunks(messages, **parameters)
            return stream, await self._next(stream, until - time.monotonic())

        return await retry(attempt, policy=REOPEN, judge=may_pass)

    async def _read_usage(self, stream: Chunks, assembly: Assembly) -> None:
        """What follows the reply. It is only for the books: the reply is whole, so that nothing here can fail it."""
        try:
            while (chunk := await self._next(stream, USAGE_SECONDS)) is not None:
                assembly.add(chunk)
        except Fault as fault:
            log.info("provider.no_usage", reason=fault.reason, error=fault.kind)

    async def _next(self, stream: Chunks, seconds: float) -> ChatGenerationChunk | None:
        """The next chunk, or None at the end. Raises Fault."""
        try:
            async with asyncio.timeout(seconds):
                return await anext(stream, None)
        except Exception as error:
            # Whatever the SDK raises here is the other side's doing: even a KeyError is an answer of the wrong shape.
            raise fault_of(error) from error


def _tell(permit: Permit, problem: Fault | Unusable) -> None:
    """What a failed call means for the calls that come after it."""
    if isinstance(problem, Fault) and problem.closed_for is not None:
        permit.tripped(problem.closed_for)
    elif problem.reason in ("refusal", "content_filter", "length"):
        # The provider is well and has answered: one visitor's words must not turn it off for the others.
        permit.succeeded()
    else:
        permit.failed()


def _log_failure(problem: Fault | Unusable) -> None:
    # Never the error's text: it can quote the prompt, or the end of the key.
    if isinstance(problem, Fault):
        log.warning(
            "provider.failed",
            reason=problem.reason,
            error=problem.kind,
            status=problem.status,
            request=problem.request_id,
        )
    else:
        log.warning("provider.unusable_reply", reason=problem.reason)


def _log_change(breaker: CircuitBreaker, state: BreakerState) -> None:
    log.warning("provider.breaker", name=breaker.name, state=state.value)
