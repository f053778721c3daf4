"""What can go wrong, as callers see it.

    DomiqError
    ├── Unauthorized            401  UNAUTHORIZED, INVALID_CREDENTIALS, INVALID_TOKEN, TOKEN_EXPIRED
    ├── Forbidden               403  FORBIDDEN, INSUFFICIENT_PERMISSIONS
    ├── NotFound                404  RECORD_NOT_FOUND
    ├── Conflict                409  DUPLICATE_RECORD, INVALID_STATUS_TRANSITION, TOUR_UNAVAILABLE, …
    ├── Invalid                 422  VALIDATION_ERROR with details.errors
    ├── TooLarge                413  PAYLOAD_TOO_LARGE
    ├── RateLimited             429  RATE_LIMITED, ACCOUNT_LOCKED with retry_after
    └── Unavailable             503  a service that we lean on does not answer

Domain code raises these and never an HTTP exception; `web.errors` turns them into the envelope. The message is
written for the person who reads it and says what to do; `details` is data for a program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

ERROR_CODES = frozenset(
    {
        "UNAUTHORIZED",
        "INVALID_CREDENTIALS",
        "INVALID_TOKEN",
        "TOKEN_EXPIRED",
        "ACCOUNT_LOCKED",
        "FORBIDDEN",
        "INSUFFICIENT_PERMISSIONS",
        "VALIDATION_ERROR",
        "MISSING_REQUIRED_FIELD",
        "INVALID_FORMAT",
        "RECORD_NOT_FOUND",
        "DUPLICATE_RECORD",
        "RESOURCE_DELETION_BLOCKED",
        "DATABASE_ERROR",
        "RATE_LIMITED",
        "IDEMPOTENCY_CONFLICT",
        "PRECONDITION_FAILED",
        "PAYLOAD_TOO_LARGE",
        "INVALID_STATUS_TRANSITION",
        "CONFLICT_RESOLUTION_REQUIRED",
        "TOUR_UNAVAILABLE",
        "PROPERTY_NOT_AVAILABLE",
        "LEAD_ALREADY_CONVERTED",
        "CHATBOT_INACTIVE",
        "RESMAN_CONNECTION_ERROR",
        "RESMAN_API_ERROR",
        "APPFOLIO_CONNECTION_ERROR",
        "APPFOLIO_API_ERROR",
        "BUILDIUM_CONNECTION_ERROR",
        "BUILDIUM_API_ERROR",
        "WEBHOOK_ERROR",
        "EMAIL_SERVICE_ERROR",
        "SMS_SERVICE_ERROR",
        "STORAGE_SERVICE_ERROR",
        "LLM_SERVICE_ERROR",
        "NOT_IMPLEMENTED_BY_VENDOR",
        "INTERNAL_ERROR",
    }
)
"""The closed list: an answer never carries a code that is not here."""


class FieldError(TypedDict):
    """One thing wrong with one field of a request; `type` is a short machine name such as `missing`."""

    field: str
    message: str
    type: str


class DomiqError(Exception):
    status = 500
    default_code = "INTERNAL_ERROR"

    def __init__(self, message: str, *, code: str | None = None, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        if self.code not in ERROR_CODES:
            raise ValueError(f"{self.code} is not in the closed list of error codes")
        self.details = dict(details or {})


class Unauthorized(DomiqError):
    status = 401
    default_code = "UNAUTHORIZED"


class Forbidden(DomiqError):
    status = 403
    default_code = "FORBIDDEN"


class NotFound(DomiqError):
    status = 404
    default_code = "RECORD_NOT_FOUND"


class Conflict(DomiqError):
    status = 409
    default_code = "DUPLICATE_RECORD"


class Invalid(DomiqError):
    """Input that cannot be taken. All that is wrong with it is told at once."""

    status = 422
    default_code = "VALIDATION_ERROR"

    def __init__(self, message: str, errors: Sequence[FieldError] = (), *, code: str | None = None) -> None:
        super().__init__(message, code=code, details={"errors": list(errors)})

    @classmethod
    def field(cls, field: str, message: str, type_: str = "value_error") -> Invalid:
        return cls(message, [FieldError(field=field, message=message, type=type_)])


class TooLarge(DomiqError):
    status = 413
    default_code = "PAYLOAD_TOO_LARGE"


class RateLimited(DomiqError):
    status = 429
    default_code = "RATE_LIMITED"

    def __init__(self, message: str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(message, code=code, details={"retry_after": retry_after})
        self.retry_after = retry_after


class Unavailable(DomiqError):
    status = 503
    default_code = "DATABASE_ERROR"
