"""A client of the chat protocol, as strict as a stranger's would be."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

Frame = dict[str, Any]


@dataclass
class Opened:
    id: str
    token: str
    browser_id: str
    resumed: bool
    body: Frame


async def open_conversation(url: str, property_: str = "maple-court", **more: Any) -> Opened:
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        answer = await client.post("/api/v1/conversations", json={"property": property_, **more})
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    return Opened(data["id"], data["token"], data["browser_id"], data["resumed"], data)


@dataclass
class Chat:
    """One connection. Every frame that came is kept; `texts` holds the deltas of each reply."""

    socket: ClientConnection
    frames: list[Frame] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    seqs: list[int] = field(default_factory=list)

    async def send(self, type_: str, **fields: Any) -> str:
        """Send a frame with a `client_id` of its own; returns that."""
        client_id = fields.pop("client_id", None) or str(uuid.uuid4())
        await self.socket.send(json.dumps({"type": type_, "client_id": client_id, **fields}))
        return client_id

    async def receive(self, timeout: float = 30) -> Frame:
        frame = json.loads(await asyncio.wait_for(self.socket.recv(), timeout))
        self.frames.append(frame)
        self._check(frame)
        return frame

    def _check(self, frame: Frame) -> None:
        """What the protocol promises of every frame."""
        if frame["type"] == "delta":
            self.texts[frame["message_id"]] = self.texts.get(frame["message_id"], "") + frame["text"]
        if frame["type"] == "message":
            message = frame["message"]
            assert message["seq"] not in self.seqs, "a message came twice"
            self.seqs.append(message["seq"])
            if message["id"] in self.texts:
                assert self.texts[message["id"]] == message["text"], "a message is not the sum of its deltas"

    async def until(self, wanted: Callable[[Frame], bool], timeout: float = 30) -> Frame:
        async with asyncio.timeout(timeout):
            while True:
                frame = await self.receive(timeout)
                if wanted(frame):
                    return frame

    async def reply(self, timeout: float = 30) -> Frame:
        """The next finished message of the bot."""
        found = await self.until(lambda f: f["type"] == "message" and f["message"]["author"] == "bot", timeout)
        return found["message"]

    async def ask(self, text: str, timeout: float = 30) -> Frame:
        """Say something, and wait for the reply to it."""
        client_id = await self.send("message", text=text)
        ack = await self.until(lambda f: f["type"] in ("ack", "error") and f.get("client_id") == client_id, timeout)
        assert ack["type"] == "ack", ack
        while True:
            message = await self.reply(timeout)
            if message.get("in_reply_to") == ack["message_id"]:
                return message

    async def choose(self, entry: Frame, timeout: float = 30) -> Frame:
        await self.send("choice", value=entry["value"], label=entry["label"])
        return await self.reply(timeout)


@asynccontextmanager
async def connect(url: str, opened: Opened, after: int = 0, **hello: Any) -> AsyncIterator[Chat]:
    """Connect, say hello, and wait for `ready`."""
    address = f"{url.replace('http', 'ws', 1)}/api/v1/ws/chat/{opened.id}"
    async with websockets.connect(address, max_size=2**22, compression=None) as socket:
        chat = Chat(socket)
        await socket.send(json.dumps({"type": "hello", "token": opened.token, "after": after, **hello}))
        ready = await chat.receive()
        assert ready["type"] == "ready", ready
        yield chat


@asynccontextmanager
async def talking(url: str, property_: str = "maple-court", **more: Any) -> AsyncIterator[Chat]:
    """A fresh conversation, connected."""
    opened = await open_conversation(url, property_, **more)
    async with connect(url, opened) as chat:
        yield chat
