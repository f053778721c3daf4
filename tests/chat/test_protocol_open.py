"""POST /api/v1/conversations: what it answers, whom it resumes, whom it refuses."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from leasing.ids import new_id
from leasing.security import Tokens
from tests.support.chat import connect, open_conversation
from tests.support.server import Served
from tests.support.wire import change_property, client, property_id, say

PROPERTY = {"id", "slug", "name", "timezone", "phone", "email"}
WIDGET = {
    "welcome_message",
    "theme_color",
    "position",
    "auto_open",
    "avatar_url",
    "launcher_text",
    "languages",
    "quick_replies",
    "business_hours",
    "open_now",
    "privacy_url",
}


async def _post(house: Served, body: Any, **headers: str) -> Any:
    async with client(house, **headers) as http:
        return await http.post("/api/v1/conversations", json=body)


async def test_the_answer_has_the_promised_shape(house: Served) -> None:
    answer = await _post(house, {"property": "maple-court", "locale": "en-US", "source": "website"})
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"success", "data", "error", "meta"}
    assert body["success"] is True
    assert body["error"] is None
    assert {"timestamp", "requestId"} <= set(body["meta"])
    assert answer.headers["x-request-id"] == body["meta"]["requestId"]
    data = body["data"]
    assert set(data) == {"id", "token", "browser_id", "resumed", "property", "widget"}
    assert set(data["property"]) == PROPERTY
    assert set(data["widget"]) == WIDGET
    assert data["resumed"] is False
    assert data["property"]["slug"] == "maple-court"
    assert data["widget"]["quick_replies"]
    assert set(data["widget"]["business_hours"][0]) == {"weekday", "opens", "closes"}
    assert isinstance(data["widget"]["open_now"], bool)


async def test_a_property_is_named_by_slug_or_id(house: Served) -> None:
    by_slug = await open_conversation(house.url)
    by_id = await open_conversation(house.url, by_slug.body["property"]["id"])
    assert by_id.body["property"] == by_slug.body["property"]


async def test_a_browser_that_comes_back_resumes_its_conversation(house: Served) -> None:
    first = await open_conversation(house.url)
    again = await open_conversation(house.url, browser_id=first.browser_id)
    assert (again.id, again.resumed, again.browser_id) == (first.id, True, first.browser_id)
    # The token that a resume gives opens the conversation like the first one.
    async with connect(house.url, again) as chat:
        assert (await say(chat, "message", text="Is there a pool?"))["type"] == "ack"


@pytest.mark.parametrize("forge", ["unsigned", "changed", "other key", "no uuid", "empty", "garbage"])
async def test_a_browser_id_that_the_server_did_not_sign_starts_anew(house: Served, forge: str) -> None:
    first = await open_conversation(house.url)
    browser, _, proof = first.browser_id.rpartition(".")
    forged = {
        "unsigned": browser,
        "changed": f"{new_id()}.{proof}",
        "other key": Tokens("another-secret-key-of-32-characters", house.house.clock).sign_browser(browser),
        "no uuid": f"1' OR '1'='1.{proof}",
        "empty": "",
        "garbage": "\u0001é.…" * 20,
    }[forge]
    opened = await open_conversation(house.url, browser_id=forged)
    assert opened.resumed is False
    assert opened.id != first.id
    assert opened.browser_id.rpartition(".")[0] != browser


async def test_at_another_property_the_browser_starts_anew(house: Served) -> None:
    first = await open_conversation(house.url)
    same_company = await open_conversation(house.url, "wrenfield-lofts", browser_id=first.browser_id)
    other_company = await open_conversation(house.url, "sundial-row", browser_id=first.browser_id)
    assert not same_company.resumed
    assert not other_company.resumed
    assert len({first.id, same_company.id, other_company.id}) == 3
    assert same_company.browser_id == other_company.browser_id == first.browser_id
    assert (await open_conversation(house.url, browser_id=first.browser_id)).id == first.id


async def test_an_ended_conversation_is_not_resumed(house: Served) -> None:
    first = await open_conversation(house.url)
    async with connect(house.url, first) as chat:
        await say(chat, "end")
    again = await open_conversation(house.url, browser_id=first.browser_id)
    assert not again.resumed
    assert again.id != first.id


async def test_tabs_that_open_at_once_share_one_conversation(house: Served) -> None:
    first = await open_conversation(house.url)
    async with connect(house.url, first) as chat:
        await say(chat, "end")
    opened = await asyncio.gather(*(open_conversation(house.url, browser_id=first.browser_id) for _ in range(8)))
    assert len({one.id for one in opened}) == 1
    assert sum(not one.resumed for one in opened) == 1


async def test_an_unknown_property_is_404(house: Served) -> None:
    for unknown in ("no-such-place", new_id(), "'; DROP TABLE properties; --"):
        answer = await _post(house, {"property": unknown})
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "RECORD_NOT_FOUND"


async def test_a_chatbot_that_is_switched_off_is_409(house: Served) -> None:
    change_property(house, "saltmarsh-landing", chatbot_is_active=False)
    answer = await _post(house, {"property": "saltmarsh-landing"})
    change_property(house, "saltmarsh-landing", chatbot_is_active=True)
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "CHATBOT_INACTIVE"


async def test_a_page_of_a_site_that_is_not_allowed_is_403(house: Served) -> None:
    change_property(house, "wrenfield-lofts", allowed_origins=["https://wrenfield.example"])
    try:
        denied = await _post(house, {"property": "wrenfield-lofts"}, Origin="https://evil.example")
        tricky = await _post(house, {"property": "wrenfield-lofts"}, Origin="https://wrenfield.example.evil.example")
        null = await _post(house, {"property": "wrenfield-lofts"}, Origin="null")
        allowed = await _post(house, {"property": "wrenfield-lofts"}, Origin="https://wrenfield.example")
    finally:
        change_property(house, "wrenfield-lofts", allowed_origins=[])
    assert [one.status_code for one in (denied, tricky, null, allowed)] == [403, 403, 403, 201]
    assert denied.json()["error"]["code"] == "FORBIDDEN"


async def test_a_customers_page_may_ask_before_it_calls(house: Served) -> None:
    opened = await open_conversation(house.url)
    paths = ["", *(f"/{opened.id}/{name}" for name in ("frames", "attachments", "transcript"))]
    async with client(house, Origin="https://maple-court.example") as http:
        for path in paths:
            answer = await http.options(
                f"/api/v1/conversations{path}",
                headers={
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization, content-type",
                },
            )
            assert answer.status_code == 204, path
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "POST" in answer.headers["access-control-allow-methods"]
            assert "authorization" in answer.headers["access-control-allow-headers"].lower()
        posted = await http.post("/api/v1/conversations", json={"property": "maple-court"})
    assert posted.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in posted.headers


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"property": ""},
        {"property": 5},
        {"property": "x" * 101},
        {"property": "maple-court", "page_url": "x" * 2001},
        {"property": "maple\u0000court"},
        [],
        None,
    ],
)
async def test_a_body_that_cannot_be_taken_is_answered_in_the_envelope(both: Served, body: Any) -> None:
    answer = await _post(both, body)
    assert answer.status_code in {400, 422}, answer.text
    assert answer.json()["success"] is False


async def test_what_a_page_says_of_itself_is_stored_as_it_is(both: Served) -> None:
    said = "https://x.example/?q='); DROP TABLE visitors; --&<script>alert(1)</script>"
    opened = await open_conversation(both.url, page_url=said, referrer=said, source="<b>'\"", locale="es-MX")
    assert opened.body["property"]["id"] == property_id(both)
    assert (await open_conversation(both.url, browser_id=opened.browser_id)).resumed
