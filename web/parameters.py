"""All that is wrong with the parameters of a query, for the one who has to mend them."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import ParamType

from leasing.errors import FieldError, Invalid
from web.payload import UNKNOWN

MOST_TOLD = 20


def query_faults(request: Request[Any, Any, Any]) -> list[FieldError]:
    """Goes through the parameters of the route and of what it depends on."""
    handler: Any = request.scope.get("route_handler")
    if handler is None:
        return []
    found: dict[str, FieldError] = {}
    for name, type_ in _declared(handler):
        raw = request.query_params.get(name)
        if raw is None:
            continue
        try:
            msgspec.convert(raw, type_, strict=False)
        except msgspec.ValidationError as error:
            found[name] = FieldError(field=name, message=str(error), type="value_error")
    return list(found.values())


def _declared(handler: Any) -> Iterator[tuple[str, Any]]:
    provided = handler.resolve_dependencies()
    for source in (handler, *provided.values()):
        yield from _of(source, provided)


def _of(source: Any, provided: Container[str]) -> Iterator[tuple[str, Any]]:
    """The parameters of a route or of a dependency, by the names that they have in a query; not what it is given."""
    types = {field.name: field.type for field in msgspec.structs.fields(source.signature_model)}
    for name, declared in source.parsed_fn_signature.parameters.items():
        if name not in provided and getattr(declared.kwarg_definition, "param_type", None) is ParamType.QUERY:
            yield getattr(declared.kwarg_definition, "name", None) or name, types[name]


def refuse_unknown_query(request: Request[Any, Any, Any]) -> None:
    """For calls that a parameter keeps from changing anything: `?dryrun=true`, passed over in silence, would change all
    that it was to leave alone. Raises `Invalid`."""
    handler: Any = request.scope["route_handler"]
    known = sorted(name for name, _ in _of(handler, handler.resolve_dependencies()))
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        message = f"is not known here; what can be given: {', '.join(known)}"
        faults = [FieldError(field=name[:100], message=message, type=UNKNOWN) for name in unknown[:MOST_TOLD]]
        told = ", ".join(fault["field"] for fault in faults)
        raise Invalid(f"Unknown: {told}. What can be given: {', '.join(known)}.", faults)
