"""What the community has said: in retrieval at once, and every change told."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import insert, select

from leasing.models import DomainEvent, FaqWaiter
from leasing.ports import RebuildState
from leasing.services import openings
from leasing.services.openings import Opening
from tests.web.house import A_PROPERTY, House

URL = "/api/v1/faqs"


async def _version(house: House, property_id: str) -> int:
    return (await house.data("GET", f"/api/v1/properties/{property_id}"))["knowledge_version"]


async def _events(house: House, name: str) -> list[Any]:
    statement = select(DomainEvent.__table__).where(DomainEvent.name == name).order_by(DomainEvent.id)
    return list(await house.database.read(lambda tx: tx.connection.execute(statement).all()))


async def test_answered_where_it_has_an_answer(house: House) -> None:
    property_id = await house.property_id()
    made = await house.data("POST", URL, {"property_id": property_id, "question": "Pets?", "answer": "Two."})
    assert (made["status"], made["source_type"], made["waiting_count"]) == ("answered", "manager", 0)
    assert made["answered_at"]
    assert await house.data("GET", f"{URL}/{made['id']}") == made
    for answer in (None, "", "   "):
        pending = await house.data("POST", URL, {"property_id": property_id, "question": "Pool?", "answer": answer})
        assert (pending["status"], pending["answer"], pending["answered_at"]) == ("pending", None, None)
    assert await _version(house, property_id) == 5


async def test_every_change_raises_the_version_and_is_told(house: House) -> None:
    property_id = await house.property_id()
    faq = await house.data("POST", URL, {"property_id": property_id, "question": "Pets?"})
    await house.data("PUT", f"{URL}/{faq['id']}", {"category": "pets"})
    await house.data("PUT", f"{URL}/{faq['id']}/answer", {"answer": "Two."})
    await house.data("DELETE", f"{URL}/{faq['id']}")
    assert await _version(house, property_id) == 5
    changed = await _events(house, "knowledge.changed")
    assert [(row.data["change"], row.data["knowledge_version"]) for row in changed] == [
        ("created", 2),
        ("updated", 3),
        ("updated", 4),
        ("deleted", 5),
    ]
    assert {(row.property_id, row.subject_id) for row in changed} == {(property_id, faq["id"])}


async def test_an_answer_reaches_who_waits(house: House) -> None:
    property_id = await house.property_id()
    faq = await house.data("POST", URL, {"property_id": property_id, "question": "Pets?"})
    chat = await house.database.write(openings.open_, Opening(property=property_id, source="website"))
    company_id = house.staff["admin"].user.company_id
    waits = {"faq_id": faq["id"], "conversation_id": chat.id, "company_id": company_id}
    await house.database.write(
        lambda tx: tx.connection.execute(insert(FaqWaiter).values(**waits, created_at=tx.now)) and None
    )
    assert (await house.data("GET", f"{URL}/pending"))[0]["waiting_count"] == 1
    answered = await house.data("PUT", f"{URL}/{faq['id']}/answer", {"answer": "Two.", "category": "pets"}, who="agent")
    assert (answered["status"], answered["answer"], answered["category"]) == ("answered", "Two.", "pets")
    told = await _events(house, "question.answered")
    assert [(row.subject_id, row.data["conversation_ids"]) for row in told] == [(faq["id"], [chat.id])]
    assert told[0].data["answered_by"] == house.staff["agent"].user.id
    assert await house.data("GET", f"{URL}/pending") == []
    await house.data("PUT", f"{URL}/{faq['id']}", {"answer": "Three."})
    assert len(await _events(house, "question.answered")) == 1, "an answer that is changed is not news to who waited"


async def test_its_status(house: House) -> None:
    property_id = await house.property_id()
    faq = await house.data("POST", URL, {"property_id": property_id, "question": "Pets?"})
    url = f"{URL}/{faq['id']}"
    refused = await house.call("PUT", url, {"status": "answered"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    assert refused.json()["error"]["details"]["allowed"] == ["pending"]
    assert (await house.data("PUT", url, {"answer": "Two."}))["status"] == "answered"
    assert (await house.data("PUT", url, {"status": "needs_review"}))["status"] == "needs_review"
    assert (await house.data("PUT", url, {"category": "pets"}))["status"] == "needs_review"
    assert (await house.data("PUT", url, {"answer": "Three."}))["status"] == "answered"
    emptied = await house.data("PATCH", url, {"answer": None})
    assert (emptied["status"], emptied["answer"]) == ("pending", None)


async def test_lists(house: House) -> None:
    one, two = await house.property_id(name="One"), await house.property_id(name="Two")
    for property_id, question, answer, category in [
        (one, "Are pets allowed?", "Two cats.", "pets"),
        (one, "Where is the pool?", None, "amenities"),
        (two, "Parking?", "In the garage, 100% covered.", "parking"),
    ]:
        body = {"property_id": property_id, "question": question, "answer": answer, "category": category}
        await house.data("POST", URL, body)

    async def questions(query: str) -> list[str]:
        return [item["question"] for item in await house.data("GET", f"{URL}{query}")]

    assert await questions("") == ["Parking?", "Where is the pool?", "Are pets allowed?"]
    assert await questions(f"?property_id={one}") == ["Where is the pool?", "Are pets allowed?"]
    assert await questions("?status=answered&limit=1&page=2") == ["Are pets allowed?"]
    assert await questions("?category=parking") == ["Parking?"]
    assert await questions("?search=POOL") == ["Where is the pool?"]
    assert await questions("?search=100%25") == ["Parking?"]
    assert await questions("?search=0%25c") == []
    assert await questions("/pending") == ["Where is the pool?"]
    assert await questions(f"/pending?property_id={two}") == []


async def test_references_that_are_not_there(house: House) -> None:
    property_id = await house.property_id()
    lost = await house.call("POST", URL, {"property_id": "nowhere", "question": "Pets?"})
    assert lost.status_code == 404
    body = {"property_id": property_id, "question": "Pets?", "assigned_to": "nobody"}
    nobody = await house.call("POST", URL, body)
    assert nobody.status_code == 422
    assert nobody.json()["error"]["details"]["errors"][0]["field"] == "assigned_to"
    assert await _version(house, property_id) == 1


async def test_questions_that_are_none(house: House) -> None:
    property_id = await house.property_id()
    none: list[Any] = ["", "   ", "x" * 2001, None, 5]
    for question in none:
        answer = await house.call("POST", URL, {"property_id": property_id, "question": question})
        assert answer.status_code == 422


async def test_asking_the_knowledge(house: House) -> None:
    property_id = await house.property_id()
    await house.data("POST", URL, {"property_id": property_id, "question": "Pets?", "answer": "Two."})
    body = {"property_id": property_id, "question": "dogs ok?", "limit": 5}
    found = await house.data("POST", f"{URL}/rag/query", body)
    assert house.knowledge.asked == [(property_id, 2, "dogs ok?", 5)]
    assert found == {
        "answered": True,
        "answer": "Two, at $25 each.",
        "score": 0.8765,
        "matches": [
            {
                "faq_id": "faq-1",
                "question": "Are pets welcome?",
                "answer": "Two, at $25 each.",
                "score": 0.8765,
                "kind": "faq",
            }
        ],
    }
    status = await house.data("GET", f"{URL}/rag/status?property_id={property_id}")
    assert (status["answered"], status["total"], status["knowledge_version"]) == (1, 1, 2)
    assert status["embedder"] == "stub"
    assert (await house.data("GET", f"{URL}/rag/status"))["total"] == 1
    again = await house.data("POST", f"{URL}/rag/update", {"property_id": property_id})
    assert again == {"property_id": property_id, "knowledge_version": 3, "properties": 1}
    assert house.knowledge.rebuilds == 1


async def test_all_knowledge_read_again(house: House) -> None:
    ours = await house.property_id()
    theirs = (await house.data("POST", "/api/v1/properties", A_PROPERTY, who="other"))["id"]
    again = await house.data("POST", f"{URL}/rag/update", {})
    assert again["property_id"] is again["knowledge_version"] is None
    assert again["properties"] == 1
    assert await _version(house, ours) == 2
    untouched = await house.data("GET", f"/api/v1/properties/{theirs}", who="other")
    assert untouched["knowledge_version"] == 1
    assert house.knowledge.rebuilds == 1


async def test_the_status_tells_how_far_a_new_index_is(house: House) -> None:
    assert (await house.data("GET", f"{URL}/rag/status"))["rebuild"] is None
    house.knowledge.state = RebuildState("building", "new/1", "old/1", 0.25, None)
    status = await house.data("GET", f"{URL}/rag/status")
    assert status["embedder"] == "old/1"
    told = {"stage": "building", "embedder": "new/1", "replaces": "old/1", "share": 0.25, "trouble": None}
    assert status["rebuild"] == told
    house.knowledge.state = RebuildState("complete", "new/1", "old/1", 1.0, None)
    assert (await house.data("GET", f"{URL}/rag/status"))["embedder"] == "new/1"


async def test_many_at_once(house: House) -> None:
    property_id = await house.property_id()
    bodies = ({"property_id": property_id, "question": f"Q{i}?", "answer": "A."} for i in range(200))
    made = await asyncio.gather(*(house.data("POST", URL, body) for body in bodies))
    assert len({item["id"] for item in made}) == 200
    assert await _version(house, property_id) == 201
    versions = [row.data["knowledge_version"] for row in await _events(house, "knowledge.changed")]
    assert sorted(versions) == list(range(2, 202))
