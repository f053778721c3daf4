"""How much later the visitor has the first words of a streaming provider than somebody who asks it directly.

The guards let a sentence out when it is whole, so the scripted provider sends its first sentence in one piece: what is
measured is what DomIQ adds to it, from the visitor's message to the first delta. Provider, server and visitor are three
processes: the ones that share an interpreter wait for each other.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
from openai import AsyncOpenAI

from benchmarks.client import Talker, connect, opened
from benchmarks.server import Server, environment
from integrations.openai.sandbox import API_KEY, run_in_thread
from integrations.openai.script import Script

ROUNDS = 200
WARM = 100
"""rounds before those that count: a server that has just started still reads its communities"""
SCRIPT = [
    {"when": {"user": "."}, "say": ["Welcome, and thank you for asking. ", "What ", "are ", "you ", "looking ", "for?"]}
]


def first_token(data: Path, url: str) -> dict[str, Any]:
    with _provider() as base_url:
        more = {"OPENAI_API_KEY": API_KEY, "OPENAI_BASE_URL": base_url, "OPENAI_MODEL": "gpt-5-mini"}
        with Server(environment(data, url, **more)) as server:
            server.settle()
            through = asyncio.run(_through(server))
        direct = _direct(base_url)
        by_sdk = asyncio.run(_by_sdk(base_url))
    return {
        "first_sentence_bare_http_ms": round(direct * 1000, 2),
        "first_sentence_by_sdk_ms": round(by_sdk * 1000, 2),
        "first_sentence_through_ms": round(through * 1000, 2),
        "added_to_bare_http_ms": round((through - direct) * 1000, 2),
        "added_to_sdk_ms": round((through - by_sdk) * 1000, 2),
    }


@contextmanager
def _provider() -> Generator[str]:
    """The scripted provider in a process of its own; gives its address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_provide, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join(10)


def _provide(told: Connection) -> None:
    with run_in_thread(Script.of(SCRIPT)) as sandbox:
        told.send(sandbox.base_url)
        told.recv()


async def _by_sdk(base_url: str) -> float:
    """The vendor's own client, alone."""
    found: list[float] = []
    async with AsyncOpenAI(api_key=API_KEY, base_url=base_url, max_retries=0) as client:
        for _ in range(ROUNDS + WARM):
            began = time.perf_counter()
            stream = await client.chat.completions.create(
                model="gpt-5-mini", messages=[{"role": "user", "content": "Hello"}], stream=True
            )
            async for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    found.append(time.perf_counter() - began)
                    break
            await stream.close()
    return statistics.median(found[WARM:])


async def _through(server: Server) -> float:
    talker = Talker(await connect(server.url, (await opened(server.url, 1))[0]))
    for _ in range(ROUNDS + WARM):
        await talker.turn(words="Hello, I am looking for a home")
    return statistics.median(talker.first[WARM:])


def _direct(base_url: str) -> float:
    body = {"model": "gpt-5-mini", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    headers = {"Authorization": f"Bearer {API_KEY}"}
    found: list[float] = []
    with httpx.Client() as client:
        for _ in range(ROUNDS + WARM):
            began = time.perf_counter()
            with client.stream("POST", f"{base_url}/chat/completions", json=body, headers=headers) as answer:
                for line in answer.iter_lines():
                    if "Welcome" in line:
                        found.append(time.perf_counter() - began)
                        break
    return statistics.median(found[WARM:])
