"""Real questions and real openings against a served DomIQ, through nothing but its API and its chat protocol.

    python -m benchmarks.real_input DATA_DIR [--communities 4] [--questions 50] [--openings 10] [--failures]

DATA_DIR holds `faq_dev.jsonl`, `faq_queries_dev.jsonl`, `sgd_homes_dev.jsonl` and `star_apartment_dev.jsonl`, one JSON
object a line. The communities with the most entries are loaded by POST /properties and
POST /faqs, their renters' questions asked over the socket; the first words of recorded visitors are said to the demo.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import httpx

from benchmarks.machine import machine
from benchmarks.server import Server, environment
from tests.support import databases
from tests.support.chat import talking
from tests.support.server import PASSWORD

LOGIN = {"email": "demo@domiq.example", "password": PASSWORD}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


async def load(client: httpx.AsyncClient, entries: list[dict[str, Any]], count: int) -> dict[str, dict[str, Any]]:
    """The largest communities, as properties of the demo company: name → {slug, id, faqs: id → index}."""
    by_community: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_community[entry["property_id"]].append(entry)
    largest = sorted(by_community, key=lambda name: -len(by_community[name]))[:count]
    found: dict[str, dict[str, Any]] = {}
    for name in largest:
        body = {"name": name, "address": "1 Main Street", "city": "Springfield", "state": "IL", "zip_code": "62701",
                "timezone": "America/Chicago"}  # fmt: skip
        prop = (await _posted(client, "/api/v1/properties", body))["data"]
        faqs: dict[str, int] = {}
        for entry in by_community[name]:
            body = {"property_id": prop["id"], "question": entry["question"], "answer": entry["answer"]}
            faqs[(await _posted(client, "/api/v1/faqs", body))["data"]["id"]] = entry["index"]
        found[name] = {"slug": prop["slug"], "id": prop["id"], "faqs": faqs}
    return found


async def _posted(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    answer.raise_for_status()
    return answer.json()


def verdict(message: dict[str, Any], query: dict[str, Any], faqs: dict[str, int]) -> str:
    cited = [faqs.get(source["id"]) for source in message.get("sources", []) if source["kind"] == "faq"]
    if query["gold_index"] in cited:
        return "right"
    if any(index in query.get("same_topic_indices", []) for index in cited):
        return "same topic"
    return "wrong entry" if cited else "not answered from knowledge"


async def ask(url: str, communities: dict[str, Any], queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for query in queries:
        community = communities[query["property_id"]]
        async with talking(url, community["slug"]) as chat:
            message = await chat.ask(query["query"])
        rows.append({**query, "verdict": verdict(message, query, community["faqs"]), "said": message["text"]})
    return rows


async def say_openings(url: str, openings: list[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for opening in openings:
        async with talking(url) as chat:
            message = await chat.ask(opening)
        parts = [f"{len(message[part])} {part}" for part in ("sources", "units", "slots") if message.get(part)]
        rows.append({"visitor": opening, "bot": message["text"], "with": ", ".join(parts)})
    return rows


def first_words(path: Path, count: int) -> list[str]:
    """The first thing that says what a visitor wants, of dialogues spread over the file."""
    if not path.exists():
        return []
    dialogues = lines(path)
    step = max(1, len(dialogues) // count)
    found: list[str] = []
    for dialogue in dialogues[::step][:count]:
        said = [turn["utterance"] for turn in dialogue["turns"] if turn["speaker"] == "USER"]
        found.append(next((text for text in said if len(text.split()) > 3), said[0]))
    return found


async def run(url: str, data: Path, options: argparse.Namespace) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        signed_in = await _posted(client, "/api/v1/auth/login", LOGIN)
        client.headers["Authorization"] = f"Bearer {signed_in['data']['access_token']}"
        communities = await load(client, lines(data / "faq_dev.jsonl"), options.communities)
    asked = [query for query in lines(data / "faq_queries_dev.jsonl") if query["property_id"] in communities]
    rows = await ask(url, communities, asked[: options.questions])
    print(f"{len(rows)} questions to {', '.join(communities)}: {dict(Counter(row['verdict'] for row in rows))}")
    if options.failures:
        for row in rows:
            if row["verdict"] != "right":
                print(f"  {row['verdict']}: {row['query']!r} -> {row['said']!r}")
    half = options.openings // 2
    openings = first_words(data / "sgd_homes_dev.jsonl", half) + first_words(data / "star_apartment_dev.jsonl", half)
    for row in await say_openings(url, openings):
        print(f"\n> {row['visitor']}\n< {row['bot']}" + (f"\n  [{row['with']}]" if row["with"] else ""))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--communities", type=int, default=4)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--openings", type=int, default=10)
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        url = databases.sqlite_url(Path(folder), Path(folder))
        with Server(environment(Path(folder), url)) as server:
            asyncio.run(run(server.url, options.data, options))


if __name__ == "__main__":
    main()
