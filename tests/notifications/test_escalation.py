"""What is urgent and read by nobody goes on from person to person, in office hours, once each step."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from leasing.security import Vault
from leasing.services import (
    conversations,
    escalation,
    handoffs,
    notification_settings,
    notifications,
    prospects,
    takeover,
)
from tests.notifications.conftest import Team

VAULT = Vault("a secret key of thirty-two characters")
TEN = timedelta(minutes=10)


async def _run(team: Team) -> int:
    passed = await escalation.run(team.database)
    await team.drain()
    return passed


async def test_the_chain_goes_by_the_propertys_order_and_ends_with_the_admins(team: Team) -> None:
    given = {"property_id": team.property_id, "email": "bea@x.example", "assigned_to": team.ana.id}
    lead = await team.database.write(prospects.create, team.ana.scope, given)
    root = await team.hire("Root", role="admin", works=False)
    cy, ben = await team.hire("Cy", order=3), await team.hire("Ben", order=2)
    await team.fact("lead.hot", lead.lead.id)
    rows = []
    for _ in range(5):
        team.clock.advance(TEN)
        await _run(team)
        rows = await team.told(kind="lead_hot")
    assert [row.manager_id for row in rows] == [team.ana.id, ben.id, cy.id, root.id]
    assert [row.escalated_from for row in rows] == [None, *(row.id for row in rows[:-1])]
    assert [row.escalation for row in rows] == ["passed_on", "passed_on", "passed_on", "ended"]
    assert len({row.event_id for row in rows}) == 1


async def test_nothing_happens_before_its_time_nor_to_what_is_not_urgent(team: Team) -> None:
    await team.hire("Root", role="admin", works=False)
    await team.handed_off()
    note = {"property_manager_id": team.ana.id, "title": "By the way"}
    await team.database.write(notifications.create, team.ana.scope, note)
    team.clock.advance(TEN - timedelta(seconds=1))
    assert await _run(team) == 0
    team.clock.advance(timedelta(seconds=1))
    assert await _run(team) == 1
    assert [row.kind for row in await team.told()] == ["person_requested", "staff_note", "person_requested"]


async def test_what_one_of_several_reads_goes_no_further(team: Team) -> None:
    ben = await team.hire("Ben")
    await team.hire("Root", role="admin", works=False)
    await team.handed_off()
    await team.database.write(notifications.mark, ben.scope, ben.id)
    team.clock.advance(timedelta(hours=1))
    assert await _run(team) == 0
    assert {row.escalation for row in await team.told()} == {"ended"}


@pytest.mark.parametrize("how", ["somebody joined", "the visitor called it off", "nobody came in time"])
async def test_who_waits_for_nobody_any_more_is_passed_on_to_nobody(team: Team, how: str) -> None:
    await team.hire("Root", role="admin", works=False)
    chat = await team.handed_off()
    if how == "somebody joined":
        await team.database.write(takeover.join, team.ana.scope, chat)
    elif how == "the visitor called it off":
        await team.database.write(conversations.note, chat, client_id="c", type_="event", name="handoff_cancelled")
    else:
        team.clock.advance(TEN)
        assert await team.database.write(handoffs.resume, chat) is not None
    team.clock.advance(TEN)
    still = how == "nobody came in time"
    assert await _run(team) == still, "what the team has still to do goes on"
    told = await team.told(kind="person_requested")
    assert told[0].escalation == ("passed_on" if still else "ended")


async def test_the_night_does_not_count(team: Team) -> None:
    """Asked for at half past eight in the evening: at nine in the morning the team comes, at ten past it goes on."""
    await team.hire("Root", role="admin", works=False)
    team.clock.advance(timedelta(hours=10, minutes=30))
    await team.handed_off()
    for minutes, passed in ((60, 0), (11 * 60 + 30, 0), (9, 0), (1, 1)):
        team.clock.advance(timedelta(minutes=minutes))
        assert await _run(team) == passed


async def test_a_company_may_have_another_rule(team: Team) -> None:
    root = await team.hire("Root", role="admin", works=False)
    given = {"escalate_after_minutes": 3, "urgent_always": True}
    rule = await team.database.write(notification_settings.change_rule, root.scope, given)
    assert (rule.escalate_after_minutes, rule.urgent_always) == (3, True)
    team.clock.advance(timedelta(hours=12))
    await team.handed_off()
    team.clock.advance(timedelta(minutes=2))
    assert await _run(team) == 0
    team.clock.advance(timedelta(minutes=1))
    assert await _run(team) == 1


async def test_who_takes_it_on_no_channel_is_passed_over(team: Team) -> None:
    deaf, root = await team.hire("Deaf", role="admin", works=False), await team.hire("Root", role="admin", works=False)
    none = {"dashboard": False, "email": False, "webhook": False}
    given = {"kinds": {"person_requested": none}}
    await team.database.write(notification_settings.change, deaf.scope, deaf.id, given, VAULT)
    await team.handed_off()
    team.clock.advance(TEN)
    assert await _run(team) == 1
    assert [row.manager_id for row in await team.told()] == [team.ana.id, root.id]


@pytest.mark.parametrize("processes", [4])
async def test_several_processes_at_once_take_each_step_once(team: Team, processes: int) -> None:
    for name in ("Rosa", "Rita", "Rolf"):
        await team.hire(name, role="admin", works=False)
    facts = 6
    for _ in range(facts):
        await team.handed_off()
    team.clock.advance(TEN)
    async with team.processes(processes) as several:
        passed = await asyncio.gather(*(escalation.run(one) for one in several))
    assert sum(passed) == facts
    rows = await team.told()
    assert len(rows) == 2 * facts
    assert len({(row.manager_id, row.event_id) for row in rows}) == 2 * facts
