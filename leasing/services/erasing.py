"""Erasing on request: a person with all that is theirs, or one conversation. What was erased is on record."""

from __future__ import annotations

from typing import Any

from leasing.database import Tx
from leasing.errors import Forbidden
from leasing.models import Conversation, Erasure, ErasurePlace, Lead, Visitor
from leasing.services import persons, visitors
from leasing.services.erasure_records import Erased, ErasureView, recorded, view
from leasing.services.persons import Person
from leasing.tenancy import Page, Paging, StaffScope


def visitor(tx: Tx, scope: StaffScope, visitor_id: str) -> Erased:
    """Erase the person behind a browser. One who was erased before is answered with the same proof. Raises `NotFound`,
    and `Forbidden` where part of it is at properties that the caller does not see."""
    earlier = _earlier(tx, scope, visitor_id)
    return earlier or recorded(tx, of_visitor(tx, scope, visitor_id), visitor_id, "request", scope.user_id)


def lead(tx: Tx, scope: StaffScope, lead_id: str) -> Erased:
    """The same for the person behind a lead."""
    earlier = _earlier(tx, scope, lead_id)
    return earlier or recorded(tx, of_lead(tx, scope, lead_id), lead_id, "request", scope.user_id)


def conversation(tx: Tx, scope: StaffScope, conversation_id: str) -> Erased:
    """Delete one conversation with its files. Raises `NotFound`."""
    scope.get(tx, Conversation, conversation_id, lock=True)
    whose = persons.of_conversations(tx, scope.company_id, [conversation_id])
    return recorded(tx, whose, conversation_id, "conversation", scope.user_id)


def of_visitor(tx: Tx, scope: StaffScope, visitor_id: str) -> Person:
    """What is of the person behind a browser. Raises `NotFound` and `Forbidden`."""
    visitors.held(tx, scope, visitor_id)
    return _seen(scope, persons.behind_visitor(tx, scope.company_id, visitor_id))


def of_lead(tx: Tx, scope: StaffScope, lead_id: str) -> Person:
    """What is of the person behind a lead. Raises `NotFound` and `Forbidden`."""
    scope.get(tx, Lead, lead_id)
    return _seen(scope, persons.behind_lead(tx, scope.company_id, lead_id))


def page(tx: Tx, scope: StaffScope, paging: Paging) -> Page[ErasureView]:
    """What was erased, the newest first."""
    return scope.page(tx, _seen_of(scope).order_by(Erasure.created_at.desc(), Erasure.id.desc()), paging).map(view)


def _seen_of(scope: StaffScope) -> Any:
    """The proofs of what was at the caller's properties, and at no others."""
    statement = scope.select(Erasure)
    if scope.properties is None:
        return statement
    places = scope.select(ErasurePlace, ErasurePlace.of_property).where(ErasurePlace.erasure_id == Erasure.id)
    elsewhere = places.where(ErasurePlace.of_property.not_in(scope.properties))
    return statement.where(places.exists(), ~elsewhere.exists())


def _seen(scope: StaffScope, whose: Person) -> Person:
    if not all(scope.sees(property_id) for property_id in whose.properties):
        raise Forbidden("Part of what is kept of this person is at properties that you do not see; ask an admin.")
    if scope.changing and scope.writable is not None and not whose.properties <= scope.writable:
        raise Forbidden("You may read this property, not change it.", code="INSUFFICIENT_PERMISSIONS")
    return whose


def _earlier(tx: Tx, scope: StaffScope, subject: str) -> Erased | None:
    row = tx.connection.execute(_seen_of(scope).where(Erasure.subject == subject).limit(1)).one_or_none()
    if row is None:
        return None
    there = [scope.select(model, model.id).where(model.id == subject) for model in (Visitor, Lead)]
    # A browser that others use too stays, and may be spoken with again.
    if any(tx.connection.execute(statement).one_or_none() for statement in there):
        return None
    return Erased(view(row), frozenset())
