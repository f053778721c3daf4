"""Strict headers on every answer, and other sites let in only where visitors are."""

from __future__ import annotations

import pytest

from leasing.database import Database
from tests.web.house import House, open_house, settings_with
from web.addresses import ClientAddresses, limit_key

ORIGIN = "https://www.maple-court.example"


async def test_every_answer_is_strict(house: House) -> None:
    for path in ("/api/v1/properties", "/nothing", "/api/v1/breaks", "/healthz", "/docs"):
        headers = (await house.client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["referrer-policy"]
        assert headers["x-request-id"]
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
        assert "server" not in headers


async def test_api_answers_are_not_cached(house: House) -> None:
    assert (await house.call("GET", "/api/v1/properties")).headers["cache-control"] == "no-store"


async def test_https_behind_a_trusted_proxy(database: Database, house: House) -> None:
    assert (
        "strict-transport-security"
        not in (await house.call("GET", "/healthz", who=None, X_Forwarded_Proto="https")).headers
    )
    async with open_house(database, settings=settings_with(DOMIQ_TRUSTED_PROXIES="192.0.2.7")) as behind:
        answer = await behind.call("GET", "/healthz", who=None, X_Forwarded_Proto="https")
    assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_other_sites_reach_what_visitors_need(house: House) -> None:
    asked = await house.client.request(
        "OPTIONS", "/api/v1/conversations", headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert asked.headers["access-control-allow-methods"] == "POST"
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    refused = await house.call("GET", "/api/v1/conversations/c/frames", who=None, Origin=ORIGIN)
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-credentials" not in refused.headers


async def test_other_sites_do_not_read_the_staffs(house: House) -> None:
    for path in ("/api/v1/properties", "/api/v1/conversations", "/api/v1/auth/me", "/api/v1/faqs"):
        answer = await house.call("GET", path, Origin=ORIGIN)
        assert "access-control-allow-origin" not in answer.headers
        asked = await house.client.request(
            "OPTIONS", path, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
        )
        assert "GET" not in asked.headers.get("access-control-allow-methods", "")


def _scope(client: str | None, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"client": (client, 1) if client else None, "headers": headers, "scheme": "http"}


@pytest.mark.parametrize(
    ("trusted", "scope", "expected"),
    [
        ("", _scope("203.0.113.5", "1.1.1.1"), "203.0.113.5"),
        ("10.0.0.0/8", _scope("203.0.113.5", "1.1.1.1"), "203.0.113.5"),
        ("10.0.0.0/8", _scope("10.0.0.1", "1.1.1.1"), "1.1.1.1"),
        ("10.0.0.0/8", _scope("10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2"), "1.1.1.1"),
        ("10.0.0.0/8", _scope("10.0.0.1", "9.9.9.9", "1.1.1.1"), "1.1.1.1"),
        ("10.0.0.0/8", _scope("10.0.0.1", "1.1.1.1, nonsense"), "10.0.0.1"),
        ("10.0.0.0/8", _scope("10.0.0.1"), "10.0.0.1"),
        ("10.0.0.0/8, ::1", _scope("::1", "2001:db8::1"), "2001:db8::1"),
        ("", _scope(None), "unknown"),
        ("rubbish", _scope("10.0.0.1", "1.1.1.1"), "10.0.0.1"),
    ],
)
def test_the_clients_address(trusted: str, scope: dict[str, object], expected: str) -> None:
    assert ClientAddresses(trusted).of(scope) == expected


def test_a_customer_of_ipv6_is_one_client() -> None:
    assert limit_key("2001:db8:1:2:aaaa::1") == limit_key("2001:db8:1:2:ffff::9")
    assert limit_key("2001:db8:1:3::1") != limit_key("2001:db8:1:2::1")
    assert limit_key("::ffff:192.0.2.1") == limit_key("192.0.2.1") == "192.0.2.1"
