"""`domiq eval`: what it reads, counts and says, on dialogues and questions that are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main

LISTING = {"property_name": "Birch House", "area": "Elmwood", "rent": "1500"}


def visitor(text: str, intent: str, **slots: list[str]) -> dict[str, Any]:
    return {"speaker": "USER", "utterance": text, "active_intent": intent, "state_slots": slots}


DIALOGUE = {
    "id": "one",
    "turns": [
        visitor("I need a 2 bedroom place in Elmwood", "FindApartment", number_of_beds=["2"], area=["Elmwood"]),
        {"speaker": "SYSTEM", "utterance": "Birch House has one. Would you like to visit it?"},
        visitor(
            "yes, next monday", "ScheduleVisit", number_of_beds=["2"], area=["Elmwood"], property_name=["Birch House"],
            visit_date=["next monday"],
        )
        | {"actions": [{"slot": "visit_date", "values": ["next monday"], "canonical": ["2019-03-04"]}]},
        {"speaker": "SYSTEM", "utterance": "Anything else?"},
        visitor("no thanks, bye", "NONE", number_of_beds=["3"], area=["Elmwood"], property_name=["Birch House"],
                visit_date=["next monday"]),
    ],
}  # fmt: skip
VIEWING = {
    "id": "two",
    "completion": "Complete",
    "user_task": "You want to see a home. Today is Wednesday",
    "gold_bookings": [{"Name": "Birch House", "RenterName": "Ana", "Day": ["Thursday"], "StartTimeHour": "4 pm"}],
    "turns": [
        {"speaker": "GUIDE", "utterance": "Be polite."},
        {"speaker": "USER", "utterance": "I'd like to see Birch House tomorrow. My name is Ana"},
        {"speaker": "WIZARD", "utterance": "What time?"},
        {"speaker": "KB", "query": {}, "result": {}},
        {"speaker": "USER", "utterance": "4 pm"},
        {"speaker": "WIZARD", "utterance": "Your viewing is booked."},
        {"speaker": "USER", "utterance": "thanks! I have a party on Friday"},
    ],
}
ENTRIES = [
    {"index": 0, "property_id": "elm", "question": "Are dogs allowed?", "answer": "Yes, two of them."},
    {"index": 1, "property_id": "elm", "question": "Is there a swimming pool?", "answer": "Yes, from May on."},
]


def lines(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["eval", *arguments])


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Any]:
    recorded = lines(tmp_path / "talks.jsonl", DIALOGUE, VIEWING)
    listings = lines(tmp_path / "listings.jsonl", LISTING)
    done = run("dialogues", recorded, "--now", "2019-03-01", "--inventory", listings, "--failures", "-1", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_slots_and_matters_are_counted_over_turns(told: dict[str, Any]) -> None:
    assert (told["dialogues"], told["visitor_turns"]) == (1, 3)
    assert told["slots"]["area"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "of": 3}
    assert told["slots"]["visit_date"]["of"] == 2
    assert told["slots"]["visit_date"]["f1"] == 1.0
    assert told["slots"]["number_of_beds"]["recall"] == round(2 / 3, 4), "the last state was recorded otherwise"
    assert told["intent_accuracy"] == 1.0
    assert told["dialogues_right_in_every_slot"] == 0.0


def test_a_failure_is_told_where_it_begins(told: dict[str, Any]) -> None:
    (failure,) = told["failures"]
    assert (failure["dialogue"], failure["said"]) == ("one", "no thanks, bye")
    assert failure["wrong"] == ["number_of_beds: 2, not 3"]


def test_a_booked_viewing_is_compared_with_the_whole_talk(told: dict[str, Any]) -> None:
    shares = dict.fromkeys(("day_and_hour", "day", "hour", "name", "community"), 1.0)
    assert told["viewings"] == {"booked": 1} | shares


def test_the_table_says_the_same(tmp_path: Path) -> None:
    done = run("dialogues", lines(tmp_path / "talks.jsonl", DIALOGUE, VIEWING), "--now", "2019-03-01")
    assert done.exit_code == 0
    assert "1 dialogues, 3 visitor turns" in done.output
    assert "intent accuracy" in done.output


@pytest.mark.parametrize(("text", "why"), [("{", "line 2: no JSON"), ('{"id": "x"}', "line 2: no dialogue")])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text(f"{json.dumps(DIALOGUE)}\n{text}\n", encoding="utf-8")
    done = run("dialogues", str(path))
    assert done.exit_code == 2
    assert why in done.output


def test_questions_are_asked_among_their_own_entries(tmp_path: Path) -> None:
    lines(tmp_path / "faq_x.jsonl", *ENTRIES, {**ENTRIES[0], "index": 2, "property_id": "oak", "answer": "No."})
    queries = lines(
        tmp_path / "faq_queries_x.jsonl",
        {"query": "is there a swimming pool", "gold_index": 1, "property_id": "elm", "lang": "en"},
        {"query": "are dogs allowed?", "gold_index": 2, "property_id": "oak", "lang": "en"},
    )
    lines(tmp_path / "faq_unanswerable_x.jsonl", {"id": "u", "query": "who won the game last night", "lang": "en"})
    done = run("faq", queries, "--embedder", "wordllama", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["top1_en"] == {"share": 1.0, "of": 2, "interval": told["top1_en"]["interval"]}
    assert told["refused"]["share"] == 1.0
    assert told["wrong_answers"]["share"] == 0.0


def test_the_history_grows_by_a_line_without_times(tmp_path: Path) -> None:
    recorded, history = lines(tmp_path / "talks.jsonl", DIALOGUE), tmp_path / "history.jsonl"
    for _ in range(2):
        assert run("dialogues", recorded, "--now", "2019-03-01", "--history", str(history)).exit_code == 0
    first, second = (json.loads(line) for line in history.read_text().splitlines())
    assert first == second
    assert first["all_slots"]["of"] > 0
    assert not any("milliseconds" in name for name in first)


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    done = run("faq", str(tmp_path))
    assert done.exit_code == 2
    assert "must hold one file faq_*.jsonl" in done.output
