"""From settings to parts: which adapter stands behind which port."""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from app.jobs import start_jobs
from app.wiring_data import make_database
from bot.agent import build_agent
from bot.brains.embedded.model import EmbeddedBrain
from bot.brains.switch import make_brain
from bot.desk import Desk
from bot.dialogue import Dialogue, Parts
from bot.guards import PromptSecrets, quoted
from bot.prompts import RULES
from bot.toolset import TOOLS
from integrations.inventory.adapter import Inventory
from integrations.local_mail import LocalMail
from knowledge.embedders import OpenAIOptions, load_embedder
from knowledge.retrieve import KnowledgeBase, warm_all
from leasing.clock import Clock, SystemClock
from leasing.database import Database
from leasing.outbox import Outbox
from leasing.settings import Settings
from web.plugin import Web
from web.readiness import Readiness

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """The parts of one process."""

    settings: Settings
    clock: Clock
    database: Database
    web: Web
    knowledge: KnowledgeBase
    dialogue: Dialogue
    desk: Desk
    outbox: Outbox
    readiness: Readiness


def make_outbox(settings: Settings, database: Database) -> Outbox:
    mail = LocalMail(settings.data_dir / "mail", settings.mail_from)
    return Outbox(database, {"mail": mail.send})


def build(settings: Settings, clock: Clock | None = None) -> House:
    """Everything that serves chats. Nothing runs yet."""
    clock = clock or SystemClock()
    database = make_database(settings, clock)
    readiness = Readiness()
    web = Web(settings, database, clock, readiness=readiness)
    loaded = load_embedder(settings.embedder, settings.model_dir, openai=_openai(settings))
    readiness.embedder, readiness.embedder_reason = loaded.embedder.name, loaded.why
    if loaded.is_fallback:
        readiness.degraded["embedder"] = loaded.why
    knowledge = KnowledgeBase(database, loaded.embedder, data_dir=settings.data_dir, chroma_url=settings.chroma_url)
    brain = make_brain(settings, embedded=EmbeddedBrain(), tools=TOOLS)
    readiness.brain = settings.openai_model if brain.provider is not None else "embedded"
    readiness.watched["knowledge"] = lambda: "; ".join(knowledge.health().degraded) or None
    readiness.watched["brain"] = lambda: None if brain.is_served() else "the provider fails; the embedded brain answers"
    canary = f"marker-{secrets.token_hex(8)}"
    dialogue = Dialogue(
        Parts(
            database=database,
            clock=clock,
            agent=build_agent(brain, TOOLS, canary=canary, as_data=_quoted),
            knowledge=knowledge,
            pms=Inventory(database),
            secrets=PromptSecrets(canary=canary, lines=tuple(RULES.splitlines())),
            turn_seconds=settings.turn_seconds,
            live=brain.provider is not None,
        )
    )
    desk = Desk(database, dialogue, web.limiter, web.tokens, web.vault)
    return House(settings, clock, database, web, knowledge, dialogue, desk, make_outbox(settings, database), readiness)


def _quoted(text: str) -> str:
    return quoted(text, "the conversation")


def _openai(settings: Settings) -> OpenAIOptions | None:
    if settings.openai_api_key is None:
        return None
    return OpenAIOptions(api_key=settings.openai_api_key.get_secret_value(), base_url=settings.openai_base_url)


async def _warm(house: House) -> None:
    try:
        await warm_all(house.knowledge, house.database)
    except Exception:
        log.exception("knowledge.warming_failed", effect="the first question of each community takes longer")


@asynccontextmanager
async def running(house: House) -> AsyncGenerator[None]:
    """The house with its lights on: connected, taking up what a dead process left, draining what waits."""
    await house.database.bus.start()
    await house.knowledge.start()
    await house.dialogue.start()
    # A first question should not wait for its community's entries to be embedded.
    workers: list[asyncio.Task[None]] = [asyncio.create_task(_warm(house))]
    scheduler = None
    if house.settings.runs_worker:
        workers.append(asyncio.create_task(house.outbox.run()))
        scheduler = start_jobs(house.database)
    # What is loaded by now stays: without it in every sweep of the collector a turn is not held up by tens of ms.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    house.readiness.ready = True
    log.info("started", embedder=house.readiness.embedder, brain=house.readiness.brain)
    try:
        yield
    finally:
        house.readiness.ready = False
        await house.dialogue.stop()
        if scheduler is not None:
            scheduler.shutdown(wait=False)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await house.knowledge.close()
        await house.database.bus.stop()
        await house.database.close()
