"""How managers want to be told, and the company's rule for what nobody reads."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from leasing.database import Tx
from leasing.errors import Forbidden, Invalid
from leasing.models import NotificationInbox, NotificationPreference, NotificationRule, PropertyManager
from leasing.notified import KINDS
from leasing.security import Vault
from leasing.services import notices
from leasing.tenancy import StaffScope

ESCALATE_AFTER_MINUTES = 10
"""where a company has set nothing"""


@dataclass(frozen=True, slots=True)
class QuietView:
    """Times of day such as `22:00`, in the zone of the property that a notification is about."""

    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class ChannelsView:
    dashboard: bool
    email: bool
    webhook: bool


@dataclass(frozen=True, slots=True)
class PreferencesView:
    """`kinds` maps every kind of notification to the channels that it takes. `webhook_secret` is shown once, in the
    answer to the change that made it."""

    property_manager_id: str
    kinds: dict[str, ChannelsView]
    digest: str
    quiet_hours: QuietView | None
    webhook_url: str | None
    webhook_secret: str | None = None


@dataclass(frozen=True, slots=True)
class RuleView:
    """An urgent notification that nobody has read for so many minutes goes to the next person; `urgent_always` also
    outside of office hours."""

    escalate_after_minutes: int
    urgent_always: bool


def check_own(tx: Tx, scope: StaffScope, manager_id: str) -> Any:
    """A manager's profile, for themselves and for admins of their company. Raises `NotFound` and `Forbidden`."""
    profile = scope.get(tx, PropertyManager, manager_id)
    if scope.role != "admin" and scope.manager_id != manager_id:
        raise Forbidden("These are another manager's notifications.")
    return profile


def secret_context(manager_id: str) -> str:
    """What the secret of a webhook is bound to."""
    return f"manager:{manager_id}:webhook_secret"


def preferences(tx: Tx, scope: StaffScope, manager_id: str) -> PreferencesView:
    check_own(tx, scope, manager_id)
    inbox = tx.connection.execute(
        scope.select(NotificationInbox).where(NotificationInbox.manager_id == manager_id)
    ).one_or_none()
    quiet = notices.quiet_hours(inbox) if inbox is not None else None
    chosen = {kind: notices.preferences(tx, [manager_id], kind)[manager_id] for kind in KINDS}
    return PreferencesView(
        property_manager_id=manager_id,
        kinds={kind: ChannelsView(one.dashboard, one.email, one.webhook) for kind, one in chosen.items()},
        digest=inbox.digest if inbox is not None else "none",
        quiet_hours=QuietView(_clock(quiet.starts), _clock(quiet.ends)) if quiet is not None else None,
        webhook_url=inbox.webhook_url if inbox is not None else None,
    )


def change(tx: Tx, scope: StaffScope, manager_id: str, given: Mapping[str, Any], vault: Vault) -> PreferencesView:
    """Change what is given; of `kinds` the kinds, and of a kind the channels that are given. Raises `Invalid`."""
    check_own(tx, scope, manager_id)
    if scope.manager_id != manager_id:
        scope.check_whole_company()
    notices.make_inbox(tx, scope.company_id, manager_id)
    values: dict[str, Any] = {"updated_at": tx.now}
    if "digest" in given:
        values["digest"] = given["digest"]
    if "quiet_hours" in given:
        values |= _quiet(given["quiet_hours"])
    secret = _webhook(given, values, manager_id, vault)
    mine = scope.update(NotificationInbox).where(NotificationInbox.manager_id == manager_id)
    tx.connection.execute(mine.values(**values))
    for kind, channels in (given.get("kinds") or {}).items():
        _choose(tx, scope, manager_id, kind, channels)
    return replace(preferences(tx, scope, manager_id), webhook_secret=secret)


def rule(tx: Tx, scope: StaffScope) -> RuleView:
    row = tx.connection.execute(scope.select(NotificationRule)).one_or_none()
    if row is None:
        return RuleView(ESCALATE_AFTER_MINUTES, urgent_always=False)
    return RuleView(row.escalate_after_minutes, row.urgent_always)


def change_rule(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> RuleView:
    """Raises `Forbidden`."""
    scope.check_whole_company()
    known = rule(tx, scope)
    if not given:
        return known
    values = {
        "escalate_after_minutes": given.get("escalate_after_minutes", known.escalate_after_minutes),
        "urgent_always": given.get("urgent_always", known.urgent_always),
    }
    changed = tx.connection.execute(scope.update(NotificationRule).values(**values, updated_at=tx.now))
    if changed.rowcount == 0:
        scope.insert(tx, NotificationRule, **values)
    return rule(tx, scope)


def _choose(tx: Tx, scope: StaffScope, manager_id: str, kind: str, channels: Mapping[str, bool]) -> None:
    known = notices.preferences(tx, [manager_id], kind)[manager_id]
    values = {name: channels.get(name, getattr(known, name)) for name in ("dashboard", "email", "webhook")}
    of_kind = (NotificationPreference.manager_id == manager_id, NotificationPreference.kind == kind)
    changed = tx.connection.execute(scope.update(NotificationPreference).where(*of_kind).values(**values))
    if changed.rowcount == 0:
        scope.insert(tx, NotificationPreference, manager_id=manager_id, kind=kind, **values)


def _quiet(given: Mapping[str, Any] | None) -> dict[str, Any]:
    if given is None:
        return {"quiet_from_minute": None, "quiet_until_minute": None}
    starts, ends = _minute(given["starts"]), _minute(given["ends"])
    if starts == ends:
        raise Invalid.field("quiet_hours.ends", "must differ from starts; without quiet hours give null")
    return {"quiet_from_minute": starts, "quiet_until_minute": ends}


def _webhook(given: Mapping[str, Any], values: dict[str, Any], manager_id: str, vault: Vault) -> str | None:
    """The columns of a webhook; the secret where a new one was made."""
    if "webhook_url" not in given:
        return None
    if given["webhook_url"] is None:
        values |= {"webhook_url": None, "webhook_secret": None}
        return None
    made = given.get("webhook_secret") or secrets.token_urlsafe(32)
    sealed = vault.encrypt(made, secret_context(manager_id))
    values |= {"webhook_url": given["webhook_url"], "webhook_secret": sealed}
    return made


def _minute(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
