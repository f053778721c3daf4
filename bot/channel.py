"""What everybody connected to a conversation hears: the bus topic of a conversation and the frames on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from leasing.bus import Bus
from leasing.ids import new_id

SEPARATOR = b"|"
CONTROL = b"!"
"""starts what connections tell each other and no client sees"""
ANSWERED_WITHIN = 0.5
"""seconds that a roll call waits: the connections of other processes answer through Redis"""
_TIME = 13
"""characters of an id that are its time"""


def topic(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def staff_topic(conversation_id: str) -> str:
    """What only staff who watch a conversation hear."""
    return f"staff:{conversation_id}"


def replacement(tab_id: str, connection_id: str) -> bytes:
    """Told by a connection to an older one of the same browser tab."""
    return CONTROL + f"replaced {connection_id} {tab_id}".encode()


def replaces(control: bytes, tab_id: str, connection_id: str) -> bool:
    """Whether the connection, of this tab, is to go: what an older one said long ago may come late."""
    word, _, rest = control.removeprefix(CONTROL).decode().partition(" ")
    newer, _, tab = rest.partition(" ")
    return word == "replaced" and tab == tab_id and newer[:_TIME] >= connection_id[:_TIME]


def roll_call(answer_to: str) -> bytes:
    """Asks every connection of a conversation to say that it is there."""
    return CONTROL + f"present {answer_to}".encode()


def asked_by(control: bytes) -> str | None:
    """Where a roll call is answered; None where it is none."""
    word, _, answer_to = control.removeprefix(CONTROL).decode().partition(" ")
    return answer_to if word == "present" else None


async def is_connected(bus: Bus, conversation_id: str, within: float = ANSWERED_WITHIN) -> bool:
    """Whether a visitor's widget is connected to a conversation, in whichever process."""
    answer_to = f"present:{new_id()}"
    heard = asyncio.Event()
    unsubscribe = bus.subscribe(answer_to, lambda _: heard.set())
    try:
        publish(bus, conversation_id, roll_call(answer_to))
        await asyncio.wait_for(heard.wait(), within)
    except TimeoutError:
        return False
    else:
        return True
    finally:
        unsubscribe()


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
