"""`domiq eval`: measure on recorded data, through the code that ships."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import structlog

if TYPE_CHECKING:
    from app.evaluation.dialogues import Result
    from app.evaluation.records import Dialogue, Inventory
    from leasing.settings import Settings

FILE = click.Path(exists=True, path_type=Path)
BRAIN = click.option("--brain", type=click.Choice(["embedded", "openai"]), default="embedded", show_default=True)
EMBEDDER = click.option(
    "--embedder", type=click.Choice(["minilm", "wordllama", "openai"]), help="else DOMIQ_EMBEDDER's"
)
FIRST = click.option("--first", type=click.IntRange(min=1), help="so many only, for a brain that costs")
NEEDS_KEY = (
    "{option} openai needs OPENAI_API_KEY in the environment; OPENAI_BASE_URL names another service than OpenAI's, and "
    "OPENAI_MODEL its model."
)


@click.group("eval")
def evaluate() -> None:
    """Measure on recorded dialogues and questions."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))


@evaluate.command()
@click.argument("file", type=FILE)
@click.option("--now", type=click.DateTime(["%Y-%m-%d"]), help="the day on which they were recorded; else today")
@click.option("--inventory", "listings", type=FILE, help="listings whose names and towns may be said")
@BRAIN
@EMBEDDER
@FIRST
@click.option("--json", "as_json", is_flag=True, help="one object, for programs")
@click.option("--failures", type=int, default=0, help="list so many that went wrong; -1 for all")
@click.option("--history", type=click.Path(path_type=Path), help="a file to which the figures are added")
def dialogues(
    file: Path,
    now: datetime | None,
    listings: Path | None,
    brain: str,
    embedder: str | None,
    first: int | None,
    as_json: bool,
    failures: int,
    history: Path | None,
) -> None:
    """Understand each visitor turn of recorded dialogues after its recorded history, and compare the state. With
    --brain openai the agent answers each turn with that brain, and what it has saved is compared."""
    from app.evaluation.dialogues import measure_agent, report, table
    from app.evaluation.records import NotReadable, read_dialogues, read_inventory

    try:
        recorded = read_dialogues(file)[:first]
        listed = read_inventory(listings, recorded)
    except NotReadable as error:
        _stop(error)
    day = (now or datetime.now(UTC)).date()
    if brain == "embedded":
        result = asyncio.run(_measured(recorded, day, listed, _settings(brain, embedder)))
    else:
        result = asyncio.run(measure_agent(recorded, day, listed, _settings(brain, embedder)))
    told = {"data": file.name, "brain": brain, **report(result)}
    _keep(told, history)
    _say(told, table(told), result.failures if failures < 0 else result.failures[:failures], as_json=as_json)


async def _measured(recorded: Sequence[Dialogue], day: date, listed: Inventory, settings: Settings) -> Result:
    from app.evaluation.dialogues import measure
    from app.wiring import learnt_intents, openai_options
    from knowledge.embedders import load_embedder

    loaded = load_embedder(settings.embedder, settings.model_dir, openai=openai_options(settings))
    intents = learnt_intents(loaded.embedder, settings)
    await intents.learn()
    return await measure(recorded, day, listed, intents)


@evaluate.command()
@click.argument("file", type=FILE)
@EMBEDDER
@BRAIN
@FIRST
@click.option("--json", "as_json", is_flag=True, help="one object, for programs")
@click.option("--failures", type=int, default=0, help="list so many that went wrong; -1 for all")
@click.option("--history", type=click.Path(path_type=Path), help="a file to which the figures are added")
def faq(
    file: Path,
    embedder: str | None,
    brain: str,
    first: int | None,
    as_json: bool,
    failures: int,
    history: Path | None,
) -> None:
    """Ask renters' questions among their own community's entries. FILE is one of the three files of a folder (entries,
    queries, unanswerable), or the folder. With --brain openai the agent answers, and the sources that it names are
    compared."""
    from app.evaluation.questions import measure, measure_agent, table
    from app.evaluation.questions_data import read_data
    from app.evaluation.records import NotReadable
    from app.wiring import openai_options
    from knowledge.embedders import load_embedder

    try:
        data = read_data(file)
    except NotReadable as error:
        _stop(error)
    settings = _settings(brain, embedder)
    if brain == "embedded":
        loaded = load_embedder(settings.embedder, settings.model_dir, openai=openai_options(settings))
        found, wrong = asyncio.run(measure(data, loaded.embedder, first))
    else:
        found, wrong = asyncio.run(measure_agent(data, settings, first))
    told = {"data": data.name, "brain": brain, **found}
    _keep(told, history)
    _say(told, table(told), wrong if failures < 0 else wrong[:failures], as_json=as_json)


def _settings(brain: str, embedder: str | None) -> Settings:
    """Those of the environment, with what the options say."""
    from leasing.settings import load_settings

    for option, given in (("--brain", brain), ("--embedder", embedder)):
        if given == "openai" and not os.environ.get("OPENAI_API_KEY"):
            _stop(ValueError(NEEDS_KEY.format(option=option)))
    overrides: dict[str, Any] = {"brain": brain, "embedder": embedder}
    return load_settings(**{name: value for name, value in overrides.items() if value})


def _keep(told: dict[str, Any], history: Path | None) -> None:
    """Add a line to the history of results; times are left out, for they are the machine's."""
    if history is None:
        return
    kept = {name: value for name, value in told.items() if not name.startswith(("milliseconds", "built_in"))}
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"on": datetime.now(UTC).date().isoformat(), **kept}) + "\n")


def _say(told: dict[str, Any], lines: Iterable[str], failures: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told | ({"failures": failures} if failures else {})))
        return
    for line in lines:
        click.echo(line)
    for each in failures:
        click.echo(json.dumps(each, ensure_ascii=False))


def _stop(error: Exception) -> NoReturn:
    click.echo(str(error), err=True)
    sys.exit(2)
