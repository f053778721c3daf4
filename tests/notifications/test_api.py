"""The staff's API of notifications: whose they are, reading and responding, preferences, rules, response times."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leasing.clock import FixedClock
from leasing.database import Database
from leasing.outbox import Outbox
from tests.support.team import AT_ONCE, Manager, Sent, handlers, hire
from tests.web.house import House, open_house

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BASE = "/api/v1/lead-notifications"


@dataclass
class Desk:
    house: House
    clock: FixedClock
    property_id: str
    ana: Manager
    ben: Manager
    sent: Sent
    outbox: Outbox

    async def as_(self, who: Manager, method: str, path: str, json: Any = None) -> Any:
        token = self.house.web.tokens.staff_access(who.claims)
        headers = {"Authorization": f"Bearer {token}"}
        return await self.house.client.request(method, path, json=json, headers=headers)

    async def note(self, title: str = "Please call Bea", **more: Any) -> str:
        body = {"property_manager_id": self.ana.id, "title": title, **more}
        return (await self.house.data("POST", BASE, body))["notification"]["id"]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    clock = FixedClock(NOW)
    database.clock = clock
    async with open_house(database, clock=clock) as house:
        # Signed in anew, at the time that the clock shows.
        property_id = await house.property_id()
        ana, ben = await database.write(hire, property_id, "Ana"), await database.write(hire, property_id, "Ben")
        sent = Sent()
        yield Desk(house, clock, property_id, ana, ben, sent, Outbox(database, handlers(database, sent), AT_ONCE))


async def test_a_note_is_listed_read_and_responded_to(desk: Desk) -> None:
    note_id = await desk.note(body="She asked twice.", property_id=desk.property_id)
    listed = (await desk.as_(desk.ana, "GET", BASE)).json()
    (shown,) = listed["data"]
    assert listed["meta"]["pagination"]["total"] == 1
    assert (shown["id"], shown["status"], shown["notification_type"], shown["seq"]) == (
        note_id,
        "unread",
        "staff_note",
        1,
    )
    desk.clock.advance(timedelta(minutes=5))
    read = (await desk.as_(desk.ana, "PUT", f"{BASE}/{note_id}/read")).json()["data"]["notification"]
    assert (read["status"], read["read_at"]) == ("read", "2026-11-24T15:05:00Z")
    desk.clock.advance(timedelta(minutes=5))
    done = (await desk.as_(desk.ana, "PUT", f"{BASE}/{note_id}/respond")).json()["data"]["notification"]
    assert (done["status"], done["read_at"], done["response_at"], done["responded_by"]) == (
        "responded", "2026-11-24T15:05:00Z", "2026-11-24T15:10:00Z", desk.ana.id,
    )  # fmt: skip
    for status, found in (("unread", 0), ("read", 0), ("responded", 1)):
        assert len((await desk.as_(desk.ana, "GET", f"{BASE}?status={status}")).json()["data"]) == found


async def test_many_are_marked_read_at_once(desk: Desk) -> None:
    ids = [await desk.note() for _ in range(4)]
    path = f"/api/v1/property-managers/{desk.ana.id}/notifications"
    assert (await desk.as_(desk.ana, "POST", f"{path}/mark-read", {"ids": ids[:2]})).json()["data"] == {"changed": 2}
    assert (await desk.as_(desk.ana, "POST", f"{path}/mark-read", {"ids": ids[:3]})).json()["data"] == {"changed": 1}
    assert (await desk.as_(desk.ana, "POST", f"{path}/mark-read")).json()["data"] == {"changed": 1}
    assert (await desk.as_(desk.ana, "POST", f"{path}/mark-read", {"ids": [ids[0], "x"]})).status_code == 404
    changed = await desk.as_(desk.ana, "PUT", f"{path}/{ids[0]}", {"status": "responded"})
    assert changed.json()["data"]["notification"]["status"] == "responded"
    assert (await desk.as_(desk.ana, "GET", f"{path}?status=unread")).json()["data"] == []


async def test_a_manager_sees_their_own_and_an_admin_the_companys(desk: Desk) -> None:
    note_id = await desk.note()
    assert (await desk.as_(desk.ben, "GET", BASE)).json()["data"] == []
    paths = [
        ("GET", f"{BASE}/{note_id}"), ("PUT", f"{BASE}/{note_id}/read"), ("DELETE", f"{BASE}/{note_id}"),
        ("GET", f"{BASE}/preferences/{desk.ana.id}"), ("GET", f"/api/v1/property-managers/{desk.ana.id}/notifications"),
        ("POST", f"/api/v1/property-managers/{desk.ana.id}/notifications/mark-read"),
        ("POST", f"{BASE}/{note_id}/send"), ("GET", f"{BASE}?property_manager_id={desk.ana.id}"),
    ]  # fmt: skip
    for method, path in paths:
        answer = await desk.as_(desk.ben, method, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FORBIDDEN"), path
    assert [one["id"] for one in await desk.house.data("GET", BASE)] == [note_id]
    through_ben = f"/api/v1/property-managers/{desk.ben.id}/notifications/{note_id}"
    assert (await desk.house.call("PUT", through_ben, {"status": "read"})).status_code == 404
    assert (await desk.house.data("DELETE", f"{BASE}/{note_id}"))["deleted"] is True
    assert (await desk.house.call("GET", f"{BASE}/{note_id}")).status_code == 404


async def test_another_company_has_its_own_times_rules_and_stream(desk: Desk) -> None:
    note_id = await desk.note()
    await desk.as_(desk.ana, "PUT", f"{BASE}/{note_id}/respond")
    assert (await desk.house.data("PUT", f"{BASE}/rules", {"escalate_after_minutes": 3}))["escalate_after_minutes"] == 3
    theirs = await desk.house.data("GET", f"{BASE}/rules", who="other")
    assert theirs == {"escalate_after_minutes": 10, "urgent_always": False}
    times = await desk.house.data("GET", f"{BASE}/response-times", who="other")
    assert (times["responded"], times["managers"]) == (0, [])
    status = await desk.house.data("GET", "/api/v1/sse/status", who="other")
    assert (status["open_streams"], status["heartbeat_seconds"]) == (0, 15.0)
    refused = await desk.as_(desk.ana, "PUT", f"{BASE}/rules", {"escalate_after_minutes": 3})
    assert refused.status_code == 403


async def test_response_times_are_counted_from_when_one_was_told(desk: Desk) -> None:
    for minutes in (2, 4, 30):
        note_id = await desk.note()
        desk.clock.advance(timedelta(minutes=minutes))
        await desk.as_(desk.ana, "PUT", f"{BASE}/{note_id}/respond")
    await desk.note()
    times = await desk.house.data("GET", f"{BASE}/response-times")
    assert (times["responded"], times["unanswered"], times["median_seconds"]) == (3, 1, 240.0)
    (ana,) = times["managers"]
    assert (ana["name"], ana["responded"], ana["unanswered"], ana["median_seconds"]) == ("Ana", 3, 1, 240.0)
    assert (await desk.as_(desk.ben, "GET", f"{BASE}/response-times")).json()["data"]["managers"] == []


async def test_preferences_are_changed_part_by_part(desk: Desk) -> None:
    path = f"{BASE}/preferences/{desk.ana.id}"
    usual = (await desk.as_(desk.ana, "GET", path)).json()["data"]
    assert usual["kinds"]["person_requested"] == {"dashboard": True, "email": True, "webhook": True}
    assert (usual["digest"], usual["quiet_hours"], usual["webhook_url"]) == ("none", None, None)
    given = {
        "kinds": {"lead_new": {"email": True}},
        "quiet_hours": {"starts": "22:00", "ends": "07:30"},
        "digest": "daily",
    }
    changed = (await desk.as_(desk.ana, "PUT", path, given)).json()["data"]
    assert changed["kinds"]["lead_new"] == {"dashboard": True, "email": True, "webhook": True}
    assert changed["kinds"] | {"lead_new": None} == usual["kinds"] | {"lead_new": None}
    assert (changed["digest"], changed["quiet_hours"]) == ("daily", given["quiet_hours"])
    again = (
        await desk.as_(desk.ana, "PUT", path, {"kinds": {"lead_new": {"dashboard": False}}, "quiet_hours": None})
    ).json()
    assert again["data"]["kinds"]["lead_new"] == {"dashboard": False, "email": True, "webhook": True}
    assert (again["data"]["digest"], again["data"]["quiet_hours"]) == ("daily", None)


async def test_a_webhook_gets_a_secret_that_is_shown_once(desk: Desk) -> None:
    path = f"{BASE}/preferences/{desk.ana.id}"
    made = (await desk.as_(desk.ana, "PUT", path, {"webhook_url": "https://hooks.example.com/a"})).json()["data"]
    assert len(made["webhook_secret"]) >= 32
    shown = (await desk.as_(desk.ana, "GET", path)).json()["data"]
    assert (shown["webhook_url"], shown["webhook_secret"]) == ("https://hooks.example.com/a", None)
    assert (await desk.as_(desk.ana, "PUT", path, {"webhook_url": None})).json()["data"]["webhook_url"] is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kinds": {"lead_old": {"email": True}}}, "kinds"),
        ({"kinds": {"lead_new": {"pigeon": True}}}, "kinds"),
        ({"digest": "weekly"}, "digest"),
        ({"quiet_hours": {"starts": "25:00", "ends": "07:00"}}, "quiet_hours"),
        ({"quiet_hours": {"starts": "07:00", "ends": "07:00"}}, "quiet_hours.ends"),
        ({"webhook_url": "http://hooks.example.com/a"}, "webhook_url"),
        ({"webhook_url": "ftp://hooks.example.com/a"}, "webhook_url"),
        ({"webhook_secret": "a" * 40}, "webhook_url"),
        ({"webhook_url": "https://hooks.example.com/a", "webhook_secret": "short"}, "webhook_secret"),
        ({"sound": True}, "sound"),
    ],
)
async def test_preferences_that_cannot_be_are_refused_by_field(desk: Desk, given: Any, field: str) -> None:
    answer = await desk.as_(desk.ana, "PUT", f"{BASE}/preferences/{desk.ana.id}", given)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_ERROR"), answer.text
    assert any(error["field"].startswith(field) for error in answer.json()["error"]["details"]["errors"]), answer.text


async def test_one_can_be_sent_again(desk: Desk) -> None:
    note_id = await desk.note()
    answer = await desk.as_(desk.ana, "POST", f"{BASE}/{note_id}/send", {"channels": ["email"]})
    assert [one["state"] for one in answer.json()["data"]["deliveries"]] == ["pending"]
    while await desk.outbox.drain():
        pass
    assert [mail["subject"] for mail in desk.sent.mails.values()] == ["Please call Bea"]
    shown = (await desk.as_(desk.ana, "GET", f"{BASE}/{note_id}")).json()["data"]
    assert [one["state"] for one in shown["deliveries"]] == ["sent"]
    refused = await desk.as_(desk.ana, "POST", f"{BASE}/{note_id}/send", {"channels": ["webhook"]})
    assert refused.status_code == 422


async def test_only_a_note_is_reworded(desk: Desk) -> None:
    note_id = await desk.note()
    changed = (await desk.house.data("PUT", f"{BASE}/{note_id}", {"title": "Call Bea today"}))["notification"]
    assert changed["title"] == "Call Bea today"
    await desk.house.data("POST", "/api/v1/leads", {"property_id": desk.property_id, "email": "bea@x.example"})
    while await desk.outbox.drain():
        pass
    (told,) = (await desk.as_(desk.ana, "GET", f"{BASE}?notification_type=lead_new")).json()["data"]
    answer = await desk.as_(desk.ana, "PUT", f"{BASE}/{told['id']}", {"title": "Mine"})
    assert answer.status_code == 422
