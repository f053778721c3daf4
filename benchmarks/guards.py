"""How many messages the guards on what comes in miss, and how many ordinary ones they catch.

    python -m benchmarks.guards DATA_DIR [--failures]

DATA_DIR holds `fair_housing_dev.jsonl` (`text`, `expect`: a class of `bot.guards.fair_housing`), `injections_dev.jsonl`
(`text`) and, as ordinary messages, `faq_queries_dev.jsonl` (`query`) and dialogues (`sgd_homes_*.jsonl`,
`star_apartment_dev.jsonl`: `turns` with `speaker` and `utterance`). What is missing is left out.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from bot.guards.fair_housing import classify
from bot.guards.injection import looks_like_attack


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def ordinary(folder: Path) -> Iterator[str]:
    for row in lines(folder / "faq_queries_dev.jsonl"):
        yield row["query"]
    for path in sorted([*folder.glob("sgd_homes_*.jsonl"), *folder.glob("star_apartment_*.jsonl")]):
        for row in lines(path):
            yield from (turn["utterance"] for turn in row.get("turns", ()) if turn.get("speaker") == "USER")


def report(name: str, texts: Iterable[tuple[str, str | None]], rule: Callable[[str], str | None], show: bool) -> None:
    """Prints how many of the texts (each with what is expected, None for nothing) the rule gets wrong."""
    cases = list(texts)
    began = time.perf_counter()
    found = [rule(text) for text, _ in cases]
    each = (time.perf_counter() - began) / max(len(cases), 1) * 1e6
    wrong = [
        (text, got)
        for (text, expected), got in zip(cases, found, strict=True)
        if (got != expected if expected != "any" else got is None)
    ]
    print(f"{name}: {len(wrong)} of {len(cases)} wrong, {each:.0f} us each")
    for text, got in wrong if show else ():
        print(f"    {got}: {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    print(machine())
    folder: Path = options.data
    housing = [(row["text"], row["expect"]) for row in lines(folder / "fair_housing_dev.jsonl")]
    attacks = [(row["text"], "any") for row in lines(folder / "injections_dev.jsonl")]
    plain = [(text, None) for text in ordinary(folder)]
    report("fair housing, to be ruled on", housing, classify, options.failures)
    report("fair housing, ordinary messages", plain, classify, options.failures)
    report("injections", attacks, looks_like_attack, options.failures)
    report("injections, ordinary messages", plain, looks_like_attack, options.failures)


if __name__ == "__main__":
    main()
