"""Who may do what: the closed list of permissions, and those of the built-in roles, from one table.

A permission is `<resource>:read` or `<resource>:write`. A route names its resource in `opt["resource"]`; `web.guards`
asks for the permission. A new noun is a row here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from leasing.errors import Forbidden

Action = Literal["read", "write"]

ADMIN, MANAGER, AGENT, READ_ONLY = "admin", "manager", "agent", "read_only"
MACHINE = "machine"
"""the role of an API key: none of what a role is given beside its permissions is a key's"""
BUILT_IN = (ADMIN, MANAGER, AGENT, READ_ONLY)

_EVERYBODY = frozenset(BUILT_IN)
_TEAM = frozenset({ADMIN, MANAGER, AGENT})
_MANAGING = frozenset({ADMIN, MANAGER})
_ADMIN = frozenset({ADMIN})


@dataclass(frozen=True, slots=True)
class Resource:
    """What a permission is about; `readers` and `writers` are the built-in roles that hold it."""

    meaning: str
    readers: frozenset[str]
    writers: frozenset[str]
    machines: bool = True
    """whether an API key may hold it; never what manages accounts"""


_TABLE: dict[str, Resource] = {
    "analytics": Resource("Figures and reports", _EVERYBODY, _TEAM),
    "canned_replies": Resource("Replies kept to be used again", _EVERYBODY, _TEAM),
    "conversations": Resource("Conversations with visitors", _EVERYBODY, _TEAM),
    "events": Resource("The live stream of what happens", _EVERYBODY, _TEAM),
    "faqs": Resource("Questions and answers", _EVERYBODY, _TEAM),
    "fees": Resource("Fees and deposits", _EVERYBODY, _TEAM),
    "floor_plans": Resource("Floor plans", _EVERYBODY, _TEAM),
    "home_imports": Resource("Importing homes from files", _EVERYBODY, _MANAGING),
    "jobs": Resource("Jobs and side effects that wait or failed", _EVERYBODY, _MANAGING),
    "knowledge": Resource("Documents and proposals that the assistant may speak from", _EVERYBODY, _TEAM),
    "knowledge_imports": Resource("Importing knowledge from a file", _EVERYBODY, _MANAGING),
    "knowledge_sources": Resource("Web pages that the assistant may speak from", _EVERYBODY, _MANAGING),
    "lead_removals": Resource("Deleting leads", _EVERYBODY, _MANAGING),
    "leads": Resource("Leads", _EVERYBODY, _TEAM),
    "notifications": Resource("Notifications and how they come", _EVERYBODY, _TEAM),
    "notification_rules": Resource("When urgent notifications go to the next person", _EVERYBODY, _ADMIN),
    "photos": Resource("Pictures", _EVERYBODY, _TEAM),
    "privacy": Resource("Visitors' data: export, erasure, retention, consent", _MANAGING, _MANAGING),
    "properties": Resource("Properties and how they present themselves", _EVERYBODY, _MANAGING),
    "question_rules": Resource("Who gets questions, and how long they may wait", _EVERYBODY, _MANAGING),
    "rents": Resource("Rents by lease length", _EVERYBODY, _TEAM),
    "specials": Resource("Specials", _EVERYBODY, _TEAM),
    "takeover": Resource("Speaking in a conversation in the assistant's place", _EVERYBODY, _TEAM),
    "tasks": Resource("Tasks", _EVERYBODY, _TEAM),
    "tour_hosting": Resource("Who gives tours, where and when", _EVERYBODY, _MANAGING),
    "tour_removals": Resource("Deleting tours", _EVERYBODY, _MANAGING),
    "tours": Resource("Tours", _EVERYBODY, _TEAM),
    "units": Resource("Units", _EVERYBODY, _TEAM),
    "visitors": Resource("Visitors of the chat", _EVERYBODY, _TEAM),
    "api_keys": Resource("Keys for machines", _ADMIN, _ADMIN, machines=False),
    "audit_logs": Resource("Who did what with accounts", _MANAGING, frozenset(), machines=False),
    "companies": Resource("The company", _EVERYBODY, _ADMIN, machines=False),
    "property_managers": Resource("Leasing profiles and access to properties", _EVERYBODY, _ADMIN, machines=False),
    "roles": Resource("Roles and what they may do", _MANAGING, _ADMIN, machines=False),
    "teams": Resource("Teams", _EVERYBODY, _MANAGING, machines=False),
    "users": Resource("Logins of staff", _MANAGING, _ADMIN, machines=False),
}

OWN = frozenset({"account:read", "account:write"})
"""One's own login: profile, password, sessions, second factor. Everybody who signs in holds it, and no API key; it is
not given by a role."""


def named(resource: str, action: Action) -> str:
    return f"{resource}:{action}"


def _actions(resource: Resource) -> Iterable[tuple[Action, frozenset[str]]]:
    yield "read", resource.readers
    if resource.writers:
        yield "write", resource.writers


MEANINGS: dict[str, str] = {
    named(name, action): f"{'See' if action == 'read' else 'Change'}: {resource.meaning}"
    for name, resource in sorted(_TABLE.items())
    for action, _ in _actions(resource)
}
"""every permission that there is, and what it means"""

PERMISSIONS = frozenset(MEANINGS)

MACHINES = frozenset(
    named(name, action) for name, resource in _TABLE.items() if resource.machines for action, _ in _actions(resource)
)
"""those that an API key may hold"""

ROLES: dict[str, frozenset[str]] = {
    role: frozenset(
        named(name, action)
        for name, resource in _TABLE.items()
        for action, holders in _actions(resource)
        if role in holders
    )
    for role in BUILT_IN
}

RESOURCES = frozenset(_TABLE) | {"account"}


def needed(resource: str, *, reads: bool) -> str:
    """The permission that a route asks for."""
    return named(resource, "read" if reads else "write")


def not_beyond(asked: Iterable[str], held: frozenset[str]) -> None:
    """Nobody gives what they do not hold. Raises `Forbidden`."""
    beyond = sorted(set(asked) - held)
    if beyond:
        told = ", ".join(beyond[:5]) + (", …" if len(beyond) > 5 else "")
        raise Forbidden(f"You do not hold {told} yourself.", code="INSUFFICIENT_PERMISSIONS")
