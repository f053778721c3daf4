"""The loop of an unknown question, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from leasing.services import answers
from tests.people.loop import ANSWER, MANAGER, Play
from tests.support.needs import need
from tests.support.server import Served, serve_in_thread
from tests.support.wire import demo_on_postgres


@pytest.fixture(params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path: Path, demo_template: Path) -> Iterator[Served]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield stack.enter_context(serve_in_thread(tmp_path, demo_template, rate_limits="off"))
            return
        need("postgres")
        url = stack.enter_context(demo_on_postgres())
        yield stack.enter_context(serve_in_thread(tmp_path, None, rate_limits="off", database_url=url))


async def test_an_unknown_question_goes_all_the_way_round(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MAIL_AFTER", timedelta(seconds=0.5))
    heard: list[str] = []
    play = Play(served, lambda who, _what: heard.append(who))
    await play.run()
    assert "kiln" in play.notified["title"]
    assert ANSWER in play.brought
    assert "every Friday" in play.at_once
    assert ANSWER in play.mailed
    assert ANSWER in play.on_return
    order = [f"{MANAGER}'s dashboard", MANAGER, f"{MANAGER} to the first, in the open widget"]
    assert [who for who in heard if who in order] == order
