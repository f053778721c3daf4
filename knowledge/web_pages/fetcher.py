"""One page over HTTP, with a limit on everything that the other side decides."""

from __future__ import annotations

import asyncio
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Any

import httpx

from leasing.public_addresses import AddressPolicy, AddressRefused, PublicAddresses
from leasing.resilience import Again, CircuitBreaker, RetryPolicy, retry, retry_after_seconds

AGENT = "DomIQ"
USER_AGENT = f"{AGENT}/0.1 (leasing assistant; reads a community's own pages)"
MOST_REDIRECTS = 3
MOST_HOSTS = 200
"""whose breakers are remembered"""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READABLE = frozenset(
    ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "application/pdf")
)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    bytes: int = 5 * 2**20
    """of a page, unpacked"""
    seconds: float = 20.0
    """for a page with its redirects"""
    connect_seconds: float = 5.0
    silence_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """`status` is 200, 304 (not changed) or 404 and 410 (gone); `url` is where it was in the end."""

    url: str
    status: int
    content_type: str = ""
    charset: str | None = None
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None


class FetchFailed(Exception):
    """The page could not be had; the message says why, for staff. `passes` where a later try may go well."""

    def __init__(self, message: str, *, passes: bool = False, after: float | None = None) -> None:
        super().__init__(message)
        self.passes = passes
        self.after = after


def make_client(limits: FetchLimits) -> httpx.AsyncClient:
    """A client that follows nothing, believes no proxy of the environment and keeps no connection: one that was opened
    for a host must not serve another that lies at the same address."""
    return httpx.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        timeout=httpx.Timeout(limits.silence_seconds, connect=limits.connect_seconds),
        limits=httpx.Limits(max_connections=10, max_keepalive_connections=0),
        headers={
            "User-Agent": USER_AGENT,
            "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, application/pdf;q=0.8",
            "Accept-Encoding": "gzip",
        },
    )


class PageFetcher:
    def __init__(
        self,
        addresses: AddressPolicy | None = None,
        *,
        limits: FetchLimits | None = None,
        policy: RetryPolicy | None = None,
    ) -> None:
        """`addresses`: where it may connect to; the public web unless a test says otherwise."""
        self._addresses = addresses or PublicAddresses()
        self._limits = limits or FetchLimits()
        self._policy = policy or RetryPolicy(attempts=3)
        self._client = make_client(self._limits)
        self._breakers: OrderedDict[str, CircuitBreaker] = OrderedDict()

    async def aclose(self) -> None:
        await self._client.aclose()

    async def get(
        self,
        url: str,
        *,
        within: Callable[[httpx.URL], bool],
        kinds: frozenset[str] = READABLE,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """A page that is `within` what may be read, wherever it redirects to. Raises `FetchFailed`."""
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in asked.items() if value}

        async def once() -> Fetched:
            return await self._guarded(url, within, kinds, headers)

        return await retry(once, policy=self._policy, judge=_judge)

    async def _guarded(
        self, url: str, within: Callable[[httpx.URL], bool], kinds: frozenset[str], headers: dict[str, str]
    ) -> Fetched:
        host = _parsed(url).host
        permit = self._breaker(host).acquire()
        if permit is None:
            raise FetchFailed(f"{host} did not answer several times and is left alone for now.")
        try:
            async with asyncio.timeout(self._limits.seconds):
                found = await self._followed(url, within, kinds, headers)
        except TimeoutError as error:
            permit.failed()
            raise FetchFailed(f"{url} took longer than {self._limits.seconds:g} seconds.") from error
        except FetchFailed as error:
            permit.failed() if error.passes else permit.succeeded()
            raise
        except BaseException:
            permit.dropped()
            raise
        permit.succeeded()
        return found

    async def _followed(
        self, url: str, within: Callable[[httpx.URL], bool], kinds: frozenset[str], headers: dict[str, str]
    ) -> Fetched:
        at = _parsed(url)
        for _ in range(MOST_REDIRECTS + 1):
            if not within(at):
                raise FetchFailed(f"{url} leads to {at}, which is not below the source's address.")
            found = await self._asked(at, kinds, headers)
            if isinstance(found, Fetched):
                return found
            at = found
        raise FetchFailed(f"{url} redirects more than {MOST_REDIRECTS} times.")

    async def _asked(self, url: httpx.URL, kinds: frozenset[str], headers: dict[str, str]) -> Fetched | httpx.URL:
        """The answer, or where it redirects to."""
        request = await self._request(url, headers)
        try:
            answer = await self._client.send(request, stream=True)
            try:
                return await self._read(url, answer, kinds)
            finally:
                await answer.aclose()
        except httpx.TimeoutException as error:
            raise FetchFailed(f"{url} does not answer in time.", passes=True) from error
        except (httpx.TransportError, httpx.StreamError, ValueError) as error:
            raise FetchFailed(f"{url} cannot be read: {type(error).__name__}.", passes=True) from error

    async def _request(self, url: httpx.URL, headers: dict[str, str]) -> httpx.Request:
        """A request to the very address that was looked up and allowed: a second look-up might say otherwise."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            address = await self._addresses.place(url.host, port)
        except AddressRefused as error:
            raise FetchFailed(str(error)) from error
        pinned = url.copy_with(host=address, fragment=None)
        named: dict[str, Any] = {"sni_hostname": url.raw_host.decode("ascii")}
        return self._client.build_request(
            "GET", pinned, headers={**headers, "Host": url.netloc.decode("ascii")}, extensions=named
        )

    async def _read(self, url: httpx.URL, answer: httpx.Response, kinds: frozenset[str]) -> Fetched | httpx.URL:
        status = answer.status_code
        if status in REDIRECTS and "location" in answer.headers:
            return _parsed(str(url.join(answer.headers["location"])))
        if status in {404, 410} or status == 304:
            return Fetched(str(url), status)
        if status != 200:
            passes = status in {408, 425, 429} or status >= 500
            after = retry_after_seconds(answer.headers.get("retry-after"))
            raise FetchFailed(f"{url} answers {status}.", passes=passes, after=after)
        kind, charset = _content_type(answer.headers.get("content-type", ""))
        if kind not in kinds:
            raise FetchFailed(f"{url} is {kind or 'of no named type'}; only HTML, text, Markdown and PDF are read.")
        body = await self._body(url, answer)
        tag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        return Fetched(str(url), 200, kind, charset, body, _short(tag, 500), _short(modified, 100))

    async def _body(self, url: httpx.URL, answer: httpx.Response) -> bytes:
        """The body, unpacked no further than the limit."""
        coding = answer.headers.get("content-encoding", "identity").lower().strip()
        if coding not in {"identity", "gzip", "x-gzip", "deflate", ""}:
            raise FetchFailed(f"{url} is packed as {coding[:40]}, which was not asked for.")
        unpacking = zlib.decompressobj(wbits=47) if coding not in {"identity", ""} else None
        most = self._limits.bytes
        body = bytearray()
        try:
            async for part in answer.aiter_raw():
                body += unpacking.decompress(part, most + 1 - len(body)) if unpacking else part
                if len(body) > most:
                    raise FetchFailed(f"{url} is larger than {most // 2**20} MB.")
        except zlib.error as error:
            raise FetchFailed(f"{url} is packed wrongly.") from error
        return bytes(body)

    def _breaker(self, host: str) -> CircuitBreaker:
        breaker = self._breakers.pop(host, None) or CircuitBreaker(host, failures=5)
        self._breakers[host] = breaker
        while len(self._breakers) > MOST_HOSTS:
            self._breakers.popitem(last=False)
        return breaker


def _judge(error: Exception) -> Again | None:
    return Again(error.after) if isinstance(error, FetchFailed) and error.passes else None


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise FetchFailed(f"{url[:200]} is not an address.") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise FetchFailed(f"{url[:200]} is not an address that starts with http:// or https://.")
    if parsed.userinfo:
        raise FetchFailed("An address with a user name or password is not read.")
    return parsed


def _content_type(header: str) -> tuple[str, str | None]:
    message = Message()
    message["content-type"] = header or "application/octet-stream"
    return message.get_content_type(), message.get_content_charset()


def _short(value: str | None, most: int) -> str | None:
    """A header to be sent again; one that is longer is not remembered."""
    return value if value and len(value) <= most and value.isascii() and value.isprintable() else None
