"""The widget's script, and a demo community's page that embeds it the way a customer would."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from string import Template
from typing import Any

from litestar import Request, Response, get
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery

from bot.dependencies import DatabaseDep
from leasing.database import Tx
from leasing.errors import NotFound
from leasing.services import conversations, showcase
from web.envelope import Envelope, ok

HERE = Path(__file__).parent
WIDGET = HERE.parent / "widget" / "dist" / "widget.js"


@get("/widget.js", include_in_schema=False)
async def widget_script(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The widget, for any page. Browsers ask again after five minutes, and get it only if it has changed."""
    if not WIDGET.exists():
        raise NotFound("The widget is not built; `make install` builds it.")
    content = await asyncio.to_thread(WIDGET.read_bytes)
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"etag": tag, "cache-control": "public, max-age=300", "access-control-allow-origin": "*"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers, media_type="text/javascript")
    return Response(content, headers=headers, media_type="text/javascript; charset=utf-8")


@get("/widget/{property_:str}.json", operation_id="WidgetLook", tags=["chat"], security=[{}])
async def widget_look(property_: FromPath[str], database: DatabaseDep) -> Envelope[dict[str, Any]]:
    """How the widget of a property looks before a conversation is opened: its colour, side and launcher."""
    return ok(await database.read(conversations.look, property_))


@get("/", include_in_schema=False)
async def demo_page(database: DatabaseDep, community: FromQuery[str] = "maple-court") -> Response[str]:
    """A community's website, with the widget on it."""
    shown = await database.read(_shown, community)
    page = Template(await asyncio.to_thread((HERE / "site" / "index.html").read_text))
    return Response(page.substitute(shown), media_type=MediaType.HTML)


@get("/site.css", include_in_schema=False)
async def demo_style() -> Response[str]:
    style = await asyncio.to_thread((HERE / "site" / "site.css").read_text)
    return Response(style, media_type="text/css; charset=utf-8", headers={"cache-control": "public, max-age=300"})


def _shown(tx: Tx, community: str) -> dict[str, str]:
    return showcase.page(tx, community)


routes = (widget_script, widget_look, demo_page, demo_style)
