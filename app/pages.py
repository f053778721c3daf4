"""The widget's script, a demo community's page that embeds it the way a customer would, and where mailed links lead."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any

from litestar import Request, Response, get
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery

from bot.dependencies import DatabaseDep
from leasing.errors import NotFound
from leasing.services import openings, showcase
from web.envelope import Envelope, ok

HERE = Path(__file__).parent
SITE = HERE / "site"
WIDGET = HERE.parent / "widget" / "dist" / "widget.js"

Asked = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in memory, as it is and compressed."""

    tag: str
    plain: bytes
    packed: bytes


def kept(path: Path) -> Kept:
    """The file, read and compressed when it has changed. Raises `NotFound`."""
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise NotFound(f"{path.name} is not built; `make install` builds it.") from None
    return _read(path, changed)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Kept:
    plain = path.read_bytes()
    return Kept(hashlib.sha256(plain).hexdigest()[:20], plain, gzip.compress(plain, 9, mtime=0))


def answer(path: Path, request: Asked, media_type: str, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A file as this browser takes it: compressed, or only the word that it has the newest."""
    file = kept(path)
    packed = takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{file.tag}-gz"' if packed else f'"{file.tag}"'
    common = {"etag": tag, "cache-control": "public, max-age=300", "vary": "Accept-Encoding", **(headers or {})}
    if has(request.headers.get("if-none-match", ""), tag):
        return Response(b"", status_code=304, headers=common, media_type=media_type)
    if packed:
        return Response(file.packed, headers={**common, "content-encoding": "gzip"}, media_type=media_type)
    return Response(file.plain, headers=common, media_type=media_type)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding allows gzip; `q=0` forbids it."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([\d.]+)\s*", rest)
        try:
            weights[name.strip()] = float(weight[1]) if weight else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def has(tags: str, tag: str) -> bool:
    """Whether an If-None-Match names this version; proxies that compress make a tag weak."""
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in tags.split(","))


@get("/widget.js", include_in_schema=False)
async def widget_script(request: Asked) -> Response[bytes]:
    """The widget, for any page. Browsers ask again after five minutes, and get it only if it has changed."""
    return answer(WIDGET, request, "text/javascript", {"access-control-allow-origin": "*"})


@get("/widget/{file:str}", operation_id="WidgetLook", tags=["chat"], security=[{}])
async def widget_look(file: FromPath[str], database: DatabaseDep) -> Envelope[dict[str, Any]]:
    """How the widget of a property (`/widget/{slug or id}.json`) looks before a conversation is opened: its colour,
    side and launcher."""
    if not file.endswith(".json"):
        raise NotFound(f"There is nothing at /widget/{file}.")
    return ok(await database.read(openings.look, file.removesuffix(".json")))


@get("/", include_in_schema=False)
async def demo_page(database: DatabaseDep, community: FromQuery[str] = "maple-court") -> Response[str]:
    """A community's website, with the widget on it."""
    shown = await database.read(showcase.page, community)
    page = Template((await asyncio.to_thread(kept, SITE / "index.html")).plain.decode())
    return Response(page.substitute(shown), media_type=MediaType.HTML)


@get("/site.css", include_in_schema=False)
async def demo_style(request: Asked) -> Response[bytes]:
    return answer(SITE / "site.css", request, "text/css")


@get("/site.js", include_in_schema=False)
async def demo_script(request: Asked) -> Response[bytes]:
    return answer(SITE / "site.js", request, "text/javascript")


@get("/account", include_in_schema=False)
async def account_page(request: Asked) -> Response[bytes]:
    """Where the links of mails about logins lead. Their tokens stand behind the `#` and never come here."""
    return answer(SITE / "account.html", request, "text/html; charset=utf-8", {"referrer-policy": "no-referrer"})


@get("/account.js", include_in_schema=False)
async def account_script(request: Asked) -> Response[bytes]:
    return answer(SITE / "account.js", request, "text/javascript")


routes = (widget_script, widget_look, demo_page, demo_style, demo_script, account_page, account_script)
