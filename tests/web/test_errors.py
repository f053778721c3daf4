"""Whatever goes wrong is told in the one shape, all at once, and nothing of the inside with it."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from leasing.errors import ERROR_CODES
from tests.web.house import A_PROPERTY, House


def _error(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"success", "data", "error", "meta"}
    assert body["success"] is False
    assert body["data"] is None
    assert body["error"]["code"] == code
    assert code in ERROR_CODES
    assert body["meta"]["requestId"] == answer.headers["x-request-id"]
    assert body["meta"]["timestamp"].endswith("Z")
    return body["error"]


async def test_a_good_answer_has_the_shape(house: House) -> None:
    answer = await house.call("GET", "/api/v1/properties")
    body = answer.json()
    assert answer.status_code == 200
    assert (body["success"], body["data"], body["error"]) == (True, [], None)
    assert body["meta"]["pagination"] == {"page": 1, "limit": 10, "total": 0, "totalPages": 0}
    assert body["meta"]["requestId"] == answer.headers["x-request-id"]


async def test_the_callers_request_id_is_kept_if_it_is_sane(house: House) -> None:
    sane = await house.call("GET", "/api/v1/properties", X_Request_ID="abc-123:deadbeef")
    assert sane.headers["x-request-id"] == sane.json()["meta"]["requestId"] == "abc-123:deadbeef"
    for odd in ("short", "with space in it", "x" * 200, 'quote"quote"'):
        answer = await house.call("GET", "/api/v1/properties", X_Request_ID=odd)
        assert answer.headers["x-request-id"] == answer.json()["meta"]["requestId"] != odd


async def test_addresses_and_methods_that_are_not(house: House) -> None:
    _error(await house.call("GET", "/api/v1/nothing"), 404, "RECORD_NOT_FOUND")
    _error(await house.call("GET", "/nothing"), 404, "RECORD_NOT_FOUND")
    _error(await house.call("DELETE", "/api/v1/auth/me"), 405, "INVALID_FORMAT")


async def test_all_that_is_wrong_is_told_at_once(house: House) -> None:
    body = {
        "address": "",
        "city": 5,
        "timezone": "Mars/Olympus",
        "email": "nobody",
        "website_url": "javascript:alert(1)",
        "chatbot_widget_settings": {"privacy_url": "javascript:alert(1)"},
        "chatbot_theme_color": "red",
        "tour_capacity": 99,
        "tour_types": ["in_person", "in_person"],
        "units_count": 10**30,
        "allowed_origins": ["https://ok.example", "not an origin"],
        "fees": [{"name": "Pet", "amount": "1.005", "per": "pet"}, {"name": "x", "amount": "5.00", "per": "week"}],
        "office_hours": [{"weekday": "someday", "opens": "9am"}],
        "holidays": [{"date": "2026-02-30", "name": "Never"}],
    }
    error = _error(await house.call("POST", "/api/v1/properties", body), 422, "VALIDATION_ERROR")
    told = {item["field"]: item["type"] for item in error["details"]["errors"]}
    assert set(told) == {
        "address",
        "city",
        "state",
        "zip_code",
        "timezone",
        "email",
        "website_url",
        "chatbot_theme_color",
        "chatbot_widget_settings",
        "tour_capacity",
        "tour_types",
        "units_count",
        "allowed_origins",
        "fees.0.amount",
        "fees.1.per",
        "office_hours.0.weekday",
        "office_hours.0.opens",
        "office_hours.0.closes",
        "holidays.0.date",
    }
    assert told["state"] == told["office_hours.0.closes"] == "missing"
    assert told["city"] == "type_error"
    assert all(item["message"] for item in error["details"]["errors"])


async def test_wrong_parameters_are_told_at_once(house: House) -> None:
    answer = await house.call("GET", "/api/v1/faqs?page=0&limit=101&status=lost")
    error = _error(answer, 422, "VALIDATION_ERROR")
    assert {item["field"] for item in error["details"]["errors"]} == {"page", "limit", "status"}


async def test_a_body_that_is_not_json(house: House) -> None:
    for body in (b"{", b"[" * 50_000, b'{"name": "\xff"}', b'{"name": "\\ud800"}', b"nonsense", b'{"a": NaN}'):
        answer = await house.client.post("/api/v1/properties", content=body, headers=house.bearer())
        _error(answer, 400, "INVALID_FORMAT")


async def test_a_body_that_is_no_object(house: House) -> None:
    for body in (b"", b"null", b"[]", b'"text"', b"5"):
        answer = await house.client.post("/api/v1/properties", content=body, headers=house.bearer())
        assert _error(answer, 422, "VALIDATION_ERROR")["details"]["errors"]


async def test_text_that_no_database_takes(house: House) -> None:
    answer = await house.call("POST", "/api/v1/properties", {**A_PROPERTY, "name": "a\x00b", "amenities": ["\x00"]})
    error = _error(answer, 422, "VALIDATION_ERROR")
    assert {item["field"] for item in error["details"]["errors"]} == {"name", "amenities.0"}
    _error(await house.call("GET", "/api/v1/faqs?search=%00"), 400, "INVALID_FORMAT")
    _error(await house.call("GET", "/api/v1/faqs/%00"), 400, "INVALID_FORMAT")


async def test_a_body_of_more_than_a_megabyte(house: House) -> None:
    big = {**A_PROPERTY, "description": "x" * 1_100_000}
    _error(await house.call("POST", "/api/v1/properties", big), 413, "PAYLOAD_TOO_LARGE")
    _error(await house.call("POST", "/api/v1/properties", big, Idempotency_Key="k"), 413, "PAYLOAD_TOO_LARGE")

    async def in_pieces() -> Any:
        for _ in range(30):
            yield b"x" * 50_000

    answer = await house.client.post("/api/v1/properties", content=in_pieces(), headers=house.bearer())
    _error(answer, 413, "PAYLOAD_TOO_LARGE")


async def test_the_inside_is_not_told(house: House) -> None:
    answer = await house.client.get("/api/v1/breaks")
    _error(answer, 500, "INTERNAL_ERROR")
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "srv" not in answer.text


async def test_a_commit_that_fails_is_never_answered_as_done(house: House) -> None:
    backend: Any = house.database._backend  # pyright: ignore[reportPrivateUsage]
    engine = getattr(backend._engine, "sync_engine", backend._engine)
    property_id = await house.property_id()

    def remember(connection: Connection, *args: Any) -> None:
        connection.info["writes"] = connection.info.get("writes") or args[1].startswith(("INSERT", "UPDATE"))

    def refuse(connection: Connection) -> None:
        if connection.info.pop("writes", False):
            raise OperationalError("COMMIT", {}, Exception("disk full at /srv/private"))

    event.listen(engine, "before_cursor_execute", remember)
    event.listen(engine, "commit", refuse)
    try:
        new = await house.call("POST", "/api/v1/properties", A_PROPERTY)
        kept = await house.call("POST", "/api/v1/properties", A_PROPERTY, Idempotency_Key="commit-fails")
        changed = await house.call("PUT", f"/api/v1/properties/{property_id}", {"name": "Other"})
        asked = await house.call("POST", "/api/v1/faqs", {"property_id": property_id, "question": "q"})
    finally:
        event.remove(engine, "before_cursor_execute", remember)
        event.remove(engine, "commit", refuse)
    for answer in (new, kept, changed, asked):
        _error(answer, 503, "DATABASE_ERROR")
        assert "srv" not in answer.text
    listed = (await house.call("GET", "/api/v1/properties")).json()
    assert [item["name"] for item in listed["data"]] == ["Maple Court"]
    assert (await house.call("GET", "/api/v1/faqs")).json()["data"] == []
    again = await house.call("POST", "/api/v1/faqs", {"property_id": property_id, "question": "q"})
    assert again.status_code == 201, "the writer goes on where a commit has failed"
