"""Which request this is: its id, in every answer and every log line."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from leasing.ids import new_id

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._:\-]{8,128}\Z")


@dataclass(frozen=True, slots=True)
class RequestInfo:
    id: str
    now: Callable[[], datetime]


_current: ContextVar[RequestInfo | None] = ContextVar("domiq_request", default=None)


def begin(given: str | None, now: Callable[[], datetime]) -> RequestInfo:
    """Start a request. The caller's own id is kept if it is sane: it goes into logs and headers."""
    request_id = given if given and _SANE.match(given) else new_id()
    info = RequestInfo(request_id, now)
    _current.set(info)
    return info


def current() -> RequestInfo:
    """The request that runs now; outside of one, something that stands in for it."""
    return _current.get() or RequestInfo(new_id(), lambda: datetime.now(UTC))
