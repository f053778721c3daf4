"""Notifications by mail: at once, held back by quiet hours and digests, and not twice after a crash."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from leasing.models import NotificationDelivery, OutboxItem
from leasing.security import Vault
from leasing.services import notice_deliveries, notices, notification_settings, notifications
from tests.notifications.conftest import Team

VAULT = Vault("a secret key of thirty-two characters")
EVENING = timedelta(hours=13)
"""from ten in the morning to eleven at night"""


async def _prefer(team: Team, **given: Any) -> None:
    await team.database.write(notification_settings.change, team.ana.scope, team.ana.id, given, VAULT)


async def _states(team: Team) -> list[str]:
    statement = select(NotificationDelivery.state).order_by(NotificationDelivery.id)
    return await team.database.read(lambda tx: list(tx.connection.execute(statement).scalars()))


async def test_an_urgent_one_is_mailed_at_once_with_a_link(team: Team) -> None:
    await team.handed_off()
    (row,) = await team.told()
    (mail,) = team.sent.mails.values()
    assert mail["to"].startswith("ana-")
    assert mail["subject"] == "Visitor asks for a person"
    assert f"https://chat.example.com/dashboard?notification={row.id}" in mail["text"]
    assert await _states(team) == ["sent"]


async def test_what_is_not_wanted_by_mail_is_not_mailed(team: Team) -> None:
    await _prefer(team, kinds={"person_requested": {"email": False}})
    await team.handed_off()
    assert team.sent.mails == {}
    assert [row.seq for row in await team.told()] == [1]


async def test_what_is_wanted_by_mail_alone_has_no_number_on_the_dashboard(team: Team) -> None:
    await _prefer(team, kinds={"person_requested": {"dashboard": False}})
    await team.handed_off()
    assert [row.seq for row in await team.told()] == [None]
    assert len(team.sent.mails) == 1
    standing = await team.database.read(notifications.standing, team.ana.scope, team.ana.id)
    assert (standing.seq, standing.unread) == (0, 0)


async def test_who_wants_a_kind_on_no_channel_is_not_told(team: Team) -> None:
    none = {"dashboard": False, "email": False, "webhook": False}
    await _prefer(team, kinds={"person_requested": none})
    await team.handed_off()
    assert await team.told() == []


async def test_quiet_hours_hold_mail_back_and_end_with_one_digest(team: Team) -> None:
    await _prefer(team, quiet_hours={"starts": "22:00", "ends": "07:00"})
    team.clock.advance(EVENING)
    for _ in range(3):
        await team.handed_off()
        team.clock.advance(timedelta(minutes=20))
    read = (await team.told())[1]
    await team.database.write(notifications.read, team.ana.scope, read.id)
    assert team.sent.mails == {}
    team.clock.advance(timedelta(hours=6, minutes=59))
    await team.drain()
    assert team.sent.mails == {}, "a minute before seven"
    team.clock.advance(timedelta(minutes=1))
    await team.drain()
    (mail,) = team.sent.mails.values()
    assert mail["subject"] == "2 notifications"
    assert read.id not in mail["text"], "what was read needs no mail"
    assert await _states(team) == ["sent", "skipped", "sent"]


async def test_a_daily_digest_waits_for_the_morning_and_the_urgent_does_not(team: Team) -> None:
    await _prefer(team, digest="daily", kinds={"lead_new": {"email": True}})
    chat = await team.handed_off()
    assert [mail["subject"] for mail in team.sent.mails.values()] == ["Visitor asks for a person"]
    question = {"property_manager_id": team.ana.id, "title": "Call Bea", "conversation_id": chat}
    await _prefer(team, kinds={"staff_note": {"email": True}})
    for _ in range(2):
        await team.database.write(notifications.create, team.ana.scope, question)
    await team.drain()
    assert len(team.sent.mails) == 1
    team.clock.advance(timedelta(hours=22))
    await team.drain()
    assert [mail["subject"] for mail in team.sent.mails.values()][1:] == ["2 notifications"]


async def test_a_mail_that_was_taken_before_the_crash_is_sent_again_as_the_same(team: Team) -> None:
    """A mail service drops a second message with the same key: the manager reads one."""
    team.sent.broken = True
    await team.handed_off()
    assert await _states(team) == ["pending"]
    first = dict(team.sent.mails)
    team.sent.broken = False
    await team.handed_off()
    assert await _states(team) == ["pending", "sent"], "another mail does not take what belongs to the first one"
    team.clock.advance(timedelta(seconds=30))
    await team.drain()
    assert await _states(team) == ["sent", "sent"]
    assert team.sent.attempts == 3
    (key,) = first
    assert team.sent.mails[key] == first[key]
    assert len(team.sent.mails) == 2


async def test_many_at_once_are_one_mail(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "GATHERED", timedelta(seconds=10))
    for _ in range(3):
        await team.handed_off()
    assert team.sent.mails == {}, "they wait for what comes with them"
    team.clock.advance(timedelta(seconds=15))
    await team.drain()
    (mail,) = team.sent.mails.values()
    assert mail["subject"] == "3 notifications"
    assert await _states(team) == ["sent"] * 3


async def test_what_no_mail_took_is_mailed_by_another(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "GATHERED", timedelta(seconds=10))
    await team.handed_off()
    # As where the transaction ended after the mail of its moment had left.
    await team.database.write(
        lambda tx: tx.connection.execute(
            update(OutboxItem).where(OutboxItem.kind == "notification_mail").values(state="done")
        )
    )
    team.clock.advance(timedelta(minutes=1))
    assert await team.database.write(notice_deliveries.send_late, notices.LATE) == 0
    team.clock.advance(timedelta(minutes=2))
    assert await team.database.write(notice_deliveries.send_late, notices.LATE) == 1
    await team.drain()
    assert len(team.sent.mails) == 1
    assert await team.database.write(notice_deliveries.send_late, notices.LATE) == 0
