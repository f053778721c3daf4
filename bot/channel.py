"""What everybody connected to a conversation hears: the bus topic of a conversation and the frames on it."""

from __future__ import annotations

from collections.abc import Callable

from leasing.bus import Bus

SEPARATOR = b"|"
CONTROL = b"!"
"""starts what connections tell each other and no client sees"""
_TIME = 13
"""characters of an id that are its time"""


def topic(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def replacement(tab_id: str, connection_id: str) -> bytes:
    """Told by a connection to an older one of the same browser tab."""
    return CONTROL + f"replaced {connection_id} {tab_id}".encode()


def replaces(control: bytes, tab_id: str, connection_id: str) -> bool:
    """Whether the connection, of this tab, is to go: what an older one said long ago may come late."""
    word, _, rest = control.removeprefix(CONTROL).decode().partition(" ")
    newer, _, tab = rest.partition(" ")
    return word == "replaced" and tab == tab_id and newer[:_TIME] >= connection_id[:_TIME]


def publish(bus: Bus, conversation_id: str, frame: bytes, *, but: str = "") -> None:
    """Send a frame to every connection of a conversation, in every process, except the one that it came from."""
    bus.publish(topic(conversation_id), but.encode() + SEPARATOR + frame)


def subscribe(bus: Bus, conversation_id: str, connection_id: str, hear: Callable[[bytes], None]) -> Callable[[], None]:
    """Hear the frames of a conversation until the function that this returns is called."""
    own = connection_id.encode()

    def listener(message: bytes) -> None:
        origin, _, frame = message.partition(SEPARATOR)
        if origin != own:
            hear(frame)

    return bus.subscribe(topic(conversation_id), listener)
