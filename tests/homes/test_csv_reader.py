"""Tables of homes are read as people write them, and what cannot be read is named with its line and field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from integrations.homes_import import read_file
from leasing.errors import Invalid
from leasing.home_files import HomeFile, Picture, ReadOptions, RentLine
from tests.homes.feeds import PLANS, TODAY, homes, spreadsheet


def read(text: str | bytes, **options: Any) -> HomeFile:
    data = text.encode() if isinstance(text, str) else text
    return read_file(data, ReadOptions(TODAY, **options))


def one(text: str) -> dict[str, Any]:
    """The values of the only row, which must be a good one."""
    file = read(text)
    assert [issue for issue in file.issues if issue.severity == "error"] == []
    assert len(file.records) == 1
    return dict(file.records[0].values)


def test_two_hundred_homes_of_a_spreadsheet() -> None:
    file = read(spreadsheet())
    assert (file.format, file.encoding, file.rows, len(file.records), file.errors) == ("csv", "utf-8", 200, 200, 0)
    assert [issue.code for issue in file.issues] == ["summary_row"]
    assert [(column.header, column.field) for column in file.columns][:5] == [
        ("Unit #", "unit"), ("Bldg", "building"), ("Floorplan", "floor_plan"), ("Floor", "floor"),
        ("BR/BA", "beds_and_baths"),
    ]  # fmt: skip
    for home, record in zip(homes(), file.records, strict=True):
        values = record.values
        assert (record.name, record.building) == (home.number, home.building)
        assert (values["floor_plan"], values["bedrooms"], values["bathrooms"], values["square_feet"]) == home.plan[:4]
        assert (values["rent_cents"], values["deposit_cents"]) == (home.rent * 100, 50_000)
        assert values["features"] == ("balcony", "in_unit_laundry", "walk_in_closet")
        assert values["rents"].by_months == {12: (RentLine(home.rent * 100),), 6: (RentLine(None, 7_500),)}
        assert values["available_on"] == home.free
        wanted = {"Vacant Ready": "available", "Notice Unrented": "notice", "Occupied": "occupied", "Down": "down"}
        assert values["status"] == wanted[home.status[0]]
    assert {record.values["floor_plan"] for record in file.records} == {plan[0] for plan in PLANS}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Unit #", "unit"), ("UNIT NUMBER", "unit"), ("Apt", "unit"), ("Bldg/Unit", "unit"), ("BR", "bedrooms"),
        ("# of Beds", "bedrooms"), ("Number of Bathrooms", "bathrooms"), ("Sq. Ft.", "square_feet"),
        ("SF", "square_feet"),
        ("Market Rent", "rent"), ("Advertised Rate", "rent"), ("Rent (USD)", "rent"), ("Sec. Deposit", "deposit"),
        ("Avail. Date", "available_on"), ("Move-In Ready Date", "available_on"), ("Pet Friendly?", "pets_allowed"),
        ("Unit Type", "floor_plan"), ("12 Month Rent", "rent_12_months"), ("Rent 6 Mo.", "rent_6_months"),
        ("13-mo", "rent_13_months"), ("Month-to-Month", "rent_month_to_month"), ("MTM Rent", "rent_month_to_month"),
        ("rent_9_months", "rent_9_months"), ("Image URLs", "photos"), ("Resident", None), ("61 months", None),
    ],
)  # fmt: skip
def test_headings_that_people_write(header: str, field: str | None) -> None:
    file = read(f'{"Floor Plan" if field == "unit" else "Unit"},"{header}",Description\n1,,\n')
    assert file.columns[1].field == field
    assert ("unknown_column" in {issue.code for issue in file.issues}) == (field is None)


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("rent", "$1,545.00", "rent_cents", 154_500),
        ("rent", "1545", "rent_cents", 154_500),
        ("rent", "1,545/mo", "rent_cents", 154_500),
        ("rent", "USD 1545.5", "rent_cents", 154_550),
        ("available", "2026-12-01", "available_on", date(2026, 12, 1)),
        ("available", "12/1/2026", "available_on", date(2026, 12, 1)),
        ("available", "12/01/26", "available_on", date(2026, 12, 1)),
        ("available", "2026-12-01T00:00:00", "available_on", date(2026, 12, 1)),
        ("available", "12/1/2026 12:00:00 AM", "available_on", date(2026, 12, 1)),
        ("available", "Dec 1, 2026", "available_on", date(2026, 12, 1)),
        ("available", "1-Dec-26", "available_on", date(2026, 12, 1)),
        ("available", "Now", "available_on", TODAY),
        ("available", "no", "status", "occupied"),
        ("sqft", "1,050 sq ft", "square_feet", 1050),
        ("sqft", "850.4", "square_feet", 850),
        ("beds", "Studio", "bedrooms", 0),
        ("beds", "2 BR", "bedrooms", 2),
        ("baths", "1.5", "bathrooms", 1.5),
        ("baths", "1.75", "bathrooms", 1.5),
        ("br/ba", "2x1.5", "bedrooms", 2),
        ("br/ba", "2BR / 1.5BA", "bathrooms", 1.5),
        ("pets", "Y", "pets_allowed", True),
        ("furnished", "No", "furnished", False),
        ("floor", "2nd", "floor", 2),
        ("floor", "Ground", "floor", 0),
        ("deposit", "none", "deposit_cents", None),
        ("floor plan", "-", "floor_plan", None),
        ("status", "Vacant-Unrented-Ready", "status", "available"),
        ("status", "NTV", "status", "notice"),
        ("status", "Pre-Leased", "status", "occupied"),
        ("status", "Model", "status", "down"),
        ("status", "Not Ready", "status", "down"),
        ("features", "In-Unit W/D | Private Balcony; Quartz counters", "features",
         ("in_unit_laundry", "balcony", "quartz_counters")),
        ("features", '["a; b", "c"]', "features", ("a_b", "c")),
        ("photos", "https://x.example/a.jpg https://x.example/b.jpg", "photos",
         (Picture("https://x.example/a.jpg"), Picture("https://x.example/b.jpg"))),
        ("description", "'=HYPERLINK", None, None),
    ],
)  # fmt: skip
def test_cells_that_people_write(column: str, cell: str, field: str | None, value: Any) -> None:
    quoted = cell.replace('"', '""')
    values = one(f'unit,{column}\n1,"{quoted}"\n')
    if field is None:
        assert values == {}, "a unit has no description"
    else:
        assert values[field] == value


def test_rents_by_length_and_move_in() -> None:
    values = one(
        "unit,rent_12_months,6 months,mtm\n"
        "1,1500.00 | 1600 from 2026-12-01 to 12/31/2026 | 1650 from 2027-01-01,minus 25,none\n"
    )
    assert values["rents"].by_months == {
        12: (
            RentLine(150_000),
            RentLine(160_000, None, date(2026, 12, 1), date(2026, 12, 31)),
            RentLine(165_000, None, date(2027, 1, 1)),
        ),
        6: (RentLine(None, -2_500),),
        0: (),
    }
    assert not values["rents"].complete


def test_what_is_blank_says_nothing() -> None:
    assert one("unit,rent,beds,sqft,features,status\n1,,n/a,TBD,  ,\n") == {}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("rent", "call", "money"), ("rent", "1,5", "money"), ("rent", "-5", "money"), ("rent", "1200-1400", "money"),
        ("rent", "99999999999", "money"), ("rent", "1.005", "money"), ("rent", "-", "missing"),
        ("rent_12_months", "soon", "money"), ("12 months", "1500 from 2027-02-01 to 2027-01-01", "rents"),
        ("12 months", "1500 | 1600", "rents"), ("available", "13/02/2026", "date"), ("available", "2026-02-30", "date"),
        ("available", "soon", "date"), ("available", "01.12.2026", "date"), ("available", "1/1/1926", "date"),
        ("sqft", "large", "number"), ("sqft", "2000000", "range"), ("beds", "many", "number"), ("beds", "1.5", "range"),
        ("beds", "21", "range"), ("baths", "two", "number"), ("br/ba", "2", "number"), ("pets", "maybe", "yes_no"),
        ("status", "sold", "choice"), ("floor", "penthouse", "number"), ("floor", "500", "number"),
        ("photos", "ftp://x.example/a.jpg", "url"), ("photos", "javascript:alert(1)", "url"),
        ("photos", "//x.example/a.jpg", "url"), ("photos", "https://x.example/" + "a" * 500, "length"),
        ("floor plan", "x" * 101, "length"), ("features", "|".join(f"f{n}" for n in range(201)), "length"),
        ("features", '["\\u0000"]', "characters"), ("record", "tenant", "choice"),
    ],
)  # fmt: skip
def test_each_cell_that_cannot_be_read(column: str, cell: str, code: str) -> None:
    quoted = cell.replace('"', '""')
    file = read(f'unit,{column},rent amount\n7,"{quoted}",\n' if column != "rent" else f'unit,rent,x\n7,"{cell}",\n')
    wrong = [issue for issue in file.issues if issue.severity == "error"]
    assert [(issue.code, issue.line) for issue in wrong] == [(code, 2)], file.issues
    assert wrong[0].field
    assert wrong[0].message.endswith(".")
    assert file.records == ()


def test_rows_that_cannot_be_taken() -> None:
    file = read("unit,rent\n1,100\n,200\nUnit 2,x\n1,300\n3,100,extra\n")
    told = [(issue.line, issue.code) for issue in file.issues]
    assert told == [(3, "missing"), (4, "money"), (6, "cells"), (5, "duplicate")]
    assert [record.name for record in file.records] == ["1"]
    assert file.mentioned == {"1", "2", "3"}, "a unit whose row is wrong is in the file all the same"
    assert (file.unnamed, file.errors) == (1, 4)


def test_quoted_line_ends_do_not_shift_the_lines() -> None:
    file = read('record,unit,description,rent\nfloor_plan,Elm,"two\r\nlines, quoted ""so""",\nunit,7,,x\n')
    assert file.records[0].values["description"] == 'two\nlines, quoted "so"'
    assert [(issue.line, issue.field) for issue in file.issues] == [(4, "rent")]


def test_the_same_number_in_two_buildings() -> None:
    file = read("unit,building,rent\n101,A,1\n101,B,2\n102,B,3\nB-103,B,4\n")
    assert [record.name for record in file.records] == ["A-101", "B-101", "B-102", "B-103"]
    alone = read("unit,building,rent\n101,A,1\n102,B,3\n")
    assert [(record.name, record.building) for record in alone.records] == [("101", "A"), ("102", "B")]


def test_other_records_in_one_table() -> None:
    file = read(
        "record,unit,kind,amount,frequency,floor plan,terms,quantity,ends on,6 months\n"
        "fee,Valet trash,trash,25,monthly,,,,,\n"
        "special,Six weeks free,weeks_free,,,Elm | Oak,On 12 months.,6,2026-12-31,\n"
        "property,,,,,,,,,plus 50\n"
        "property,,,,,,,,,1500\n"
        "fee,Pets,parrot,25,,,,,,\n"
    )
    assert [(record.kind, record.name) for record in file.records] == [
        ("property", ""), ("fee", "Valet trash"), ("special", "Six weeks free"),
    ]  # fmt: skip
    assert file.records[1].values == {"kind": "trash", "amount_cents": 2_500, "frequency": "monthly"}
    assert file.records[2].values == {
        "kind": "weeks_free", "terms": "On 12 months.", "quantity": 6, "ends_on": date(2026, 12, 31),
        "floor_plans": ("Elm", "Oak"),
    }  # fmt: skip
    assert [(issue.line, issue.code) for issue in file.issues] == [(5, "rents"), (6, "choice")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    text = "Unit;Floor Plan;Market Rent\r\n1;Café;1545\r\n".replace(";", delimiter)
    file = read(text.encode(encoding))
    assert file.records[0].values == {"floor_plan": "Café", "rent_cents": 154_500}
    assert file.encoding == encoding


def test_a_spreadsheet_that_names_its_delimiter() -> None:
    assert read("sep=|\nunit|rent\n1|100\n").records[0].line == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"unit,rent\n1,\x00\n", "null bytes"),
        (b"\xff\xfeu", "is not"),
        (b"unit,rent\n1,\x81\x8d\n", "neither UTF-8"),
        (b"name,color\n1,red\n", "must hold their names"),
        (b"unit\n1\n", "must hold their names"),
        (b'unit,rent\n1,5\n"2,3\n', "line 3"),
        (b"unit,rent\n1," + b"9" * 20_001 + b"\n", "line 2"),
        (b"unit,rent," + b"x," * 300 + b"\n", "columns"),
        (b"unit,rent\n" + b"1,5\n" * 10_001, "10,000 rows"),
        (b"unit,rent\n" + b"1" * (11 * 2**20), "10 MB"),
    ],
)  # fmt: skip
def test_files_that_are_no_tables_of_homes(data: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        read(data)
    assert caught.value.code == "INVALID_FORMAT"


def test_of_endless_errors_the_first_are_told_and_all_counted() -> None:
    file = read("unit,rent\n" + "".join(f"{n},x\n" for n in range(2_000)))
    assert (file.errors, len(file.issues)) == (2_000, 1_000)
