"""What a message of nothing but pictures says."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W_]")
_SAYS = {
    "👋": "hello", "🙋": "hello", "👍": "yes", "👌": "yes", "✅": "yes", "👎": "no", "❌": "no", "🙏": "thanks",
    "❤": "thanks", "😍": "thanks", "🥰": "thanks", "😊": "thanks", "🙂": "thanks", "😀": "thanks", "🎉": "thanks",
    "🐶": "dogs", "🐕": "dogs", "🐱": "cats", "🐈": "cats", "🐾": "pets", "🏊": "pool", "🚗": "parking", "🅿": "parking",
    "🏋": "gym", "💪": "gym", "🧺": "laundry", "👚": "laundry", "🚬": "smoking", "📅": "tour", "🗓": "tour",
}  # fmt: skip


def in_words(text: str) -> str:
    """The words for a message that has none; every other message as it is."""
    if text.isascii() or _LETTERS.search(text):
        return text
    said = list(dict.fromkeys(_SAYS[sign] for sign in text if sign in _SAYS))
    if not said:
        return text
    return " and ".join(said) + ("?" if "?" in text or "❓" in text else "")
