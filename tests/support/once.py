"""What the libraries work out anew for each application and client, worked out once for all tests of a process."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from inspect import ismethod
from typing import Any

import httpx._transports.default as transports
from litestar.utils.signature import ParsedSignature

_parse = ParsedSignature.from_fn.__func__  # type: ignore[attr-defined]
_parsed: dict[tuple[Any, bool, frozenset[str]], ParsedSignature] = {}


def spare_work() -> None:
    """CA certificates are read, and the signatures of route handlers parsed, the first time only: both take longer
    than most tests do."""
    transports.create_ssl_context = lru_cache(transports.create_ssl_context)
    ParsedSignature.from_fn = classmethod(_parsed_once)  # type: ignore[assignment, method-assign]


def _parsed_once(
    cls: type[ParsedSignature], fn: Callable[..., Any], signature_namespace: dict[str, Any]
) -> ParsedSignature:
    if "<locals>" in getattr(fn, "__qualname__", "<locals>"):
        # It is made anew for each application, and would be kept for ever.
        return _parse(cls, fn, signature_namespace)
    # A controller's methods are bound anew for each application.
    key = (getattr(fn, "__func__", fn), ismethod(fn), frozenset(signature_namespace))
    found = _parsed.get(key)
    if found is None:
        found = _parsed[key] = _parse(cls, fn, signature_namespace)
    return found
