"""Holds every error answer of a house against the OpenAPI document: its status is named there, its body as it says."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from litestar import Litestar

from web.openapi import PROBES

FRAMEWORK = {404, 405}
"""of an address, or a method at one, that is no operation"""
PAGES = "/tours/"
"""what a person reads, and no program"""
_documents: dict[frozenset[str], dict[str, Any]] = {}
"""by the routes they are of: every house has the same, and one takes a while to make"""


def check(app: Litestar) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook for a client's answers."""

    async def checked(response: httpx.Response) -> None:
        if response.status_code < 400 or response.request.url.path.startswith(PAGES):
            return
        await response.aread()
        key = frozenset(route.path for route in app.routes)
        document = _documents.get(key) or _documents.setdefault(key, app.openapi_schema.to_schema())
        request = response.request
        wrong = fault(document, request.method, request.url.path, response.status_code, response.json())
        assert wrong is None, wrong

    return checked


def fault(document: dict[str, Any], method: str, path: str, status: int, body: Any) -> str | None:
    """What of an error answer is not as the document says."""
    operation = _operation(document, method, path)
    if operation is None and path.endswith(PROBES):
        return None if status == 503 else f"{path} answers {status}"
    if operation is None:
        return None if status in FRAMEWORK | {401, 429} else f"{method} {path} is no operation and answers {status}"
    if str(status) not in operation["responses"]:
        return f"{method} {path} answers {status}, and the document names {sorted(operation['responses'])}"
    schema = {**document["components"]["schemas"]["ErrorEnvelope"]}
    wrong = next(Draft202012Validator(schema).iter_errors(body), None)
    return f"{method} {path} answers {status} with another envelope: {wrong.message}" if wrong else None


def _operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    found = [
        item[method.lower()]
        for template, item in sorted(document["paths"].items(), key=lambda pair: pair[0].count("{"))
        if method.lower() in item and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path.rstrip("/") or "/")
    ]
    return found[0] if found else None
