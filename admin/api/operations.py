"""Names of operations in the OpenAPI document, from which clients are generated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar.enums import HttpMethod

CHANGING = (HttpMethod.PUT, HttpMethod.PATCH)
"""PUT changes the fields that are given, as PATCH does."""


def by_method(name: str) -> Callable[[Any, Any, Any], str]:
    """For a handler that takes PUT and PATCH alike: `UpdateThing` and `PatchThing`."""

    def create(_handler: Any, method: Any, _path: Any) -> str:
        return name.replace("Update", "Patch", 1) if str(getattr(method, "value", method)) == "PATCH" else name

    return create
