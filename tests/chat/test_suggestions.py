"""From suggestion to knowledge: what speaks against it, and what it answers."""

from __future__ import annotations

import asyncio
from typing import Any

from leasing.models import FaqSuggestion
from leasing.tenancy import StaffScope
from tests.chat.test_answers import is_managers
from tests.support.chat import talking
from tests.support.server import Served
from tests.support.staff import Staff


async def _call(staff: Staff, method: str, path: str, **body: Any) -> Any:
    return await asyncio.to_thread(staff.call, method, path, **body)


def _suggest(served: Served, staff: Staff, entry: dict[str, Any], question: str, answer: str) -> str:
    company = staff.call("GET", f"/properties/{entry['property_id']}")["company_id"]
    words = {"property_id": entry["property_id"], "question": question, "answer": answer, "status": "open"}
    insert = served.house.database.write(lambda tx: StaffScope(company, "", "x").insert(tx, FaqSuggestion, **words))
    return served.run(insert)


async def test_an_approved_suggestion_answers_past_questions(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as one, talking(both.url) as two, talking(both.url) as other:
        await one.ask("Do you have a curling rink?")
        await two.ask("is there a curling rink here")
        await other.ask("Do you have a hovercraft dock?")
        entry = staff.pending("curling")
        dock = staff.pending("hovercraft")
        gaps = await _call(staff, "GET", f"/properties/{entry['property_id']}/knowledge-gaps")
        found = next(gap for gap in gaps if "curling" in gap["question"])
        assert (found["asked_count"], found["pending"]) == (2, True)
        assert [gap["asked_count"] for gap in gaps] == sorted((gap["asked_count"] for gap in gaps), reverse=True)
        suggestion = await asyncio.to_thread(
            _suggest, both, staff, entry, "is there a curling rink?", "Yes, beside the lake; skates are free."
        )
        draft = await _call(staff, "GET", f"/faqs/{entry['id']}/draft")
        assert (draft["source"], draft["id"]) == ("suggestion", suggestion)
        approved = await _call(staff, "POST", f"/faq-suggestions/{suggestion}/approve")
        assert approved["suggestion"]["status"] == "approved"
        assert approved["answers"]["count"] == 2
        assert {each["question"] for each in approved["answers"]["questions"]} == {
            "Do you have a curling rink?",
            "is there a curling rink here",
        }
        for chat in (one, two):
            assert "beside the lake" in (await chat.until(is_managers))["message"]["text"]
        assert (await _call(staff, "GET", f"/faqs/{dock['id']}"))["status"] == "pending"


async def test_what_contradicts_it_is_resolved_first(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as chat:
        await chat.ask("Do you have a tannery?")
        entry = staff.pending("tannery")
        await _call(staff, "PUT", f"/faqs/{entry['id']}/answer", answer="Yes, in the cellar.")
    suggestion = await asyncio.to_thread(_suggest, both, staff, entry, "Is there a tannery?", "No, there is none.")
    shown = await _call(staff, "GET", f"/faq-suggestions/{suggestion}")
    assert [each["id"] for each in shown["contradictions"]] == [entry["id"]]
    url = f"/faq-suggestions/{suggestion}/approve"
    refused = await asyncio.to_thread(staff.ask, "POST", url)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (409, "CONFLICT_RESOLUTION_REQUIRED")
    assert [each["id"] for each in error["details"]["contradictions"]] == [entry["id"]]
    approved = await _call(staff, "POST", url, despite_contradictions=True)
    again = await asyncio.to_thread(staff.ask, "POST", url)
    assert again.json()["error"]["code"] == "INVALID_STATUS_TRANSITION"
    async with talking(both.url) as asker:
        reply = await asker.ask("Is there a tannery on site?")
        assert "cellar" not in reply["text"], "two entries that disagree go to a person"
    assert approved["suggestion"]["faq_id"]


async def test_a_draft_is_approved_as_it_is(both: Served) -> None:
    staff = await asyncio.to_thread(Staff, both)
    async with talking(both.url) as chat:
        await chat.ask("Do you have a kiln?")
        entry = staff.pending("kiln")
        url = f"/faqs/{entry['id']}/answer"
        nothing = staff.ask("PUT", url, approve=True)
        assert nothing.json()["error"]["code"] == "PRECONDITION_FAILED"
        await asyncio.to_thread(_suggest, both, staff, entry, "Is there a kiln?", "Yes, on Saturdays.")
        done = await _call(staff, "PUT", url, approve=True)
        assert done["answer"] == "Yes, on Saturdays."
        assert "on Saturdays" in (await chat.until(is_managers))["message"]["text"]
