"""How much later the visitor has the first words of a streaming provider than somebody who asks it directly.

The guards let a sentence out when it is whole, so the scripted provider sends its first sentence in one piece: what is
measured is what DomIQ adds to it, from the visitor's message to the first delta.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path
from typing import Any

import httpx
from openai import AsyncOpenAI

from benchmarks.client import Talker, connect, opened
from benchmarks.server import Server, environment
from integrations.openai.sandbox import Sandbox, run_in_thread
from integrations.openai.script import Script

ROUNDS = 60
SCRIPT = [
    {"when": {"user": "."}, "say": ["Welcome, and thank you for asking. ", "What ", "are ", "you ", "looking ", "for?"]}
]


def first_token(data: Path, url: str) -> dict[str, Any]:
    with run_in_thread(Script.of(SCRIPT)) as sandbox:
        more = {"OPENAI_API_KEY": sandbox.api_key, "OPENAI_BASE_URL": sandbox.base_url, "OPENAI_MODEL": "gpt-5-mini"}
        with Server(environment(data, url, **more)) as server:
            through = asyncio.run(_through(server))
        direct = _direct(sandbox)
        by_sdk = asyncio.run(_by_sdk(sandbox))
    return {
        "first_sentence_bare_http_ms": round(direct * 1000, 2),
        "first_sentence_by_sdk_ms": round(by_sdk * 1000, 2),
        "first_sentence_through_ms": round(through * 1000, 2),
        "added_to_bare_http_ms": round((through - direct) * 1000, 2),
        "added_to_sdk_ms": round((through - by_sdk) * 1000, 2),
    }


async def _by_sdk(sandbox: Sandbox) -> float:
    """The vendor's own client, alone."""
    found: list[float] = []
    async with AsyncOpenAI(api_key=sandbox.api_key, base_url=sandbox.base_url, max_retries=0) as client:
        for _ in range(ROUNDS + 10):
            began = time.perf_counter()
            stream = await client.chat.completions.create(
                model="gpt-5-mini", messages=[{"role": "user", "content": "Hello"}], stream=True
            )
            async for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    found.append(time.perf_counter() - began)
                    break
            await stream.close()
    return statistics.median(found[10:])


async def _through(server: Server) -> float:
    talker = Talker(await connect(server.url, (await opened(server.url, 1))[0]))
    for _ in range(ROUNDS + 10):
        await talker.turn(words="Hello, I am looking for a home")
    return statistics.median(talker.first[10:])


def _direct(sandbox: Sandbox) -> float:
    body = {"model": "gpt-5-mini", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    found: list[float] = []
    with httpx.Client() as client:
        for _ in range(ROUNDS + 10):
            began = time.perf_counter()
            with client.stream("POST", f"{sandbox.base_url}/chat/completions", json=body, headers=headers) as answer:
                for line in answer.iter_lines():
                    if "Welcome" in line:
                        found.append(time.perf_counter() - began)
                        break
    return statistics.median(found[10:])
