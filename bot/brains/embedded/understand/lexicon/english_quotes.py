"""How the figures of one home are asked for in English."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import compiled

FIGURES = compiled(
    r"\b(?:how much|prices?|priced|pricing|rents?|rates?|costs?|deposits?|fees?|how (?:big|large|small)|size|"
    r"square f\w+|sq ?ft|sqft|square meters|available|availability|still (?:free|open|there)|taken|monthly|total|"
    r"go(?:es|ing)? for|runs?|up ?front|move[- ]in cost|when (?:can|could) (?:i|we) move|a month|per month|charge|"
    r"(?:tell|more|info\w*|details?|know)(?: \w+){0,3} (?:about|on|of|for))\b"
)
_FIGURE = (
    r"(?:deposit|rent|price|cost|size|fees?|square f\w+|sq ?ft|sqft|available|availability|total|monthly|bedrooms?|"
    r"bathrooms?|floor)"
)
ONLY_FIGURES = compiled(
    r"^\W*(?:(?:and|also|plus|or|then)\W+)*(?:(?:what(?:'s|s)?|how|much|big|large|many|is|are|was|there|tell|me|about|"
    r"when(?:'s)?|do|does|i|we|you|pay|the|its|it|it's|your|any|an?|total|monthly|security|move[- ]in|have|need|for|"
    r"that|"
    r"required|charge|in|of)\W+)*"
    + _FIGURE
    + r"(?:\W+(?:for|on|of|is|with|there|it|its|that|this|one|unit|home|apartment|and|the|"
    + _FIGURE
    + r"))*\W*$"
)
HOME_ALONE = compiled(
    r"^\W*(?:(?:and|so|ok|okay|hi|hello|what|how|about|tell|me|more|the|unit|apartment|apt|home|number|no|please|i'?m|"
    r"interested|in|i|like|maybe|info|details|on|for|one|number|thanks|then|of|is|it|a|d|would|choose|pick|take|prefer|"
    r"go|with|let'?s|moving|move|starting|start|from|lease|term|by|sounds|looks|good|nice|great)\b\W*)*$"
)
