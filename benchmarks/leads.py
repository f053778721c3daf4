"""A generated year of leads of one property, with who is who known: what is merged rightly, missed, wrongly merged.

    python -m benchmarks.leads [--persons 3000] [--seed 7] [--json]

The data is made by `benchmarks/lead_year.py`; nothing of it is a real person's. Each visit goes through the code that
ships: a conversation is opened, what is said is taken in as a turn does it, and the lead is saved. The database lies in
memory, so that the times are those of the code and not of the disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from app.evaluation.recorded_places import LISTS, PLACE
from benchmarks.lead_year import START, Visit, year
from benchmarks.machine import machine
from bot import state
from bot.context import Agenda
from bot.understanding import Intent, Understanding
from leasing.bus import Bus
from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.models import Company, Conversation, Lead, LeadDuplicate, Property, Visitor
from leasing.models.base import Base
from leasing.people import normal_email, normal_phone
from leasing.services import conversations, leads, openings
from leasing.services.conversations import visitor_ref
from leasing.services.openings import Opening
from leasing.services.understanding import from_row, to_columns


@dataclass
class Told:
    """What became of the visits."""

    of_lead: dict[str, Visit] = field(default_factory=dict[str, Visit])
    """lead, as it was made → the visit that made it"""
    milliseconds: list[float] = field(default_factory=list[float])
    live: dict[str, str] = field(default_factory=dict[str, str])
    """lead → the live one that it has become"""
    pairs: set[frozenset[str]] = field(default_factory=set[frozenset[str]])
    """live leads that are proposed to staff"""
    mixed: list[tuple[Visit, Visit]] = field(default_factory=list[tuple[Visit, Visit]])
    """visits of two persons that ended in one lead without a merge: a shared computer not seen"""


def seed(tx: Tx) -> None:
    Base.metadata.create_all(tx.connection)
    stamps = {"created_at": START, "updated_at": START}
    tx.connection.execute(insert(Company).values(id="company", slug="company", name="Company", **stamps))
    tx.connection.execute(
        insert(Property).values(
            id="p", company_id="company", slug="p", name="P", chatbot_widget_settings={}, **PLACE, **LISTS, **stamps
        )
    )


def talked(tx: Tx, browser_id: str | None, visit: Visit) -> tuple[str, str, list[float]]:
    """One visit from beginning to end: (browser, conversation, milliseconds of each message)."""
    asked = openings.open_(tx, Opening(property="p", browser_id=browser_id, source="website"))
    taken: list[float] = []
    for message in visit.messages:
        began = time.perf_counter()
        said(tx, asked.id, understood(message))
        taken.append((time.perf_counter() - began) * 1000)
    conversations.note(tx, asked.id, client_id=asked.id, type_="end")
    return asked.browser_id, asked.id, taken


def said(tx: Tx, conversation_id: str, words: dict[str, Any]) -> str | None:
    """Take a message in and save the lead, as the end of a turn does."""
    row: Any = tx.connection.execute(select(Conversation.__table__).where(Conversation.id == conversation_id)).one()
    agenda = msgspec.convert(dict(row.agenda), Agenda, strict=False)
    ctx: Any = SimpleNamespace(state=from_row(row), agenda=agenda, text="", lead_id=row.lead_id, somebody_else=False)
    state.take_in(ctx, Understanding([Intent.INFORM], updates=words))
    ctx.lead_id = leads.save(tx, visitor_ref(row), ctx.state, lead_id=ctx.lead_id) or ctx.lead_id
    columns = to_columns(ctx.state) | {"lead_id": ctx.lead_id, "agenda": asdict(agenda)}
    tx.connection.execute(update(Conversation).where(Conversation.id == conversation_id).values(**columns))
    return ctx.lead_id


def understood(message: dict[str, Any]) -> dict[str, Any]:
    """The words of a message, normalised as they are understood; what cannot be an address or number is not taken."""
    normal = {"email": normal_email, "phone": normal_phone}
    words = {name: normal[name](value) if name in normal else value for name, value in message.items()}
    return {name: value for name, value in words.items() if value is not None}


async def drive(visits: Sequence[Visit], folder: str) -> Told:
    clock = FixedClock(START)
    database = Database(f"sqlite:///{folder}/leads.db", clock, Bus())
    await database.write(seed)
    told, browsers, ends = Told(), {}, {}
    for visit in visits:
        clock.set(visit.at)
        browser, chat, taken = await database.write_lightly(talked, browsers.get(visit.browser), visit)
        browsers[visit.browser], ends[chat] = browser, visit
        told.milliseconds += taken
    await database.read(_outcome, told, ends)
    await database.close()
    return told


def _outcome(tx: Tx, told: Told, ends: dict[str, Visit]) -> None:
    into = dict(tx.connection.execute(select(Lead.id, Lead.merged_into_id)).all())

    def live(lead_id: str) -> str:
        while into[lead_id]:
            lead_id = into[lead_id] or ""
        return lead_id

    told.live = {lead_id: live(lead_id) for lead_id in into}
    held: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    talks = select(Conversation.id, Conversation.lead_id, Conversation.visitor_id).join(
        Visitor, Visitor.id == Conversation.visitor_id
    )
    for chat, lead_id, visitor in tx.connection.execute(talks.order_by(Conversation.id)):
        if lead_id is not None:
            held[lead_id, visitor].append(ends[chat])
    for visits in held.values():
        told.mixed += [(a, b) for a, b in combinations(visits, 2) if a.person != b.person]
    told.of_lead = {f"{lead}:{visitor}": visits[0] for (lead, visitor), visits in held.items()}
    open_ = select(LeadDuplicate.lead_a, LeadDuplicate.lead_b).where(LeadDuplicate.status == "open")
    told.pairs = {frozenset((live(a), live(b))) for a, b in tx.connection.execute(open_)}


def counted(visits: Sequence[Visit], told: Told) -> dict[str, Any]:
    """Pairs of (browser, live lead): of one person those that should be one lead, of two those that must not."""
    places = [(place.partition(":")[0], visit) for place, visit in told.of_lead.items()]
    by_person: dict[int, list[tuple[str, Visit]]] = defaultdict(list)
    by_lead: dict[str, list[Visit]] = defaultdict(list)
    for lead_id, visit in places:
        by_person[visit.person].append((lead_id, visit))
        by_lead[lead_id].append(visit)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for known in by_person.values():
        for (lead_a, a), (lead_b, b) in combinations(known, 2):
            same, proposed = lead_a == lead_b, frozenset((lead_a, lead_b)) in told.pairs
            kinds[max(a, b, key=lambda one: one.at).kind][
                "merged" if same else "proposed" if proposed else "missed"
            ] += 1
    wrong = [(a, b) for known in by_lead.values() for a, b in combinations(known, 2) if a.person != b.person]
    for a, b in [*wrong, *told.mixed]:
        kinds[max(a, b, key=lambda one: one.at).kind]["wrong"] += 1
    person_of = {lead_id: known[0].person for lead_id, known in by_lead.items()}
    for pair in told.pairs:
        a, b = sorted(pair) if len(pair) == 2 else ("", "")
        if a in person_of and b in person_of and person_of[a] != person_of[b]:
            newest = max((by_lead[a][-1], by_lead[b][-1]), key=lambda one: one.at)
            kinds[newest.kind]["proposed_needlessly"] += 1
    rows = {kind: {**dict.fromkeys(COLUMNS, 0), **found} for kind, found in sorted(kinds.items())}
    total = {name: sum(row[name] for row in rows.values()) for name in COLUMNS}
    return {
        "persons": len({visit.person for visit in visits}),
        "visits": len(visits),
        "live_leads": len(by_lead),
        "kinds": rows,
        "all": total,
        "precision": _share(total["merged"], total["merged"] + total["wrong"]),
        "recall": _share(total["merged"], total["merged"] + total["missed"] + total["proposed"]),
        "recall_with_staff": _share(
            total["merged"] + total["proposed"], total["merged"] + total["missed"] + total["proposed"]
        ),
        "milliseconds": {
            "p50": round(statistics.median(told.milliseconds), 2),
            "p99": round(statistics.quantiles(told.milliseconds, n=100)[98], 2),
        },
    }


COLUMNS = ("merged", "proposed", "missed", "wrong", "proposed_needlessly")


def _share(some: int, of: int) -> float:
    return round(some / of, 4) if of else 1.0


def table(found: dict[str, Any]) -> Iterable[str]:
    yield "| kind | merged rightly | proposed to staff | missed | wrongly merged | two people proposed |"
    yield "|---|---|---|---|---|---|"
    for kind, row in [*found["kinds"].items(), ("all", found["all"])]:
        yield f"| {kind} | " + " | ".join(str(row[name]) for name in COLUMNS) + " |"


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    visits = year(asked.persons, asked.seed)
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        told = await drive(visits, folder)
    found = {"machine": machine(), **counted(visits, told)}
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    print(found["machine"])
    print(f"generated: {found['persons']} persons, {found['visits']} visits, {found['live_leads']} live leads")
    print("\n".join(table(found)))
    print(
        f"precision {found['precision']:.4f}, recall {found['recall']:.4f}, with what staff are asked "
        f"{found['recall_with_staff']:.4f}; a message that saves: {found['milliseconds']} ms"
    )


if __name__ == "__main__":
    asyncio.run(main())
