"""The API as a page to read, made here from the OpenAPI document: no script, and nothing from other servers."""

from __future__ import annotations

from html import escape
from typing import Any

from litestar import MediaType, get

from web.request import ApiRequest

METHODS = ("get", "post", "put", "patch", "delete")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.4rem;text-align:left;"
    "vertical-align:top}code{font-size:.95em}"
)


@get(["/docs", "/redoc"], media_type=MediaType.HTML, include_in_schema=False, sync_to_thread=False)
def docs(request: ApiRequest) -> str:
    """All operations by tag."""
    document: dict[str, Any] = request.app.openapi_schema.to_schema()
    by_tag: dict[str, list[str]] = {}
    for path, item in sorted(document.get("paths", {}).items()):
        for method in METHODS:
            operation = item.get(method)
            if operation:
                tag = (operation.get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(_row(method, path, operation))
    sections = "".join(
        f"<h2>{escape(tag)}</h2><table><tr><th>Method</th><th>Path</th><th>Operation</th><th>What it does</th></tr>"
        f"{''.join(rows)}</table>"
        for tag, rows in sorted(by_tag.items())
    )
    title = escape(document["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} API</title><style>{STYLE}</style>'
        f'<h1>{title} API</h1><p>The whole description, for tools: <a href="/schema/openapi.json">openapi.json</a>.</p>'
        f"{sections}</html>"
    )


def _row(method: str, path: str, operation: dict[str, Any]) -> str:
    cells = (method.upper(), path, operation.get("operationId", ""))
    what = escape(operation.get("description") or operation.get("summary") or "")
    return "<tr>" + "".join(f"<td><code>{escape(cell)}</code></td>" for cell in cells) + f"<td>{what}</td></tr>"
