"""A community's knowledge goes out as a file and comes in again, a row at a time and nothing twice."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from leasing.services import knowledge_rows
from tests.web.house import House

FAQS = (
    ("Are pets welcome?", "Two in each home."),
    ("Is there a pool?", 'Yes, "the lagoon".\nIt opens at 8; towels, chairs and shade are there.'),
    ("=HYPERLINK('x')?", "+1 512 555 0100"),
)
GUIDE = (
    "# Guide\n\n## Parking\n\nGuests park on level P1.\n\n- Garage: $85\n- Surface: free\n\n" + "A long tale. " * 120
)


async def _filled(house: House) -> str:
    property_id = await house.property_id()
    for question, answer in FAQS:
        await house.data("POST", "/api/v1/faqs", {"property_id": property_id, "question": question, "answer": answer})
    await house.data("POST", "/api/v1/faqs", {"property_id": property_id, "question": "Is there a sauna?"})
    url = f"/api/v1/properties/{property_id}/documents"
    await house.data("POST", url, {"title": "Guide", "text": GUIDE})
    return property_id


async def _exported(house: House, property_id: str, format_: str = "json") -> bytes:
    answer = await house.call("GET", f"/api/v1/properties/{property_id}/knowledge/export?format={format_}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


async def _imported(house: House, property_id: str, data: bytes, name: str = "k.json", **query: Any) -> Any:
    answer = await house.client.post(
        f"/api/v1/properties/{property_id}/knowledge/import",
        params=query,
        files={"file": (name, data, "application/octet-stream")},
        headers=house.bearer(),
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def _known(house: House, property_id: str) -> tuple[int, set[tuple[str, str]]]:
    version, rows = await house.database.read(knowledge_rows.answered, property_id)
    return version, {(row.question, row.answer) for row in rows}


async def test_ones_own_export_changes_nothing(house: House) -> None:
    property_id = await _filled(house)
    before = await _known(house, property_id)
    for format_, rows in (("json", 5), ("csv", 4)):
        data = await _exported(house, property_id, format_)
        for query in ({}, {"on_duplicate": "update"}, {"dry_run": "true"}):
            report = await _imported(house, property_id, data, f"k.{format_}", **query)
            assert report["unchanged"] == rows, report
            assert report["rows"] == []
    assert await _known(house, property_id) == before


async def test_another_community_says_the_same_afterwards(house: House) -> None:
    property_id = await _filled(house)
    data = await _exported(house, property_id)
    other = await house.property_id(name="Birch House", address="9 Birch Street")
    plan = await _imported(house, other, data, dry_run="true")
    assert (plan["dry_run"], plan["created"]) == (True, 5)
    assert await _known(house, other) == (1, set())
    report = await _imported(house, other, data)
    assert (report["dry_run"], report["created"], report["errors"]) == (False, 5, 0)
    assert (await _known(house, other))[1] == (await _known(house, property_id))[1]
    assert json.loads(await _exported(house, other))["documents"] == json.loads(data)["documents"]
    faqs = await house.data("GET", f"/api/v1/faqs?property_id={other}&limit=100")
    assert {one["source_type"] for one in faqs} == {"import"}
    versions = await house.data("GET", f"/api/v1/faqs/{faqs[0]['id']}/versions")
    assert [one["change"] for one in versions] == ["created"]


async def test_each_row_that_cannot_be_taken_is_named(house: House) -> None:
    property_id = await _filled(house)
    before = await _known(house, property_id)
    entries = [
        {"question": "  "},
        {"question": "Quiet hours?", "answer": "From 10 PM.", "status": "published"},
        {"question": "Storage?", "status": "answered"},
        {"question": "Bikes?", "answer": "x" * 20_001},
        {"question": "Gym?", "answer": "Yes\u0000."},
        {"question": "are pets welcome", "answer": "Three in each home."},
        {"question": "Is there a sauna?", "answer": "No."},
        {"question": "Laundry?", "answer": "In each home."},
        {"question": "LAUNDRY", "answer": "In the cellar."},
    ]
    documents = [
        {"title": "Empty", "sections": []},
        {"title": "guide", "sections": [{"path": ["Guide"], "text": "Other text."}]},
    ]
    file = json.dumps({"format": "domiq-knowledge", "version": 1, "faqs": entries, "documents": documents}).encode()
    wanted = [
        ("faq", 1, "error"), ("faq", 2, "error"), ("faq", 3, "error"), ("faq", 4, "error"), ("faq", 5, "error"),
        ("faq", 6, "duplicate"), ("faq", 7, "updated"), ("faq", 9, "duplicate"), ("document", 1, "error"),
        ("document", 2, "duplicate"),
    ]  # fmt: skip
    plan = await _imported(house, property_id, file, dry_run="true")
    assert [(row["kind"], row["row"], row["outcome"]) for row in plan["rows"]] == wanted
    assert all(row["message"] for row in plan["rows"])
    assert (plan["created"], plan["updated"], plan["duplicates"], plan["errors"]) == (1, 1, 3, 6)
    assert await _known(house, property_id) == before
    report = await _imported(house, property_id, file)
    assert {**report, "dry_run": True} == plan, "a dry run says what will be done"
    known = (await _known(house, property_id))[1]
    assert known - before[1] == {("Is there a sauna?", "No."), ("Laundry?", "In each home.")}
    await _imported(house, property_id, file, on_duplicate="update")
    known = dict((await _known(house, property_id))[1])
    assert known["are pets welcome"] == "Three in each home."
    assert known["Guide"] == "Other text."


async def test_a_table_is_read_as_spreadsheets_write_it(house: House) -> None:
    property_id = await _filled(house)
    exported = await _exported(house, property_id, "csv")
    rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["question", "answer", "category", "status"]
    assert ["'=HYPERLINK('x')?", "'+1 512 555 0100", "", "answered"] in rows
    other = await house.property_id(name="Birch House", address="9 Birch Street")
    german = "Answer;Question\r\nCafé um 9 Uhr;¿Hay café?\r\n;\r\n".encode("cp1252")
    assert (await _imported(house, other, german, "faqs.csv"))["created"] == 1
    assert (await _known(house, other))[1] == {("¿Hay café?", "Café um 9 Uhr")}
    wide = "question,answer\nPool?,Yes.\n".encode("utf-16")
    assert (await _imported(house, other, wide, "faqs.csv"))["created"] == 1


async def test_what_is_no_such_file_is_refused(house: House) -> None:
    property_id = await house.property_id()
    url = f"/api/v1/properties/{property_id}/knowledge/import"
    for name, data, says in (
        ("k.json", b"{", "not a file of knowledge"),
        ("k.json", b'{"format": "other", "version": 1}', "not a file of knowledge"),
        ("k.json", b'{"format": "domiq-knowledge", "version": 2}', "not a file of knowledge"),
        ("k.json", b'{"format": "domiq-knowledge", "version": 1, "faqs": [{"question": 1}]}', "faqs[0].question"),
        ("k.json", b"[" * 100_000, "not a file of knowledge"),
        ("k.csv", b"title,text\na,b\n", "must name the columns"),
        ("k.csv", b'question,answer\n"open,b\n', "no line of CSV"),
        ("k.csv", b"question,answer\n" + b"a,b\n" * 5_001, "at most 5000"),
        ("k.csv", b"PK\x03\x04\x00\x00", "null bytes"),
    ):
        files = {"file": (name, data, "text/plain")}
        answer = await house.client.post(url, files=files, headers=house.bearer())
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "INVALID_FORMAT"), answer.text
        assert says in answer.json()["error"]["message"]
    for who, code in (("agent", "INSUFFICIENT_PERMISSIONS"), ("other", "RECORD_NOT_FOUND")):
        refused = await house.call("POST", url, {"format": "domiq-knowledge", "version": 1}, who=who)
        assert refused.json()["error"]["code"] == code
    hidden = await house.call("GET", f"/api/v1/properties/{property_id}/knowledge/export", who="other")
    assert hidden.json()["error"]["code"] == "RECORD_NOT_FOUND"
    assert await house.data("POST", url, {"format": "domiq-knowledge", "version": 1}) == {
        "dry_run": False, "created": 0, "updated": 0, "unchanged": 0, "duplicates": 0, "errors": 0, "rows": [],
    }  # fmt: skip
