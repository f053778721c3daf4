"""The order in which Fair Housing topics are tried: the more particular, and the more urgent, first."""

from __future__ import annotations

import re

from bot.guards.fair_housing_area import LOCATION, NOISE, PEOPLE_HERE, PREFERENCE, RATING
from bot.guards.fair_housing_household import AGE_LIMIT, CRITERIA, FAMILIES, WHERE_FAMILIES
from bot.guards.fair_housing_needs import ACCESSIBLE, ACCOMMODATION, COMPLAINT, INCOME
from bot.guards.fair_housing_topics import Row, Topic

TABLE: tuple[tuple[Topic, tuple[Row, ...]], ...] = (
    ("handoff_complaint", COMPLAINT),
    ("source_of_income", INCOME),
    ("accommodation", ACCOMMODATION),
    ("accessible_home", ACCESSIBLE),
    ("decline_preference", PREFERENCE),
    ("third_party_source", RATING),
    ("same_homes", WHERE_FAMILIES),
    ("neutral_facts", NOISE),
    ("location_facts", LOCATION),
    ("equal_criteria", CRITERIA),
    ("hopa_check", AGE_LIMIT),
    ("familial_welcome", FAMILIES),
    ("no_characterization", PEOPLE_HERE),
)

_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")


def topic_of(folded: str) -> Topic | None:
    sentences = _SENTENCE.findall(folded)
    return next((topic for topic, rows in TABLE if any(row.fits(folded, sentences) for row in rows)), None)
