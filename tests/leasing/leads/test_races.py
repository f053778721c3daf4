"""Two at the same moment: one lead or one pair that is merged, and no word lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from leasing.database import Database
from leasing.errors import Conflict
from leasing.models import Lead
from leasing.services import merging, prospects, unmerging
from leasing.services.lead_history import SYSTEM
from leasing.services.merging import Why
from tests.support.visitors import Browser, count, lead_row, live, merges, scope_of

Browsers = Callable[[], Browser]
BY_STAFF = Why("staff", {}, automatic=False)


async def test_two_conversations_give_one_address_at_the_same_moment(database: Database, browser: Browsers) -> None:
    talks = [await browser().opens() for _ in range(3)]
    said = ("bedrooms", "price_max_cents", "area")
    values: list[Any] = [2, 150_000, "East"]
    await asyncio.gather(
        *(
            talk.says(email="ana@mail.example", **{name: value})
            for talk, name, value in zip(talks, said, values, strict=True)
        )
    )
    (lead,) = await live(database)
    assert len(lead.preferences) == 3, "what each of them said is there"
    assert await count(database, Lead) == 3
    assert len(await merges(database)) == 2
    for talk in talks:
        assert (await talk.lead()).id == lead.id


async def test_a_merge_and_a_write_at_the_same_moment(database: Database, browser: Browsers) -> None:
    one, other = browser(), browser()
    kept, gone = await one.says(email="ana@mail.example"), await other.says(phone="+19195550101")
    staff = await scope_of(database, one.property_id)
    results = await asyncio.gather(
        database.write(merging.merge, staff.company_id, kept, gone, BY_STAFF),
        one.says(bedrooms=2),
        other.says(price_max_cents=150_000),
        database.write(prospects.change, staff, gone, {"notes": "called"}),
        return_exceptions=True,
    )
    assert not any(isinstance(one, BaseException) for one in results[:3]), results
    (lead,) = await live(database)
    assert (lead.id, lead.preferences) == (kept, {"bedrooms": 2, "price_range_max": "1500.00"})
    # Staff were either first, and their note went along, or were sent on to the survivor.
    assert isinstance(results[3], Conflict) == (lead.notes is None)
    assert lead.score == sum(rule["points"] for rule in lead.score_explained)


async def test_two_merges_and_two_undos_at_the_same_moment(database: Database, browser: Browsers) -> None:
    a, b, c = [await browser().says(email=f"{name}@mail.example") for name in ("ana", "bob", "cy")]
    company = (await lead_row(database, a)).company_id
    results = await asyncio.gather(
        *(
            database.write(merging.merge, company, survivor, other, BY_STAFF)
            for survivor, other in ((a, b), (b, a), (b, c), (c, b))
        ),
        return_exceptions=True,
    )
    assert all(isinstance(one, str | Conflict) for one in results), results
    assert len(await live(database)) == 3 - sum(isinstance(one, str) for one in results)
    newest = (await merges(database))[-1].id
    undone = await asyncio.gather(
        *(database.write(unmerging.undo, company, newest, SYSTEM) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in undone) == ["Conflict", "NoneType"]


async def test_a_deletion_and_a_merge_at_the_same_moment(database: Database, browser: Browsers) -> None:
    kept = await browser().says(email="ana@mail.example")
    other = await browser().opens()
    staff = await scope_of(database, other.property_id)
    results = await asyncio.gather(
        database.write(prospects.delete, staff, kept),
        other.says(email="ana@mail.example"),
        return_exceptions=True,
    )
    assert not any(isinstance(one, BaseException) for one in results), results
    # Deleted before, the visitor has a lead of their own; after, it took along what had become of it.
    assert len(await live(database)) <= 1
