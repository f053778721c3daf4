"""A client of the chat protocol for the terminal. It knows nothing that a stranger's client would not."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from typing import Any

import click
import httpx
import websockets
from websockets.asyncio.client import ClientConnection


async def talk(url: str, property_: str, as_json: bool) -> None:
    """Open a conversation and carry lines of standard input to it until it ends or the input does."""
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        try:
            answer = await client.post("/api/v1/conversations", json={"property": property_, "source": "terminal"})
        except httpx.HTTPError as error:
            raise click.ClickException(
                f"{url} does not answer ({type(error).__name__}); is `domiq serve` running?"
            ) from error
    body = answer.json()
    if not body["success"]:
        raise click.ClickException(body["error"]["message"])
    opened = body["data"]
    if not as_json:
        click.echo(f"{opened['property']['name']}: {opened['widget']['welcome_message']}\n")
    address = f"{url.replace('http', 'ws', 1)}/api/v1/ws/chat/{opened['id']}"
    async with websockets.connect(address, max_size=2**20) as socket:
        await socket.send(json.dumps({"type": "hello", "token": opened["token"], "after": 0}))
        printer = _Printer(as_json)
        reading = asyncio.create_task(_read(socket, printer))
        try:
            await _write(socket, printer)
        finally:
            await printer.quiet()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _write(socket: ClientConnection, printer: _Printer) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        if not line.strip():
            continue
        printer.waiting += 1
        await socket.send(json.dumps(_frame(line.strip(), printer.offered)))
        if not sys.stdin.isatty():
            # A piped script is asked line by line, as a person would.
            await printer.quiet()


def _frame(line: str, offered: list[dict[str, str]]) -> dict[str, Any]:
    """A number picks what was offered under it; anything else is a message."""
    client_id = str(uuid.uuid4())
    if line.isdigit() and 1 <= int(line) <= len(offered):
        one = offered[int(line) - 1]
        return {"type": "choice", "client_id": client_id, "value": one["value"], "label": one["label"]}
    return {"type": "message", "client_id": client_id, "text": line}


async def _read(socket: ClientConnection, printer: _Printer) -> None:
    async for raw in socket:
        printer.take(json.loads(raw), str(raw))


class _Printer:
    def __init__(self, as_json: bool) -> None:
        self.offered: list[dict[str, str]] = []
        self.waiting = 0
        self._as_json = as_json
        self._streamed: str | None = None

    async def quiet(self, seconds: float = 60) -> None:
        """Wait until every message is answered."""
        for _ in range(int(seconds * 20)):
            if self.waiting <= 0:
                return
            await asyncio.sleep(0.05)

    def take(self, frame: dict[str, Any], raw: str) -> None:
        if self._as_json:
            click.echo(raw)
        match frame["type"]:
            case "delta":
                self._delta(frame)
            case "message" if frame["message"]["author"] != "visitor":
                self._message(frame["message"])
                self.waiting -= 1
            case "error":
                self._say(f"! {frame['message']}")
                self.waiting -= 1
            case "mode":
                self._say(f"[{frame['mode']}]")
            case _:
                pass

    def _delta(self, frame: dict[str, Any]) -> None:
        if self._as_json:
            return
        if self._streamed != frame["message_id"]:
            self._streamed = frame["message_id"]
            click.echo("< ", nl=False)
        click.echo(frame["text"], nl=False)

    def _message(self, message: dict[str, Any]) -> None:
        if self._as_json:
            return
        if self._streamed == message["id"]:
            click.echo()
        else:
            click.echo(f"< {message['text']}")
        for unit in message.get("units", []):
            click.echo(
                f"    {unit['name']}: {unit['bedrooms']} bed, {unit['bathrooms']:g} bath, ${unit['rent']}, "
                f"from {unit['available_on']}"
            )
        self.offered = [*message.get("slots", []), *message.get("choices", [])]
        for number, one in enumerate(self.offered, 1):
            click.echo(f"    {number}) {one['label']}")
        for source in message.get("sources", []):
            click.echo(f"    ({source['kind']}: {source['title']})")
        click.echo()

    def _say(self, text: str) -> None:
        if not self._as_json:
            click.echo(text)
