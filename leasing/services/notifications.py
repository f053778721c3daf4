"""What staff do with notifications: list them, read them, respond, write one to a colleague, send one again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func

from leasing.database import Tx
from leasing.errors import Forbidden, Invalid, NotFound
from leasing.ids import new_id
from leasing.models import (
    Conversation,
    Lead,
    Notification,
    NotificationDelivery,
    NotificationInbox,
    Property,
    PropertyManager,
)
from leasing.notified import CHANNELS
from leasing.services import notices
from leasing.services.notice_texts import Notice
from leasing.services.notice_views import NotificationView, announce_change, announce_new, view
from leasing.services.notification_settings import check_own
from leasing.services.responses import settle_watch
from leasing.tenancy import Page, Paging, StaffScope, missing

STATUSES = ("unread", "read", "responded")
RESUMED_AT_ONCE = 100
"""notifications that a returning connection is given in one read"""


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """`state` is pending, sent, skipped (it was read before it left) or failed."""

    channel: str
    state: str
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class NotificationDetail:
    notification: NotificationView
    deliveries: list[DeliveryView]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a manager's inbox is: the number of the newest, and how many are unread."""

    seq: int
    unread: int


def page(
    tx: Tx,
    scope: StaffScope,
    paging: Paging,
    *,
    manager_id: str | None = None,
    property_id: str | None = None,
    kind: str | None = None,
    status: str | None = None,
) -> Page[NotificationView]:
    """The newest first: of the company for admins, of oneself for others. Raises `Forbidden`, `NotFound`."""
    statement = scope.select(Notification)
    if manager_id is not None:
        check_own(tx, scope, manager_id)
        statement = statement.where(Notification.manager_id == manager_id)
    elif scope.role != "admin":
        statement = statement.where(Notification.manager_id == (scope.manager_id or ""))
    if property_id is not None:
        statement = statement.where(Notification.property_id == property_id)
    if kind is not None:
        statement = statement.where(Notification.kind == kind)
    if status is not None:
        statement = statement.where(*_of_status(status))
    newest = statement.order_by(Notification.created_at.desc(), Notification.id.desc())
    return scope.page(tx, newest, paging).map(view)


def get(tx: Tx, scope: StaffScope, notification_id: str) -> NotificationDetail:
    row = _mine(tx, scope, notification_id)
    left = scope.select(NotificationDelivery).where(NotificationDelivery.notification_id == row.id)
    deliveries = tx.connection.execute(left.order_by(NotificationDelivery.id))
    return NotificationDetail(
        view(row),
        [DeliveryView(d.channel, d.state, d.due_at, d.sent_at, d.attempts, d.last_error) for d in deliveries],
    )


def standing(tx: Tx, scope: StaffScope, manager_id: str) -> Standing:
    """Raises `NotFound`, `Forbidden`."""
    check_own(tx, scope, manager_id)
    last = scope.select(NotificationInbox, NotificationInbox.last_seq).where(NotificationInbox.manager_id == manager_id)
    unread = scope.select(Notification).where(
        Notification.manager_id == manager_id, Notification.read_at.is_(None), Notification.seq.is_not(None)
    )
    return Standing(tx.connection.execute(last).scalar() or 0, scope.count(tx, unread))


def after(tx: Tx, scope: StaffScope, manager_id: str, seq: int) -> list[NotificationView]:
    """The next ones that a manager's dashboard shows, oldest first; no more than `RESUMED_AT_ONCE`."""
    statement = (
        scope.select(Notification)
        .where(Notification.manager_id == manager_id, Notification.seq > seq)
        .order_by(Notification.seq)
        .limit(RESUMED_AT_ONCE)
    )
    return [view(row) for row in tx.connection.execute(statement)]


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> NotificationDetail:
    """Write to a colleague. Raises `NotFound` and `Invalid`."""
    manager = scope.get(tx, PropertyManager, given["property_manager_id"])
    about, property_id = _about(tx, scope, given)
    prop = scope.get(tx, Property, property_id) if property_id else None
    notice = Notice(
        kind="staff_note",
        company_id=scope.company_id,
        property_id=property_id,
        timezone=prop.timezone if prop is not None else "UTC",
        title=given["title"],
        body=given.get("body") or "",
        about=about,
    )
    made = notices.store(tx, notice, [manager.id], new_id(), urgency=given.get("urgency"))
    if not made:
        raise Invalid.field("property_manager_id", "This manager takes no notes from colleagues on any channel.")
    row = scope.get(tx, Notification, made[0])
    return NotificationDetail(view(row), [])


def _about(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> tuple[dict[str, str | None], str | None]:
    """What a note is about, and its property."""
    about: dict[str, str | None] = {}
    property_id: str | None = given.get("property_id")
    for name, model in (("conversation_id", Conversation), ("lead_id", Lead)):
        if given.get(name):
            row = scope.get(tx, model, given[name])
            about[name] = row.id
            property_id = property_id or row.property_id
    return about, property_id


def change(
    tx: Tx, scope: StaffScope, notification_id: str, given: Mapping[str, Any], *, manager_id: str | None = None
) -> NotificationDetail:
    """Change what a note says, or that it was read or responded to; with `manager_id` one of theirs. Raises `NotFound`,
    `Forbidden`, `Invalid`."""
    row = _mine(tx, scope, notification_id, lock=True)
    if manager_id is not None and row.manager_id != manager_id:
        raise missing(Notification, notification_id)
    words = {name: given[name] for name in ("title", "body") if name in given}
    if words and row.kind != "staff_note":
        raise Invalid.field(next(iter(words)), "Only a note from a colleague can be reworded.")
    if words:
        scope.change(tx, Notification, row.id, **words)
        announce_change(tx, scope.get(tx, Notification, row.id))
    if given.get("status") in ("read", "responded"):
        mark(tx, scope, row.manager_id, [row.id], responded=given["status"] == "responded")
    return get(tx, scope, row.id)


def delete(tx: Tx, scope: StaffScope, notification_id: str) -> None:
    scope.remove(tx, Notification, _mine(tx, scope, notification_id).id)


def mark(
    tx: Tx, scope: StaffScope, manager_id: str, ids: Sequence[str] | None = None, *, responded: bool = False
) -> int:
    """Note that a manager's notifications were read, or responded to; without `ids` all that are unread. How many
    changed. Raises `NotFound` for one that is not this manager's."""
    check_own(tx, scope, manager_id)
    chosen = [Notification.manager_id == manager_id]
    if ids is not None:
        chosen.append(Notification.id.in_(ids))
        if scope.count(tx, scope.select(Notification).where(*chosen)) < len(set(ids)):
            raise NotFound("One of these is not a notification of this manager's.")
    open_ = Notification.responded_at if responded else Notification.read_at
    values: dict[str, Any] = {"read_at": func.coalesce(Notification.read_at, tx.now)}
    if responded:
        values |= {"responded_at": tx.now, "responded_by": scope.manager_id}
    changing = scope.update(Notification).where(*chosen, open_.is_(None)).values(**values)
    rows = tx.connection.execute(changing.returning(Notification.__table__)).all()
    for row in rows:
        announce_change(tx, row)
    settle_watch(tx, [row.event_id for row in rows])
    return len(rows)


def read(tx: Tx, scope: StaffScope, notification_id: str, *, responded: bool = False) -> NotificationDetail:
    row = _mine(tx, scope, notification_id)
    mark(tx, scope, row.manager_id, [row.id], responded=responded)
    return get(tx, scope, row.id)


def send(tx: Tx, scope: StaffScope, notification_id: str, channels: Sequence[str]) -> NotificationDetail:
    """Send it now, again where it was sent before. Raises `Invalid` for a webhook that the manager has not set."""
    row = _mine(tx, scope, notification_id)
    inbox = tx.connection.execute(
        scope.select(NotificationInbox).where(NotificationInbox.manager_id == row.manager_id)
    ).one_or_none()
    for channel in CHANNELS:
        if channel not in channels:
            continue
        if channel == "dashboard":
            announce_new(tx, row)
            continue
        if channel == "webhook" and (inbox is None or inbox.webhook_url is None):
            raise Invalid.field("channels", "This manager has set no address for webhooks.")
        notices.send(tx, row, channel, tx.now)
    return get(tx, scope, row.id)


def _mine(tx: Tx, scope: StaffScope, notification_id: str, *, lock: bool = False) -> Any:
    """One that is one's own, or of the company for admins. Raises `NotFound` and `Forbidden`."""
    row = scope.get(tx, Notification, notification_id, lock=lock)
    if scope.role != "admin" and row.manager_id != scope.manager_id:
        raise Forbidden("This is another manager's notification.")
    return row


def _of_status(status: str) -> tuple[Any, ...]:
    match status:
        case "unread":
            return (Notification.read_at.is_(None),)
        case "read":
            return (Notification.read_at.is_not(None), Notification.responded_at.is_(None))
        case _:
            return (Notification.responded_at.is_not(None),)
