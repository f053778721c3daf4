"""What of a page of HTML nobody sees: scripts, comments, and text that its author hid. It is never read.

Looked at are tags, attributes, styles written at an element, and the rules of the page's own style sheets that hide.
Sheets of other files are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

SILENT = frozenset((
    "script", "style", "template", "noscript", "iframe", "object", "embed", "canvas", "audio", "video", "svg",
    "math", "map", "head", "link", "meta", "area", "param", "source", "track", "datalist",
))  # fmt: skip

_HIDES = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0\d*)?(?:;|%|!|$)|"
    r"font-size:(?:[01]?(?:\.\d+)?(?:px|pt)|0(?:\.0?\d*)?(?:r?em|%|vw|vh)?)(?:;|!|$)|"
    r"(?:^|;)(?:max-)?(?:height|width):0(?:px|%|r?em)?(?:;|!|$)|transform:scale[xy]?\(0\)|"
    r"clip:rect\((?:0(?:px)?[,)]?){1,4}|clip:rect\(1px,1px,1px,1px\)|clip-path:inset\((?:50|100)%\)|"
    r"text-indent:-\d{3,}|(?:^|;)(?:left|right|top|bottom|margin-left|margin-top):-\d{4,}|"
    r"(?:^|;)color:transparent|mso-hide:all|content-visibility:hidden"
)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COLOR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_WHITE = re.compile(
    r"^(?:white|#f{3,4}|#f{6}(?:f{2})?|#f[c-f]f[c-f]f[c-f]|rgba?\(25[2-5],25[2-5],25[2-5](?:,1(?:\.0*)?)?\)|"
    r"hsla?\(\d+,\d+%,100%(?:,1)?\))$"
)
_RULE = re.compile(r"([^{}@]{1,300})\{([^{}]{0,2000})\}")
MOST_RULES = 200


def style_of(attributes: Mapping[str, str | None]) -> str:
    """An element's own style, squeezed; the attributes of old pages count as style."""
    style = squeezed(attributes.get("style") or "")
    for name, as_style in (("color", "color"), ("bgcolor", "background")):
        if attributes.get(name):
            style += f";{as_style}:{squeezed(attributes[name] or '')}"
    return style


def squeezed(style: str) -> str:
    return "".join(_STYLE_COMMENT.sub("", style).lower().split())


def hides(tag: str, attributes: Mapping[str, str | None], style: str) -> bool:
    """Whether an element and all in it is not shown."""
    if tag in SILENT or "hidden" in attributes or (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return True
    if tag == "input" or (tag == "dialog" and "open" not in attributes):
        return True
    return _HIDES.search(style) is not None


def colors(style: str, ground: str) -> tuple[str, bool]:
    """(the background as of here, whether text in the element's own colour cannot be seen on it). White paper unless
    a style says otherwise."""
    found = _BACKGROUND.search(style)
    if found:
        ground = _plain(found.group(1))
    color = _COLOR.search(style)
    return ground, color is not None and _plain(color.group(1)) == ground


def _plain(color: str) -> str:
    return "white" if _WHITE.match(color) else color


def hidden_by_sheets(tree: LexborHTMLParser) -> set[int]:
    """The `mem_id` of elements that the page's own style sheets hide."""
    found: set[int] = set()
    rules = 0
    for sheet in tree.css("style"):
        text = _STYLE_COMMENT.sub("", sheet.text(deep=True))
        for selector, body in _RULE.findall(text):
            if not _HIDES.search(squeezed(body)) or ":" in selector:
                continue
            rules += 1
            if rules > MOST_RULES:
                return found
            try:
                found.update(node.mem_id for node in tree.css(selector.strip()))
            except (SelectolaxError, ValueError):
                continue  # a selector that this library does not know selects nothing
    return found
