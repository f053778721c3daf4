"""What browsers are given: the widget's script, its look, and the demo's pages."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import httpx
import pytest

from app import pages
from tests.support.server import Served

HARBORLIGHT = ("maple-court", "saltmarsh-landing", "wrenfield-lofts")
NAMES = {**dict.fromkeys(HARBORLIGHT, HARBORLIGHT), "sundial-row": ()}
"""communities, and those of the same company"""


def _raw(url: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer, and its bytes as they came."""
    with httpx.stream("GET", url, headers={"accept-encoding": "identity", **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


def test_the_script_comes_compressed_to_who_takes_that(served: Served) -> None:
    plain, content = _raw(f"{served.url}/widget.js")
    packed, smaller = _raw(f"{served.url}/widget.js", **{"accept-encoding": "br, gzip;q=0.8"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(smaller) == content == pages.WIDGET.read_bytes()
    assert len(smaller) <= 24 * 1024
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer in (plain, packed):
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_who_has_the_newest_gets_nothing(served: Served, encoding: str) -> None:
    tag = _raw(f"{served.url}/widget.js", **{"accept-encoding": encoding})[0].headers["etag"]
    for known in (tag, f"W/{tag}", f'"old", {tag}', "*"):
        headers = {"accept-encoding": encoding, "if-none-match": known}
        answer, content = _raw(f"{served.url}/widget.js", **headers)
        assert (answer.status_code, content, answer.headers["etag"]) == (304, b"", tag), known
    assert _raw(f"{served.url}/widget.js", **{"if-none-match": '"old"'})[0].status_code == 200


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("GZIP , br", True),
        ("*", True),
        ("gzip;q=0.5", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("identity, *;q=0", False),
        ("gzip;q=.", False),
    ],
)
def test_takes_gzip(accepted: str, taken: bool) -> None:
    assert pages.takes_gzip(accepted) is taken


def test_a_file_is_read_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "widget.js"
    file.write_bytes(b"first")
    reads: list[Path] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: reads.append(self) or read(self))
    first = [pages.kept(file) for _ in range(3)]
    assert (len(reads), first[0].plain, gzip.decompress(first[0].packed)) == (1, b"first", b"first")
    file.write_bytes(b"second")
    os.utime(file, ns=(1, 1))
    assert pages.kept(file).plain == b"second"
    assert pages.kept(file).tag != first[0].tag


def test_the_look_of_a_widget_is_told_without_a_conversation(served: Served) -> None:
    look = httpx.get(f"{served.url}/widget/maple-court.json", headers={"origin": "https://maple.example"})
    assert look.status_code == 200
    assert look.headers["access-control-allow-origin"] == "*"
    data = look.json()["data"]
    assert data["property"]["name"] == "Maple Court"
    assert data["widget"]["launcher_text"] == "Ask Maple Court"
    for missing in ("nowhere.json", "maple-court", "maple-court.js"):
        assert httpx.get(f"{served.url}/widget/{missing}").status_code == 404


@pytest.mark.parametrize("slug", NAMES)
def test_every_community_has_its_page(served: Served, slug: str) -> None:
    page = httpx.get(f"{served.url}/", params={"community": slug})
    assert page.status_code == 200
    assert f'data-property="{slug}"' in page.text
    assert not re.search(r"\$[a-z{]|None", page.text), "a part of the page was not filled in"
    assert set(re.findall(r'href="/\?community=([^"]+)"', page.text)) == set(NAMES[slug]) - {slug}


def test_an_unknown_community_has_none(served: Served) -> None:
    assert httpx.get(f"{served.url}/", params={"community": "<script>"}).status_code == 404
