"""A file or a text that staff give: `multipart/form-data` with one file, or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

import msgspec
from litestar.datastructures import UploadFile
from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Reference,
    RequestBody,
    Schema,
)

from leasing.errors import Invalid, TooLarge
from web.payload import Payload, problems
from web.request import CHANGING, ApiRequest, named

LARGEST = 10 * 2**20
BODY = LARGEST + 2**20
"""with what stands around a file in a form"""
LONGEST_NAME = 200

P = TypeVar("P", bound=Payload)


@dataclass(frozen=True, slots=True)
class File:
    """`fields` are the form's other fields."""

    name: str
    content_type: str
    data: bytes
    fields: Mapping[str, str]


def is_form(request: ApiRequest) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def file_of(request: ApiRequest) -> File:
    """The one file of a form. Raises `Invalid`, `TooLarge`."""
    form = await request.form()
    files: list[UploadFile] = [value for value in form.values() if isinstance(value, UploadFile)]
    if len(files) != 1:
        raise Invalid.field("file", "Send one file as multipart/form-data.", "missing")
    data = await files[0].read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(f"A file may have at most {LARGEST // 2**20} MB.")
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return File(_clean(files[0].filename), files[0].content_type or "", data, fields)


async def json_of(request: ApiRequest, model: type[P]) -> P:
    """The body as a payload, with all that is wrong with it. Raises `Invalid`."""
    raw = named(model, await request.json(), changing=request.method in CHANGING)
    faults = problems(model, raw)
    if faults:
        raise Invalid(f"{faults[0]['field']}: {faults[0]['message']}", faults)
    return msgspec.convert(raw, model, strict=False)


def _clean(name: str) -> str:
    base = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in base if sign.isprintable())[-LONGEST_NAME:]


def takes(*, text: Mapping[str, str], file: Mapping[str, str]) -> type[Operation]:
    """How the OpenAPI document describes an endpoint that takes either: the fields by name, with what they mean."""

    @dataclass
    class Either(Operation):
        def __post_init__(self) -> None:
            self.request_body = RequestBody(
                required=True,
                content={
                    "application/json": OpenAPIMediaType(schema=_object(text)),
                    "multipart/form-data": OpenAPIMediaType(schema=_object(file)),
                },
            )

    return Either


def _object(fields: Mapping[str, str]) -> Schema:
    properties: dict[str, Reference | Schema] = {}
    for name, meaning in fields.items():
        format_ = OpenAPIFormat.BINARY if name == "file" else None
        properties[name] = Schema(type=OpenAPIType.STRING, format=format_, description=meaning)
    return Schema(type=OpenAPIType.OBJECT, properties=properties)


def form_field(fields: Mapping[str, str], name: str, *, longest: int) -> str | None:
    """A field of a form, trimmed; None where it is empty."""
    value: Any = fields.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > longest or "\x00" in text:
        raise Invalid.field(name, f"{name} may have at most {longest} characters.", "length")
    return text or None
