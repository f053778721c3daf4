"""Fetching a stranger's page calls nothing that is not public, and takes no more than it may."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from knowledge.web_pages.crawl import below
from knowledge.web_pages.fetcher import FetchFailed, FetchLimits, PageFetcher
from knowledge.web_pages.robots import robots_of
from leasing import public_addresses as addresses
from leasing.public_addresses import AddressRefused, PublicAddresses, is_public
from leasing.resilience import RetryPolicy
from tests.support.site import LoopbackToo, Page, Site, ip, serve_site

ONCE = RetryPolicy(attempts=1)
SMALL = FetchLimits(bytes=100_000, seconds=2.0, silence_seconds=1.0)
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as served:
        yield served


@pytest.fixture
async def fetcher() -> AsyncIterator[PageFetcher]:
    made = PageFetcher(LoopbackToo(), limits=SMALL, policy=ONCE)
    yield made
    await made.aclose()


def anywhere(_: httpx.URL) -> bool:
    return True


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::",
        "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    ],
)  # fmt: skip
async def test_inner_addresses_are_refused(address: str) -> None:
    assert not is_public(ip(address))
    with pytest.raises(AddressRefused):
        await PublicAddresses().place(f"[{address}]" if ":" in address else address, 80)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
async def test_public_ones_are_not(address: str) -> None:
    assert is_public(ip(address))
    assert await PublicAddresses().place(address, 443) == address


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost"])
async def test_other_spellings_of_this_machine_are_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        await PublicAddresses().place(host, 80)


async def test_only_the_ports_of_the_web() -> None:
    with pytest.raises(AddressRefused, match="Port 22"):
        await PublicAddresses().place("8.8.8.8", 22)


async def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    async def looked_up(_host: str, _port: int) -> list[Any]:
        return [ip("8.8.8.8"), ip("10.0.0.1")]

    monkeypatch.setattr(addresses, "_looked_up", looked_up)
    with pytest.raises(AddressRefused):
        await PublicAddresses().place("two.example", 443)


async def test_the_production_policy_does_not_read_this_machine(site: Site) -> None:
    site.html("/", "<p>secret</p>")
    fetcher = PageFetcher(policy=ONCE)
    with pytest.raises(FetchFailed, match=r"not one of web pages|not a public"):
        await fetcher.get(site.url + "/", within=anywhere)
    await fetcher.aclose()
    assert site.asked == []


async def test_a_name_is_looked_up_once_and_connected_to_as_it_was(
    site: Site, fetcher: PageFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look-up would give an inner address, and no other resolver knows the name at all."""
    answers = [[ip("127.0.0.1")], [ip("10.0.0.1")]]

    async def looked_up(_host: str, _port: int) -> list[Any]:
        return answers.pop(0)

    monkeypatch.setattr(addresses, "_looked_up", looked_up)
    site.html("/", "<p>Here.</p>")
    name = f"http://guide.maple.test:{site.port}/"
    found = await fetcher.get(name, within=anywhere)
    assert found.status == 200
    assert site.asked[0][1]["host"] == f"guide.maple.test:{site.port}"
    with pytest.raises(FetchFailed, match="not a public address"):
        await fetcher.get(name, within=anywhere)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1/admin", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/", "ftp://a.example/",
        "file:///etc/passwd", "http://user:word@93.184.216.34/", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
async def test_a_redirect_is_looked_at_like_the_first_address(site: Site, fetcher: PageFetcher, to: str) -> None:
    site.redirect("/", to)
    with pytest.raises(FetchFailed, match=r"not a public address|starts with http|user name"):
        await fetcher.get(site.url + "/", within=anywhere)


async def test_three_redirects_and_no_more(site: Site, fetcher: PageFetcher) -> None:
    for at in range(4):
        site.redirect(f"/{at}", f"/{at + 1}")
    site.html("/4", "<p>There.</p>")
    assert (await fetcher.get(site.url + "/1", within=anywhere)).url.endswith("/4")
    with pytest.raises(FetchFailed, match="more than 3"):
        await fetcher.get(site.url + "/0", within=anywhere)


async def test_a_redirect_out_of_the_source_is_not_followed(site: Site, fetcher: PageFetcher) -> None:
    site.redirect("/guide/", "/private")
    site.html("/private", "<p>Not for you.</p>")
    with pytest.raises(FetchFailed, match="not below"):
        await fetcher.get(site.url + "/guide/", within=below(httpx.URL(site.url + "/guide/")))
    assert site.paths == ["/guide/"]


async def test_a_body_that_is_too_large_is_given_up(site: Site, fetcher: PageFetcher) -> None:
    def endless(out: Any) -> None:
        while True:
            out.write(b"<p>more</p>" * 1000)

    site.pages["/"] = Page(headers=HTML, write=endless)
    with pytest.raises(FetchFailed, match="larger than"):
        await fetcher.get(site.url + "/", within=anywhere)


async def test_a_bomb_is_unpacked_no_further_than_the_limit(site: Site, fetcher: PageFetcher) -> None:
    packed = gzip.compress(b"a" * 50_000_000)
    site.pages["/"] = Page(packed, headers=HTML | {"Content-Encoding": "gzip"})
    assert len(packed) < SMALL.bytes
    with pytest.raises(FetchFailed, match="larger than"):
        await fetcher.get(site.url + "/", within=anywhere)
    site.pages["/good"] = Page(gzip.compress(b"<p>fine</p>"), headers=HTML | {"Content-Encoding": "gzip"})
    assert (await fetcher.get(site.url + "/good", within=anywhere)).body == b"<p>fine</p>"
    site.pages["/odd"] = Page(b"x", headers=HTML | {"Content-Encoding": "br"})
    with pytest.raises(FetchFailed, match="packed as br"):
        await fetcher.get(site.url + "/odd", within=anywhere)


async def test_a_body_that_drips_is_given_up(site: Site, fetcher: PageFetcher) -> None:
    def drip(out: Any) -> None:
        import time

        for _ in range(40):
            out.write(b"<p>")
            out.flush()
            time.sleep(0.25)

    site.pages["/"] = Page(headers=HTML, write=drip)
    with pytest.raises(FetchFailed, match="longer than 2 seconds"):
        await fetcher.get(site.url + "/", within=anywhere)


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "application/json", ""])
async def test_other_types_are_not_read(site: Site, fetcher: PageFetcher, kind: str) -> None:
    site.pages["/"] = Page(b"x", headers={"Content-Type": kind} if kind else {})
    with pytest.raises(FetchFailed, match="only HTML"):
        await fetcher.get(site.url + "/", within=anywhere)


async def test_what_may_pass_is_tried_again(site: Site) -> None:
    patient = PageFetcher(LoopbackToo(), limits=SMALL, policy=RetryPolicy(attempts=3, base_seconds=0.01))
    site.pages["/"] = Page(status=503)
    with pytest.raises(FetchFailed, match="answers 503"):
        await patient.get(site.url + "/", within=anywhere)
    assert len(site.asked) == 3
    site.pages["/no"] = Page(status=403)
    with pytest.raises(FetchFailed, match="answers 403"):
        await patient.get(site.url + "/no", within=anywhere)
    assert len(site.asked) == 4
    await patient.aclose()


async def test_a_site_that_is_down_is_left_alone(site: Site, fetcher: PageFetcher) -> None:
    site.pages["/"] = Page(status=503)
    for _ in range(5):
        with pytest.raises(FetchFailed, match="answers 503"):
            await fetcher.get(site.url + "/", within=anywhere)
    with pytest.raises(FetchFailed, match="left alone"):
        await fetcher.get(site.url + "/", within=anywhere)
    assert len(site.asked) == 5


async def test_robots(site: Site, fetcher: PageFetcher) -> None:
    start = httpx.URL(site.url + "/guide/")
    assert (await robots_of(fetcher, start)).allows(site.url + "/guide/a"), "a site without rules allows everything"
    site.text("/robots.txt", "User-agent: *\nDisallow: /guide/staff\nCrawl-delay: 900\n")
    rules = await robots_of(fetcher, start)
    assert rules.allows(site.url + "/guide/pets")
    assert not rules.allows(site.url + "/guide/staff/rota")
    assert rules.pause == 5.0
    site.pages["/robots.txt"] = Page(status=500)
    with pytest.raises(FetchFailed):
        await robots_of(fetcher, start)


@pytest.mark.parametrize(
    ("start", "url", "is_below"),
    [
        ("https://a.example/guide/", "https://a.example/guide/pets", True),
        ("https://a.example/guide", "https://a.example/guide/pets?x=1", True),
        ("https://a.example/guide/index.html", "https://a.example/guide/pets.html", True),
        ("https://a.example/", "https://a.example/anything", True),
        ("http://a.example/guide/", "https://a.example/guide/pets", True),
        ("https://a.example/guide/", "http://a.example/guide/pets", False),
        ("https://a.example/guide/", "https://a.example/guidebook", False),
        ("https://a.example/guide/", "https://a.example/guide/../staff", False),
        ("https://a.example/guide/", "https://a.example/guide/%2e%2e/staff", False),
        ("https://a.example/guide/", "https://b.example/guide/pets", False),
        ("https://a.example/guide/", "https://a.example:8443/guide/pets", False),
        ("https://a.example/guide/", "https://a.example.evil.example/guide/", False),
    ],
)
def test_what_is_below_an_address(start: str, url: str, is_below: bool) -> None:
    assert below(httpx.URL(start))(httpx.URL(url)) is is_below


async def test_many_at_once_do_not_wait_for_each_other(site: Site, fetcher: PageFetcher) -> None:
    site.html("/", "<p>Here.</p>")
    found = await asyncio.gather(*(fetcher.get(site.url + "/", within=anywhere) for _ in range(20)))
    assert [one.status for one in found] == [200] * 20
