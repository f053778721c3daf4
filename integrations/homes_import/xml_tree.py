"""XML of strangers to small trees, one for each part of a property: no DTD, no entities, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax import SAXException, SAXParseException, handler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from integrations.homes_import.limits import MOST_ATTRIBUTES, MOST_DEPTH, MOST_ELEMENTS, MOST_TEXT, refused

CHUNK = 64 * 1024


class Node:
    """An element by its local name, whatever its namespace; `text` is what stands directly in it."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.children: list[Node] = []

    def all(self, *names: str) -> Iterator[Node]:
        return (child for child in self.children if child.name in names)

    def first(self, *names: str) -> Node | None:
        return next(self.all(*names), None)

    def at(self, *path: str) -> Node | None:
        """The element at a path below this one."""
        node: Node | None = self
        for name in path:
            node = node.first(name) if node is not None else None
        return node

    def said(self, *names: str) -> str:
        """The text of an element below, by the first of these names of which one has any."""
        found = (child.text.strip() for name in names for child in self.all(name))
        return next((text for text in found if text), "")

    def told(self, *names: str) -> str:
        """The first of these attributes that has a value."""
        return next((value for name in names if (value := self.attributes.get(name, "").strip())), "")


class Feed:
    """`communities` are the properties of a file, each as its parts; `wrapper` holds what stands around them."""

    def __init__(self) -> None:
        self.root = ""
        self.wrapper: dict[str, str] = {}
        self.communities: list[Node] = []


def read_feed(data: bytes) -> Feed:
    """Raises `Invalid` for what is no XML, holds a document type or entities, or is larger or deeper than is read."""
    parser: Any = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    handles = _Handler(parser)
    parser.setContentHandler(handles)
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise refused(
            "The file holds a document type or entities, which are not read. Send the feed without <!DOCTYPE …>."
        ) from error
    except SAXParseException as error:
        raise refused(f"Line {error.getLineNumber()} is no well-formed XML: {error.getMessage()}.") from error
    except (SAXException, UnicodeError, LookupError, ValueError) as error:
        raise refused("The file is no XML that can be read. Save it as UTF-8.") from error
    return handles.feed


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Handler(handler.ContentHandler):
    def __init__(self, locator: Any) -> None:
        super().__init__()
        self.feed = Feed()
        self._locator = locator
        self._depth = 0
        self._elements = 0
        self._open: list[Node] = []
        self._path: list[str] = []

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  # the interface's name
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH:
            raise refused(f"Elements lie deeper than {MOST_DEPTH} within each other. This is no feed of homes.")
        if self._elements > MOST_ELEMENTS:
            raise refused(f"The file has more than {MOST_ELEMENTS:,} elements. Split it by community.")
        if len(attrs) > MOST_ATTRIBUTES:
            raise refused(f"An element has more than {MOST_ATTRIBUTES} attributes. This is no feed of homes.")
        local = _local(name)
        if not self.feed.root:
            self.feed.root = local
        self._path.append(local)
        if not self._open and local != "Property":
            return
        node = Node(local, {_local(key): value for key, value in attrs.items()}, self._locator.getLineNumber())
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.feed.communities.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002
        self._depth -= 1
        self._path.pop()
        if self._open:
            self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            node = self._open[-1]
            if len(node.text) <= MOST_TEXT:
                node.text += content[: MOST_TEXT + 1 - len(node.text)]
        elif len(self._path) == 2 and content.strip():
            # What a system says around its feed: `Status`, `ErrorDescription`.
            told = self.feed.wrapper.get(self._path[-1], "")
            self.feed.wrapper[self._path[-1]] = (told + content)[:500]
