"""The database's own faults, told as ours."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from leasing.errors import DomiqError, Unavailable


def of_database(error: BaseException) -> DomiqError | None:
    """What callers are told where the database failed; None where the error is not one of its."""
    if isinstance(error, SQLAlchemyError):
        return Unavailable("The database could not take this. Nothing was changed; try again.")
    return None
