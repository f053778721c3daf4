"""Notifications on their way out: which mail holds what, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from leasing.database import Tx
from leasing.models import Notification, NotificationDelivery, NotificationInbox, Property, PropertyManager
from leasing.services import outbox

SHOWN_ERROR = 500


@dataclass(frozen=True, slots=True)
class Webhook:
    """A notification for a manager's own address. `secret` is still encrypted."""

    delivery_id: str
    manager_id: str
    url: str
    secret: str
    body: Mapping[str, Any]


def collect(tx: Tx, key: str, manager_id: str, due: datetime) -> list[str]:
    """The deliveries that leave by the mail with this key: those that were collected for it before, and all that are
    due and wait. What was read meanwhile is not mailed any more."""
    waiting = (
        select(NotificationDelivery.id, NotificationDelivery.batch, Notification.read_at)
        .join(Notification.__table__, Notification.id == NotificationDelivery.notification_id)
        .where(
            NotificationDelivery.manager_id == manager_id,
            NotificationDelivery.channel == "email",
            NotificationDelivery.state == "pending",
            NotificationDelivery.due_at <= due,
        )
        .order_by(NotificationDelivery.id)
        .with_for_update(of=NotificationDelivery)
    )
    rows = tx.connection.execute(waiting).all()
    fresh = [row for row in rows if row.batch is None]
    _settle(tx, [row.id for row in fresh if row.read_at is not None], state="skipped")
    taken = [row.id for row in fresh if row.read_at is None]
    _settle(tx, taken, batch=key)
    return [row.id for row in rows if row.batch == key] + taken


def send_late(tx: Tx, late: timedelta) -> int:
    """Have deliveries mailed that no mail took: their transaction ended after it had left. How many managers wait."""
    waiting = (
        select(NotificationDelivery.manager_id, NotificationDelivery.company_id)
        .where(
            NotificationDelivery.channel == "email",
            NotificationDelivery.state == "pending",
            NotificationDelivery.batch.is_(None),
            NotificationDelivery.due_at < tx.now - late,
        )
        .distinct()
        .limit(100)
    )
    rows = tx.connection.execute(waiting).all()
    for row in rows:
        payload = {"manager_id": row.manager_id, "due_at": tx.now.isoformat()}
        minute = tx.now.strftime("%Y%m%d%H%M")
        tx.enqueue("notification_mail", f"notification_mail:{row.manager_id}:late:{minute}", row.company_id, payload)
    return len(rows)


def compose(tx: Tx, delivery_ids: list[str], public_url: str) -> dict[str, Any]:
    """The `mail` of these deliveries, which are one manager's."""
    rows = tx.connection.execute(
        select(
            Notification.__table__,
            PropertyManager.email,
            PropertyManager.first_name,
            Property.name.label("property_name"),
        )
        .join(NotificationDelivery.__table__, NotificationDelivery.notification_id == Notification.id)
        .join(PropertyManager.__table__, PropertyManager.id == Notification.manager_id)
        .join(Property.__table__, Property.id == Notification.property_id, isouter=True)
        .where(NotificationDelivery.id.in_(delivery_ids))
        .order_by(Notification.created_at, Notification.id)
    ).all()
    told: list[str] = []
    for row in rows:
        told += ["", row.title, *([row.body] if row.body else []), f"{public_url}/dashboard?notification={row.id}"]
    subject = rows[0].title if len(rows) == 1 else f"{len(rows)} notifications"
    return {
        "to": rows[0].email,
        # A title may hold a visitor's words: no header has lines.
        "subject": " ".join(subject.split()),
        "text": "\n".join([f"Hello {rows[0].first_name},", *told]),
        "attachments": [],
    }


def sent(tx: Tx, delivery_ids: list[str]) -> None:
    _settle(tx, delivery_ids, state="sent", sent_at=tx.now, last_error=None)


def webhook(tx: Tx, delivery_id: str) -> Webhook | None:
    """What a delivery says, and where; None where it left before, or the manager has taken the address away."""
    row = tx.connection.execute(
        select(
            Notification.__table__,
            NotificationDelivery.state,
            NotificationInbox.webhook_url,
            NotificationInbox.webhook_secret,
        )
        .join(NotificationDelivery.__table__, NotificationDelivery.notification_id == Notification.id)
        .join(NotificationInbox.__table__, NotificationInbox.manager_id == Notification.manager_id)
        .where(NotificationDelivery.id == delivery_id)
    ).one_or_none()
    if row is None or row.state != "pending" or row.webhook_url is None or row.webhook_secret is None:
        return None
    body = {
        "type": "notification",
        "id": row.id,
        "notification_type": row.kind,
        "urgency": row.urgency,
        "title": row.title,
        "property_manager_id": row.manager_id,
        "property_id": row.property_id,
        "lead_id": row.lead_id,
        "conversation_id": row.conversation_id,
        "tour_id": row.tour_id,
        "faq_id": row.faq_id,
        "sent_at": row.created_at.isoformat(),
    }
    return Webhook(delivery_id, row.manager_id, row.webhook_url, row.webhook_secret, body)


def dropped(tx: Tx, delivery_id: str) -> None:
    """There is nowhere to send it any more."""
    pending = (NotificationDelivery.id == delivery_id, NotificationDelivery.state == "pending")
    tx.connection.execute(update(NotificationDelivery).where(*pending).values(state="skipped"))


def failed(tx: Tx, delivery_id: str, reason: str, *, final: bool) -> None:
    """An attempt went wrong; `final` where no other follows."""
    row = tx.connection.execute(
        select(NotificationDelivery.attempts).where(NotificationDelivery.id == delivery_id)
    ).one_or_none()
    if row is None:
        return
    over = final or row.attempts + 1 >= outbox.MAX_ATTEMPTS
    _settle(
        tx,
        [delivery_id],
        attempts=row.attempts + 1,
        last_error=reason[:SHOWN_ERROR],
        state="failed" if over else "pending",
    )


def _settle(tx: Tx, delivery_ids: list[str], **values: Any) -> None:
    if delivery_ids:
        of_these = NotificationDelivery.id.in_(delivery_ids)
        tx.connection.execute(update(NotificationDelivery).where(of_these).values(**values))
