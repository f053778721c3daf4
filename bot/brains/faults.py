"""What the OpenAI SDK raises, as reasons that the rest of DomIQ knows."""

from __future__ import annotations

import openai

from leasing.resilience import Again, retry_after_seconds

REFUSED_SECONDS = 300.0
"""A key that is refused is refused again: wait for somebody to change it."""
LIMITED_SECONDS = 20.0
"""after a 429 that does not say for how long"""
LONGEST_SECONDS = 300.0


class Fault(Exception):
    """The provider gave no answer, refused, or gave one that cannot be read."""

    def __init__(
        self,
        reason: str,
        kind: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        closed_for: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        """name of the error's class"""
        self.status = status
        self.request_id = request_id
        self.closed_for = closed_for
        """how many seconds to make no call at all"""


def fault_of(error: Exception) -> Fault:
    kind = type(error).__name__
    if isinstance(error, openai.APIStatusError):
        return _refused(error, kind)
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Fault("timeout", kind)
    if isinstance(error, openai.APIConnectionError):
        return Fault("connection", kind)
    if isinstance(error, openai.APIError) and error.body is not None:
        return Fault("error_in_stream", kind)
    return Fault("malformed", kind)


def _refused(error: openai.APIStatusError, kind: str) -> Fault:
    status = error.status_code
    closed_for = None
    if status in (401, 403):
        reason, closed_for = "auth", REFUSED_SECONDS
    elif status == 429:
        reason, closed_for = "rate_limited", min(_asked_wait(error) or LIMITED_SECONDS, LONGEST_SECONDS)
    elif error.code == "content_filter":
        reason = "content_filter"
    else:
        reason = "server_error" if status >= 500 else "bad_request"
    return Fault(reason, kind, status=status, request_id=error.request_id, closed_for=closed_for)


def _asked_wait(error: openai.APIStatusError) -> float | None:
    headers = error.response.headers
    milliseconds = retry_after_seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    return retry_after_seconds(headers.get("retry-after"))


def may_pass(error: Exception) -> Again | None:
    """For `retry`, before anything was said: a broken connection and a server's hiccup, but no refusal."""
    if isinstance(error, Fault) and error.reason in ("connection", "server_error"):
        return Again()
    return None
