"""A page of HTML: its headings, paragraphs, lists and tables. What nobody sees is not read, nor what is on every page
(navigation, footers, forms)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.reading.model import BlockKind, Limits, Refused
from knowledge.reading.outline import Outline
from knowledge.reading.tables import row_lines
from knowledge.reading.text import line
from leasing.hidden import colors, hidden_by_sheets, hides, style_of
from leasing.markup import linked

FURNITURE = frozenset(["nav", "footer", "form", "button", "select", "textarea", "label"])
BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "aside", "blockquote", "pre", "figure", "figcaption",
    "address", "fieldset", "details", "ul", "ol", "dl", "dd", "dt", "li", "table", "tbody", "thead", "tfoot", "tr",
    "td", "th", "caption", "hr", "br", "body", "center",
))  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
SUMMARY_LEVEL = 7
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,2000}?(/?)>")
_CLOSED_BY_OTHERS = frozenset((
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "col",
    "br", "hr", "img", "input", "meta", "link", "area", "base", "embed", "param", "source", "track", "wbr", "rp",
    "rt",
))  # fmt: skip
MOST_LINKS = 500
LONGEST_LINK = 2_000


@dataclass(frozen=True, slots=True)
class _Leave:
    """That an element ends: put on the stack below what is in it."""

    tag: str


@dataclass(frozen=True, slots=True)
class _Enter:
    node: LexborNode
    depth: int
    ground: str


class PageReader:
    def __init__(self, html: str, outline: Outline, limits: Limits, *, keep_links: bool) -> None:
        if html.count("<") > limits.elements * 2:
            raise _too_many(limits)
        if _depth(html) > limits.depth * 4:
            # Before it is parsed, which would take time by the square of the depth.
            raise _too_deep(limits)
        self._tree = LexborHTMLParser(html)
        self._outline = outline
        self._limits = limits
        self._keep_links = keep_links
        self._hidden = hidden_by_sheets(self._tree)
        self._inline: list[str] = []
        self._kinds: list[BlockKind] = ["text"]
        self._term = ""
        self._link: list[tuple[int, str]] = []
        self._cells = 0
        self._seen = 0
        self.links: list[str] = []

    @property
    def title(self) -> str | None:
        found = self._tree.css_first("title")
        return line(found.text(deep=True)) or None if found is not None else None

    def read(self) -> None:
        """Fill the outline. Raises `Refused`."""
        body = self._tree.body
        if body is None:
            return
        self._collect_links(body)
        self._walk(self._main(body))

    def _main(self, body: LexborNode) -> LexborNode:
        """The page's main part, where it names one that says something."""
        marked = self._tree.css("main, [role=main]")
        only = marked[0] if len(marked) == 1 else None
        return only if only is not None and len(only.text(deep=True).strip()) > 100 else body

    def _collect_links(self, body: LexborNode) -> None:
        for node in body.css("a[href]")[:MOST_LINKS]:
            address = (node.attributes.get("href") or "").strip()
            if address and len(address) <= LONGEST_LINK:
                self.links.append(address)

    def _walk(self, root: LexborNode) -> None:
        stack: list[_Enter | _Leave] = [_Enter(root, 0, "white")]
        while stack:
            step = stack.pop()
            if isinstance(step, _Leave):
                self._leave(step.tag)
                continue
            node = step.node
            if node.is_text_node:
                self._inline.append(node.text_content or "")
            elif node.is_element_node:
                self._element(step, stack)
        self._flush()

    def _element(self, step: _Enter, stack: list[_Enter | _Leave]) -> None:
        node, tag = step.node, step.node.tag or ""
        self._seen += 1
        if self._seen > self._limits.elements:
            raise _too_many(self._limits)
        if step.depth > self._limits.depth:
            raise _too_deep(self._limits)
        ground, is_seen = self._shown(node, tag, step.ground)
        if not is_seen or tag in FURNITURE or node.attributes.get("role") == "navigation":
            self._inline.append(" ")
            return
        if tag == "table" and self._is_data(node):
            self._flush()
            self._table(node, ground)
            return
        self._enter(node, tag)
        stack.append(_Leave(tag))
        # The last child first, so that the first comes out first.
        stack.extend(_Enter(child, step.depth + 1, ground) for child in reversed(_children(node)))

    def _shown(self, node: LexborNode, tag: str, ground: str) -> tuple[str, bool]:
        attributes = node.attributes
        style = style_of(attributes)
        ground, unseen = colors(style, ground)
        return ground, not (unseen or hides(tag, attributes, style) or node.mem_id in self._hidden)

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in HEADINGS or tag in BLOCKS or tag == "summary":
            self._flush()
        if tag == "li":
            self._kinds.append("item")
        elif tag == "a":
            self._link.append((len(self._inline), node.attributes.get("href") or ""))

    def _leave(self, tag: str) -> None:
        if tag in HEADINGS or tag == "summary":
            self._outline.heading(HEADINGS.get(tag, SUMMARY_LEVEL), self._taken())
        elif tag == "a" and self._link:
            self._leave_link(*self._link.pop())
        elif tag == "dt":
            self._term = line(self._taken())
        elif tag in BLOCKS:
            self._flush()
        if tag == "li" and len(self._kinds) > 1:
            self._kinds.pop()
        elif tag == "details":
            self._outline.leave(SUMMARY_LEVEL)
        elif tag == "dl":
            self._flush_term()

    def _leave_link(self, at: int, address: str) -> None:
        if self._keep_links and at <= len(self._inline):
            self._inline[at:] = [linked("".join(self._inline[at:]), address)]

    def _taken(self) -> str:
        text = "".join(self._inline)
        self._inline = []
        # A heading that is a link begins a new count of where links began.
        self._link = [(0, address) for _, address in self._link]
        return text

    def _flush(self) -> None:
        text = self._taken()
        if not text.strip():
            return
        if self._term:
            text, self._term = f"{self._term}: {text}", ""
            self._outline.add("row", text)
        else:
            self._outline.add(self._kinds[-1], text)

    def _flush_term(self) -> None:
        if self._term:
            self._outline.add("text", self._term)
            self._term = ""

    def _is_data(self, table: LexborNode) -> bool:
        """Whether a table holds rows, and is not the frame in which an old page lies."""
        if table.css_first("table table, h1, h2, h3, h4, h5, h6, ul, ol, form") is not None:
            return False
        return table.attributes.get("role") not in {"presentation", "none"}

    def _table(self, table: LexborNode, ground: str) -> None:
        caption = table.css_first("caption")
        if caption is not None:
            self._outline.add("text", self._visible(caption, ground))
        rows: list[list[str]] = []
        has_header = False
        for row in table.css("tr"):
            cells = [child for child in _children(row) if child.tag in {"td", "th"}]
            self._cells += len(cells)
            if self._cells > self._limits.cells:
                raise Refused(f"The tables have more than {self._limits.cells:,} cells. Split them.", too_large=True)
            if not rows:
                has_header = len(cells) > 1 and all(cell.tag == "th" for cell in cells)
            if not self._shown(row, "tr", ground)[1]:
                continue
            found = [line(self._visible(cell, ground)) for cell in cells]
            if any(found):
                rows.append(found)
        for text in row_lines(rows, has_header=has_header):
            self._outline.add("row", text)

    def _visible(self, root: LexborNode, ground: str) -> str:
        """The text of a cell."""
        found: list[str] = []
        stack: list[tuple[LexborNode, str]] = [(root, ground)]
        while stack:
            node, ground = stack.pop()
            if node.is_text_node:
                found.append(node.text_content or "")
            elif node.is_element_node:
                self._seen += 1
                if self._seen > self._limits.elements:
                    raise _too_many(self._limits)
                tag = node.tag or ""
                ground, is_seen = self._shown(node, tag, ground)
                if is_seen:
                    found.append(" " if tag in BLOCKS else "")
                    stack.extend(map(partial(_with, ground), reversed(_children(node))))
        return "".join(found)


def _with(ground: str, node: LexborNode) -> tuple[LexborNode, str]:
    return node, ground


def _children(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    child = node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _too_many(limits: Limits) -> Refused:
    return Refused(f"The page has more than {limits.elements:,} elements. Split it.", too_large=True)


def _too_deep(limits: Limits) -> Refused:
    return Refused(f"The page has elements within each other more than {limits.depth} deep. Simplify it.")


def _depth(html: str) -> int:
    """How deep elements may lie within each other, roughly."""
    depth = deepest = 0
    for closes, name, empty in _TAG.findall(html):
        if empty or name.lower() in _CLOSED_BY_OTHERS:
            continue
        depth = max(0, depth - 1) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest
