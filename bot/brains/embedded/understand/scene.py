"""What a message is read against: the day, what is known, and what was said and offered just before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.brains.embedded.understand.names import NameIndex, index_of
from bot.context import Agenda, Line
from bot.tools.results import TourView
from bot.understanding import Guess
from leasing.holidays import Dated
from leasing.understood import Understood

if TYPE_CHECKING:
    from bot.context import TurnContext

NO_NAMES = index_of(())


@dataclass(frozen=True, slots=True)
class Scene:
    now: datetime
    """aware, in the property's zone"""
    state: Understood = field(default_factory=Understood)
    agenda: Agenda = field(default_factory=Agenda)
    tours: tuple[TourView, ...] = ()
    history: tuple[Line, ...] = ()
    choice: str | None = None
    """the value of the button that was pressed, if the message is one"""
    locale: str = "en"
    home_names: NameIndex = NO_NAMES
    """names of communities and homes that a visitor may say"""
    areas: NameIndex = NO_NAMES
    """names of towns and neighbourhoods that a visitor may say"""
    holidays: Dated = ()
    """of the community, from today on"""
    guess: Guess | None = None
    """what examples say that the message is for, on a second reading"""
    region: str = "US"
    """the community's country, for phone numbers without a prefix"""

    @property
    def last_line(self) -> str:
        """What was said to the visitor last, or an empty text."""
        return next((line.text for line in reversed(self.history) if line.author in ("bot", "manager")), "")

    @property
    def own_lines(self) -> Iterator[str]:
        """What the visitor wrote before, the latest first."""
        return (line.text for line in reversed(self.history) if line.author == "visitor")

    @classmethod
    def of(cls, ctx: TurnContext) -> Scene:
        community = ctx.community
        shown = tuple(str(home["name"]) for home in ctx.agenda.homes)
        return cls(
            now=ctx.now,
            state=ctx.state,
            agenda=ctx.agenda,
            tours=tuple(ctx.tours),
            history=tuple(ctx.history),
            choice=ctx.choice,
            locale=ctx.locale,
            home_names=index_of((community.name, *shown)),
            areas=index_of((community.city,)),
            holidays=community.holidays_ahead(ctx.today),
            region=community.country,
        )
