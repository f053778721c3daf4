"""The document is sound, and every operation says which errors it may answer with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar.routes import HTTPRoute

from leasing.errors import ERROR_CODES
from tests.web import documented
from tests.web.house import House
from web.openapi import METHODS

FORBIDDEN_METHODS = {"OPTIONS", "HEAD"}


async def _document(house: House) -> dict[str, Any]:
    return (await house.client.get("/schema/openapi.json")).json()


async def test_every_route_names_its_errors(house: House) -> None:
    paths = (await _document(house))["paths"]
    operations = [(path, method, item[method]) for path, item in paths.items() for method in METHODS if method in item]
    routed = {
        (route.path_format, method.lower())
        for route in house.app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if handler.resolve_include_in_schema() and method not in FORBIDDEN_METHODS
    }
    assert {(path, method) for path, method, _ in operations} == routed
    for path, method, operation in operations:
        answers = set(operation["responses"])
        where = f"{method} {path}"
        secured = any(operation.get("security", [{"bearer": []}]))
        assert ({"401", "403"} <= answers) == secured, where
        assert {"500", "503"} <= answers, where
        assert "429" in answers or path.endswith(("/health", "/ready", "/live")), where
        if "requestBody" in operation:
            assert {"400", "413", "422"} <= answers, where
        if "{" in path:
            assert "404" in answers, where
        if method != "get":
            assert "409" in answers, where


async def test_what_it_names_is_the_envelope_that_comes(house: House) -> None:
    document = await _document(house)
    answer = await house.call("GET", "/api/v1/properties/none")
    named = document["paths"]["/api/v1/properties/{id}"]["get"]["responses"][str(answer.status_code)]["$ref"]
    schema = document["components"]["responses"][named.rpartition("/")[2]]["content"]["application/json"]["schema"]
    envelope = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    body = answer.json()
    assert set(envelope["required"]) <= set(body)
    assert set(envelope["properties"]["error"]["required"]) <= set(body["error"])
    assert set(envelope["properties"]["meta"]["required"]) <= set(body["meta"])


def _every(node: Any, key: str) -> Iterator[Any]:
    """Each value under a key, wherever it stands in the document."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from _every(value, key)
    elif isinstance(node, list):
        for item in node:
            yield from _every(item, key)


async def test_the_document_is_sound(house: House) -> None:
    document = await _document(house)
    assert document["openapi"].startswith("3.1.")
    operations = [
        (path, method, item[method]) for path, item in document["paths"].items() for method in METHODS if method in item
    ]
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(names) == len(set(names)), "an operation is called by its id"
    for reference in _every(document, "$ref"):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for path, method, operation in operations:
        named = {(one["name"], one["in"]): one for one in operation.get("parameters", [])}
        assert len(named) == len(operation.get("parameters", [])), f"{method} {path}"
        in_path = {name for name, where in named if where == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path)), f"{method} {path}"
        assert all(named[name, "path"]["required"] for name in in_path)
        assert any(status.startswith("2") for status in operation["responses"]), f"{method} {path}"
        assert all(answer.get("description") or "$ref" in answer for answer in operation["responses"].values())
    schemas = [*document["components"]["schemas"].values(), *_every(document["paths"], "schema")]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)


async def test_every_code_is_named_in_the_document(house: House) -> None:
    envelope = (await _document(house))["components"]["schemas"]["ErrorEnvelope"]
    assert set(envelope["properties"]["error"]["properties"]["code"]["enum"]) == ERROR_CODES


async def test_an_answer_that_the_document_does_not_name_fails_the_tests(house: House) -> None:
    """What watches over the answers in all tests of the API does so."""
    document = await _document(house)
    told = {"error": {"code": "VALIDATION_ERROR", "message": "x", "details": {}}, "success": False, "data": None,
            "meta": {"timestamp": "2026-11-21T16:00:00Z", "requestId": "x"}}  # fmt: skip
    assert documented.fault(document, "GET", "/api/v1/leads", 422, told) is None
    assert documented.fault(document, "GET", "/api/v1/leads", 409, told) is not None
    assert documented.fault(document, "GET", "/api/v1/leads", 422, {**told, "data": 1}) is not None
    assert documented.fault(document, "GET", "/api/v1/leads", 422, {"error": "x"}) is not None
    assert documented.fault(document, "GET", "/api/v1/nothing", 404, told) is None, "there is no operation"


async def _property(house: House) -> str:
    body = {"name": "Elm Court", "address": "1 Elm Street", "city": "Dover", "state": "DE", "zip_code": "19901",
            "timezone": "America/New_York"}  # fmt: skip
    return (await house.call("POST", "/api/v1/properties", body)).json()["data"]["id"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_of_a_field_that_is_not_there_is_refused(house: House, method: str) -> None:
    id_ = await _property(house)
    answer = await house.call(
        method, f"/api/v1/properties/{id_}", {"nmae": "Oak Court", "zip_code": 5, "city": "Lewes"}
    )
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert "nmae" in error["message"]
    assert {"nmae", "zip_code"} <= {fault["field"] for fault in error["details"]["errors"]}
    assert (await house.call("GET", f"/api/v1/properties/{id_}")).json()["data"]["city"] == "Dover"


async def test_documented_synonyms_are_taken_in_a_change(house: House) -> None:
    id_ = await _property(house)
    answer = await house.call("PUT", f"/api/v1/properties/{id_}", {"postalCode": "19958", "title": "Oak Court"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["data"]["zip_code"], answer.json()["data"]["name"]) == ("19958", "Oak Court")


@pytest.mark.parametrize("sent", [None, {}])
async def test_an_empty_body_is_told_what_it_lacks(house: House, sent: Any) -> None:
    answer = await house.call("POST", "/api/v1/properties", sent)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert "address" in {fault["field"] for fault in error["details"]["errors"]}
    assert "body" not in {fault["field"] for fault in error["details"]["errors"]}
