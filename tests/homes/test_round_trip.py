"""What is given out as a table comes back without a change, whatever a community holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from integrations.homes_import import read_file
from integrations.homes_import.csv_writer import write_csv
from leasing.errors import Invalid
from leasing.feature_names import feature_key
from leasing.home_files import HomeFile, Picture, ReadOptions, Record, RentLine, Rents
from leasing.home_plan import Held, PlanOptions, Snapshot, make_plan
from leasing.home_terms import FEE_KINDS
from leasing.models import Rent
from tests.homes.feeds import TODAY, feed
from tests.homes.test_imports import imported, stored
from tests.web.house import House

ELEMENTS = (
    "Property", "ILS_Unit", "Floorplan", "Units", "Unit", "Pricing", "MITS-OfferTerm", "Availability", "MadeReadyDate",
    "Name", "MarketRent", "Term", "EffectiveRent", "Fee", "ApplicationFee", "Concession", "File", "Src", "Room",
    "Count",
)  # fmt: skip
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""to make a failing community small takes minutes"""
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
_PLAIN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
# Names are kept on one line with single spaces.
names = st.text(_LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
tricky = st.sampled_from(
    [
        "=1+1",
        "-5",
        "+7",
        "@x",
        "'quoted",
        "''=x",
        "none",
        "-",
        "N/A",
        "a|b",
        "a;b",
        "[x]",
        '["x"]',
        "a,b",
        "TBD",
        "'none",
    ]
)
any_name = names | tricky
texts = st.text(_LETTERS | st.sampled_from("\n,;\"'"), max_size=80).map(str.strip)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
cents = st.integers(0, 2_000_000_00)
maybe = st.none
urls = (st.text(_PLAIN, min_size=1, max_size=30) | st.just("my home.jpg")).map(lambda tail: f"https://x.example/{tail}")
pictures = st.lists(urls, max_size=3, unique=True).map(lambda listed: tuple(Picture(url, "") for url in listed))
known = st.sampled_from(["Washer", "W/D in unit", "WasherDryer", "Balconies", "Quartz Counters", "é", ":"])
features = st.lists(any_name | known, max_size=4, unique_by=feature_key).map(tuple)
halves = st.integers(0, 40).map(lambda n: n / 2)


@st.composite
def rent_lines(draw: st.DrawFn, *, differences: bool = False) -> tuple[RentLine, ...]:
    starts = draw(st.lists(st.none() | days, min_size=1, max_size=3, unique=True))
    lines: list[RentLine] = []
    for start in sorted(starts, key=lambda day: day or date.min):
        end = draw(st.none() | (days.filter(lambda day, start=start: start is None or day >= start)))
        if differences or draw(st.booleans()):
            lines.append(RentLine(None, draw(st.integers(-100_000, 100_000)), start, end))
        else:
            lines.append(RentLine(draw(cents), None, start, end))
    return tuple(lines)


def rents(*, differences: bool = False) -> st.SearchStrategy[Rents]:
    lengths = st.dictionaries(st.integers(0, 60), rent_lines(differences=differences), max_size=3)
    return lengths.map(lambda by_months: Rents(dict(sorted(by_months.items())), True))


def fixed(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


SIZES: Mapping[str, st.SearchStrategy[Any]] = {
    "bedrooms": st.integers(0, 20), "bathrooms": halves, "square_feet": st.none() | st.integers(1, 1_000_000),
    "features": features, "rents": rents(), "photos": pictures,
}  # fmt: skip


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    plans = draw(st.lists(any_name, max_size=3, unique_by=lambda name: name.casefold()))
    of_plan = st.none() | st.sampled_from(plans) if plans else st.none()
    records = [Record("property", "", draw(fixed(rents=rents(differences=True), photos=pictures)))]
    records += [
        Record("floor_plan", name, draw(fixed(**SIZES, description=st.none() | texts.filter(bool)))) for name in plans
    ]
    unit = fixed(
        **SIZES, floor_plan=of_plan, floor=st.none() | st.integers(-10, 200), rent_cents=cents,
        deposit_cents=st.none() | cents, status=st.sampled_from(["available", "notice", "occupied", "down"]),
        available_on=st.none() | days, pets_allowed=st.none() | st.booleans(), furnished=st.none() | st.booleans(),
    )  # fmt: skip
    records += [Record("unit", name, draw(unit)) for name in draw(st.lists(any_name, max_size=5, unique=True))]
    for name, plan in draw(st.lists(st.tuples(any_name, of_plan), max_size=3, unique=True)):
        monthly = draw(st.booleans())
        fee = fixed(
            floor_plan=st.just(plan), kind=st.sampled_from([kind for kind in FEE_KINDS if not kind.startswith("pet")]),
            description=texts.filter(bool), amount_cents=st.none() | cents,
            frequency=st.just("monthly" if monthly else "one_time"),
            due=st.none() if monthly else st.sampled_from(["application", "move_in", "move_out", "event"]),
            requirement=st.sampled_from(["mandatory", "optional", "situational"]),
            per=st.sampled_from(["home", "person", "pet", "vehicle"]),
            refundable=st.just(False) if monthly else st.booleans(), included_in_rent=st.just(False),
            position=st.integers(0, 100),
        )  # fmt: skip
        records.append(Record("fee", name, draw(fee)))
    for name in draw(st.lists(any_name, max_size=2, unique=True)):
        special = fixed(
            floor_plans=st.lists(st.sampled_from(plans), unique=True).map(lambda some: tuple(sorted(some)))
            if plans else st.just(()),
            kind=st.just("weeks_free"), terms=texts, quantity=st.integers(1, 26), amount_cents=st.none(),
            waived_kind=st.none(), starts_on=st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
            ends_on=st.none() | st.dates(date(2021, 1, 1), date(2100, 1, 1)), move_in_by=st.none() | days,
            min_lease_months=st.none() | st.integers(1, 12), max_lease_months=st.none() | st.integers(12, 60),
        )  # fmt: skip
        records.append(Record("special", name, draw(special)))
    return Snapshot("p", 1, TODAY, tuple(Held(str(n), record) for n, record in enumerate(records)))


def read(data: bytes) -> HomeFile:
    return read_file(data, ReadOptions(TODAY))


@settings(max_examples=40, deadline=None, phases=PHASES)
@given(snapshots())
def test_every_community_comes_back_unchanged(snapshot: Snapshot) -> None:
    file = read(write_csv([one.record for one in snapshot.held]))
    plan = make_plan(snapshot, file, PlanOptions(missing="off_market", on_error="refuse"))
    assert [issue for issue in plan.issues if issue.severity == "error"] == []
    assert plan.writes == ()
    assert plan.count("unchanged") == len(snapshot.held)


@settings(max_examples=25, deadline=None, phases=PHASES)
@given(snapshots())
def test_an_empty_community_becomes_what_was_exported(snapshot: Snapshot) -> None:
    empty = Snapshot("q", 1, TODAY, (Held("q", Record("property", "", {"rents": Rents({}, True), "photos": ()})),))
    file = read(write_csv([one.record for one in snapshot.held]))
    plan = make_plan(empty, file, PlanOptions())
    assert plan.errors == 0
    made = tuple(
        Held(str(n), Record(step.kind, step.name, step.values)) for n, step in enumerate(plan.steps) if step.values
    )
    made += () if any(one.record.kind == "property" for one in made) else empty.held
    again = make_plan(Snapshot("q", 2, TODAY, made), file, PlanOptions())
    assert [step.changes for step in again.writes] == [], "what an import made, the same import leaves alone"


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: b"unit,rent,beds\n" + text.encode("utf-8", "replace"))
)
def test_no_bytes_break_the_reader(data: bytes) -> None:

    try:
        file = read(data)
    except Invalid:
        return
    assert file.rows >= len(file.records)


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(st.lists(st.tuples(st.sampled_from(ELEMENTS), st.text(_LETTERS, max_size=8), st.booleans()), max_size=25))
def test_no_nesting_of_elements_breaks_the_reader(parts: list[tuple[str, str, bool]]) -> None:

    opened, text = ["PhysicalProperty", "Property"], "<PhysicalProperty><Property>"
    for name, said, closes in parts:
        attributes = f"IDValue={quoteattr(said)} Min={quoteattr(said)} Year={quoteattr(said)} RoomType='Bedroom'"
        text += f"<{name} {attributes}>{escape(said)}"
        opened.append(name)
        if closes and len(opened) > 2:
            text += f"</{opened.pop()}>"
    text += "".join(f"</{name}>" for name in reversed(opened))
    try:
        file = read(text.encode())
    except Invalid:
        return
    assert file.format == "mits"


async def exported(house: House, property_id: str) -> bytes:
    answer = await house.call("GET", f"/api/v1/properties/{property_id}/homes/export")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="homes.csv"' in answer.headers["content-disposition"]
    return answer.content


async def test_an_export_imports_back_over_the_api(house: House) -> None:
    offer = '<Concession><DescriptionHeader>=One month, free; "now"</DescriptionHeader></Concession>'
    property_id = await house.property_id()
    await imported(house, property_id, feed(40, extra=offer))
    before = await stored(house)
    table = await exported(house, property_id)
    back = await imported(house, property_id, table, on_error="refuse", missing="off_market")
    assert (back["created"], back["changed"], back["gone"], back["errors"]) == (0, 0, 0, 0)
    assert await stored(house) == before
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row["unit"] for row in rows if row["record"] == "special"] == ['\'=One month, free; "now"']
    other = await house.property_id(name="Birch House", address="9 Birch Street")
    made = await imported(house, other, table)
    assert (made["errors"], made["created"]) == (0, 4 + 40 + 4 + 1)
    assert await exported(house, other) == table


async def test_an_export_holds_dated_rents(house: House) -> None:
    property_id = await house.property_id()
    table = (
        "unit,beds,baths,rent,rent_12_months,rent_month_to_month\n"
        "1,1,1,1000.00,1000.00 | 1100.00 from 2027-01-01 to 2027-02-28,plus 150.00\n"
    )
    await imported(house, property_id, table)
    assert len((await stored(house, Rent))["rents"]) == 3
    text = (await exported(house, property_id)).decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["record"] == "unit")
    assert (row["rent_12_months"], row["rent_month_to_month"]) == (
        "1000.00 | 1100.00 from 2027-01-01 to 2027-02-28", "plus 150.00",
    )  # fmt: skip
