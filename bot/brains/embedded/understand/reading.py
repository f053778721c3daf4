"""What has been made out of a message so far, passed from reader to reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.brains.embedded.understand.asked import asked_in
from bot.brains.embedded.understand.lexicon.model import Lexicon, Rule
from bot.brains.embedded.understand.lexicon.workshops import STUDIES, WORKSHOP
from bot.brains.embedded.understand.names import Found
from bot.brains.embedded.understand.scene import Scene
from bot.brains.embedded.understand.text import Clause, Message
from bot.understanding import Intent, When


def _written_as_a_name(message: Message, place: Found) -> bool:
    """A name of one word may be an everyday word: then it has to be written with a capital."""
    spoken = message.text[place.start : place.end]
    return " " in spoken or spoken.title() in message.raw or spoken.upper() in message.raw


def _without_workshops(text: str) -> str:
    if "studio" not in text and "estudi" not in text:
        return text
    for pattern in (WORKSHOP, STUDIES):
        text = pattern.sub(lambda found: " " * len(found.group()), text)
    return text


@dataclass(slots=True)
class Reading:
    message: Message
    scene: Scene
    asked: frozenset[str]
    """what the last reply asked for; see `asked.py`"""
    rest: str
    """the message's text with blanks where something has been understood, so that no figure is read twice"""
    tasks: dict[Clause, Intent | None] = field(default_factory=dict[Clause, "Intent | None"])
    """what each clause is about"""
    vague: set[Clause] = field(default_factory=set[Clause])
    """clauses whose signs tell nothing, or only that something is asked"""
    informed: set[Clause] = field(default_factory=set[Clause])
    """clauses that gave a fact or a wish"""
    updates: dict[str, Any] = field(default_factory=dict[str, Any])
    cleared: set[str] = field(default_factory=set[str])
    invalid: dict[str, str] = field(default_factory=dict[str, str])
    sizes: tuple[int, ...] = ()
    """numbers of bedrooms of which any suits, where there are several"""
    home: str | None = None
    slot: str | None = None
    when: When | None = None
    below_cents: int | None = None

    areas: list[Found] = field(default_factory=list[Found])
    places: list[Found] = field(default_factory=list[Found])
    """known towns and communities that the message names"""

    @classmethod
    def of(cls, message: Message, scene: Scene) -> Reading:
        areas = scene.areas.find(message.text)
        places = [
            place
            for place in scene.home_names.find(message.text)
            # Where a town and a community share a name, its full name has to be said to mean the community.
            if not any(place.start >= area.start and place.end <= area.end for area in areas)
            and _written_as_a_name(message, place)
        ]
        asked = asked_in(scene, message.lexicon)
        return cls(message, scene, asked, _without_workshops(message.text), areas=areas, places=places)

    def without_names(self, clause: Clause) -> str:
        """The clause with blanks for known names, whose words ("Mountain View") are no signs of anything, and for
        studios that are no homes."""
        text = _without_workshops(clause.text)
        for found in (*self.areas, *self.places):
            if clause.start <= found.start < clause.end:
                spoken = self.message.text[found.start : found.end]
                text = text.replace(spoken, "_" * len(spoken))
        return text

    @property
    def lexicon(self) -> Lexicon:
        return self.message.lexicon

    def asks_only(self, what: str) -> bool:
        """Whether the last reply asked for this and nothing else, so that a yes can only mean it."""
        return what in self.asked and len(self.asked) == 1

    def matches(self, rule: Rule) -> list[re.Match[str]]:
        return list(rule.pattern.finditer(self.rest))

    def blank(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + " " * (end - start) + self.rest[end:]

    def blank_text(self, piece: str) -> None:
        """Blanks a piece of the raw message wherever it stands in the mended text."""
        at = self.rest.find(piece.lower())
        if at >= 0:
            self.blank(at, at + len(piece))

    def only_asks(self, place: int) -> bool:
        """Whether the clause at a place just asks something, so that what it names is no wish."""
        return self.tasks.get(self.message.clause_at(place)) in (Intent.ASK, Intent.QUOTE)

    def inform(self, slot: str, value: Any, place: int) -> None:
        self.updates[slot] = value
        self.informed.add(self.message.clause_at(place))

    def forget_the_time(self) -> None:
        """Of a tour that is not the visitor's own."""
        self.when = self.slot = None
        for noted in ("tour_requested_on", "tour_datetime"):
            self.updates.pop(noted, None)

    @property
    def names_something(self) -> bool:
        """Whether a time, an offered time or a home is named."""
        return self.when is not None or self.slot is not None or self.home is not None

    @property
    def words(self) -> int:
        return len(self.message.text.split())
