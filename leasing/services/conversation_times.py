"""Grouping and medians of conversations, worked out in the database, alike on both kinds of it.

The statements that are given select conversations (or events); these functions ask other things of the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from leasing.database import Tx
from leasing.models import Conversation, Message, Task


def grouped(tx: Tx, these: Select[Any], by: Sequence[ColumnElement[Any]], summed: Any = None) -> list[Any]:
    """The rows of a statement counted by some expressions: (each expression, count, sum of `summed`)."""
    inner = these.with_only_columns(
        *(column.label(f"by_{number}") for number, column in enumerate(by)),
        (literal(0) if summed is None else summed).label("summed"),
    ).subquery()
    # By their names: a parameter within an expression would be another one the second time.
    groups = [inner.c[f"by_{number}"] for number in range(len(by))]
    counted = select(*groups, func.count(), func.sum(inner.c.summed)).group_by(*groups)
    return list(tx.connection.execute(counted))


def hour(tx: Tx) -> ColumnElement[str]:
    """The hour in UTC in which a conversation began, `2026-11-22 14`."""
    if tx.connection.dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H", Conversation.created_at)
    return func.to_char(func.timezone("UTC", Conversation.created_at), "YYYY-MM-DD HH24")


def first_said(author: str) -> ColumnElement[datetime]:
    first = select(func.min(Message.created_at)).where(
        Message.conversation_id == Conversation.id, Message.author == author
    )
    return first.scalar_subquery()


def asked_for() -> ColumnElement[datetime]:
    first = select(func.min(Task.created_at)).where(Task.conversation_id == Conversation.id, Task.kind == "handoff")
    return first.scalar_subquery()


def seconds(tx: Tx, begin: ColumnElement[datetime], end: ColumnElement[datetime]) -> ColumnElement[Any]:
    if tx.connection.dialect.name == "sqlite":
        return (func.julianday(end) - func.julianday(begin)) * 86_400.0
    return func.extract("epoch", end) - func.extract("epoch", begin)


def median(tx: Tx, value: ColumnElement[float], these: Select[Any]) -> float | None:
    """Of what is not negative and not null: who was written to before they asked waits for nobody."""
    taken = these.with_only_columns(value.label("taken")).subquery()
    real = select(taken.c.taken).where(taken.c.taken >= 0).subquery()
    ranked = select(
        real.c.taken,
        func.row_number().over(order_by=real.c.taken).label("place"),
        func.count().over().label("total"),
    ).subquery()
    middle = (ranked.c.place * 2 >= ranked.c.total) & (ranked.c.place * 2 <= ranked.c.total + 2)
    found = tx.connection.execute(select(func.avg(ranked.c.taken)).where(middle)).scalar_one()
    return round(float(found), 2) if found is not None else None
