"""Bytes to text: which encoding it is, and characters that nobody sees taken out."""

from __future__ import annotations

import codecs
import re
import unicodedata

from knowledge.reading.model import Refused

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_SAFE_CHARSETS = frozenset({"utf-8", "utf-16", "iso8859-1", "iso8859-15", "cp1252", "ascii", "mac-roman"})
_LIGATURES = {ord(sign): unicodedata.normalize("NFKC", sign) for sign in "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"}
_ODD_SHARE = 0.02


def decoded(data: bytes, charset: str | None = None, *, is_html: bool = False) -> str:
    """The text of a file. A byte order mark is believed first, then UTF-8, then what the sender or the page says, then
    what Windows writes. Raises `Refused` for what is no text."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name)
    wide = _without_mark(data)
    if wide:
        return _strictly(data, wide)
    if b"\x00" in data:
        raise Refused("The file holds null bytes, so it is not text. Save it as UTF-8 text, Markdown, HTML or PDF.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode(_known(charset) or (_declared(data) if is_html else None) or "cp1252", "replace")
    odd = sum(1 for sign in text if sign == "\ufffd" or (unicodedata.category(sign) == "Cc" and sign not in "\r\n\t\f"))
    if odd > len(text) * _ODD_SHARE:
        raise Refused("The file is not text in any encoding that is known here. Save it as UTF-8.")
    return text


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Refused(f"The file says that it is {name.upper()}, and is not. Save it as UTF-8.") from error


def _without_mark(data: bytes) -> str | None:
    """UTF-16 of western text has a null in every second byte."""
    start = data[:4000]
    if len(start) < 4 or b"\x00" not in start:
        return None
    half = len(start) // 2
    even, odd = start[::2].count(0) / half, start[1::2].count(0) / half
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.05 else None


def _declared(data: bytes) -> str | None:
    found = _META.search(data[:4096])
    return _known(found.group(1).decode("ascii")) if found else None


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset).name if charset else None
    except LookupError:
        return None
    return name if name in _SAFE_CHARSETS else None


def cleaned(text: str) -> str:
    """The text as people see it: no control, zero-width or direction characters, no half characters, line ends as
    newlines, ligatures as letters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(sign) for sign in text.translate(_LIGATURES))


def _shown(sign: str) -> str:
    if sign in "\n\t":
        return sign
    if sign == "\f":
        return "\n"
    match unicodedata.category(sign):
        case "Cc" | "Cf" | "Co" | "Cn":
            return ""
        case "Cs":
            return "\ufffd"
        case "Zs":
            return " "
        case _:
            return sign


def line(text: str) -> str:
    """A text in one line, single spaces."""
    return " ".join(text.split())
