"""Recorded states against understood ones: hits, misses and false alarms by slot and by matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.evaluation.play import Moment
from leasing.understood import Understood

ANYTHING = "dontcare"
NEITHER = "neither"
MATTERS: Mapping[str, str] = {
    "FindApartment": "search",
    "FindHomeByArea": "search",
    "ScheduleVisit": "tour",
    "NONE": NEITHER,
}


@dataclass(slots=True)
class Tally:
    right: int = 0
    extra: int = 0
    """understood and not recorded, or otherwise than recorded"""
    missed: int = 0
    """recorded and not understood, or otherwise"""

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.extra)

    @property
    def recall(self) -> float:
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.right, 2 * self.right + self.extra + self.missed)

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.extra += other.extra
        self.missed += other.missed


@dataclass(frozen=True, slots=True)
class Slot:
    ours: Callable[[Understood], Any]
    """None where nothing is known"""
    same: Callable[[Any, str], bool]


@dataclass(slots=True)
class Scores:
    """Over all (turn, slot) pairs of the cumulative state."""

    slots: dict[str, Tally] = field(default_factory=dict[str, Tally])
    matters: dict[str, Tally] = field(default_factory=dict[str, Tally])
    turns: int = 0
    matters_right: int = 0
    dialogues: int = 0
    dialogues_right: int = 0

    @property
    def all_slots(self) -> Tally:
        whole = Tally()
        for tally in self.slots.values():
            whole.add(tally)
        return whole

    def take(self, recorded: Mapping[str, tuple[str, ...]], intent: str | None, moment: Moment) -> list[str]:
        """Count one turn; what is wrong in it, in words."""
        self.turns += 1
        wrong = [f"{name}: {told}" for name, told in self._slots(recorded, moment.known)]
        wanted = MATTERS.get(intent or "")
        if wanted is not None:
            tally = self.matters.setdefault(wanted, Tally())
            found = moment.matter or NEITHER
            if wanted == found:
                tally.right += 1
                self.matters_right += 1
            else:
                tally.missed += 1
                self.matters.setdefault(found, Tally()).extra += 1
                wrong.append(f"matter: {found}, not {wanted}")
        return wrong

    def _slots(self, recorded: Mapping[str, tuple[str, ...]], known: Understood) -> Iterator[tuple[str, str]]:
        for name, slot in SLOTS.items():
            forms = tuple(form for form in recorded.get(name, ()) if form != ANYTHING)
            ours = slot.ours(known)
            if ours is None and not forms:
                continue
            tally = self.slots.setdefault(name, Tally())
            if forms and any(slot.same(ours, form) for form in forms):
                tally.right += 1
                continue
            if ours is not None:
                tally.extra += 1
            if forms:
                tally.missed += 1
            yield name, f"{ours!r}, not {' / '.join(forms) or 'anything'}"


def _share(some: int, of: int) -> float:
    return some / of if of else 0.0


def _number(ours: Any, form: str) -> bool:
    return ours is not None and float(ours) == float(form)


def _truth(ours: Any, form: str) -> bool:
    return bool(ours) == (form == "True")


def _known_truth(ours: Any, form: str) -> bool:
    return ours is not None and _truth(ours, form)


def _words(ours: Any, form: str) -> bool:
    return ours is not None and _plain(str(ours)) == _plain(form)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _wished(feature: str) -> Callable[[Understood], Any]:
    return lambda known: True if feature in known.desired_features else None


def _visit(known: Understood) -> str | None:
    day = known.tour_datetime.date() if known.tour_datetime else known.tour_requested_on
    return day.isoformat() if day else None


SLOTS: Mapping[str, Slot] = {
    "number_of_beds": Slot(lambda known: known.bedrooms, _number),
    "number_of_baths": Slot(lambda known: known.bathrooms, _number),
    "pets_allowed": Slot(lambda known: known.has_pets, _known_truth),
    "furnished": Slot(lambda known: known.furnished, _known_truth),
    "in_unit_laundry": Slot(_wished("in_unit_laundry"), _truth),
    "has_garage": Slot(_wished("garage"), _truth),
    "area": Slot(lambda known: known.area, _words),
    "intent": Slot(lambda known: known.intent, _words),
    "visit_date": Slot(_visit, lambda ours, form: ours == form),
    "property_name": Slot(lambda known: known.unit_of_interest or known.property_of_interest, _words),
}
"""The recorded slots, and what of ours they are."""
