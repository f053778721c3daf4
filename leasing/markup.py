"""Markup to what it shows: an answer that somebody wrote with tags is said without them."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from leasing.hidden import colors, hides, style_of

_MARKED = re.compile(r"</?[a-zA-Z!][^<>]*>?|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});|\]\(|!\[")
_MARKDOWN_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,300})\]\(\s{0,9}<?([^()\s<>]{1,500})>?(?:\s\"[^\"\n]{0,300}\")?\s?\)")
_LINES = frozenset((
    "p", "div", "br", "hr", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "blockquote", "pre", "dl", "dt", "dd",
))  # fmt: skip
_SPACE_AROUND_LINE = re.compile(r"[ \t]*\n[ \t]*")
ROUNDS = 3
"""so often what was written as `&lt;b&gt;` may turn out to be a tag again"""
DEEPEST = 200


def is_marked(text: str) -> bool:
    return _MARKED.search(text) is not None


@lru_cache(maxsize=256)
def as_text(text: str) -> str:
    """The text without tags, comments, hidden elements and character references; a link keeps its address in brackets
    where its words do not name it. A text without markup is given back as it is."""
    for _ in range(ROUNDS):
        if not is_marked(text):
            return text
        text = _shown(text)
    # What is still a tag after all rounds was meant to deceive.
    return text.replace("<", " ").replace(">", " ") if is_marked(text) else text


def _shown(text: str) -> str:
    text = _MARKDOWN_LINK.sub(lambda found: found[2] if found[1] else linked(found[2], found[3]), text)
    if "<" in text or "&" in text:
        body = LexborHTMLParser(text.replace("\n", "<br>")).body
        text = "".join(_pieces(body, "white", 0)) if body is not None else ""
    return re.sub(r"\n{3,}", "\n\n", _SPACE_AROUND_LINE.sub("\n", text)).strip()


def _pieces(node: LexborNode, ground: str, depth: int) -> list[str]:
    found: list[str] = []
    child = node.child
    while child is not None and depth < DEEPEST:
        if child.is_text_node:
            found.append(child.text_content or "")
        elif child.is_element_node:
            found += _element(child, ground, depth)
        child = child.next
    return found


def _element(node: LexborNode, ground: str, depth: int) -> list[str]:
    tag, attributes = node.tag or "", node.attributes
    style = style_of(attributes)
    ground, unseen = colors(style, ground)
    if unseen or hides(tag, attributes, style):
        return []
    if tag == "br":
        return ["\n"]
    within = _pieces(node, ground, depth + 1)
    if tag == "a":
        return [linked("".join(within), attributes.get("href") or "")]
    if tag == "li":
        return ["\n- ", *within]
    if tag in {"td", "th"}:
        return [*within, " "]
    return ["\n", *within, "\n"] if tag in _LINES else within


def linked(words: str, address: str) -> str:
    """The words of a link with the address that they lead to, where that is one to write or call."""
    words = words.strip()
    target = address.removeprefix("mailto:").removeprefix("tel:")
    is_whole = address.startswith(("http://", "https://", "mailto:", "tel:"))
    if not is_whole or _squeezed(target) in _squeezed(words):
        return words
    return f"{words} ({target})" if words else target


def _squeezed(text: str) -> str:
    return re.sub(r"^https?://|^www\.|[\s().-]|/$", "", text.strip().lower())
