"""Debian's Chromium, driven by Playwright, and pages of other sites for it to visit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.visitor import Visitor
from tests.support.needs import CHROMIUM, need

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIMIT = 20_000
"""milliseconds that a condition may take on a machine with much else to do"""

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a file: Playwright's loop must not run beside the loops of asynchronous tests."""
    need("browser")
    expect.set_options(timeout=LIMIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers' own worlds: storage, network, screen."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        world = chromium.new_context(locale="en-US", **{"viewport": {"width": 1280, "height": 800}, **options})
        world.set_default_timeout(LIMIT)
        made.append(world)
        return world

    yield make
    for world in made:
        world.close()


@pytest.fixture
def arrive(context: Callable[..., BrowserContext]) -> Iterator[Arrive]:
    """Lets a visitor arrive. At the end nobody's console may have complained, but of what was expected."""
    arrived: list[tuple[Visitor, tuple[str, ...]]] = []

    def make(
        url: str | None = None, world: BrowserContext | None = None, bears: tuple[str, ...] = (), **options: Any
    ) -> Visitor:
        visitor = Visitor.arrive(world or context(**options))
        arrived.append((visitor, bears))
        return visitor.goto(url) if url else visitor

    yield make
    for visitor, bears in arrived:
        assert [p for p in visitor.problems if not any(part in p for part in bears)] == []


@dataclass
class Site:
    """Somebody's website: one page, with the headers that it sends."""

    url: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def embed(self, server: str, property_: str = "maple-court", head: str = "") -> str:
        """Put the widget on the page the way the embed code says; the address of the page."""
        tag = f'<script src="{server}/widget.js" data-property="{property_}" async></script>'
        self.body = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">{head}'
            f"<title>Somebody's site</title></head><body><h1>Homes</h1><button>Theirs</button>{tag}</body></html>"
        )
        return self.url


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on another port, and so of another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = here.body.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            for name, value in here.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Site(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join(5)
