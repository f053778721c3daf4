"""Visitors, their consents, and how long what they leave is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.jobs import let_go_of_the_old
from leasing.ids import new_id
from leasing.models import (
    Attachment,
    Consent,
    Conversation,
    DomainEvent,
    Erasure,
    Lead,
    LeadActivity,
    OutboxItem,
    Task,
    Visitor,
)
from leasing.services import openings
from leasing.services.openings import Opening
from tests.support.talks import put, talk
from tests.web.house import House

URL = "/api/v1/visitors"


async def opened(house: House, home: str) -> Any:
    return await house.database.write(openings.open_, Opening(property=home, source="website"))


async def visitor_of(house: House, chat: str) -> str:
    return (await house.data("GET", f"/api/v1/conversations/{chat}"))["visitor_id"]


async def test_staff_see_and_change_them(house: House) -> None:
    home = await house.property_id()
    chat = await talk(house.database, home, [("visitor", "hi")])
    visitor = await visitor_of(house, chat)
    found = await house.data("PUT", f"{URL}/{visitor}", {"first_name": "Noor", "email": "Noor@MAIL.example"})
    assert (found["first_name"], found["email"], found["session_count"]) == ("Noor", "Noor@mail.example", 1)
    assert [one["id"] for one in await house.data("GET", f"{URL}?search=noor")] == [visitor]
    assert await house.data("GET", f"{URL}?search=zoe") == []
    made = await house.data("POST", URL, {"first_name": "Kiosk"})
    assert (await house.data("GET", f"{URL}/{made['id']}"))["session_count"] == 0
    assert [one["id"] for one in await house.data("GET", f"{URL}/{visitor}/conversations")] == [chat]
    assert [one["conversation_id"] for one in await house.data("GET", f"{URL}/{visitor}/sessions")] == [chat]
    assert (await house.call("PUT", f"{URL}/{visitor}", {"email": "noor@"})).status_code == 422
    assert (await house.call("PUT", f"{URL}/{visitor}", {"browser_id": "x"})).status_code == 422


async def test_a_browser_asks_about_itself_with_its_own_token(house: House) -> None:
    home = await house.property_id()
    mine, other = await opened(house, home), await opened(house, home)
    bearer = {"Authorization": f"Bearer {house.web.tokens.conversation(mine.id)}"}
    for browser in (mine.browser_id, house.web.tokens.sign_browser(mine.browser_id)):
        answer = await house.client.get(f"{URL}/browser/{browser}", headers=bearer)
        assert answer.json()["data"]["browser_id"] == mine.browser_id
    seen = await house.client.put(f"{URL}/browser/{mine.browser_id}/last-seen", headers=bearer)
    again = await house.client.post(f"{URL}/browser/{mine.browser_id}/session", headers=bearer)
    assert (seen.json()["data"]["session_count"], again.json()["data"]["session_count"]) == (1, 2)
    foreign = await house.client.get(f"{URL}/browser/{other.browser_id}", headers=bearer)
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "RECORD_NOT_FOUND")
    for headers in (house.bearer(), {}):
        assert (await house.client.get(f"{URL}/browser/{mine.browser_id}", headers=headers)).status_code == 401


async def test_consents_are_added_and_never_changed(house: House) -> None:
    home = await house.property_id()
    lead = (await house.data("POST", "/api/v1/leads", {"property_id": home, "email": "a@x.example"}))["lead"]["id"]
    for granted in (True, False):
        wording = "May we text you?" if granted else "She said on the phone: no texts."
        said = {"channel": "sms", "granted": granted, "wording": wording}
        made = await house.data("POST", f"/api/v1/leads/{lead}/consents", said)
        assert (made["recorded"], made["user_id"]) == ("staff", house.staff["admin"].user.id)
    found = await house.data("GET", f"/api/v1/leads/{lead}/consents")
    assert [one["granted"] for one in found] == [False, True], "both stand, the newest first"
    assert (await house.data("GET", f"/api/v1/leads/{lead}"))["refused_channels"] == ["sms"]
    for method in ("PUT", "PATCH", "DELETE"):
        answer = await house.call(method, f"/api/v1/leads/{lead}/consents", {"granted": True})
        assert answer.status_code == 405
    bad = {"channel": "fax", "granted": True, "wording": " "}
    assert (await house.call("POST", f"/api/v1/leads/{lead}/consents", bad)).status_code == 422


async def test_what_the_chat_took_down_is_listed_too(house: House) -> None:
    home = await house.property_id()
    company = house.staff["admin"].user.company_id
    chat = await talk(house.database, home)
    visitor = await visitor_of(house, chat)
    said = {"channel": "email", "granted": False, "wording": "STOP", "conversation_id": chat}
    await put(house.database, Consent, id=new_id(), company_id=company, visitor_id=visitor,
              created_at=datetime.now(UTC), **said)  # fmt: skip
    (found,) = await house.data("GET", f"{URL}/{visitor}/consents")
    assert (found["recorded"], found["wording"], found["user_id"]) == ("visitor", "STOP", None)


async def test_requests_wait_for_staff(house: House) -> None:
    home = await house.property_id()
    company = house.staff["admin"].user.company_id
    chat = await talk(house.database, home)
    for reason in ("privacy_request", "customer_request"):
        stamps = {"created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
        about = {"company_id": company, "property_id": home, "conversation_id": chat}
        await put(house.database, Task, id=new_id(), kind="handoff", reason=reason, title="?", **about, **stamps)
    (found,) = await house.data("GET", "/api/v1/privacy/requests?is_open=true")
    assert found["visitor_id"] == await visitor_of(house, chat)
    assert await house.data("GET", "/api/v1/privacy/requests?is_open=false") == []
    assert (await house.call("POST", found["erase_url"], who="agent")).status_code == 403
    assert (await house.call("GET", found["export_url"], who="read_only")).status_code == 403
    assert (await house.call("POST", found["erase_url"], who="other")).status_code == 404
    assert (await house.data("POST", found["erase_url"]))["erased"]["conversations"] == 1
    assert await house.data("GET", "/api/v1/privacy/requests") == []
    assert [one["subject"] for one in await house.data("GET", "/api/v1/privacy/erasures")] == [found["visitor_id"]]
    assert await house.data("GET", "/api/v1/privacy/erasures", who="other") == []


async def _aged(house: House, model: Any, column: str, days: int, **where: Any) -> None:
    then = datetime.now(UTC) - timedelta(days=days)
    statement = update(model).values(**{column: then})
    for name, value in where.items():
        statement = statement.where(getattr(model, name) == value)
    await house.database.write(lambda tx: tx.connection.execute(statement) and None)


async def _ids(house: House, model: Any) -> set[str]:
    return set(await house.database.read(lambda tx: list(tx.connection.execute(select(model.id)).scalars())))


async def test_what_is_old_is_let_go(house: House) -> None:
    home = await house.property_id()
    company = house.staff["admin"].user.company_id
    old, young = await talk(house.database, home), await talk(house.database, home)
    await _aged(house, Conversation, "last_message_at", 40, id=old)
    leads = [
        (await house.data("POST", "/api/v1/leads", {"property_id": home, "email": f"{name}@x.example"}))["lead"]["id"]
        for name in ("old", "young", "noted")
    ]
    for lead in (leads[0], leads[2]):
        await _aged(house, Lead, "updated_at", 40, id=lead)

    await _aged(house, LeadActivity, "created_at", 40, lead_id=leads[0])
    file = {"company_id": company, "conversation_id": young, "name": "a.png", "content_type": "image/png", "size": 1}
    old_file, new_file = new_id(), new_id()
    for one, days in ((old_file, 40), (new_file, 1)):
        made = datetime.now(UTC) - timedelta(days=days)
        await put(house.database, Attachment, id=one, sha256="x", created_at=made, **file)
    event = {"company_id": company, "name": "x", "data": {}}
    gone_event, kept_event = new_id(), new_id()
    for one, days in ((gone_event, 40), (kept_event, 1)):
        await put(house.database, DomainEvent, id=one, at=datetime.now(UTC) - timedelta(days=days), **event)
    mail = {"company_id": company, "kind": "mail", "payload": {}, "attempts": 1}
    gone_mail, waiting_mail = new_id(), new_id()
    for one, state in ((gone_mail, "done"), (waiting_mail, "pending")):
        then = datetime.now(UTC) - timedelta(days=40)
        await put(
            house.database, OutboxItem, id=one, key=one, state=state, next_attempt_at=then, created_at=then, **mail
        )
    assert (await house.data("GET", "/api/v1/privacy/retention"))["conversations_days"] == 730
    assert (await house.data("GET", "/api/v1/privacy/retention/preview"))["conversations"] == 0
    month = dict.fromkeys(("conversations_days", "leads_days", "attachments_days", "mails_days", "logs_days"), 30)
    assert (await house.call("PUT", "/api/v1/privacy/retention", month, who="manager")).status_code == 403
    assert await house.data("PUT", "/api/v1/privacy/retention", month) == month
    due = await house.data("GET", "/api/v1/privacy/retention/preview")
    assert due == {"conversations": 1, "leads": 1, "attachments": 1, "mails": 1, "logs": 1}
    assert old in await _ids(house, Conversation), "a preview changes nothing"
    for _ in range(2):
        await let_go_of_the_old(house.database)
    assert await _ids(house, Conversation) == {young}
    assert await _ids(house, Lead) == set(leads[1:])
    assert await _ids(house, Attachment) == {new_file}
    events, mails = await _ids(house, DomainEvent), await _ids(house, OutboxItem)
    assert (gone_event in events, kept_event in events) == (False, True)
    assert (gone_mail in mails, waiting_mail in mails) == (False, True)
    left = await house.data("GET", "/api/v1/privacy/retention/preview")
    assert set(left.values()) == {0}
    proofs = await house.database.read(lambda tx: sorted(tx.connection.execute(select(Erasure.subject)).scalars()))
    assert proofs == ["conversations", "leads"]
    assert len(await _ids(house, Visitor)) == 2, "browsers are no conversations"


async def test_periods_that_cannot_be(house: House) -> None:
    for value in (0, -1, 1.5, "a month", 40_000):
        answer = await house.call("PUT", "/api/v1/privacy/retention", {"logs_days": value})
        assert answer.status_code == 422, value
    kept = await house.data("PUT", "/api/v1/privacy/retention", {"logs_days": None})
    assert (kept["logs_days"], kept["mails_days"]) == (None, 365)
