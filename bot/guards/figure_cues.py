"""What stands around a number and says what it is: data for `figure_reading`, over folded text."""

from __future__ import annotations

import re

from bot.guards.figure_patterns import WEEKDAY

# What a price is spoken of with: it makes a bare number money.
PRICE_BEFORE = re.compile(
    r"(?:\brent(?:s|ed|al|ing)?|\bprices?d?|\bcosts?|\bfees?|\bdeposits?|\bcharges?|\bcomes to|\bgoes for|\bruns|"
    r"\bpay(?:s|ing)?|\btotal|\bprecio|\brenta|\bcuesta|\bdeposito)\b[^\d$.!?;]{0,24}$"
)
PRICE_AFTER = re.compile(
    r"\s?(?:/|\bper\b|\ba\b|\beach\b|\bevery\b|\bal\b|\bpor\b)\s?"
    r"(?:mo\b|mth\b|month|mes\b|night|pet\b|applicant|person\b)|\s?monthly\b"
)
MONEY_BEFORE = re.compile(r"\$[\d,.]+(?:k\b)?\s?(?:-|to|and|or|a|y)\s?$")
AT = re.compile(
    r"\b(?:at|by|until|till?|from|between|around|before|after|opens?|closes?|a las?|hasta las?|de las?)\s(?:about\s)?$"
)
WEEKDAY_BEFORE = re.compile(rf"\b({WEEKDAY})\.?,?\s(?:the\s|el\s)?$")
DAY_THEN_TIME = re.compile(r"[\s,.]*(?:at|@|-|from|starting at|a las?|de|por la)?[\s,]*")
WEEKDAY_THEN_TIME = re.compile(
    rf"\b({WEEKDAY})\.?[\s,]*(?:(?:we(?:'re| are)?|the office is|it's|it is|estamos)\s)?"
    r"(?:opens?|abiertos?|closes?)?\s?(?:at|@|-|from|starting at|a las?|de)?[\s,]*$"
)
# What a policy counts: the number belongs to the noun and to nothing else.
COUNTED = re.compile(
    r"[\s-]+(?:[a-z-]+\s)?(pet|dog|cat|animal|car|vehicle|space|spot|stall|people|person|occupant|guest|adult|pool|"
    r"elevator|building|key|lb|pound|home|apartment|unit|option|slot|tour|mascota|perro|gato|persona)s?\b"
)
SAME_NOUN = {
    "people": "person", "occupant": "person", "persona": "person", "apartment": "home", "unit": "home",
    "option": "home", "pound": "lb", "mascota": "pet", "perro": "dog", "gato": "cat", "tour": "slot", "spot": "space",
    "stall": "space", "vehicle": "car",
}  # fmt: skip
