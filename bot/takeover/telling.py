"""Telling everybody connected, in every process, that somebody else speaks in a conversation now."""

from __future__ import annotations

from bot import channel, protocol, turn_calls
from leasing.bus import Bus
from leasing.services.handoffs import Moved


def tell(bus: Bus, moved: Moved) -> None:
    """Called when the step is committed. Whoever writes a reply stops, what was said is shown, and what waits for the
    bot is taken up."""
    here = moved.conversation_id
    if moved.silenced:
        turn_calls.interrupt(bus, here)
        channel.publish(bus, here, protocol.typing("bot", False))
    expected = moved.expected_at.isoformat() if moved.expected_at else None
    for message in moved.messages:
        channel.publish(bus, here, protocol.message(message))
    channel.publish(bus, here, protocol.mode(moved.mode, expected, moved.agent))
    if moved.waits:
        turn_calls.wake(bus, here)
