"""All lists are paged alike: one place says what `page` and `limit` may be, and every list asks there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.admin.routes_table import filled, one_of_each
from tests.web.house import House
from web.paging import MAX_LIMIT

WHOLE = {"/api/v1/auth/sessions"}
"""lists that are short by their nature and come whole"""
BAD = [
    ("limit", "0"),
    ("limit", "-1"),
    ("limit", str(MAX_LIMIT + 1)),
    ("limit", "10001"),
    ("limit", "abc"),
    ("limit", "1.5"),
    ("limit", ""),
    ("limit", "9" * 30),
    ("page", "0"),
    ("page", "-1"),
    ("page", "abc"),
    ("page", ""),
    ("page", "9" * 30),
]


def _is_list(document: dict[str, Any], operation: dict[str, Any]) -> bool:
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    data = _resolved(document, content.get("schema", {})).get("properties", {}).get("data", {})
    return any(_resolved(document, form).get("type") == "array" for form in data.get("oneOf", [data]))


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def _lists(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        if "get" in item and path not in WHOLE and _is_list(document, item["get"]):
            yield path, item["get"]


async def _document(house: House) -> dict[str, Any]:
    return (await house.client.get("/schema/openapi.json")).json()


async def test_every_list_is_paged(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    document = await _document(house)
    walked = 0
    for path, operation in _lists(document):
        taken = {parameter["name"]: parameter["schema"] for parameter in operation.get("parameters", [])}
        assert {"page", "limit"} <= taken.keys(), path
        assert (taken["limit"]["minimum"], taken["limit"]["maximum"]) == (1, MAX_LIMIT), path
        answer = await house.call("GET", f"{filled(path, ids)}?page=1000000&limit={MAX_LIMIT}")
        assert answer.status_code == 200, (path, answer.text)
        body = answer.json()
        assert body["data"] == [], path
        assert body["meta"]["pagination"]["limit"] == MAX_LIMIT, path
        walked += 1
    assert walked >= 12


async def test_every_list_refuses_a_page_that_cannot_be(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    for path, _ in _lists(await _document(house)):
        for name, value in BAD:
            answer = await house.call("GET", f"{filled(path, ids)}?{name}={value}")
            where = (path, name, value, answer.text)
            assert answer.status_code == 422, where
            error = answer.json()["error"]
            assert error["code"] == "VALIDATION_ERROR", where
            assert [fault["field"] for fault in error["details"]["errors"]] == [name], where
            assert error["details"]["errors"][0]["message"], where


async def test_both_faults_are_told_at_once(house: House) -> None:
    answer = await house.call("GET", "/api/v1/leads?page=0&limit=10001&min_score=101")
    assert {fault["field"] for fault in answer.json()["error"]["details"]["errors"]} == {"page", "limit", "min_score"}


@pytest.mark.parametrize("sort", ["'; DROP TABLE leads", "password", "-", "--created_at"])
async def test_a_column_that_is_not_there_does_not_sort(house: House, sort: str) -> None:
    answer = await house.call("GET", f"/api/v1/leads?sort={sort}")
    assert (answer.status_code, answer.json()["error"]["details"]["errors"][0]["field"]) == (422, "sort")
