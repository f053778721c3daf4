"""The only way for staff code to reach rows: through the scope of the company that it acts for.

Another company's row is `NotFound`, never a refusal that would admit it exists. `tests/admin/test_tenancy_lint.py`
holds services to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Delete, Insert, Select, Update, func
from sqlalchemy import delete as sql_delete
from sqlalchemy import insert as sql_insert
from sqlalchemy import select as sql_select
from sqlalchemy import update as sql_update

from leasing.database import Tx
from leasing.errors import DomiqError, Forbidden, NotFound
from leasing.ids import new_id
from leasing.models import (
    Attachment,
    Base,
    ClientFrame,
    Company,
    Conversation,
    ConversationNote,
    Document,
    DocumentChunk,
    DocumentVersion,
    Faq,
    FaqVersion,
    FaqWaiter,
    KnowledgePage,
    KnowledgeSource,
    Lead,
    LeadActivity,
    LeadDuplicate,
    LeadMerge,
    LeadMergeStep,
    Message,
    Property,
    Special,
    SpecialFloorPlan,
    Tour,
    TourEvent,
    Turn,
    Visitor,
)

T = TypeVar("T")
U = TypeVar("U")

NOUNS = {
    "Faq": "FAQ", "FloorPlan": "floor plan", "KnowledgeProposal": "proposal", "KnowledgeSource": "knowledge source",
    "PropertyManager": "property manager", "CannedReply": "reply", "ManagerTimeOff": "time off",
    "ManagerAssignment": "assignment",
    "ApiKey": "API key", "StaffSession": "session",
}  # fmt: skip

_THROUGH: dict[type[Base], tuple[str, type[Base], str]] = {
    Attachment: ("conversation_id", Conversation, "id"),
    ConversationNote: ("conversation_id", Conversation, "id"),
    ClientFrame: ("conversation_id", Conversation, "id"),
    DocumentChunk: ("document_id", Document, "id"),
    DocumentVersion: ("document_id", Document, "id"),
    FaqVersion: ("faq_id", Faq, "id"),
    FaqWaiter: ("faq_id", Faq, "id"),
    KnowledgePage: ("source_id", KnowledgeSource, "id"),
    LeadActivity: ("lead_id", Lead, "id"),
    LeadDuplicate: ("lead_a", Lead, "id"),
    LeadMerge: ("survivor_id", Lead, "id"),
    LeadMergeStep: ("merge_id", LeadMerge, "id"),
    Message: ("conversation_id", Conversation, "id"),
    SpecialFloorPlan: ("special_id", Special, "id"),
    TourEvent: ("tour_id", Tour, "id"),
    Turn: ("conversation_id", Conversation, "id"),
    Visitor: ("id", Conversation, "visitor_id"),
}
"""Tables that say by another one's row which property they belong to: their column, that table, its column."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list; `page` counts from 1."""

    page: int = 1
    limit: int = 10

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how many there are in all."""

    items: list[T]
    total: int
    paging: Paging

    @classmethod
    def of(cls, items: Sequence[T], paging: Paging) -> Page[T]:
        """A page of a short list that is there as a whole."""
        return cls(list(items[paging.offset : paging.offset + paging.limit]), len(items), paging)

    def map(self, fn: Callable[[T], U]) -> Page[U]:
        return Page([fn(item) for item in self.items], self.total, self.paging)


@dataclass(frozen=True, slots=True)
class StaffScope:
    """Who acts, and for which company. `manager_id` is the leasing profile of the user, where there is one."""

    company_id: str
    user_id: str
    role: str
    manager_id: str | None = None
    properties: frozenset[str] | None = None
    """the properties that they may see; None: every one of the company"""
    writable: frozenset[str] | None = None
    """the properties that they may change, where they may not change all that they see"""
    permissions: frozenset[str] = frozenset()
    """what `leasing.permissions` lists; the guard of a route asks for them, services only where they give some on"""
    session_id: str | None = None
    api_key_id: str | None = None
    """the key by which a machine acts for the user who made it"""
    key_use_is_news: bool = False
    """whether that key's last use is to be noted"""
    second_factor: bool = False
    """whether they sign in with one-time codes"""
    changing: bool = False
    """whether the request changes something: what it then finds has to be at a property that they may change"""

    def sees(self, property_id: str | None) -> bool:
        """Whether a property is one of theirs; what belongs to none is everybody's in the company."""
        return property_id is None or self.properties is None or property_id in self.properties

    def check_whole_company(self) -> None:
        """For what concerns every property of the company. Raises `Forbidden` for who sees or changes some only."""
        if self.properties is not None or self.writable is not None:
            raise Forbidden("You work at certain properties only.", code="INSUFFICIENT_PERMISSIONS")

    def for_all_properties(self) -> StaffScope:
        """For what follows from their change at properties that they do not see: versions that have to rise there."""
        return replace(self, properties=None, writable=None)

    def check_change(self, property_id: str | None) -> None:
        """Raises `NotFound` for a property that they do not see, `Forbidden` for one that they may only read."""
        if property_id is None:
            return
        if not self.sees(property_id):
            raise missing(Property, property_id)
        if self.writable is not None and property_id not in self.writable:
            raise _only_read()

    def select(self, model: type[Base], *columns: Any) -> Select[Any]:
        """The company's rows of a table, whole or some columns of them; on a connection they come as plain rows."""
        chosen = columns or (model.__table__,)
        return sql_select(*chosen).where(self._mine(model))

    def update(self, model: type[Base]) -> Update:
        return sql_update(model).where(self._to_change(model))

    def delete(self, model: type[Base]) -> Delete:
        return sql_delete(model).where(self._to_change(model))

    def get(self, tx: Tx, model: type[Base], row_id: str, *, lock: bool = False) -> Any:
        """One row. Raises `NotFound` where the company has none with this id, and in a request that changes something
        `Forbidden` where its property may only be read. `lock` keeps others from changing it until the transaction
        ends."""
        statement = self.select(model).where(_id(model) == row_id)
        row = tx.connection.execute(statement.with_for_update() if lock else statement).one_or_none()
        if row is None:
            raise missing(model, row_id)
        if self.changing and self.writable is not None:
            self._check_row(tx, model, row_id)
        return row

    def get_of(self, tx: Tx, model: type[Base], row_id: str, property_id: str) -> Any:
        """One row that must be this property's. Raises `NotFound`."""
        row = self.get(tx, model, row_id)
        if row.property_id != property_id:
            raise NotFound(f"The {_noun(model)} belongs to another property.")
        return row

    def insert(self, tx: Tx, model: type[Base], **values: Any) -> str:
        """Add a row of this company's; its id is made where none is given."""
        row = self.new_row(model, values, tx.now)
        tx.connection.execute(sql_insert(model).values(row))
        return row.get("id", "")

    def insert_all(self, tx: Tx, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
        """Add many rows with the same columns at once."""
        made = [self.new_row(model, values, tx.now) for values in rows]
        if made:
            tx.connection.execute(sql_insert(model), made)

    def new_row(self, model: type[Base], values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """A whole row of this company's, with the id and the moments that it needs."""
        columns = model.__table__.columns
        if model is Property:
            self._check_new_property()
        else:
            self.check_change(_property_of(model, values))
        row: dict[str, Any] = {"company_id": self.company_id, **values}
        if "id" in columns:
            row.setdefault("id", new_id())
        for stamp in ("created_at", "updated_at"):
            if stamp in columns:
                row.setdefault(stamp, now)
        return row

    def inserting(self, model: type[Base]) -> Insert:
        """The statement that adds rows made by `new_row`."""
        return sql_insert(model)

    def change(self, tx: Tx, model: type[Base], row_id: str, **values: Any) -> None:
        """Change one row. Raises `NotFound`, `Forbidden`."""
        if "updated_at" in model.__table__.columns:
            values.setdefault("updated_at", tx.now)
        done = tx.connection.execute(self.update(model).where(_id(model) == row_id).values(**values))
        if done.rowcount == 0:
            raise self.untouched(tx, model, row_id)

    def remove(self, tx: Tx, model: type[Base], row_id: str) -> None:
        """Delete one row. Raises `NotFound`, `Forbidden`."""
        if tx.connection.execute(self.delete(model).where(_id(model) == row_id)).rowcount == 0:
            raise self.untouched(tx, model, row_id)

    def page(self, tx: Tx, statement: Select[Any], paging: Paging) -> Page[Any]:
        """A page of rows of a statement that `select` began."""
        counted = statement.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
        total = tx.connection.execute(counted).scalar_one()
        rows = tx.connection.execute(statement.limit(paging.limit).offset(paging.offset)).all()
        return Page(list(rows), total, paging)

    def count(self, tx: Tx, statement: Select[Any]) -> int:
        counted = statement.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
        return tx.connection.execute(counted).scalar_one()

    def _check_row(self, tx: Tx, model: type[Base], row_id: str) -> None:
        """Raises `Forbidden` for a row that they may only read."""
        changeable = sql_select(_id(model)).where(_id(model) == row_id, self._to_change(model))
        if tx.connection.execute(changeable).first() is None:
            raise _only_read()

    def untouched(self, tx: Tx, model: type[Base], row_id: str) -> DomiqError:
        """Why a change found no row."""
        if tx.connection.execute(self.select(model, _id(model)).where(_id(model) == row_id)).first() is None:
            return missing(model, row_id)
        return _only_read()

    def _check_new_property(self) -> None:
        if self.properties is not None:
            raise Forbidden(
                "You work at certain properties only; a new one is made by somebody who sees all.",
                code="INSUFFICIENT_PERMISSIONS",
            )

    def _mine(self, model: type[Base]) -> ColumnElement[bool]:
        return self._at(model, self.properties)

    def _to_change(self, model: type[Base]) -> ColumnElement[bool]:
        return self._at(model, self.properties if self.writable is None else self.writable)

    def _at(self, model: type[Base], properties: frozenset[str] | None) -> ColumnElement[bool]:
        """The company's rows of a table, and of them those at some properties; what belongs to none is everybody's."""
        columns = model.__table__.c
        mine = (columns.id if model is Company else columns.company_id) == self.company_id
        if properties is None:
            return mine
        if model is Property:
            return mine & columns.id.in_(properties)
        if "property_id" in columns:
            return mine & (columns.property_id.in_(properties) | columns.property_id.is_(None))
        if model in _THROUGH:
            name, other, key = _THROUGH[model]
            return mine & columns[name].in_(sql_select(other.__table__.c[key]).where(self._at(other, properties)))
        return mine


def _only_read() -> Forbidden:
    return Forbidden("You may read this property, not change it.", code="INSUFFICIENT_PERMISSIONS")


def _property_of(model: type[Base], row: Mapping[str, Any]) -> str | None:
    """The property that a row names; None where it names none."""
    return row.get("id" if model is Property else "property_id")


def _id(model: type[Base]) -> ColumnElement[str]:
    return model.__table__.c.id


def _noun(model: type[Base]) -> str:
    return NOUNS.get(model.__name__, model.__name__.lower())


def missing(model: type[Base], row_id: str) -> NotFound:
    return NotFound(f"There is no {_noun(model)} with the id {row_id[:80]!r}.")
