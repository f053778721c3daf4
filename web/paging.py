"""`page` and `limit` of lists."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

from leasing.tenancy import Paging

MAX_LIMIT = 100


def provide_paging(
    page: Annotated[int, QueryParameter(ge=1, le=1_000_000, description="counts from 1")] = 1,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description="entries on a page")] = 10,
) -> Paging:
    return Paging(page, limit)
