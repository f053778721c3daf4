"""Every route that takes a JSON body refuses fields that it does not know, and names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.admin.routes_table import filled, one_of_each
from tests.web.house import A_PROPERTY, House

UNHEARD_OF = "unheard_of"
LENIENT = {("POST", "/api/v1/conversations/{id}/frames")}
"""the visitor's side: the chat protocol ignores what it does not know"""
WHOLE_FILES = {"/api/v1/properties/{id}/knowledge/import", "/api/v1/properties/{id}/imports"}
"""a file as it was exported, whose own reader says what is wrong"""


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in {"post", "put", "patch"} and "application/json" in operation.get("requestBody", {}).get(
                "content", {}
            ):
                yield method.upper(), path


async def test_every_route_refuses_a_field_that_is_not_there(house: House) -> None:
    house.web.limiter.enabled = False
    ids = await one_of_each(house)
    document = (await house.client.get("/schema/openapi.json")).json()
    walked = 0
    for method, path in _operations(document):
        if (method, path) in LENIENT or path in WHOLE_FILES:
            continue
        answer = await house.call(method, filled(path, ids), {UNHEARD_OF: 1})
        where = (method, path, answer.text)
        assert answer.status_code == 422, where
        error = answer.json()["error"]
        assert error["code"] == "VALIDATION_ERROR", where
        assert (UNHEARD_OF, "unknown") in {(fault["field"], fault["type"]) for fault in error["details"]["errors"]}, (
            where
        )
        assert UNHEARD_OF in error["message"], where
        walked += 1
    assert walked >= 20


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_so_do_the_entries_of_lists(house: House, method: str) -> None:
    path = "/api/v1/properties" if method == "POST" else f"/api/v1/properties/{await house.property_id()}"
    fee = {"name": "Pet fee", "amount": "25.00", "per": "pet", "opitonal": True}
    answer = await house.call(method, path, {**A_PROPERTY, "fees": [fee]})
    assert answer.status_code == 422, answer.text
    assert [fault["field"] for fault in answer.json()["error"]["details"]["errors"]] == ["fees.0.opitonal"]


async def test_all_that_is_wrong_is_told_with_it(house: House) -> None:
    answer = await house.call("POST", "/api/v1/properties", {"nmae": "Elm Court", "city": "Dover", "state": "DE"})
    assert {fault["field"]: fault["type"] for fault in answer.json()["error"]["details"]["errors"]} == {
        "nmae": "unknown",
        "address": "missing",
        "zip_code": "missing",
    }


async def test_what_the_documents_post_with_a_record_is_taken_although_it_is_not_kept(house: House) -> None:
    more = {"organization_id": "x", "hubspot_property_id": "77", "rentalSubType": "Office", "status": "Active"}
    assert (await house.call("POST", "/api/v1/properties", {**A_PROPERTY, **more})).status_code == 201
    faq = {
        "property_id": await house.property_id(name="Elm"),
        "question": "Pets?",
        "answer": "Two.",
        "status": "answered",
    }
    assert (await house.call("POST", "/api/v1/faqs", faq)).status_code == 201


async def test_a_change_does_not_pass_over_them(house: House) -> None:
    answer = await house.call("PATCH", f"/api/v1/properties/{await house.property_id()}", {"hubspot_property_id": "7"})
    assert answer.status_code == 422
