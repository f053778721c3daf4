"""How several questions stand in one message, in English."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import compiled

JOINT = compiled(r"\s*[,;]\s*(?:(?:and|also|plus|or|then)\s+)*|\s+(?:and|also|plus|or)\s+(?:also\s+)?")
RUN_ON = compiled(
    r"(?<![,;])(?<!know)(?<!me)(?<!is)(?<!about)(?<!what)(?<!if)(?<!ask)(?<!asking)(?<!wondering)(?<!whether)(?<!see) "
    r"(?=(?:how (?:much|long|many)|when (?:is|are|do|does)|what(?:'?s| is| are)|where (?:is|are)|is there|are there|"
    r"do (?:you|u)|can i)\b)"
)
LEANING = compiled(
    r"(?<!is )\b(?:it|its|they|them|their|those|these|the same)\b|\bis it\b(?! (?:possible|ok|okay|allowed|true))|"
    r"\b(?:is|are|does|do|about|for|with|of) (?:that|this|one)\b|\b(?:that|this|one|ones|either|both)\W*$|"
    r"^\W*(?:what|how) about\b|^\W*(?:why|how come|how much|how many|how long|when|where|which|what)\W*$"
)
LIST_LEAD = compiled(
    r"\W*(?:(?:is|are) there|(?:do|does) (?:you|u|they|it|the \w+)(?: guys| all)? (?:have|offer|allow|accept|take|"
    r"provide|include)|"
    r"(?P<shares>what(?:'?s| is| are)|how much (?:is|are)))(?: (?:any|either))? "
)
LIST_CUT = compiled(r"\s*,\s*(?:and|or|&)?\s*|\s+(?:and|or|&)\s+")
LIST_ITEM = compiled(r"(?:(?:an?|the|your|any|some)\s+)?[a-z][\w'-]*(?:[ -][\w'-]+){0,2}$")
"""a thing by its name, with nothing said about it"""
