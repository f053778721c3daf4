"""Whose data is whose: everything of a company that is about the person behind a browser or a lead.

A person is the leads that were found to be one (`person_id`), the browsers that spoke for them, and the talks of
these. What a shared browser said for somebody else is not theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from leasing.database import Tx
from leasing.models import Conversation, Lead, Tour, Visitor


@dataclass(frozen=True, slots=True)
class Person:
    """The ids of what is somebody's, and what they can be told by."""

    company_id: str
    visitors: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()
    tours: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    """where any of it is"""
    signs: frozenset[str] = frozenset()
    """addresses, numbers and whole names: found anywhere else, they mean this person"""

    @property
    def ids(self) -> frozenset[str]:
        return self.visitors | self.leads | self.conversations | self.tours


def behind_visitor(tx: Tx, company_id: str, visitor_id: str) -> Person:
    """The person who speaks with a browser."""
    spoken_for = select(Conversation.lead_id).where(Conversation.visitor_id == visitor_id)
    leads = select(Lead.id).where(or_(Lead.visitor_id == visitor_id, Lead.id.in_(spoken_for)))
    return _whole(tx, company_id, set(tx.connection.execute(leads).scalars()), {visitor_id})


def behind_lead(tx: Tx, company_id: str, lead_id: str) -> Person:
    return _whole(tx, company_id, {lead_id}, set())


def of_conversations(tx: Tx, company_id: str, conversation_ids: Iterable[str]) -> Person:
    """Talks alone, without the lead and the browser behind them."""
    ids = frozenset(conversation_ids)
    places = tx.connection.execute(select(Conversation.property_id).where(Conversation.id.in_(ids))).scalars()
    return Person(company_id, conversations=ids, properties=frozenset(places))


def _whole(tx: Tx, company_id: str, lead_ids: set[str], visitor_ids: set[str]) -> Person:
    leads = _leads(tx, company_id, lead_ids)
    ids = {row.id for row in leads}
    visitors = visitor_ids | {row.visitor_id for row in leads if row.visitor_id}
    of_leads = select(Conversation.visitor_id).where(Conversation.lead_id.in_(ids))
    visitors |= set(tx.connection.execute(of_leads).scalars())
    mine = or_(Conversation.lead_id.in_(ids), Conversation.visitor_id.in_(visitors) & Conversation.lead_id.is_(None))
    talks = _rows(
        tx, select(Conversation.id, Conversation.property_id, Conversation.contact), Conversation, company_id, mine
    )
    talk_ids = {row.id for row in talks}
    went = or_(Tour.lead_id.in_(ids), Tour.conversation_id.in_(talk_ids))
    tours = _rows(tx, select(Tour.id, Tour.property_id), Tour, company_id, went)
    browsers = _rows(tx, select(Visitor.__table__), Visitor, company_id, Visitor.id.in_(visitors))
    shared = select(Conversation.visitor_id).where(
        Conversation.visitor_id.in_(visitors), Conversation.id.not_in(talk_ids)
    )
    of_others = set(tx.connection.execute(shared).scalars())
    told = [_contact(row) for row in leads] + [row.contact for row in talks]
    # What a shared browser is known by may be the other's.
    told += [_contact(row) for row in browsers if row.id not in of_others]
    return Person(
        company_id,
        visitors=frozenset(row.id for row in browsers),
        leads=frozenset(ids),
        conversations=frozenset(talk_ids),
        tours=frozenset(row.id for row in tours),
        properties=frozenset(row.property_id for row in (*leads, *talks, *tours)),
        signs=frozenset(sign for contact in told for sign in signs_of(contact)),
    )


def _leads(tx: Tx, company_id: str, lead_ids: set[str]) -> list[Any]:
    persons = select(Lead.person_id).where(Lead.id.in_(lead_ids))
    found = _rows(tx, select(Lead.__table__), Lead, company_id, Lead.person_id.in_(persons))
    while True:
        # A lead that was merged into another keeps its own person.
        known = {row.id for row in found}
        more = _rows(
            tx, select(Lead.__table__), Lead, company_id, Lead.merged_into_id.in_(known) & Lead.id.not_in(known)
        )
        if not more:
            return found
        found += more


def _rows(tx: Tx, statement: Any, model: Any, company_id: str, condition: Any) -> list[Any]:
    return list(tx.connection.execute(statement.where(model.company_id == company_id, condition)))


def _contact(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("first_name", "last_name", "email", "phone")}


def signs_of(contact: Mapping[str, Any]) -> Iterable[str]:
    """What tells somebody from all others: an address, a number, a whole name."""
    for name in ("email", "phone"):
        if contact.get(name):
            yield contact[name]
    if contact.get("first_name") and contact.get("last_name"):
        yield f"{contact['first_name']} {contact['last_name']}"


def of_leads(tx: Tx, company_id: str, lead_ids: Iterable[str]) -> Person:
    """Leads alone, with the tours of theirs, without their talks and browsers."""
    ids = frozenset(lead_ids)
    tours = _rows(tx, select(Tour.id, Tour.property_id), Tour, company_id, Tour.lead_id.in_(ids))
    return Person(
        company_id,
        leads=ids,
        tours=frozenset(row.id for row in tours),
        properties=frozenset(row.property_id for row in tours),
    )
