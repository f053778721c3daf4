"""What staff do with leads: look at one, enter, change, assign and delete it, and note what they did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leasing import attribution
from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.ids import new_id
from leasing.models import Conversation, Lead, LeadActivity, Property, PropertyManager, Tour
from leasing.money import from_wire, to_wire
from leasing.people import name_key, normal_email, normal_phone, weak_email
from leasing.services import hot_leads, leads, qualification, responses, stages
from leasing.services.lead_history import Actor, note
from leasing.services.lead_mail import assigned_mail
from leasing.services.lead_views import ActivityView, LeadDetail, activity_view, view
from leasing.services.privacy import refused_channels
from leasing.tenancy import Page, Paging, StaffScope
from leasing.understood import CONTACT


def get(tx: Tx, scope: StaffScope, lead_id: str) -> LeadDetail:
    row = scope.get(tx, Lead, lead_id)
    person = scope.select(Lead).where(Lead.person_id == row.person_id, Lead.id != row.id, Lead.merged_into_id.is_(None))
    merged = scope.select(Lead).where(Lead.merged_into_id == row.id)
    talks = scope.select(Conversation, Conversation.id).where(Conversation.lead_id == row.id).order_by(Conversation.id)
    tours = scope.select(Tour, Tour.id).where(Tour.lead_id == row.id).order_by(Tour.starts_at)
    return LeadDetail(
        lead=view(row),
        allowed_statuses=list(stages.ALLOWED[row.status]),
        other_leads=[view(other) for other in tx.connection.execute(person.order_by(Lead.id))],
        merged_leads=[view(other) for other in tx.connection.execute(merged.order_by(Lead.id))],
        conversation_ids=list(tx.connection.execute(talks).scalars()),
        tour_ids=list(tx.connection.execute(tours).scalars()),
        refused_channels=refused_channels(tx, row.person_id),
    )


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> LeadDetail:
    """A lead that staff enter: a call, a walk-in, a portal. One that is surely known already is merged with it, and the
    older one is answered. Raises `NotFound` and `Invalid`."""
    prop = scope.get(tx, Property, given["property_id"])
    contact = _contact(given, prop.country)
    if not contact.get("email") and not contact.get("phone"):
        raise Invalid.field("email", "Give an email address or a phone number.", "missing")
    wishes = _wishes(given, {})
    at = tx.now.isoformat()
    source = attribution.source_name(given["source"]) if given.get("source") else attribution.DIRECT
    visit = {"source": source, "at": at}
    row: dict[str, Any] = {
        "id": new_id(),
        "company_id": scope.company_id,
        "property_id": prop.id,
        **dict.fromkeys(CONTACT),
        **contact,
        "email_weak": weak_email(contact.get("email")),
        "name_key": name_key(contact.get("first_name"), contact.get("last_name")),
        **stages.checked("new", given.get("status") or "new", given.get("lost_reason")),
        "source": source,
        "first_touch": visit,
        "last_touch": visit,
        "assigned_to": _manager(tx, scope, given.get("assigned_to")),
        "preferences": wishes,
        "stamps": dict.fromkeys((*contact, *(f"preferences.{name}" for name in wishes)), at),
        "notes": given.get("notes"),
    }
    row |= qualification.columns(row)
    scope.insert(tx, Lead, **row)
    note(tx, scope.company_id, row["id"], "created", _staff(scope), data={"source": source, **contact})
    leads.emit(tx, "lead.created", row)
    hot_leads.tell(tx, 0, row)
    if row["is_qualified"]:
        leads.emit(tx, "lead.qualified", row)
    live = scope.get(tx, Lead, leads.match(tx, scope.get(tx, Lead, row["id"])))
    if row["assigned_to"] and live.assigned_to == row["assigned_to"]:
        _tell_assigned(tx, scope, live._mapping)
    return get(tx, scope, live.id)


def change(tx: Tx, scope: StaffScope, lead_id: str, given: Mapping[str, Any]) -> LeadDetail:
    """Change the fields that are given. Raises `NotFound`, `Invalid`, and `Conflict` for a stage that cannot follow."""
    row = _open(tx, scope, lead_id)
    prop = scope.get(tx, Property, row.property_id)
    contact = _contact(given, prop.country)
    values = dict(row._mapping) | contact
    if not values["email"] and not values["phone"]:
        raise Invalid.field("email", "A lead needs an email address or a phone number.", "missing")
    if "preferences" in given:
        values["preferences"] = _wishes(given, row.preferences)
    if "status" in given or "lost_reason" in given:
        reason = given.get("lost_reason") or (row.lost_reason if given.get("status") == row.status else None)
        values |= stages.checked(row.status, given.get("status") or row.status, reason)
    if "assigned_to" in given:
        values["assigned_to"] = _manager(tx, scope, given["assigned_to"])
    if "source" in given:
        values["source"] = attribution.source_name(given["source"]) if given["source"] else None
    if "notes" in given:
        values["notes"] = given["notes"]
    _store(tx, scope, row, values)
    if any(contact.get(name) and contact[name] != getattr(row, name) for name in CONTACT):
        lead_id = leads.match(tx, scope.get(tx, Lead, lead_id))
    return get(tx, scope, lead_id)


def assign(tx: Tx, scope: StaffScope, lead_id: str, manager_id: str | None) -> LeadDetail:
    """Give a lead to a manager, who gets a mail, or to nobody. Raises `NotFound` and `Invalid`."""
    row = _open(tx, scope, lead_id)
    _store(tx, scope, row, dict(row._mapping) | {"assigned_to": _manager(tx, scope, manager_id)})
    return get(tx, scope, lead_id)


def delete(tx: Tx, scope: StaffScope, lead_id: str) -> None:
    """Remove a lead with its history and the leads that were merged into it. Talks and tours stay, without it."""
    scope.remove(tx, Lead, lead_id)


def activities(
    tx: Tx, scope: StaffScope, lead_id: str, paging: Paging, *, type_: str | None = None
) -> Page[ActivityView]:
    """What happened to a lead, the newest first."""
    scope.get(tx, Lead, lead_id)
    statement = scope.select(LeadActivity).where(LeadActivity.lead_id == lead_id)
    if type_:
        statement = statement.where(LeadActivity.type == type_)
    newest = statement.order_by(LeadActivity.created_at.desc(), LeadActivity.id.desc())
    return scope.page(tx, newest, paging).map(activity_view)


def add_activity(tx: Tx, scope: StaffScope, lead_id: str, type_: str, text: str) -> ActivityView:
    """Note what staff did: a call, an email, a note. A first contact makes a new lead `contacted`."""
    row = _open(tx, scope, lead_id)
    made = note(tx, scope.company_id, lead_id, type_, _staff(scope), text=text)
    if type_ != "note":
        responses.note(tx, scope.company_id, scope.user_id, lead_id=lead_id)
    if type_ != "note" and row.status == "new":
        stages.move(tx, row, "contacted", _staff(scope), because="staff were in touch")
    return activity_view(scope.get(tx, LeadActivity, made))


def _open(tx: Tx, scope: StaffScope, lead_id: str) -> Any:
    """A lead that may be changed. Raises `Conflict` for one that was merged into another."""
    row = scope.get(tx, Lead, lead_id, lock=True)
    if row.merged_into_id is not None:
        raise Conflict(
            "This lead was merged into another one; change that.", details={"merged_into_id": row.merged_into_id}
        )
    return row


def _store(tx: Tx, scope: StaffScope, row: Any, values: dict[str, Any]) -> None:
    """Write what changed, with its history, score, stamps and events."""
    told = _differences(row, values)
    if not told:
        return
    said = [name for name in told if name in CONTACT or name.startswith("preferences.")]
    values |= {
        "email_weak": weak_email(values["email"]),
        "name_key": name_key(values["first_name"], values["last_name"]),
        "stamps": row.stamps | dict.fromkeys(said, tx.now.isoformat()),
        "updated_at": tx.now,
    }
    values |= qualification.columns(values)
    scope.change(tx, Lead, row.id, **{name: value for name, value in values.items() if name != "id"})
    for kind, names in (("status", ("status", "lost_reason")), ("assigned", ("assigned_to",))):
        part = {name: told.pop(name) for name in names if name in told}
        if part:
            flat = {"from": part[names[0]]["from"], "to": part[names[0]]["to"]} if names[0] in part else part
            note(tx, scope.company_id, row.id, kind, _staff(scope), text=values["lost_reason"], data=flat)
    if told:
        note(tx, scope.company_id, row.id, "updated", _staff(scope), data={"changes": told})
    leads.emit(tx, "lead.updated", values)
    hot_leads.tell(tx, row.score, values)
    if values["assigned_to"] and values["assigned_to"] != row.assigned_to:
        _tell_assigned(tx, scope, values)
    if values["is_qualified"] and not row.is_qualified:
        leads.emit(tx, "lead.qualified", values)


def _tell_assigned(tx: Tx, scope: StaffScope, lead: Mapping[str, Any]) -> None:
    leads.emit(tx, "lead.assigned", lead)
    manager = scope.get(tx, PropertyManager, lead["assigned_to"])
    prop = scope.get(tx, Property, lead["property_id"])
    key = f"lead.assigned:{lead['id']}:{manager.id}:{tx.now.isoformat()}"
    tx.enqueue("mail", key, scope.company_id, assigned_mail(manager, prop.name, lead))


def _differences(row: Any, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for name in (*CONTACT, "status", "lost_reason", "assigned_to", "source", "notes"):
        if values[name] != getattr(row, name):
            told[name] = {"from": getattr(row, name), "to": values[name]}
    for name in row.preferences.keys() | values["preferences"].keys():
        before, after = row.preferences.get(name), values["preferences"].get(name)
        if before != after:
            told[f"preferences.{name}"] = {"from": before, "to": after}
    return told


def _contact(given: Mapping[str, Any], country: str) -> dict[str, str | None]:
    """The contact fields that are given, as they are kept. Raises `Invalid`."""
    found: dict[str, str | None] = {}
    for name in CONTACT:
        if name not in given:
            continue
        value: str | None = (given[name] or "").strip() or None
        if value is not None and name in ("email", "phone"):
            normal = normal_email(value) if name == "email" else normal_phone(value, country)
            if normal is None:
                raise Invalid.field(name, f"{value[:80]} is not a complete {name}.", "format")
            value = normal
        found[name] = value
    return found


def _wishes(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The wishes after a change, amounts as the chat keeps them; one that is given as null is taken back."""
    merged = {**known, **(given.get("preferences") or {})}
    for name in ("price_range_min", "price_range_max"):
        if merged.get(name) is not None:
            merged[name] = to_wire(from_wire(str(merged[name]), f"preferences.{name}"))
    return {name: value for name, value in merged.items() if value is not None}


def _manager(tx: Tx, scope: StaffScope, manager_id: str | None) -> str | None:
    if manager_id is None:
        return None
    known = scope.select(PropertyManager, PropertyManager.id).where(PropertyManager.id == manager_id)
    if tx.connection.execute(known).one_or_none() is None:
        raise Invalid.field("assigned_to", "There is no property manager with this id.", "reference")
    return manager_id


def _staff(scope: StaffScope) -> Actor:
    return Actor("staff", user_id=scope.user_id)
