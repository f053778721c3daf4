"""Feeds of the MITS / ILS standard: what each element becomes, what is refused, and that no XML does harm."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from integrations.homes_import import read_file
from leasing.errors import Invalid
from leasing.home_files import HomeFile, Picture, ReadOptions, Record, RentLine
from tests.homes.feeds import PLANS, TODAY, feed, homes


def read(text: str | bytes, **options: Any) -> HomeFile:
    return read_file(text.encode() if isinstance(text, str) else text, ReadOptions(TODAY, **options))


def of(file: HomeFile, kind: str) -> list[Record]:
    return [record for record in file.records if record.kind == kind]


def property_(inside: str) -> str:
    return f'<PhysicalProperty><Property IDValue="p">{inside}</Property></PhysicalProperty>'


def unit(inside: str = "", around: str = "") -> str:
    facts = f"<MarketingName>7</MarketingName>{inside}"
    return property_(f'<ILS_Unit IDValue="u7"><Units><Unit>{facts}</Unit></Units>{around}</ILS_Unit>')


def one(text: str, **options: Any) -> Record:
    file = read(text, **options)
    assert file.errors == 0, file.issues
    return of(file, "unit")[0]


@pytest.mark.parametrize("prefix", ["MITS:", "", "ns2:"])
def test_two_hundred_homes_of_a_feed(prefix: str) -> None:
    file = read(feed(prefix=prefix))
    assert (file.format, file.errors, file.communities) == ("mits", 0, ("Maple Court",))
    assert [record.name for record in of(file, "floor_plan")] == [plan[0] for plan in PLANS]
    elm = of(file, "floor_plan")[2].values
    assert elm == {
        "bedrooms": 2, "bathrooms": 2.0, "square_feet": 1065, "features": ("balcony", "kitchen_island"),
        "photos": (
            Picture("https://img.example/Elm.jpg", "The living room"), Picture("https://img.example/Elm.png"),
        ),
    }  # fmt: skip
    units = of(file, "unit")
    assert len(units) == 200
    wanted = {"Vacant Ready": "available", "Notice Unrented": "notice", "Occupied": "occupied", "Down": "down"}
    for home, record in zip(homes(), units, strict=True):
        values = record.values
        assert record.name == home.number
        assert (values["floor_plan"], values["bedrooms"], values["bathrooms"], values["square_feet"]) == home.plan[:4]
        assert (values["rent_cents"], values["floor"]) == (home.rent * 100, home.floor)
        assert (values["status"], values["available_on"]) == (wanted[home.status[0]], home.free)
        lengths = {6: (RentLine((home.rent + 75) * 100),), 12: (RentLine(home.rent * 100),)}
        assert (values["rents"].by_months, values["rents"].complete) == (lengths, True)
        assert record.defaults == {"deposit_cents": 50_000, "pets_allowed": True}
    assert {(fee.name, fee.values["kind"], fee.values["amount_cents"]) for fee in of(file, "fee")} == {
        ("Pet deposit", "pet_deposit", 30_000), ("Pet rent", "pet_rent", 3_500),
        ("Application fee", "application", 6_000), ("Administrative fee", "admin", 15_000),
    }  # fmt: skip
    assert all(fee.by_kind for fee in of(file, "fee"))


DATES = "<Availability>{}</Availability>"
READY = '<MadeReadyDate Month="1" Day="5" Year="2027"/>'
LEFT = '<VacateDate Month="12" Day="31" Year="2026"/>'


@pytest.mark.parametrize(
    ("facts", "free", "status", "day"),
    [
        ("<UnitLeasedStatus>available</UnitLeasedStatus>", READY, "available", date(2027, 1, 5)),
        ("<UnitLeasedStatus>available</UnitLeasedStatus>", "", "available", None),
        ("<UnitLeasedStatus>on_notice</UnitLeasedStatus>", LEFT, "notice", date(2026, 12, 31)),
        ("<UnitLeasedStatus>On Notice</UnitLeasedStatus>", LEFT + READY, "notice", date(2027, 1, 5)),
        ("<UnitLeasedStatus>leased</UnitLeasedStatus>", READY, "occupied", None),
        ("<UnitLeasedStatus>leased_on_notice</UnitLeasedStatus>", LEFT, "occupied", None),
        ("<UnitLeasedStatus>reserved</UnitLeasedStatus>", READY, "occupied", None),
        ("<UnitLeasedStatus>not_ready</UnitLeasedStatus>", READY, "available", date(2027, 1, 5)),
        ("<UnitLeasedStatus>not_ready</UnitLeasedStatus>", "", "down", None),
        ("<UnitEconomicStatus>model</UnitEconomicStatus><UnitLeasedStatus>available</UnitLeasedStatus>", READY, "down",
         None),
        ("<UnitLeasedStatus>other</UnitLeasedStatus><UnitOccupancyStatus>vacant</UnitOccupancyStatus>", READY,
         "available", date(2027, 1, 5)),
        ("", "<VacancyClass>Unoccupied</VacancyClass>" + READY, "available", date(2027, 1, 5)),
        ("", "<VacancyClass>Occupied</VacancyClass>" + LEFT, "occupied", None),
        ("<UnitOccupancyStatus>occupied</UnitOccupancyStatus>", LEFT, "notice", date(2026, 12, 31)),
        ("", "<MadeReadyDate>2027-01-05</MadeReadyDate>", "available", date(2027, 1, 5)),
        ("", '<MadeReadyDate Month="0" Day="0" Year="0"/><VacancyClass>Unoccupied</VacancyClass>', "available", None),
        ("", "", "occupied", None),
    ],
)  # fmt: skip
def test_who_may_have_a_home_and_when(facts: str, free: str, status: str, day: date | None) -> None:
    values = one(unit(facts, DATES.format(free))).values
    assert (values["status"], values.get("available_on")) == (status, day)


def test_what_says_nothing_of_availability_is_told() -> None:
    assert [issue.code for issue in read(unit()).issues] == ["no_status"]


def test_facts_in_an_information_element_and_identity_as_a_name() -> None:
    record = one(
        property_(
            '<ILS_Unit IDValue="x"><Unit><Identification IDValue="204"/><Information><UnitBedrooms>2</UnitBedrooms>'
            "<MarketRent>1500.0000</MarketRent><UnitLeasedStatus>available</UnitLeasedStatus></Information></Unit></ILS_Unit>"
        )
    )
    assert (record.name, record.values["bedrooms"], record.values["rent_cents"]) == ("204", 2, 150_000)


def test_which_of_two_rents() -> None:
    text = unit("<MarketRent>1500</MarketRent>", '<EffectiveRent Min="1400" Max="1450"/>')
    market, effective = read(text), read(text, rent="effective")
    assert (of(market, "unit")[0].values["rent_cents"], of(effective, "unit")[0].values["rent_cents"]) == (
        150_000,
        140_000,
    )
    assert [issue.code for issue in market.issues] == ["no_status", "two_rents"]
    assert "two_rents" not in {issue.code for issue in effective.issues}


def test_a_floor_plan_s_rent_is_a_unit_s_only_where_it_is_one() -> None:
    plan = '<Floorplan IDValue="A"><Name>Aspen</Name><MarketRent Min="1300" Max="{}"/></Floorplan>'
    home = '<ILS_Unit IDValue="1"><Units><Unit><FloorplanID IDValue="A"/></Unit></Units></ILS_Unit>'
    single = one(property_(plan.format(1300) + home))
    assert (single.values["floor_plan"], single.defaults) == ("Aspen", {"rent_cents": 130_000})
    assert one(property_(plan.format(1400) + home)).defaults == {}


def test_offers_by_move_in() -> None:
    def offer(months: str, rent: str, window: str = "") -> str:
        return f"<MITS-OfferTerm><Term>{months}</Term><EffectiveRent>{rent}</EffectiveRent>{window}</MITS-OfferTerm>"

    window = (
        '<DateRange><StartDate Month="{}" Day="1" Year="2027"/><EndDate Month="{}" Day="28" Year="2027"/></DateRange>'
    )
    offers = (
        offer("12", "1500") + offer("12", "1600", window.format(3, 3)) + offer("12", "1550", window.format(2, 2))
        + offer("0", "1900") + offer("6", "0") + offer("12", "1700", window.format(3, 4))
        + offer("9", "1", window.format(4, 3))
    )  # fmt: skip
    file = read(unit("", f"<Pricing>{offers}</Pricing>"))
    rents = of(file, "unit")[0].values["rents"]
    assert rents.complete
    assert rents.by_months == {
        0: (RentLine(190_000),),
        12: (
            RentLine(150_000),
            RentLine(155_000, None, date(2027, 2, 1), date(2027, 2, 28)),
            RentLine(160_000, None, date(2027, 3, 1), date(2027, 3, 28)),
        ),
    }
    assert [issue.code for issue in file.issues] == ["no_status", "rents", "rents"]


def test_offers_to_everybody_become_specials() -> None:
    long = "Rent is waived for the first month. " * 12
    text = (
        '<Concession Active="true"><DescriptionHeader>One month free</DescriptionHeader>'
        "<DescriptionBody>On leases of 13 months.</DescriptionBody><DateRange>"
        '<StartDate Month="11" Day="1" Year="2026"/><EndDate Month="12" Day="31" Year="2026"/></DateRange></Concession>'
        '<Concession Active="false"><DescriptionHeader>Old</DescriptionHeader></Concession>'
        f"<Concession><DescriptionBody>{long}</DescriptionBody></Concession>"
        f"<Concession><DescriptionHeader>{'x' * 400}</DescriptionHeader></Concession>"
        '<Floorplan IDValue="A"><Name>Aspen</Name>'
        "<Concession><DescriptionHeader>$500 off</DescriptionHeader></Concession>"
        "<Fee><AdminFee>99</AdminFee></Fee></Floorplan>"
    )
    own = "<Concession><DescriptionHeader>Only here</DescriptionHeader></Concession>"
    file = read(property_(text + f'<ILS_Unit IDValue="1">{own}</ILS_Unit>'))
    specials = {record.name: dict(record.values) for record in of(file, "special")}
    assert specials == {
        "One month free": {
            "terms": "On leases of 13 months.", "starts_on": date(2026, 11, 1), "ends_on": date(2026, 12, 31),
        },
        "Rent is waived for the first month.": {"terms": long.strip()},
        "$500 off": {"floor_plans": ("Aspen",)},
    }  # fmt: skip
    assert all(record.defaults == {"kind": "other"} for record in of(file, "special"))
    fee = of(file, "fee")[0]
    assert (fee.name, fee.values["floor_plan"], fee.values["amount_cents"]) == ("Administrative fee", "Aspen", 9_900)
    assert sorted({issue.code for issue in file.issues}) == ["length", "no_status", "unit_special"]


def test_pictures_and_no_other_files() -> None:
    files = "".join(
        f"<File><FileType>{kind}</FileType><Src>{src}</Src></File>"
        for kind, src in (
            ("Photo", "https://x.example/a"), ("Other", "https://x.example/b.JPG?w=9"), ("Video", "https://x.example/c.jpg"),
            ("Other", "https://x.example/d.pdf"), ("Photo", "javascript:alert(1)"), ("Photo", "https://x.example/a"),
        )
    )  # fmt: skip
    file = read(property_(files + '<ILS_Unit IDValue="1">' + files + "</ILS_Unit>"))
    wanted = (Picture("https://x.example/a"), Picture("https://x.example/b.JPG?w=9"))
    assert of(file, "unit")[0].values["photos"] == wanted
    assert of(file, "property")[0].values["photos"] == wanted
    assert [issue.code for issue in file.issues].count("url") == 2


@pytest.mark.parametrize(
    ("inside", "field", "code"),
    [
        ("<UnitBedrooms>many</UnitBedrooms>", "UnitBedrooms", "number"),
        ("<MarketRent>call us</MarketRent>", "MarketRent", "money"),
        ("<MinSquareFeet>big</MinSquareFeet>", "MinSquareFeet", "number"),
        ("<FloorLevel>900</FloorLevel>", "FloorLevel", "number"),
        (f"<UnitNumber>{'9' * 101}</UnitNumber>", "name", "length"),
    ],
)
def test_units_that_cannot_be_taken(inside: str, field: str, code: str) -> None:
    file = read("\n\n" + unit(inside))
    wrong = [issue for issue in file.issues if issue.severity == "error"]
    assert [(issue.field, issue.code, issue.line, issue.element) for issue in wrong] == [
        (field, code, 3, "ILS_Unit u7")
    ]
    assert of(file, "unit") == []


def test_dates_that_no_calendar_has() -> None:
    file = read(unit("", DATES.format('<MadeReadyDate Month="2" Day="30" Year="2027"/>')))
    assert [(issue.code, issue.field) for issue in file.issues if issue.severity == "error"] == [
        ("date", "MadeReadyDate")
    ]


@pytest.mark.parametrize(
    ("inside", "amount", "described"),
    [
        ("<LateType>NoLate</LateType><LateMinFee>50</LateMinFee>", None, None),
        ("<LateMinFee>50.00</LateMinFee><LatePercent>0.0</LatePercent>", 5000, "of rent that is paid late"),
        (
            "<LateType>Standard</LateType><LatePercent>5.0</LatePercent><LateMinFee>25</LateMinFee>"
            "<LateFeePerDay>10</LateFeePerDay>",
            None,
            "of rent that is paid late: 5 % of the rent, at least $25, $10 for each day",
        ),
    ],
)
def test_late_fees(inside: str, amount: int | None, described: str | None) -> None:
    found = of(read(property_(f'<Fee>{inside}</Fee><ILS_Unit IDValue="1"/>')), "fee")
    assert len(found) == (described is not None)
    for fee in found:
        assert (fee.name, fee.values["amount_cents"], fee.values["description"]) == ("Late fee", amount, described)
        assert (fee.defaults["due"], fee.defaults["requirement"]) == ("event", "situational")


def test_an_offer_that_cannot_be_kept_leaves_the_home() -> None:
    offers = "".join(
        f"<MITS-OfferTerm><Term>{term}</Term><EffectiveRent>1400</EffectiveRent></MITS-OfferTerm>"
        for term in ("12", "12.5", "72")
    )
    assert one(unit(around=f"<Pricing>{offers}</Pricing>")).values["rents"].by_months == {12: (RentLine(140000),)}


def test_a_feed_of_several_properties() -> None:
    text = "<PhysicalProperty>" + "".join(
        f'<Property IDValue="p{n}"><PropertyID><MarketingName>{name}</MarketingName></PropertyID>'
        f'<ILS_Unit IDValue="{n}"/></Property>'
        for n, name in enumerate(("Maple", "Birch", "Birch"))
    ) + "</PhysicalProperty>"  # fmt: skip
    with pytest.raises(Invalid, match=r"holds 3 properties.*Maple, Birch"):
        read(text)
    for chosen, name in (("maple", "0"), ("P2", "2")):
        assert [record.name for record in of(read(text, community=chosen), "unit")] == [name]
    for wrong, says in (("Oak", "No property"), ("Birch", "More than one")):
        with pytest.raises(Invalid, match=says):
            read(text, community=wrong)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><PhysicalProperty>&b;</PhysicalProperty>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "document type"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><PhysicalProperty/>', "document type"),
        ('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>', "document type"),
        ('<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><PhysicalProperty/>', "document type"),
        ("<PhysicalProperty>&undefined;</PhysicalProperty>", "Line 1"),
        ("<a>" * 100_000, "deeper than 32"),
        ("<PhysicalProperty>" + "<a/>" * 300_001, "300,000 elements"),
        ("<a " + " ".join(f'x{n}="1"' for n in range(60)) + "/>", "50 attributes"),
        ("<PhysicalProperty><Property>", "no element found"),
        ("<PhysicalProperty></Wrong>", "mismatched tag"),
        ("<PhysicalProperty/>", "No PhysicalProperty/Property"),
        ("<html><body>Sign in</body></html>", "No PhysicalProperty/Property"),
        ('<?xml version="1.0" encoding="x-none"?><a/>', "Line 1|no XML"),
        ("<ResMan><Status>Failed</Status><ErrorDescription>No access</ErrorDescription></ResMan>", "Failed: No access"),
        (property_("<ILS_Unit/>" * 10_002), "10,000 rows"),
    ],
)  # fmt: skip
def test_hostile_and_broken_feeds(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        read(text)
    assert caught.value.code == "INVALID_FORMAT"


def test_a_text_without_end_is_refused_for_its_floor_plan() -> None:
    plan = f"<Floorplan><Name>Elm</Name><Comment>{'long ' * 5_000}</Comment></Floorplan>"
    file = read(property_(plan + '<ILS_Unit IDValue="1"/>'))
    assert [(issue.code, issue.field) for issue in file.issues if issue.severity == "error"] == [("length", "Comment")]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?>' + property_("<Floorplan><Name>Café</Name></Floorplan>")
    assert of(read(text.encode(encoding)), "floor_plan")[0].name == "Café"
