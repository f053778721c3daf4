"""Tasks as staff keep them."""

from __future__ import annotations

from typing import Any

from tests.support.questions import ask
from tests.support.tours import add_manager
from tests.web.house import House

URL = "/api/v1/tasks"


async def _question(house: House) -> tuple[str, str, str]:
    """(property, question, its task)"""
    property_id = await house.property_id()
    faq_id = await ask(house.database, property_id, "Is there a moat?")
    (task,) = await house.data("GET", URL)
    return property_id, faq_id, task["id"]


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_task_of_ones_own(house: House) -> None:
    property_id = await house.property_id()
    mia = await house.database.write(add_manager, [property_id], "Mia")
    body = {"property_id": property_id, "question": "Call Ana back", "assigned_to": mia}
    made = (await house.data("POST", URL, body, who="agent"))["task"]
    assert (made["kind"], made["question"], made["assigned_name"], made["status"]) == (
        "other",
        "Call Ana back",
        "Mia",
        "pending",
    )
    url = f"{URL}/{made['id']}"
    changed = await house.data("PUT", url, {"question": "Call Ana", "assigned_to": None, "status": "in_progress"})
    assert (changed["task"]["question"], changed["task"]["assigned_to"]) == ("Call Ana", None)
    assert (await house.data("PUT", f"{url}/assign/{mia}"))["task"]["assigned_to"] == mia
    assert [task["id"] for task in await house.data("GET", f"{URL}/assigned/{mia}")] == [made["id"]]
    assert await house.data("GET", f"{URL}/assigned/{mia}?status=completed") == []
    assert (await house.data("PUT", f"{url}/unassign"))["task"]["assigned_to"] is None
    assert [task["id"] for task in await house.data("GET", f"{URL}?unassigned=true")] == [made["id"]]
    done = await house.data("PUT", f"{url}/answer", {"answer": "She comes on Monday."})
    assert (done["task"]["status"], done["task"]["answer"]) == ("completed", "She comes on Monday.")
    assert [event["action"] for event in done["history"]] == [
        "created", "unassigned", "status", "assigned", "unassigned", "answered",
    ]  # fmt: skip
    assert _code(await house.call("PUT", f"{url}/answer", {"answer": "Again."})) == (409, "INVALID_STATUS_TRANSITION")
    assert _code(await house.call("PUT", f"{url}/assign/{mia}")) == (409, "INVALID_STATUS_TRANSITION")
    assert (await house.data("DELETE", url))["deleted"] is True
    assert _code(await house.call("GET", url)) == (404, "RECORD_NOT_FOUND")


async def test_which_status_may_follow(house: House) -> None:
    property_id = await house.property_id()
    task = (await house.data("POST", URL, {"property_id": property_id, "question": "Call"}))["task"]
    url = f"{URL}/{task['id']}/status"
    for status in ("in_progress", "pending", "cancelled", "pending", "completed"):
        assert (await house.data("PUT", url, {"status": status}))["task"]["status"] == status
    refused = await house.call("PUT", url, {"status": "cancelled"})
    assert _code(refused) == (409, "INVALID_STATUS_TRANSITION")
    assert refused.json()["error"]["details"] == {"from": "completed", "to": "cancelled", "allowed": ["pending"]}
    assert _code(await house.call("PUT", url, {"status": "gone"})) == (422, "VALIDATION_ERROR")


async def test_a_question_is_completed_by_its_answer_only(house: House) -> None:
    _, faq_id, task_id = await _question(house)
    refused = await house.call("PUT", f"{URL}/{task_id}/status", {"status": "completed"})
    assert _code(refused) == (409, "INVALID_STATUS_TRANSITION")
    assert refused.json()["error"]["details"]["allowed"] == ["in_progress", "cancelled"]
    assert _code(await house.call("DELETE", f"{URL}/{task_id}")) == (409, "RESOURCE_DELETION_BLOCKED")
    worded = await house.call("PUT", f"{URL}/{task_id}", {"question": "Other"})
    assert _code(worded) == (422, "VALIDATION_ERROR")
    done = await house.data("PUT", f"{URL}/{task_id}/answer", {"answer": "Yes, with ducks."})
    assert (done["task"]["status"], done["task"]["answer"]) == ("completed", "Yes, with ducks.")
    entry = await house.data("GET", f"/api/v1/faqs/{faq_id}")
    assert (entry["status"], entry["answer"]) == ("answered", "Yes, with ducks.")
    versions = await house.data("GET", f"/api/v1/faqs/{faq_id}/versions")
    assert versions[0]["changed_by"] == house.staff["admin"].user.id
    assert (await house.data("DELETE", f"{URL}/{task_id}"))["deleted"] is True


async def test_lists(house: House) -> None:
    property_id, faq_id, question = await _question(house)
    other = await house.data("POST", URL, {"property_id": property_id, "question": "Call"})
    await house.data("PUT", f"{URL}/{question}/status", {"status": "cancelled"})

    async def ids(query: str) -> list[str]:
        return [task["id"] for task in await house.data("GET", f"{URL}{query}")]

    assert await ids("") == [other["task"]["id"], question], "what is not done comes first"
    assert await ids("?kind=question") == [question]
    assert await ids("?status=pending") == [other["task"]["id"]]
    assert await ids(f"?property_id={await house.property_id()}") == []
    found = (await house.data("GET", f"{URL}/{question}"))["task"]
    assert (found["question"], found["faq_id"], found["reason"]) == ("Is there a moat?", faq_id, "missing_knowledge")


async def test_rules_and_settings(house: House) -> None:
    property_id = await house.property_id()
    mia = await house.database.write(add_manager, [property_id], "Mia")
    rules = "/api/v1/question-rules"
    body = {"manager_id": mia, "property_id": property_id, "category": "Pets", "position": 2}
    made = await house.data("POST", rules, body)
    assert (made["category"], made["manager_name"], made["position"]) == ("pets", "Mia", 2)
    assert _code(await house.call("POST", rules, body)) == (409, "DUPLICATE_RECORD")
    changed = await house.data("PATCH", f"{rules}/{made['id']}", {"category": None})
    assert (changed["category"], changed["property_id"], changed["position"]) == (None, property_id, 2)
    assert await house.data("GET", f"{rules}?property_id={property_id}") == [changed]
    nobody = await house.call("POST", rules, {"manager_id": "nobody"})
    assert nobody.json()["error"]["details"]["errors"][0]["field"] == "manager_id"
    assert (await house.data("DELETE", f"{rules}/{made['id']}"))["deleted"] is True
    assert await house.data("GET", rules) == []
    settings = "/api/v1/question-settings"
    defaults = await house.data("GET", settings)
    assert defaults == {
        "remind_after_minutes": 60,
        "escalate_after_minutes": 240,
        "review_after_days": 180,
        "review_days_by_category": {},
    }
    given = {"remind_after_minutes": 30, "review_days_by_category": {"Pets": 30}}
    wanted = {**defaults, "remind_after_minutes": 30, "review_days_by_category": {"pets": 30}}
    assert await house.data("PUT", settings, given) == wanted
    assert await house.data("GET", settings) == wanted
    assert _code(await house.call("PUT", settings, {"escalate_after_minutes": 30})) == (422, "VALIDATION_ERROR")
    assert await house.data("GET", settings, who="other") == defaults
