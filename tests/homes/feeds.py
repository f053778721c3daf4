"""Files of a community of 200 homes, as a spreadsheet and as a system that speaks MITS write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

TODAY = date(2026, 11, 21)
PLANS = (
    ("Aspen", 0, 1.0, 520, 1305),
    ("Birch", 1, 1.0, 690, 1490),
    ("Elm", 2, 2.0, 1065, 1865),
    ("Oak", 3, 2.5, 1390, 2410),
)
STATUSES = (("Vacant Ready", "vacant", "available"), ("Notice Unrented", "occupied", "on_notice"),
            ("Occupied", "occupied", "leased"), ("Down", "vacant", "other"))  # fmt: skip


@dataclass(frozen=True)
class Home:
    number: str
    building: str
    floor: int
    plan: tuple[str, int, float, int, int]
    rent: int
    status: tuple[str, str, str]
    free: date | None


def homes(count: int = 200) -> Iterator[Home]:
    for index in range(count):
        building, floor, door = "ABCD"[index % 4], index // 40 + 1, index % 40 // 4 + 1
        plan, status = PLANS[index % 3 + index // 120], STATUSES[(0, 0, 1, 2, 2, 2, 2, 3)[index % 8]]
        free = TODAY + timedelta(days=index % 60) if status[2] in {"available", "on_notice"} else None
        yield Home(f"{building}-{floor}{door:02d}", building, floor, plan, plan[4] + 5 * (index % 17), status, free)


def spreadsheet(count: int = 200) -> str:
    """With a title, headings as people write them, thousands with commas, and a total below."""
    lines = ["Maple Court,,,,,,,,,,,,", "Unit Availability as of 11/21/2026,,,,,,,,,,,,"]
    lines.append(
        "Unit #,Bldg,Floorplan,Floor,BR/BA,Sq. Ft.,Market Rent,6 Month Rent,12 Month Rent,Security Deposit,Unit Status,"
        "Date Available,Amenities"
    )
    for home in homes(count):
        name, beds, baths, feet, _ = home.plan
        free = f"{home.free.month}/{home.free.day}/{home.free.year}" if home.free else ""
        lines.append(
            f'{home.number},{home.building},{name},{home.floor},{beds}/{baths:g},"{feet:,}",'
            f'"${home.rent:,}.00",plus 75,'
            f'"{home.rent:,}",$500,{home.status[0]},{free},"Balcony, Washer/Dryer, Walk-In Closets"'
        )
    lines.append(f"Total: {count} units,,,,,,,,,,,,")
    return "\r\n".join(lines) + "\r\n"


def feed(count: int = 200, *, prefix: str = "MITS:", extra: str = "") -> str:
    """As ResMan answers: a wrapper, a prefix on the elements, dates as attributes, an id and a name for each plan."""
    p = prefix
    namespace = f' xmlns:{prefix[:-1]}="urn:mits"' if prefix else ""
    plans = "".join(
        f'<{p}Floorplan IDValue="FP{index}"><{p}Name>{escape(name)}</{p}Name><{p}UnitCount>50</{p}UnitCount>'
        f'<{p}Room RoomType="Bedroom"><{p}Count>{beds}</{p}Count></{p}Room>'
        f'<{p}Room RoomType="Bathroom"><{p}Count>{baths}</{p}Count></{p}Room>'
        f'<{p}SquareFeet Min="{feet}" Max="{feet + 20}" Avg="{feet + 10}"/>'
        f'<{p}MarketRent Min="{rent}" Max="{rent + 85}"/>'
        f'<{p}Deposit DepositType="Security Deposit"><{p}Amount AmountType="Actual"><{p}ValueRange Exact="500.00"/>'
        f"</{p}Amount></{p}Deposit>"
        f'<{p}Amenity AmenityType="Balcony"/>'
        f'<{p}Amenity AmenityType="Other"><{p}Description>Kitchen Island</{p}Description>'
        f"</{p}Amenity>"
        f"<{p}File><{p}FileType>Floorplan</{p}FileType><{p}Src>https://img.example/{name}.png</{p}Src><{p}Rank>2</{p}Rank>"
        f"</{p}File><{p}File><{p}FileType>Photo</{p}FileType><{p}Caption>The living room</{p}Caption>"
        f"<{p}Src>https://img.example/{name}.jpg</{p}Src><{p}Rank>1</{p}Rank></{p}File></{p}Floorplan>"
        for index, (name, beds, baths, feet, rent) in enumerate(PLANS)
    )
    units = "".join(_unit(home, p) for home in homes(count))
    return (
        '<?xml version="1.0" encoding="utf-8"?><ResMan><MethodName>GetMarketing4_0</MethodName><Status>Success</Status>'
        f'<AccountID>400</AccountID><Response><{p}PhysicalProperty{namespace}><{p}Property IDValue="mc-1">'
        f"<{p}PropertyID><{p}MarketingName>Maple Court</{p}MarketingName></{p}PropertyID>"
        f'<{p}Policy><{p}Pet Allowed="true"><{p}Deposit>300</{p}Deposit><{p}Rent>35.00</{p}Rent></{p}Pet></{p}Policy>'
        f"<{p}Fee><{p}ApplicationFee>60.00</{p}ApplicationFee><{p}AdminFee>150</{p}AdminFee><{p}BrokerFee>0</{p}BrokerFee>"
        f"</{p}Fee>{extra}{plans}{units}</{p}Property></{p}PhysicalProperty></Response></ResMan>"
    )


def _unit(home: Home, p: str) -> str:
    index = [plan[0] for plan in PLANS].index(home.plan[0])
    free = home.free
    dates = f'<{p}MadeReadyDate Month="{free.month}" Day="{free.day}" Year="{free.year}"/>' if free else ""
    economic = "down" if home.status[0] == "Down" else "residential"
    return (
        f'<{p}ILS_Unit IDValue="{home.number}" OrganizationName="ResMan" IDType="Number"><{p}Units><{p}Unit>'
        f'<{p}Identification IDValue="{home.number}"/><{p}MarketingName>{home.number}</{p}MarketingName>'
        f"<{p}UnitType>FP{index}</{p}UnitType><{p}UnitBedrooms>{home.plan[1]}</{p}UnitBedrooms>"
        f"<{p}UnitBathrooms>{home.plan[2]}</{p}UnitBathrooms><{p}MinSquareFeet>{home.plan[3]}</{p}MinSquareFeet>"
        f"<{p}MarketRent>{home.rent}</{p}MarketRent><{p}UnitEconomicStatus>{economic}</{p}UnitEconomicStatus>"
        f"<{p}UnitOccupancyStatus>{home.status[1]}</{p}UnitOccupancyStatus>"
        f"<{p}UnitLeasedStatus>{home.status[2]}</{p}UnitLeasedStatus></{p}Unit></{p}Units>"
        f'<{p}EffectiveRent Min="{home.rent}.00" Max="{home.rent + 75}.00"/>'
        f"<{p}FloorLevel>{home.floor}</{p}FloorLevel>"
        f"<{p}Availability>{dates}</{p}Availability><{p}Pricing>"
        f"<{p}MITS-OfferTerm><{p}Term>6</{p}Term>"
        f"<{p}EffectiveRent>{home.rent + 75}.00</{p}EffectiveRent></{p}MITS-OfferTerm>"
        f"<{p}MITS-OfferTerm><{p}Term>12</{p}Term>"
        f"<{p}EffectiveRent>{home.rent}.00</{p}EffectiveRent></{p}MITS-OfferTerm>"
        f"</{p}Pricing></{p}ILS_Unit>"
    )
