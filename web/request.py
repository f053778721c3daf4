"""The request as handlers see it: its JSON read once, under our names, kept for whoever has to say what is wrong."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import State

from leasing.errors import Invalid
from web.payload import NUL, Payload, with_nul
from web.synonyms import renamed

KEPT = "domiq_json"


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
        if model is None or not isinstance(raw, dict):
            return raw
        return renamed(model.resource, raw, model.__struct_encode_fields__)  # pyright: ignore[reportUnknownArgumentType]


def payload_of(handler: Any) -> type[Payload] | None:
    """The type of the body that a route takes."""
    field = getattr(handler, "parsed_data_field", None)
    annotation = getattr(field, "annotation", None)
    if isinstance(annotation, type) and issubclass(annotation, Payload):
        return annotation
    return None


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
