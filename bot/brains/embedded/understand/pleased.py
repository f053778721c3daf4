"""Words that say how pleased somebody is, and nothing else: "cool!", "very nice", "qué bien". They ask nothing and
agree to nothing; "ok", "sounds good" and "that works" do."""

from __future__ import annotations

import re

_WORD = (
    r"(?:cool|nice|great|good|awesome|excellent|lovely|wonderful|amazing|fantastic|terrific|brilliant|superb|sweet|neat|"
    r"wow|whoa|yay|hooray|beautiful|interesting|impressive|fancy|genial|excelente|buen[ií]simo|padr[ií]simo|chido|"
    r"incre[ií]ble|maravilloso|estupendo|fant[aá]stico|interesante|muy bien|"
    r"qu[eé] (?:bien|bueno|padre|chido|genial|maravilla|lindo|bonito|interesante))"
)
_LEAD = r"(?:(?:oh|ah|uh|very|so|really|how|pretty|quite|that'?s|that is|it'?s|it is|this is|an?|muy|ay)\W+)*"
_END = r"(?:one|stuff|deal|news|then|guys|man|entonces|pues|thanks|thank you|thx|ty|(?:muchas )?gracias)"
_PLEASED = re.compile(rf"\W*{_LEAD}{_WORD}(?:\W+(?:{_LEAD}{_WORD}|{_END}))*\W*")


def merely_pleased(text: str) -> bool:
    """Whether a text is such words from beginning to end."""
    return _PLEASED.fullmatch(text.lower().replace("’", "'")) is not None
