"""What a value becomes that a file tells of, and how a change of it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leasing.feature_names import feature_key
from leasing.home_files import Picture, RentLine, Rents, rent_field, rent_words
from leasing.home_rules import EMPTY
from leasing.money import to_wire


@dataclass(frozen=True, slots=True)
class Change:
    """A field with what it was and what it becomes, as a table writes them; null is nothing."""

    field: str
    old: str | None
    new: str | None


def merged(name: str, before: Any, told: Any) -> Any:
    match name:
        case "rents":
            return merged_rents(before, told)
        case "photos":
            return _photos(before, told)
        case "features":
            return _features(before, told)
        case _ if told is None:
            return EMPTY.get(name)
        case _:
            return told


def merged_rents(before: Rents, told: Rents | None) -> Rents:
    if told is None:
        return before
    kept = {} if told.complete else dict(before.by_months)
    both = {**kept, **told.by_months}
    return Rents({months: lines for months, lines in sorted(both.items()) if lines}, True)


def _photos(before: Sequence[Picture], told: Sequence[Picture]) -> tuple[Picture, ...]:
    """What is seen on a picture stays where the file does not say."""
    known = {picture.url: picture.alt for picture in before}
    return tuple(Picture(one.url, known.get(one.url) if one.alt is None else one.alt) for one in told)


def _features(before: Sequence[str], told: Sequence[str]) -> tuple[str, ...]:
    """Features keep the spelling, and where none comes or goes the order, that they have."""
    known = {feature_key(feature): feature for feature in reversed(before)}
    if set(known) == {feature_key(feature) for feature in told}:
        return tuple(before)
    return tuple(known.get(feature_key(feature), feature) for feature in told)


def same(name: str, old: Any, new: Any) -> bool:
    if name == "rents":
        return dict(old.by_months if old else {}) == dict(new.by_months)
    if isinstance(old, str) and isinstance(new, str):
        return _text(old) == _text(new)
    return old == new


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, new in after.items():
        old = before.get(name, EMPTY.get(name))
        if same(name, old, new):
            continue
        if name == "rents":
            yield from _rent_changes(old.by_months if old else {}, new.by_months)
        else:
            yield Change(name.removesuffix("_cents"), _written(name, old), _written(name, new))


def _rent_changes(old: Mapping[int, tuple[RentLine, ...]], new: Mapping[int, tuple[RentLine, ...]]) -> Iterator[Change]:
    for months in sorted({*old, *new}):
        was, becomes = rent_words(old.get(months, ())), rent_words(new.get(months, ()))
        if was != becomes:
            yield Change(rent_field(months), was or None, becomes or None)


def _written(name: str, value: Any) -> str | None:
    match value:
        case None | () | "":
            return None
        case bool():
            return "yes" if value else "no"
        case int() if name.endswith("_cents"):
            return to_wire(value)
        case date():
            return value.isoformat()
        case tuple():
            return " | ".join(item.url if isinstance(item, Picture) else str(item) for item in value)
        case float():
            return f"{value:g}"
        case _:
            return str(value)
