"""Recorded dialogues and listings, one JSON object a line, as things to play: who said what, and what was meant.

Two kinds of dialogue. In one every visitor turn carries the state after it (`state_slots`, `active_intent`: the
Schema-Guided Dialogue format); in the other a person played the assistant, and the calls that they made (`KB`) say what
was agreed (the STAR format).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Speaker = Literal["visitor", "assistant"]


class NotReadable(ValueError):
    """A file, or a line of it, that is no recorded dialogue; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Turn:
    speaker: Speaker
    text: str
    slots: Mapping[str, tuple[str, ...]] | None = None
    """after a visitor's turn: slot → the forms in which its value was said"""
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """What the person who played the assistant booked; None for what the booking does not say."""

    day: str
    time: str
    name: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: str
    turns: tuple[Turn, ...]
    booked: Booking | None = None
    task: str = ""
    """what the visitor was told to want"""

    @property
    def has_states(self) -> bool:
        return any(turn.slots is not None for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Listing:
    """A home on offer; None where the listing does not say."""

    name: str
    bedrooms: int
    bathrooms: float
    rent_cents: int
    pets_allowed: bool | None
    furnished: bool | None


@dataclass(frozen=True, slots=True)
class Inventory:
    """What visitors may name, and what may be offered to them."""

    homes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    """one of each name"""


def read_dialogues(path: Path) -> list[Dialogue]:
    """Raises `NotReadable`."""
    return [_dialogue(row, number, path) for number, row in rows(path)]


def read_inventory(path: Path | None, recorded: Sequence[Dialogue] = ()) -> Inventory:
    """The listings, their names and towns; without any, the communities that were booked. Raises `NotReadable`."""
    listed = [row for _, row in rows(path)] if path else []
    booked = (each.booked.place for each in recorded if each.booked and each.booked.place and not listed)
    names = dict.fromkeys([*booked, *(str(row["property_name"]) for row in listed if row.get("property_name"))])
    areas = dict.fromkeys(str(row["area"]) for row in listed if row.get("area"))
    try:
        return Inventory(tuple(names), tuple(areas), _listings(listed))
    except ValueError as error:
        raise NotReadable(f"{path}: a listing has no such number ({error})") from error


def _listings(listed: Sequence[Mapping[str, Any]]) -> tuple[Listing, ...]:
    whole = {row["property_name"]: row for row in listed if {"property_name", "number_of_beds", "rent"} <= row.keys()}
    return tuple(_listing(row) for row in whole.values())


def _listing(row: Mapping[str, Any]) -> Listing:
    return Listing(
        name=str(row["property_name"])[:100],
        bedrooms=int(row["number_of_beds"]),
        bathrooms=float(row.get("number_of_baths") or 1),
        rent_cents=round(float(str(row["rent"]).replace(",", "").lstrip("$")) * 100),
        pets_allowed=_yes_or_no(row.get("pets_allowed")),
        furnished=_yes_or_no(row.get("furnished")),
    )


def _yes_or_no(value: Any) -> bool | None:
    return None if value is None else str(value) == "True"


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of each line. Raises `NotReadable`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NotReadable(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise NotReadable(f"{path}, line {number}: no JSON ({error})") from error
            if not isinstance(row, dict):
                raise NotReadable(f"{path}, line {number}: not an object")
            yield number, row


def _dialogue(row: Mapping[str, Any], number: int, path: Path) -> Dialogue:
    try:
        canonical = _canonical(row["turns"])
        turns = tuple(turn for each in row["turns"] if (turn := _turn(each, canonical)) is not None)
        return Dialogue(str(row["id"]), turns, _booking(row), str(row.get("user_task") or ""))
    except (KeyError, TypeError, AttributeError) as error:
        raise NotReadable(f"{path}, line {number}: no dialogue ({type(error).__name__}: {error})") from error


def _canonical(turns: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """(slot, form) → what the form stands for, as the recorded actions say: "next Friday" is 2019-03-08."""
    found: dict[tuple[str, str], str] = {}
    for turn in turns:
        for action in turn.get("actions") or ():
            for form, value in zip(action.get("values") or (), action.get("canonical") or (), strict=False):
                found[action["slot"], form] = value
    return found


def _turn(said: Mapping[str, Any], canonical: Mapping[tuple[str, str], str]) -> Turn | None:
    if said["speaker"] == "USER":
        slots = said.get("state_slots")
        if slots is None:
            return Turn("visitor", said["utterance"])
        known = {name: tuple(canonical.get((name, form), str(form)) for form in forms) for name, forms in slots.items()}
        return Turn("visitor", said["utterance"], known, said.get("active_intent"))
    if said["speaker"] in ("SYSTEM", "WIZARD"):
        return Turn("assistant", said["utterance"])
    return None


def _booking(row: Mapping[str, Any]) -> Booking | None:
    """Of a complete dialogue the last booking that succeeded."""
    made = row.get("gold_bookings") or []
    if row.get("completion") != "Complete" or not made or "RenterName" not in made[-1]:
        return None
    last = made[-1]
    day, hour = _one(last.get("Day")), _one(last.get("StartTimeHour"))
    # Without both there is nothing to compare with.
    return Booking(day, hour, _one(last.get("RenterName")), _one(last.get("Name"))) if day and hour else None


def _one(value: Any) -> str | None:
    """A query's value may be a list, or an object with an operator."""
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    return str(value) if value else None
