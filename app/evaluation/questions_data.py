"""The questions of a data folder as cases: asked of which entries, and which of these is right.

DATA holds `faq_dev.jsonl` (entries: index, property_id, question, answer), `faq_queries_dev.jsonl` (query, gold_index,
property_id, lang, same_topic_indices) and `faq_unanswerable_dev.jsonl` (id, query, lang), or the same with another word
in place of `dev`. Questions are asked among their own community's entries. An unanswerable one belongs to no community,
so it is asked of every one and counts as one question. Each answerable one is asked once more with its right entry left
out, which makes unanswerable questions that come near.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.evaluation.records import NotReadable, rows
from leasing.services.knowledge_rows import AnsweredRow

Kind = Literal["answerable", "unanswerable", "left_out"]


@dataclass(frozen=True)
class Asked:
    """A question to one community. `share` is its part of a question, `group` an unanswerable one's id."""

    kind: Kind
    property_id: str
    text: str
    lang: str
    gold: str | None = None
    also_right: frozenset[str] = frozenset()
    share: float = 1.0
    group: str = ""
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FaqData:
    name: str
    entries: dict[str, list[AnsweredRow]]
    """by property"""
    asked: list[Asked] = field(default_factory=list[Asked])

    def of(self, kind: Kind) -> list[Asked]:
        return [each for each in self.asked if each.kind == kind]


def read_data(folder: Path) -> FaqData:
    """Of a folder, or of the folder of one of the files. Raises `NotReadable`."""
    folder = folder if folder.is_dir() else folder.parent
    entries: dict[str, list[AnsweredRow]] = {}
    try:
        for row in _rows(folder, "faq"):
            entry = AnsweredRow(f"{row['index']:06}", row["question"], row["answer"])
            entries.setdefault(row["property_id"], []).append(entry)
        data = FaqData(folder.name, entries)
        for row in _rows(folder, "faq_queries"):
            _take(data, row)
        for row in _rows(folder, "faq_unanswerable"):
            for owner in entries:
                share = 1 / len(entries)
                case = Asked("unanswerable", owner, row["query"], row["lang"], share=share, group=row["id"])
                data.asked.append(case)
    except (KeyError, TypeError, ValueError) as error:
        raise NotReadable(f"the files of {folder} are not as expected: {type(error).__name__}: {error}") from error
    return data


def _take(data: FaqData, row: dict[str, Any]) -> None:
    gold = f"{row['gold_index']:06}"
    also = frozenset(f"{index:06}" for index in row.get("same_topic_indices") or ())
    owner = row["property_id"]
    data.asked.append(Asked("answerable", owner, row["query"], row["lang"], gold, also))
    out = also | {gold}
    if any(entry.id not in out for entry in data.entries[owner]):
        data.asked.append(Asked("left_out", owner, row["query"], row["lang"], left_out=out))


def _rows(folder: Path, stem: str) -> list[dict[str, Any]]:
    found = [path for path in sorted(folder.glob(f"{stem}_*.jsonl")) if path.stem.count("_") == stem.count("_") + 1]
    found = [path for path in found if stem != "faq" or path.stem.split("_")[1] not in {"queries", "unanswerable"}]
    if len(found) != 1:
        raise NotReadable(f"{folder} must hold one file {stem}_*.jsonl, it holds {len(found)}")
    return [row for _, row in rows(found[0])]
