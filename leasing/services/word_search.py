"""Finding conversations by words that were said in them, or by who spoke.

The index is kept by the database itself (migration 0015): FTS5 with triggers on SQLite, GIN over `tsvector` on
PostgreSQL. Nothing in the chat writes to it. A word is a run of letters and digits, found by its beginning, without
regard to case and accents; all words must be in one message, or in what the visitor gave of themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, column, func, literal, literal_column, select, table, union_all

from leasing.database import Tx
from leasing.models import Conversation, Message

MOST_WORDS = 8
MOST_FOUND = 20_000
"""messages of a company that one search looks at, the newest first; a word of more is in too many to look for"""
AROUND = 70
"""characters of a message that are shown before and after its first match"""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s().+-]*\d{2}[\d\s().+-]*")
_PLAIN = str.maketrans("áàâäãåéèêëíìîïóòôöõúùûüñç", "aaaaaaeeeeiiiiooooouuuunc")
"""what the index of PostgreSQL folds; FTS5 folds these and more by itself"""
_INDEX = table("conversation_words", column("text"), column("conversation_id"), column("company_id"), column("rowid"))


@dataclass(frozen=True, slots=True)
class Query:
    """Words to look for; `number` is what they are as one telephone number, if they are that."""

    words: tuple[str, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a text, and where in it the matches are: [start, length] each, in characters."""

    text: str
    marks: list[list[int]]


def parse(typed: str) -> Query | None:
    """What somebody typed into a search box; None where it holds no word."""
    words = tuple(dict.fromkeys(_WORD.findall(typed.lower().translate(_PLAIN))))[:MOST_WORDS]
    if not words:
        return None
    number = re.sub(r"\D", "", typed) if _NUMBER.fullmatch(typed) else None
    return Query(words, number)


def conversations_with(tx: Tx, company_id: str, query: Query) -> Any:
    """A statement for the ids of the company's conversations in which the words were found."""
    if tx.connection.dialect.name == "sqlite":
        return _in_fts(company_id, query)
    return _in_tsvector(company_id, query)


def said_with(tx: Tx, query: Query) -> ColumnElement[bool]:
    """Whether a message holds the words, as far as the database can tell it by its index."""
    if tx.connection.dialect.name == "sqlite":
        # FTS5 tells by its own table only; who asks compares the texts of the few conversations on a page.
        return literal(value=True)
    return func.domiq_words(Message.text).op("@@")(_tsquery(query))


def excerpt(text: str, query: Query) -> Excerpt | None:
    """The part of a text in which the words are; None where not every one of them is in it."""
    folded = "".join(_folded(char) for char in text)
    spans: list[tuple[int, int]] = []
    for word in query.words:
        found = [match.span() for match in re.finditer(rf"(?<![^\W_]){re.escape(word)}[^\W_]*", folded)]
        if not found:
            return None
        spans += found
    spans = sorted(set(spans))
    begin = max(0, spans[0][0] - AROUND)
    end = min(len(text), spans[0][1] + AROUND)
    lead, tail = "…" if begin else "", "…" if end < len(text) else ""
    marks = [[start - begin + len(lead), stop - start] for start, stop in spans if stop <= end]
    return Excerpt(lead + text[begin:end] + tail, marks)


def _folded(char: str) -> str:
    """One character for one, so that places in the folded text are those of the text."""
    return unicodedata.normalize("NFD", char)[0].lower()[:1]


def _in_fts(company_id: str, query: Query) -> Any:
    groups = [_all(query.words), *([f'"{query.number}"*'] if query.number else [])]
    wanted = f"text : ({' OR '.join(groups)})"
    newest = (
        select(_INDEX.c.conversation_id)
        .where(column("conversation_words").op("MATCH")(wanted), _INDEX.c.company_id == company_id)
        .order_by(_INDEX.c.rowid.desc())
        .limit(MOST_FOUND)
        .subquery()
    )
    return select(newest.c.conversation_id)


def _all(words: Sequence[str]) -> str:
    return "(" + " AND ".join(f'"{word}"*' for word in words) + ")"


def _in_tsvector(company_id: str, query: Query) -> Any:
    wanted = _tsquery(query)
    # Materialised, so that the planner goes by the words and does not read the company's messages one by one.
    said = (
        select(Message.conversation_id)
        .where(func.domiq_words(Message.text).op("@@")(wanted), Message.company_id == company_id)
        .cte("said")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    known = select(Conversation.id).where(
        func.domiq_contact_words(Conversation.contact).op("@@")(wanted),
        literal_column("conversations.contact <> '{}'::jsonb"),
        Conversation.company_id == company_id,
    )
    return union_all(select(said.c.conversation_id), known)


def _tsquery(query: Query) -> ColumnElement[Any]:
    words = " & ".join(f"{word}:*" for word in query.words)
    if query.number:
        words = f"({words}) | {query.number}:*"
    return func.to_tsquery("simple", words)
