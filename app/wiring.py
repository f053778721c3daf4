"""From settings to parts: which adapter stands behind which port."""

from __future__ import annotations

import asyncio
import gc
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from app.file_erasure import FileErasure
from app.jobs import make_jobs
from app.leadership import make_leadership
from app.scheduler import Scheduler
from app.wiring_data import make_database
from bot.agent import build_agent
from bot.answers import Answers
from bot.brains.embedded.learnt import LearntIntents
from bot.brains.embedded.model import EmbeddedBrain
from bot.brains.switch import make_brain
from bot.desk import Desk
from bot.dialogue import Dialogue
from bot.guards import PromptSecrets, quoted
from bot.prompts import RULES
from bot.takeover.desk import StaffDesk
from bot.takeover.mail import ChatMail
from bot.takeover.suggesting import Suggester
from bot.takeover.unseating import Unseating
from bot.toolset import TOOLS
from bot.turn_run import Parts
from integrations.homes_import import FileReader
from integrations.inventory.adapter import Inventory
from integrations.local_mail import LocalMail
from integrations.webhooks.sender import WebhookSender
from knowledge.aside import KnowledgeAside
from knowledge.conversation import in_english
from knowledge.embedders import Embedder, OpenAIOptions, load_embedder, load_named
from knowledge.observing import Observing
from knowledge.reading.reader import DocumentReader
from knowledge.retrieve import KnowledgeBase, warm_all
from knowledge.settling import Settling, Telling
from knowledge.threshold import load_calibration
from knowledge.web_pages.crawl import Crawler
from knowledge.web_pages.fetcher import PageFetcher
from knowledge.web_pages.sources import SourceReader
from leasing.account_mails import AccountMails
from leasing.clock import Clock, SystemClock
from leasing.database import Database
from leasing.notifier import Notifier
from leasing.outbox import Outbox
from leasing.public_addresses import AddressPolicy
from leasing.security import Tokens, Vault
from leasing.services import notices
from leasing.settings import Settings
from leasing.tour_mails import TourMails
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
    intents: LearntIntents
    dialogue: Dialogue
    desk: Desk
    staff_desk: StaffDesk
    suggester: Suggester
    outbox: Outbox
    scheduler: Scheduler
    readiness: Readiness
    reader: DocumentReader
    fetcher: PageFetcher
    sources: SourceReader
    home_files: FileReader


def make_outbox(
    settings: Settings, database: Database, addresses: AddressPolicy | None = None, knowledge: Telling | None = None
) -> Outbox:
    """`addresses`: where webhooks may be sent to. `knowledge`: what tells which questions an entry answers; where no
    knowledge base runs, an embedder is loaded for it when it is needed."""
    mail = LocalMail(settings.data_dir / "mail", settings.mail_from)
    tokens = make_tokens(settings, database.clock)
    tours = TourMails(tokens, public_url(settings), settings.mail_from, mail.send)
    logins = AccountMails(tokens, public_url(settings), mail.send)
    answers = Answers(database, mail.send)
    notifier = Notifier(database, public_url(settings), mail.send)
    webhooks = WebhookSender(database, Vault(settings.secret_key.get_secret_value()), addresses)
    files = FileErasure(database, settings.data_dir / "attachments", mail.forget)
    settling = Settling(database, knowledge or make_aside(settings, database))
    return Outbox(
        database,
        {
            "mail": mail.send,
            "tour_mail": tours.send,
            "account_mail": logins.send,
            "answer": answers.bring,
            "answer_mail": answers.mail,
            "erase_files": files.erase,
            "correction": answers.correct,
            "settle_questions": settling.settle,
            "unseat": Unseating(database).unseat,
            "message_mail": ChatMail(database, mail.send).send,
            "notification_mail": notifier.mail,
            "notification_webhook": webhooks.send,
        },
        at_once={"notify": notices.tell_of},
    )


def make_aside(settings: Settings, database: Database) -> KnowledgeAside:
    def load() -> Embedder:
        return load_embedder(settings.embedder, settings.model_dir, openai=openai_options(settings)).embedder

    return KnowledgeAside(database, load, settings.data_dir)


def make_scheduler(settings: Settings, database: Database, sources: SourceReader, observing: Observing) -> Scheduler:
    return Scheduler(database, make_leadership(settings), make_jobs(settings, sources, observing))


def make_tokens(settings: Settings, clock: Clock) -> Tokens:
    return Tokens(settings.secret_key.get_secret_value(), clock)


def public_url(settings: Settings) -> str:
    """How visitors reach this server; where that is not set, as this machine does."""
    host = "localhost" if settings.host in ("0.0.0.0", "::", "127.0.0.1") else settings.host  # noqa: S104
    return settings.public_url or f"http://{host}:{settings.port}"


def make_sources(database: Database, fetcher: PageFetcher, reader: DocumentReader) -> SourceReader:
    return SourceReader(database, Crawler(fetcher, reader))


def build(settings: Settings, clock: Clock | None = None, *, addresses: AddressPolicy | None = None) -> House:
    """Everything that serves chats. Nothing runs yet. `addresses`: where web pages may be read from and webhooks sent
    to, for tests that serve their own; the public web."""
    clock = clock or SystemClock()
    database = make_database(settings, clock)
    readiness = Readiness()
    web = Web(settings, database, clock, readiness=readiness)
    loaded = load_embedder(settings.embedder, settings.model_dir, openai=openai_options(settings))
    readiness.embedder, readiness.embedder_reason = loaded.embedder.name, loaded.why
    if loaded.is_fallback:
        readiness.degraded["embedder"] = loaded.why
    knowledge = KnowledgeBase(
        database,
        loaded.embedder,
        data_dir=settings.data_dir,
        chroma_url=settings.chroma_url,
        memory_bytes=settings.knowledge_memory_mb * 2**20,
        previous=lambda name: load_named(name, settings.model_dir, openai=openai_options(settings)),
    )
    intents = learnt_intents(loaded.embedder, settings)
    brain = make_brain(settings, embedded=EmbeddedBrain(), tools=TOOLS)
    readiness.brain = settings.openai_model if brain.provider is not None else "embedded"
    readiness.watched["knowledge"] = lambda: "; ".join(knowledge.health().degraded) or None
    readiness.watched["intents"] = lambda: intents.trouble
    readiness.watched["brain"] = lambda: None if brain.is_served() else "the provider fails; the embedded brain answers"
    canary = f"marker-{secrets.token_hex(8)}"
    parts = Parts(
        database=database,
        clock=clock,
        agent=build_agent(brain, TOOLS, canary=canary, as_data=_quoted),
        knowledge=knowledge,
        guesser=intents,
        pms=Inventory(database),
        secrets=PromptSecrets(canary=canary, lines=tuple(RULES.splitlines())),
        turn_seconds=settings.turn_seconds,
        live=brain.provider is not None,
    )
    dialogue = Dialogue(parts)
    desk = Desk(database, dialogue, web.limiter, web.tokens, web.vault)
    suggester = Suggester(parts)
    outbox = make_outbox(settings, database, addresses, knowledge)
    reader = DocumentReader()
    fetcher = PageFetcher(addresses)
    sources = make_sources(database, fetcher, reader)
    return House(
        settings=settings,
        clock=clock,
        database=database,
        web=web,
        knowledge=knowledge,
        intents=intents,
        dialogue=dialogue,
        desk=desk,
        staff_desk=StaffDesk(database),
        suggester=suggester,
        outbox=outbox,
        scheduler=make_scheduler(settings, database, sources, Observing(database, knowledge.same_questions)),
        readiness=readiness,
        reader=reader,
        fetcher=fetcher,
        sources=sources,
        home_files=FileReader(),
    )


def learnt_intents(embedder: Embedder, settings: Settings) -> LearntIntents:
    """An embedder that is better given questions word by word in English is given other messages so, too."""
    by_words = load_calibration(embedder.name).spanish_by_words
    return LearntIntents(embedder, settings.data_dir / "intents", in_english=in_english if by_words else None)


def _quoted(text: str) -> str:
    return quoted(text, "the conversation")


def openai_options(settings: Settings) -> OpenAIOptions | None:
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
    house.intents.start()
    await house.dialogue.start()
    # A first question should not wait for its community's entries to be embedded.
    workers: list[asyncio.Task[None]] = [asyncio.create_task(_warm(house))]
    if house.settings.runs_worker:
        workers.append(asyncio.create_task(house.outbox.run()))
        await house.scheduler.start()
    house.readiness.is_scheduled = True
    # What is loaded by now stays: without it in every sweep of the collector a turn is not held up by tens of ms.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    # It was off while the program was read in.
    gc.enable()
    house.readiness.ready = True
    log.info("started", embedder=house.readiness.embedder, brain=house.readiness.brain)
    try:
        yield
    finally:
        house.readiness.ready = False
        await house.dialogue.stop()
        await house.scheduler.stop()
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await house.fetcher.aclose()
        await house.intents.close()
        await house.knowledge.close()
        await house.database.bus.stop()
        await house.database.close()
