"""A community's own web site, served on a port of this machine, whose pages a test may change and break."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from leasing.public_addresses import IpAddress, PublicAddresses


class LoopbackToo(PublicAddresses):
    """The public web, and this machine."""

    def allows(self, address: IpAddress) -> bool:
        return address.is_loopback or super().allows(address)

    def allows_port(self, port: int) -> bool:
        return True


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    write: Callable[[Any], None] | None = None
    """writes the body itself, as slowly or as long as it likes"""


@dataclass
class Site:
    """Pages by path; each request is noted with its headers."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def html(self, path: str, body: str, *, etag: str | None = None, title: str = "") -> None:
        headers = {"Content-Type": "text/html; charset=utf-8"} | ({"ETag": etag} if etag else {})
        whole = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
        self.pages[path] = Page(whole.encode(), headers=headers)

    def redirect(self, path: str, to: str) -> None:
        self.pages[path] = Page(status=302, headers={"Location": to})

    def text(self, path: str, body: str) -> None:
        self.pages[path] = Page(body.encode(), headers={"Content-Type": "text/plain"})


@contextmanager
def serve_site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = Site(server.server_address[1])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            page = site.pages.get(self.path, Page(status=404))
            etag = page.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                page = Page(status=304)
            self.close_connection = True
            try:
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.write is None:
                    self.send_header("Content-Length", str(len(page.body)))
                self.send_header("Connection", "close")
                self.end_headers()
                if page.write is None:
                    self.wfile.write(page.body)
                else:
                    page.write(self.wfile)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the reader has had enough, which is what some tests are about

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def ip(text: str) -> IpAddress:
    return ipaddress.ip_address(text)
