"""What a user would otherwise pick, on the same machine in the same minutes: Chainlit around a bare agent.

    python3 -m venv /tmp/peer && /tmp/peer/bin/pip install "chainlit==2.12.*" langchain aiohttp
    /tmp/peer/bin/python benchmarks/peer.py [--seconds 8]

One tool call a turn, a model that answers at once; nothing is stored, nothing is checked. It runs in an environment of
its own, so it imports nothing of ours. Its figures stand beside those of `benchmarks.chat` in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import socketio

APP = '''
import chainlit as cl
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool


@tool
async def look_up(question: str) -> str:
    """Look something up."""
    return "Dogs and cats are welcome, two a home, $35 a month each."


class Instant(BaseChatModel):
    @property
    def _llm_type(self):
        return "instant"

    def bind_tools(self, tools, **kwargs):
        return self

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        last = messages[-1]
        if isinstance(last, ToolMessage):
            said = AIMessage(content=last.content)
        else:
            call = {"name": "look_up", "args": {"question": last.content}, "id": "call-1"}
            said = AIMessage(content="", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=said)])

    async def _agenerate(self, messages, stop=None, run_manager=None, **kwargs):
        return self._generate(messages)


agent = create_agent(Instant(), [look_up])


@cl.on_message
async def on_message(message: cl.Message):
    result = await agent.ainvoke({"messages": [("user", message.content)]})
    await cl.Message(content=result["messages"][-1].content).send()
'''


class Talker:
    """One visitor."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._socket = socketio.AsyncClient()
        self._answered: asyncio.Future[None] | None = None

    async def connect(self, url: str) -> None:
        self._socket.on("new_message", self._hear)
        auth = {
            "clientType": "webapp", "sessionId": str(uuid.uuid4()), "threadId": "", "userEnv": "{}",
            "chatProfile": "", "userId": "visitor",
        }  # fmt: skip
        await self._socket.connect(url, socketio_path="/ws/socket.io", transports=["websocket"], auth=auth)
        await self._socket.emit("connection_successful")
        await asyncio.sleep(0.2)

    async def _hear(self, message: dict[str, Any]) -> None:
        if message.get("type") == "assistant_message" and self._answered and not self._answered.done():
            self._answered.set_result(None)

    async def turn(self) -> None:
        self._answered = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        message = {
            "id": str(uuid.uuid4()), "name": "user", "type": "user_message", "createdAt": "2026-11-21T00:00:00Z",
            "output": f"What is your pet policy, number {began}?",
        }  # fmt: skip
        await self._socket.emit("client_message", {"message": message, "fileReferences": []})
        await asyncio.wait_for(self._answered, 10)
        self.seconds.append(time.perf_counter() - began)

    async def close(self) -> None:
        await self._socket.disconnect()


async def measure(url: str, seconds: float) -> None:
    alone = Talker()
    await alone.connect(url)
    for _ in range(220):
        await alone.turn()
    talkers = [Talker() for _ in range(16)]
    for talker in talkers:
        await talker.connect(url)
    began = time.perf_counter()

    async def talk(talker: Talker) -> None:
        while time.perf_counter() < began + seconds:
            await talker.turn()

    await asyncio.gather(*(talk(talker) for talker in talkers))
    turns = sum(len(talker.seconds) for talker in talkers)
    print(f"alone p50 {statistics.median(alone.seconds[20:]) * 1000:.2f} ms")
    print(f"capacity {turns / (time.perf_counter() - began):.1f} turns a second, 16 connections")
    for talker in (alone, *talkers):
        await talker.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.py").write_text(APP)
        command = [str(Path(sys.executable).parent / "chainlit"), "run", "app.py", "-h", "--port", str(port)]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(command, cwd=folder, env={**os.environ, "HOME": folder}, **quiet)
        try:
            _wait_for(port)
            asyncio.run(measure(f"http://127.0.0.1:{port}", options.seconds))
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(2)
                return
        time.sleep(0.1)
    raise SystemExit("chainlit did not start")


if __name__ == "__main__":
    main()
