"""Taking somebody's address, number and whole name out of texts, however they are spelled there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import Any

import phonenumbers
from sqlalchemy import (
    JSON,
    ColumnElement,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    func,
    or_,
    select,
    update,
)

from leasing.database import Tx
from leasing.models import AuditEntry, Base
from leasing.services import word_search
from leasing.services.erasing_tally import Gone
from leasing.services.persons import Person
from leasing.services.search import contains

ERASED = "[erased]"
NOT_SWEPT = frozenset(
    {
        "companies", "users", "staff_sessions", "property_managers", "properties", "units", "floor_plans", "photos",
        "fees", "rents", "specials", "documents", "document_versions", "document_chunks", "knowledge_pages",
        "knowledge_sources", "faqs", "faq_versions", "messages", "turns", "turn_effects", "client_frames",
        "audit_log",
    }
)  # fmt: skip
"""tables that are the company's own, whose words the same address may be, or that hold nothing but talks; the audit
log is never changed"""
SEPARATORS = " -.()/\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}"
"""what people write between the digits of a number"""
_BETWEEN = rf"[{re.escape(SEPARATORS)}]{{0,3}}"
_NUMBER = re.compile(r"\+\d{7,15}")


def sweep(tx: Tx, person: Person, gone: Gone) -> None:
    """Take the signs out of wherever else the company has them; the audit log's rows with them are counted."""
    if not person.signs:
        return
    for table in Base.metadata.sorted_tables:
        if "company_id" in table.c and table.name not in NOT_SWEPT:
            gone.erased["mentions"] += take_out(tx, table, person)
    messages = Base.metadata.tables["messages"]
    for spelling in sorted({spelled for sign in person.signs for spelled in _as_words(sign)}):
        query = word_search.parse(spelling)
        if query is not None:
            talks = word_search.conversations_with(tx, person.company_id, query)
            gone.erased["mentions"] += take_out(tx, messages, person, messages.c.conversation_id.in_(talks))
    log = Base.metadata.tables[AuditEntry.__tablename__]
    kept = select(func.count()).select_from(log).where(log.c.company_id == person.company_id)
    said = or_(*(holds(column, sign) for column in _texts(log) for sign in sorted(person.signs)))
    gone.remains["audit_entries"] += tx.connection.execute(kept.where(said)).scalar_one()


def take_out(
    tx: Tx,
    table: Table,
    person: Person,
    among: ColumnElement[bool] | None = None,
    columns: Collection[str] | None = None,
) -> int:
    """Take the signs out of a table's texts, or of some columns; from how many rows they were taken."""
    texts = [column for column in _texts(table) if columns is None or column.name in columns]
    if not texts or not person.signs:
        return 0
    pattern = re.compile("|".join(_spelled(sign) for sign in sorted(person.signs)), re.IGNORECASE)
    found = or_(*(holds(column, sign) for column in texts for sign in sorted(person.signs)))
    keys = list(table.primary_key.columns)
    statement = select(*keys, *texts).where(table.c.company_id == person.company_id, found)
    if among is not None:
        statement = statement.where(among)
    unique = _unique(table)
    count = 0
    for row in tx.connection.execute(statement).all():
        own = "-".join(str(getattr(row, key.name)) for key in keys)
        changed: dict[str, Any] = {}
        for column in texts:
            before = getattr(row, column.name)
            # Two rows may hold the same sign where a text must differ from all others.
            after = _without(before, pattern, f"[erased {own}]" if column.name in unique else ERASED)
            if after != before:
                changed[column.name] = _fitting(column, after)
        if changed:
            where = [key == getattr(row, key.name) for key in keys]
            tx.connection.execute(update(table).where(*where).values(**changed))
            count += 1
    return count


def _texts(table: Table) -> list[Any]:
    return [c for c in table.c if isinstance(c.type, (String, JSON)) and not c.foreign_keys and not c.primary_key]


def _unique(table: Table) -> set[str]:
    """The columns whose values may not be there twice."""
    rules: Iterable[UniqueConstraint | Index] = [
        *(one for one in table.constraints if isinstance(one, UniqueConstraint)),
        *(one for one in table.indexes if one.unique),
    ]
    return {column.name for rule in rules for column in rule.columns}


def _fitting(column: Any, value: Any) -> Any:
    """The mark may be longer than a short name was."""
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def holds(column: Any, sign: str) -> ColumnElement[bool]:
    """Whether a column may hold a sign; of a number in any spelling."""
    said = cast(column, Text)
    if not _NUMBER.fullmatch(sign):
        return contains(said, sign)
    for separator in SEPARATORS:
        said = func.replace(said, separator, "")
    return said.contains(_national(sign), autoescape=True)


def _spelled(sign: str) -> str:
    """A pattern of all the ways in which a sign is written."""
    if not _NUMBER.fullmatch(sign):
        return re.escape(sign)
    national = _national(sign)
    country = sign[1:].removesuffix(national)
    # With the country's code or 0 before it, or nothing: 0 is how most of the world calls at home.
    before = rf"(?:(?:\+|00)?{country}{_BETWEEN}(?:\(?0\)?{_BETWEEN})?|0{_BETWEEN})?"
    return rf"(?<!\d){before}\(?{_BETWEEN.join(national)}(?!\d)"


def _national(number: str) -> str:
    """The digits without the country's code: 9195550188."""
    return phonenumbers.national_significant_number(phonenumbers.parse(number))


def _as_words(sign: str) -> set[str]:
    """A sign as the index of words may hold it: the groups of a number stand apart there, or together."""
    if not _NUMBER.fullmatch(sign):
        return {sign}
    number = phonenumbers.parse(sign)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    country, *groups = re.findall(r"\d+", shown)
    found = {sign}
    for parts in (groups, [country, *groups], ["0" + groups[0], *groups[1:]]):
        for gaps in product(("", " "), repeat=len(parts) - 1):
            found.add("".join(part + gap for part, gap in zip(parts, (*gaps, ""), strict=True)))
    return found


def _without(value: Any, pattern: re.Pattern[str], mark: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(mark, value)
    if isinstance(value, Mapping):
        return {key: _without(item, pattern, mark) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, pattern, mark) for item in value]
    return value
