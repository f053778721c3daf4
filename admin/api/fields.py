"""What the fields of requests may hold, shared by all nouns."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Meta, UnsetType

from leasing.money import from_wire
from leasing.services.accounts import email_address
from leasing.services.office_hours import minute, weekday
from leasing.zones import zone
from web.payload import Check

T = TypeVar("T")

Maybe = T | UnsetType
"""a field that may be left out"""


def one_line(text: str) -> None:
    if any(ord(each) < 32 or ord(each) == 127 for each in text):
        raise ValueError("must be one line")


def not_blank(text: str) -> None:
    if not text.strip():
        raise ValueError("must not be blank")


def _web_address(text: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be an address that starts with http:// or https://")


def _origins(values: list[str]) -> None:
    for value in values:
        parts = urlsplit(value)
        bare = not parts.path.strip("/") and not parts.query and not parts.fragment and "@" not in parts.netloc
        if parts.scheme not in {"http", "https"} or not parts.netloc or not bare:
            raise ValueError(f"{value[:100]!r} is not an origin such as https://www.example.com")


def origin(text: str) -> str:
    """An origin as browsers send it."""
    return text.strip().lower().rstrip("/")


def _picture(value: str) -> None:
    if not value.startswith("/") or value.startswith("//"):
        _web_address(value)


def _pictures(values: list[str]) -> None:
    for value in values:
        _picture(value)


def _widget_settings(value: dict[str, Any]) -> None:
    for name in ("quick_replies", "languages"):
        listed = value.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):  # pyright: ignore[reportUnknownVariableType]
            raise ValueError(f"{name} must be a list of texts")
    for name in ("launcher_text", "privacy_url"):
        if not isinstance(value.get(name, ""), str | None):
            raise ValueError(f"{name} must be a text")
    if value.get("privacy_url"):
        _web_address(value["privacy_url"])


def _unique(values: list[Any]) -> None:
    if len(values) != len(set(values)):
        raise ValueError("must not name anything twice")


def _money(value: str | float) -> None:
    from_wire(str(value))


Short = Annotated[str, Meta(min_length=1, max_length=100), Check(not_blank)]
Named = Annotated[str, Meta(min_length=1, max_length=200), Check(not_blank), Check(one_line)]
Long = Annotated[str, Meta(max_length=20_000)]
Phone = Annotated[str, Meta(max_length=40)]
Email = Annotated[str, Meta(max_length=254), Check(email_address)]
Url = Annotated[str, Meta(max_length=500), Check(_web_address)]
Zone = Annotated[str, Meta(max_length=60), Check(zone)]
Color = Annotated[str, Meta(pattern=r"^#(?:[0-9a-fA-F]{3}){1,2}$", max_length=20)]
Money = Annotated[str | int | float, Check(_money)]
"""a decimal string such as `"1850.00"`; numbers are taken too"""
Names = Annotated[list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(max_length=200)]
Picture = Annotated[str, Meta(min_length=1, max_length=500), Check(_picture)]
"""the address of an image, here or elsewhere"""
Pictures = Annotated[list[Annotated[str, Meta(max_length=500)]], Meta(max_length=100), Check(_pictures)]
"""addresses of images, here or elsewhere"""
WidgetSettings = Annotated[dict[str, Any], Check(_widget_settings)]
"""launcher_text, languages, quick_replies, privacy_url"""
Origins = Annotated[list[Annotated[str, Meta(max_length=300)]], Meta(max_length=100), Check(_origins)]
Weekday = Annotated[str | int, Check(weekday)]
TimeOfDay = Annotated[str, Meta(max_length=8), Check(minute)]
Distinct = Check(_unique)
