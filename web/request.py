"""The request as handlers see it: its JSON read once, under our names, kept for whoever has to say what is wrong."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from litestar import Request
from litestar.datastructures import State

from leasing.errors import Invalid
from web.payload import NUL, UNKNOWN, Payload, has_unknown, problems, with_nul
from web.synonyms import renamed, without_passed_over

KEPT = "domiq_json"
CHANGING = ("PUT", "PATCH")
"""change the fields that are given, and pass over none"""


class MalformedBody(Invalid):
    """A body that is not JSON at all."""

    status = 400
    default_code = "INVALID_FORMAT"


class ApiRequest(Request[Any, Any, State]):
    async def json(self) -> Any:
        state = self.scope["state"]
        if KEPT not in state:
            state[KEPT] = self._named(read_json(await self.body()))
        return state[KEPT]

    def _named(self, raw: Any) -> Any:
        model = payload_of(self.route_handler)
        return raw if model is None else named(model, raw, changing=self.method in CHANGING)


def named(model: type[Payload], raw: Any, *, changing: bool) -> Any:
    """A body under our names. Raises `Invalid` where it has fields that its type does not know."""
    if not isinstance(raw, dict):
        return raw
    body: dict[str, Any] = renamed(model.resource, raw, model.__struct_encode_fields__)  # pyright: ignore[reportUnknownArgumentType]
    if not changing:
        body = without_passed_over(model.resource, body, model.__struct_encode_fields__)
    refuse_unknown(model, body)
    return body


def payload_of(handler: Any) -> type[Payload] | None:
    """The type of the body that a route takes, also of one that may be left out."""
    annotation = getattr(getattr(handler, "parsed_data_field", None), "annotation", None)
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Payload):
            return part
    return None


def refuse_unknown(model: type[Payload], body: dict[str, Any]) -> None:
    """Raises `Invalid` where a body has fields that its type does not know, with whatever else is wrong with it: one
    that is passed over in silence would look as if it had been taken."""
    if not has_unknown(model, body):
        return
    faults = problems(model, body)
    told = ", ".join(fault["field"] for fault in faults if fault["type"] == UNKNOWN)
    raise Invalid(
        f"Unknown: {told[:1000]}. What can be given: {', '.join(sorted(model.__struct_encode_fields__))}.", faults
    )


def read_json(body: bytes) -> Any:
    """Raises `MalformedBody`, or `Invalid` for texts that cannot be stored."""
    try:
        raw = msgspec.json.decode(body or b"null")
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MalformedBody(f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise MalformedBody("The body is nested too deeply.") from error
    if b"\\u0000" in body:
        faults = list(with_nul(raw))
        if faults:
            raise Invalid(f"A text holds {NUL!r}, which cannot be stored.", faults)
    return raw
