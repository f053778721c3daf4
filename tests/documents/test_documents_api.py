"""Documents by the staff's API: given as text or file, in versions, each counted from its commit on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from leasing.models import DomainEvent
from leasing.services import knowledge_rows
from tests.support.pdf import Run, heading, pdf
from tests.web.house import House

GUIDE = "# Guide\n\n## Pets\n\nTwo pets are welcome in each home.\n\n## Parking\n\nGuests park on level P1.\n"


async def _given(house: House, property_id: str, text: str = GUIDE, title: str = "Guide") -> Any:
    url = f"/api/v1/properties/{property_id}/documents"
    return await house.data("POST", url, {"title": title, "text": text})


async def _upload(house: House, url: str, name: str, data: bytes, *, method: str = "POST", **fields: str) -> Any:
    files = {"file": (name, data, "application/octet-stream")}
    return await house.client.request(method, url, files=files, data=fields, headers=house.bearer())


async def _known(house: House, property_id: str) -> tuple[int, list[tuple[str, str]]]:
    version, rows = await house.database.read(knowledge_rows.answered, property_id)
    assert {row.kind for row in rows} <= {"document", "faq"}
    return version, [(row.question, row.answer) for row in rows if row.kind == "document"]


async def test_a_text_is_known_by_its_sections(house: House) -> None:
    property_id = await house.property_id()
    made = await _given(house, property_id)
    assert (made["title"], made["format"], made["version"], made["sections"]) == ("Guide", "markdown", 1, 2)
    assert await _known(house, property_id) == (
        2,
        [("Guide › Pets", "Two pets are welcome in each home."), ("Guide › Parking", "Guests park on level P1.")],
    )
    shown = await house.data("GET", f"/api/v1/documents/{made['id']}")
    assert shown["document"] == made
    assert [one["heading"] for one in shown["sections"]] == ["Guide › Pets", "Guide › Parking"]
    assert await house.data("GET", f"/api/v1/properties/{property_id}/documents?search=gui") == [made]
    assert await house.data("GET", f"/api/v1/properties/{property_id}/documents?search=pool") == []


async def test_versions_are_made_listed_and_brought_back(house: House) -> None:
    property_id = await house.property_id()
    made = await _given(house, property_id)
    url = f"/api/v1/documents/{made['id']}"
    changed = await house.data("PUT", url, {"text": GUIDE.replace("Two pets", "Three pets")})
    assert changed["version"] == 2
    same = await house.data("PUT", url, {"text": GUIDE.replace("Two pets", "Three pets")})
    assert same["version"] == 2, "what changes nothing makes no version"
    assert (await _known(house, property_id))[1][0][1].startswith("Three pets")
    back = await house.data("POST", f"{url}/versions/1/restore")
    assert back["version"] == 3
    assert (await _known(house, property_id))[1][0][1].startswith("Two pets")
    listed = await house.data("GET", f"{url}/versions")
    assert [(one["number"], one["made_by"], one["restored_from"], one["is_current"]) for one in listed] == [
        (3, "restore", 1, True),
        (2, "upload", None, False),
        (1, "upload", None, False),
    ]
    assert {one["created_by"] for one in listed} == {house.staff["admin"].user.id}
    old = await house.data("GET", f"{url}/versions/2")
    assert old["sections"][0]["text"].startswith("Three pets")
    again = await house.call("POST", f"{url}/versions/3/restore")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    assert (await house.call("POST", f"{url}/versions/9/restore")).status_code == 404


async def test_every_change_is_told(house: House) -> None:
    property_id = await house.property_id()
    made = await _given(house, property_id)
    url = f"/api/v1/documents/{made['id']}"
    await house.data("PUT", url, {"title": "Handbook"})
    await house.data("POST", f"{url}/versions/1/restore")
    await house.data("DELETE", url)
    assert await _known(house, property_id) == (5, [])
    statement = select(DomainEvent.data, DomainEvent.subject_id).where(DomainEvent.name == "knowledge.changed")
    told = await house.database.read(lambda tx: tx.connection.execute(statement.order_by(DomainEvent.id)).all())
    assert [row.data["change"] for row in told] == ["created", "updated", "restored", "deleted"]
    assert {row.subject_id for row in told} == {made["id"]}


async def test_a_file_is_taken_and_another_makes_a_version(house: House) -> None:
    property_id = await house.property_id()
    url = f"/api/v1/properties/{property_id}/documents"
    pages = [[heading("House rules", 20), heading("Pool"), Run("The pool is open from 8 AM to 10 PM.")]]
    made = await _upload(house, url, "house_rules.pdf", pdf(pages))
    assert made.status_code == 201, made.text
    document = made.json()["data"]
    assert (document["title"], document["format"], document["file_name"]) == ("House rules", "pdf", "house_rules.pdf")
    pages[0][-1] = Run("The pool is open from 9 AM to 9 PM.")
    again = await _upload(house, f"/api/v1/documents/{document['id']}", "rules.pdf", pdf(pages), method="PUT")
    assert (again.json()["data"]["version"], again.json()["data"]["title"]) == (2, "House rules")
    assert (await _known(house, property_id))[1] == [("House rules › Pool", "The pool is open from 9 AM to 9 PM.")]
    named = await _upload(house, url, "a.txt", b"Bikes stand in the cellar, behind the laundry.", title="Bikes")
    assert named.json()["data"]["title"] == "Bikes"


async def test_the_same_twice_is_refused(house: House) -> None:
    property_id = await house.property_id()
    made = await _given(house, property_id)
    answer = await house.call(
        "POST", f"/api/v1/properties/{property_id}/documents", {"title": "Another name", "text": GUIDE}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "DUPLICATE_RECORD")
    assert answer.json()["error"]["details"]["document_id"] == made["id"]


@pytest.mark.parametrize(
    ("name", "data", "status", "says"),
    [
        ("a.docx", b"PK\x03\x04rest", 422, "Only PDF"),
        ("a.pdf", b"PK\x03\x04rest", 422, "Office or ZIP"),
        ("a.pdf", b"<html><body>text that is long enough</body></html>", 422, "is none"),
        ("a.txt", b"%PDF-1.7 text", 422, "is a PDF"),
        ("a.md", b"   \n", 422, "empty"),
        ("a.txt", b"x" * (10 * 2**20 + 1), 413, "at most 10 MB"),
    ],
)
async def test_what_is_not_taken_says_why(house: House, name: str, data: bytes, status: int, says: str) -> None:
    property_id = await house.property_id()
    answer = await _upload(house, f"/api/v1/properties/{property_id}/documents", name, data)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["error"]["message"]
    assert await _known(house, property_id) == (1, [])


async def test_json_that_is_wrong_names_all_its_faults(house: House) -> None:
    property_id = await house.property_id()
    answer = await house.call("POST", f"/api/v1/properties/{property_id}/documents", {"title": " ", "format": "docx"})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["error"]["details"]["errors"]} == {"title", "text", "format"}


async def test_another_companys_are_not_found(house: House) -> None:
    property_id = await house.property_id()
    made = await _given(house, property_id)
    url = f"/api/v1/documents/{made['id']}"
    for method, path, body in (
        ("GET", f"/api/v1/properties/{property_id}/documents", None),
        ("POST", f"/api/v1/properties/{property_id}/documents", {"title": "x", "text": "A text."}),
        ("GET", url, None),
        ("PUT", url, {"title": "x"}),
        ("DELETE", url, None),
        ("GET", f"{url}/versions", None),
        ("GET", f"{url}/versions/1", None),
        ("POST", f"{url}/versions/1/restore", None),
    ):
        answer = await house.call(method, path, body, who="other")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "RECORD_NOT_FOUND"), path
    for method, body in (("PUT", {"title": "x"}), ("DELETE", None)):
        refused = await house.call(method, url, body, who="read_only")
        assert refused.json()["error"]["code"] == "INSUFFICIENT_PERMISSIONS"
    assert (await _known(house, property_id))[0] == 2


async def test_faqs_keep_what_they_said(house: House) -> None:
    property_id = await house.property_id()
    faq = await house.data("POST", "/api/v1/faqs", {"property_id": property_id, "question": "Pets?", "answer": "Two."})
    url = f"/api/v1/faqs/{faq['id']}"
    await house.data("PUT", url, {"answer": "Three."}, who="agent")
    await house.data("PUT", url, {"assigned_to": None})
    listed = await house.data("GET", f"{url}/versions")
    assert [(one["number"], one["change"], one["answer"]) for one in listed] == [
        (2, "updated", "Three."),
        (1, "created", "Two."),
    ]
    assert listed[0]["changed_by"] == house.staff["agent"].user.id
    assert (await house.call("GET", f"{url}/versions", who="other")).status_code == 404
