"""The OpenAPI document: what Litestar makes of the routes, and the error answers that each of them may give.

Handlers do not list their errors: which may come follows from what an operation takes and whom it lets in. The one that
does not follow is named by its handler, with `may_be`.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, fields
from typing import Any

from litestar.openapi import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, OpenAPI, SecurityScheme

from leasing.errors import ERROR_CODES

ERRORS = {
    400: "The address or the body cannot be read (INVALID_FORMAT).",
    401: "Nobody is signed in, or the token is not valid any more (UNAUTHORIZED, INVALID_TOKEN, TOKEN_EXPIRED).",
    403: "The one who is signed in may not do this (FORBIDDEN, INSUFFICIENT_PERMISSIONS).",
    404: "There is no such record, or it is another company's (RECORD_NOT_FOUND).",
    409: "It does not fit what is stored, or the same request is still being answered (DUPLICATE_RECORD, "
    "RESOURCE_DELETION_BLOCKED, INVALID_STATUS_TRANSITION, IDEMPOTENCY_CONFLICT).",
    413: "The body is larger than this address takes (PAYLOAD_TOO_LARGE).",
    422: "Fields or parameters cannot be taken, all of them in `details.errors` (VALIDATION_ERROR).",
    429: "Too many requests; `Retry-After` says when to try again (RATE_LIMITED, ACCOUNT_LOCKED).",
    500: "Something went wrong here; it was logged with the request's id (INTERNAL_ERROR).",
    503: "A service that this leans on does not answer; nothing was changed, try again (DATABASE_ERROR).",
}
PROBES = ("/health", "/ready", "/live")
"""ends of addresses that no limit holds"""
METHODS = ("get", "put", "post", "delete", "patch")
SCHEMA = "ErrorEnvelope"
ENVELOPE: dict[str, Any] = {
    "type": "object",
    "required": ["success", "data", "error", "meta"],
    "properties": {
        "success": {"type": "boolean", "const": False},
        "data": {"type": "null"},
        "error": {
            "type": "object",
            "required": ["code", "message", "details"],
            "properties": {
                "code": {"type": "string", "enum": sorted(ERROR_CODES)},
                "message": {"type": "string"},
                "details": {"type": "object", "additionalProperties": True},
            },
        },
        "meta": {
            "type": "object",
            "required": ["timestamp", "requestId"],
            "properties": {
                "timestamp": {"type": "string", "format": "date-time"},
                "requestId": {"type": "string"},
            },
        },
    },
}


class Documented(OpenAPI):
    def to_schema(self) -> dict[str, Any]:
        return with_errors(super().to_schema())


@dataclass
class Config(OpenAPIConfig):
    def to_openapi_schema(self) -> OpenAPI:
        made = super().to_openapi_schema()
        return Documented(**{field.name: getattr(made, field.name) for field in fields(made)})


def openapi_config() -> Config:
    """The viewers that come with Litestar load scripts from other people's servers: only the document is served."""
    scheme = SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")
    return Config(
        title="DomIQ",
        version="1",
        description="The leasing assistant of apartment communities.",
        path="/schema",
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
        components=Components(security_schemes={"bearer": scheme}),
        security=[{"bearer": []}],
    )


def may_be(status: int) -> dict[int, ResponseSpec]:
    """For a handler's `responses`: an error that does not follow from what it takes."""
    return {status: ResponseSpec(None, description=ERRORS[status])}


def with_errors(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the error answers of every operation."""
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})[SCHEMA] = deepcopy(ENVELOPE)
    components["responses"] = components.get("responses", {}) | {
        f"Error{status}": {
            "description": text,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{SCHEMA}"}}},
        }
        for status, text in ERRORS.items()
    }
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in METHODS:
                # Litestar documents a 400 in a form of its own, which is never given.
                operation["responses"].pop("400", None)
                declared = {int(status) for status in operation["responses"] if int(status) in ERRORS}
                for status in sorted(declared.union(errors_of(path, method, operation))):
                    operation["responses"][str(status)] = {"$ref": f"#/components/responses/Error{status}"}
    return document


def errors_of(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    """The statuses of the errors that an operation may answer with."""
    takes_body = "requestBody" in operation
    yield 400
    if _signed_in(operation):
        yield from (401, 403)
    parameters = operation.get("parameters", [])
    if takes_body or "{" in path or any(parameter["name"].endswith("_id") for parameter in parameters):
        yield 404
    if method != "get":
        yield 409
    if takes_body:
        yield 413
    if takes_body or parameters:
        yield 422
    if not path.endswith(PROBES):
        yield 429
    yield from (500, 503)


def _signed_in(operation: dict[str, Any]) -> bool:
    """Without a `security` of its own the document's holds; an empty one lets everybody in."""
    return any(operation.get("security", [{"bearer": []}]))
