"""What processes tell each other of turns: stop writing this reply, take up what waits here."""

from __future__ import annotations

from collections.abc import Callable

from leasing.bus import Bus

_STOP = "turns:stop"
_WAKE = "turns:wake"


def interrupt(bus: Bus, conversation_id: str, reply_id: str = "") -> None:
    """Whoever writes a reply of a conversation, or this one, is to stop."""
    bus.publish(_STOP, f"{conversation_id} {reply_id}".encode())


def wake(bus: Bus, conversation_id: str) -> None:
    """Messages wait in a conversation for the bot: whoever is first answers them."""
    bus.publish(_WAKE, conversation_id.encode())


def on_interrupt(bus: Bus, hear: Callable[[str, str], None]) -> Callable[[], None]:
    """Hear (conversation id, reply id or nothing) until the function that this returns is called."""

    def listener(message: bytes) -> None:
        conversation_id, _, reply_id = message.decode().partition(" ")
        hear(conversation_id, reply_id)

    return bus.subscribe(_STOP, listener)


def on_wake(bus: Bus, hear: Callable[[str], None]) -> Callable[[], None]:
    return bus.subscribe(_WAKE, lambda message: hear(message.decode()))
