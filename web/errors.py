"""The one place where what went wrong becomes an answer. Nothing of the inside is told, all of it is logged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException

from leasing.errors import (
    DomiqError,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthorized,
)
from leasing.services import faults
from web.envelope import failed
from web.parameters import query_faults
from web.payload import problems
from web.request import KEPT, payload_of

log = structlog.get_logger(__name__)


class MethodNotAllowedError(DomiqError):
    status = 405
    default_code = "INVALID_FORMAT"


class BadRequestError(DomiqError):
    status = 400
    default_code = "INVALID_FORMAT"


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The exception handler of the application."""
    told = as_domiq(request, error)
    return Response(failed(told), status_code=told.status, headers=headers_of(told), media_type=MediaType.JSON)


def headers_of(error: DomiqError) -> dict[str, str]:
    headers: dict[str, str] = {}
    if isinstance(error, RateLimited):
        headers["Retry-After"] = str(error.retry_after)
    elif "retry_after" in error.details:
        headers["Retry-After"] = str(error.details["retry_after"])
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def as_domiq(request: Request[Any, Any, Any], error: Exception) -> DomiqError:
    if isinstance(error, DomiqError):
        if error.status >= 500:
            log.error("request.failed", code=error.code, reason=error.message, exc_info=error.__cause__)
        return error
    if isinstance(error, ValidationException):
        return _invalid(request, error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _http(request, error)
    if isinstance(error, HTTPException) and "disconnected" in error.detail:
        log.info("request.disconnected")
        return DomiqError("The client went away.")
    log.error("request.failed", exc_info=error)
    return of_fault(error)


def of_fault(error: Exception) -> DomiqError:
    """What is told of an error that nobody foresaw."""
    return faults.of_database(error) or DomiqError("Something went wrong here. It was logged with this request's id.")


def _invalid(request: Request[Any, Any, Any], error: ValidationException) -> DomiqError:
    raw: Any = error.extra
    listed: list[Any] = raw if isinstance(raw, list) else []  # pyright: ignore[reportUnknownVariableType]
    in_body = [item for item in listed if item.get("source") == "body" or item.get("key") == "data"]
    errors = [_parameter_fault(item) for item in listed if item not in in_body]
    told = {error["field"] for error in errors}
    # Litestar stops at the first dependency (`paging`, say) that does not like its parameters.
    errors += [fault for fault in query_faults(request) if fault["field"] not in told]
    errors += _body_faults(request, in_body)
    if not errors:
        return Invalid(error.detail)
    return Invalid(_summary(errors), errors)


def _body_faults(request: Request[Any, Any, Any], listed: Iterable[Any]) -> list[FieldError]:
    model = payload_of(request.scope.get("route_handler"))
    if model is not None:
        found = problems(model, request.scope["state"].get(KEPT, {}))
        if found:
            return found
    return [_parameter_fault(item) for item in listed]


def _parameter_fault(item: Any) -> FieldError:
    message = str(item.get("message", "cannot be read"))
    kind = "missing" if "required" in message.lower() else "value_error"
    return FieldError(field=str(item.get("key", "request")), message=message, type=kind)


def _summary(errors: list[FieldError]) -> str:
    if len(errors) == 1:
        return f"{errors[0]['field']}: {errors[0]['message']}"
    return f"{len(errors)} fields cannot be taken: {', '.join(error['field'] for error in errors[:10])}"


def _http(request: Request[Any, Any, Any], error: HTTPException) -> DomiqError:
    where = f"{request.method} {request.scope['path'][:200]}"
    match error.status_code:
        case 401:
            return Unauthorized("Sign in first.")
        case 403:
            return Forbidden("This is not allowed.", code="FORBIDDEN")
        case 404:
            return NotFound(f"There is nothing at {where}.")
        case 405:
            return MethodNotAllowedError(f"{where}: this address does not take this method.")
        case 413:
            return TooLarge("The body is larger than this address takes.")
        case _:
            return BadRequestError(error.detail)


async def send_error(send: Any, error: DomiqError, extra: dict[str, str] | None = None) -> None:
    """Answer with an error from outside of the application's own handlers."""
    body = msgspec.json.encode(failed(error))
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        **headers_of(error),
        **(extra or {}),
    }
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": raw})
    await send({"type": "http.response.body", "body": body, "more_body": False})
