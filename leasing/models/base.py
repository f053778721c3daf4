"""The base of every table: naming of constraints, column types, and the columns that tenants share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from leasing.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is put back on the way out; a naive datetime is a bug."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")

Id = Annotated[str, mapped_column(String(36), primary_key=True, default=new_id)]
JsonDict = Annotated[dict[str, Any], mapped_column(JSON_TYPE, default=dict)]
JsonList = Annotated[list[Any], mapped_column(JSON_TYPE, default=list)]
Moment = Annotated[datetime, mapped_column(Instant())]
MaybeMoment = Annotated[datetime | None, mapped_column(Instant())]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Tenant:
    """A row that belongs to one company; `leasing.tenancy` is the only way for staff to reach it."""

    company_id: Mapped[str] = mapped_column(String(36), ForeignKey("companies.id", ondelete="CASCADE"), index=True)


class Timestamps:
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]


def reference(target: str, *, nullable: bool = False, ondelete: str = "CASCADE", index: bool = True) -> Mapped[Any]:
    """A foreign key column to `table.column`."""
    return mapped_column(String(36), ForeignKey(target, ondelete=ondelete), nullable=nullable, index=index)


def one_of(column: str, *values: str) -> CheckConstraint:
    """A check that a column holds one of a closed list."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
