"""What a request's body may be, and everything that is wrong with one at once.

A `Payload` is a msgspec struct. msgspec stops at the first fault, which is right for the good case and no use to the
person who has to mend the bad one; so where a body is refused, `problems` goes through it again, field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

import msgspec

from leasing.errors import FieldError, Invalid

NUL = "\x00"
UNKNOWN = "unknown"
"""the type of the fault of a field that is not known"""


class Check:
    """A rule beyond a field's type, in its annotation: `Annotated[str, Check(zone)]`. The function raises `Invalid` or
    `ValueError` for a value that cannot be taken; None and what is not given are not asked about."""

    __slots__ = ("rule",)

    def __init__(self, rule: Callable[[Any], object]) -> None:
        self.rule = rule

    def fault(self, value: Any) -> tuple[str, str] | None:
        """(message, type) of what is wrong."""
        try:
            self.rule(value)
        except Invalid as error:
            errors = error.details.get("errors") or [{}]
            return error.message, errors[0].get("type", "value_error")
        except ValueError as error:
            return str(error), "value_error"
        return None


class Payload(msgspec.Struct, kw_only=True, frozen=True):
    """The body of a request; fields that it does not know are refused. `resource` names its synonyms."""

    resource: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for name, check in _checks(type(self)):
            value = getattr(self, name)
            if value is None or value is msgspec.UNSET:
                continue
            fault = check.fault(value)
            if fault:
                raise ValueError(fault[0])

    def given(self) -> dict[str, Any]:
        """The fields that the caller gave, nested payloads as plain dictionaries."""
        return {
            name: _plain(value)
            for name in self.__struct_fields__
            if (value := getattr(self, name)) is not msgspec.UNSET
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Payload):
        return value.given()
    if isinstance(value, list):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def problems(model: type[msgspec.Struct], raw: Any, prefix: str = "") -> list[FieldError]:
    """All that is wrong with a body: what it does not know, then the rest in the order of its fields."""
    if not isinstance(raw, dict):
        return [FieldError(field=prefix.rstrip(".") or "body", message="Expected an object", type="type_error")]
    found = [
        FieldError(field=f"{prefix}{name[:100]}", message="There is no such field here", type=UNKNOWN)
        for name in _unknown_in(model, raw)  # pyright: ignore[reportUnknownArgumentType]
    ]
    hints = _hints(model)
    for field in msgspec.structs.fields(model):
        path = f"{prefix}{field.encode_name}"
        if field.encode_name not in raw:
            if field.required:
                found.append(FieldError(field=path, message=f"{path} is required", type="missing"))
            continue
        found.extend(_field_problems(hints[field.name], raw[field.encode_name], path))
    return found


def has_unknown(model: type[msgspec.Struct], raw: Any) -> bool:
    """Whether a body, or an entry of one of its lists, has a field that its type does not know."""
    if not isinstance(raw, dict):
        return False
    if _unknown_in(model, raw):  # pyright: ignore[reportUnknownArgumentType]
        return True
    listed = ((nested, raw.get(name)) for name, nested in _lists(model))  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return any(has_unknown(nested, item) for nested, items in listed if isinstance(items, list) for item in items)  # pyright: ignore[reportUnknownVariableType]


def _unknown_in(model: type[msgspec.Struct], raw: dict[str, Any]) -> list[str]:
    known = model.__struct_encode_fields__
    return [name for name in raw if name not in known]


def _field_problems(hint: Any, value: Any, path: str) -> Iterator[FieldError]:
    nested = _nested(hint)
    if nested is not None and isinstance(value, list):
        count = 0
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownVariableType]
            for problem in problems(nested, item, f"{path}.{index}."):
                count += 1
                yield problem
        if count:
            return
    try:
        converted = msgspec.convert(value, hint, strict=False)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at ")
        yield FieldError(field=path + _below(where), message=message, type=_type_of(message))
        return
    if converted is None or converted is msgspec.UNSET:
        return
    for check in _annotations(hint):
        fault = check.fault(converted)
        if fault:
            yield FieldError(field=path, message=fault[0], type=fault[1])


def _below(where: str) -> str:
    """msgspec's `` `$[0].opens` `` as `.0.opens`."""
    return where.strip("`").removeprefix("$").replace("[", ".").replace("]", "")


def _type_of(message: str) -> str:
    if ", got " in message:
        return "type_error"
    if " of length " in message:
        return "length"
    if "Invalid enum value" in message:
        return "enum"
    if " matching regex " in message:
        return "format"
    return "range" if "<=" in message or ">=" in message else "value_error"


@lru_cache(maxsize=512)
def _hints(model: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


@lru_cache(maxsize=512)
def _checks(model: type[msgspec.Struct]) -> tuple[tuple[str, Check], ...]:
    hints = _hints(model)
    return tuple((name, check) for name in model.__struct_fields__ for check in _annotations(hints[name]))


@lru_cache(maxsize=512)
def _lists(model: type[msgspec.Struct]) -> tuple[tuple[str, type[msgspec.Struct]], ...]:
    """The fields that are lists of structs."""
    hints = _hints(model)
    found = ((field.encode_name, _nested(hints[field.name])) for field in msgspec.structs.fields(model))
    return tuple((name, nested) for name, nested in found if nested is not None)


def _annotations(hint: Any) -> list[Check]:
    """The checks of a field, also of one that may be null or not given."""
    origin = get_origin(hint)
    if origin is Annotated:
        first, *rest = get_args(hint)
        return [item for item in rest if isinstance(item, Check)] + _annotations(first)
    if origin in (Union, UnionType):
        return [check for part in get_args(hint) for check in _annotations(part)]
    return []


def _nested(hint: Any) -> type[msgspec.Struct] | None:
    """The struct that a field is a list of."""
    origin = get_origin(hint)
    if origin is list:
        (item,) = get_args(hint)
        return item if isinstance(item, type) and issubclass(item, msgspec.Struct) else None
    if origin in (Annotated, Union, UnionType):
        return next((found for part in get_args(hint) if (found := _nested(part)) is not None), None)
    return None


def with_nul(raw: Any, path: str = "") -> Iterator[FieldError]:
    """Texts that hold a NUL character, which no database column takes."""
    if isinstance(raw, str):
        if NUL in raw:
            yield FieldError(field=path or "body", message="must not contain a NUL character", type="value_error")
    elif isinstance(raw, dict):
        for key, value in raw.items():  # pyright: ignore[reportUnknownVariableType]
            where = f"{path}.{key}" if path else str(key)  # pyright: ignore[reportUnknownArgumentType]
            yield from with_nul(key, where.replace(NUL, ""))
            yield from with_nul(value, where.replace(NUL, ""))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):  # pyright: ignore[reportUnknownVariableType]
            yield from with_nul(value, f"{path}.{index}" if path else str(index))
