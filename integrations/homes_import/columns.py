"""What the columns of a table of homes are called: one name of ours, and those that people and systems write."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leasing.home_files import rent_field

ALIASES: Mapping[str, tuple[str, ...]] = {
    "record": ("record type", "row type"),
    "unit": (
        "unit number", "unit no", "unit name", "apartment", "apartment number", "apt", "apt number", "apt no", "suite",
        "home", "name", "number", "bldg unit", "building unit", "unit bldg", "unit label", "marketing name", "unit id",
        "home number",
    ),
    "building": ("bldg", "building name", "building number", "bldg number"),
    "floor_plan": (
        "floorplan", "plan", "plan name", "floor plan name", "floorplan name", "unit type", "type", "layout", "model",
        "fp", "floor plan code", "unit type name",
    ),
    "floor": ("floor level", "level", "floor number", "story"),
    "bedrooms": ("beds", "bed", "br", "bd", "bdr", "bedroom", "bedroom count", "bdrm", "bdrms", "unit bedrooms"),
    "bathrooms": ("baths", "bath", "ba", "bathroom", "bathroom count", "bth", "unit bathrooms"),
    "beds_and_baths": ("bed bath", "beds baths", "br ba", "bd ba", "bedrooms bathrooms", "bed ba", "bdba", "brba"),
    "square_feet": (
        "sqft", "sq ft", "square footage", "square ft", "sf", "size", "area", "sq feet", "unit size", "living area",
        "unit sqft", "unit sq ft", "size sqft", "size sq ft", "min square feet",
    ),
    "rent": (
        "market rent", "monthly rent", "asking rent", "base rent", "price", "advertised rent", "list rent",
        "rent amount", "advertised rate", "rate", "listing rent", "effective rent", "rent price", "monthly price",
        "unit rent", "rent per month", "monthly rate", "starting rent",
    ),
    "deposit": ("security deposit", "sec deposit", "required deposit", "deposit amount", "sec dep", "unit deposit"),
    "status": (
        "unit status", "availability status", "occupancy status", "vacancy status", "leased status", "occupancy",
        "lease status", "rental status",
    ),
    "available_on": (
        "available date", "date available", "available", "availability", "availability date", "avail", "avail date",
        "date avail", "available from", "move in ready date", "ready date", "make ready date", "made ready date",
        "earliest move in", "availability on", "move in ready",
    ),
    "pets_allowed": ("pets", "pet friendly", "pets ok", "pets allowed yn"),
    "furnished": ("is furnished",),
    "features": ("amenities", "unit amenities", "unit features", "apartment features", "apartment amenities"),
    "photos": (
        "photo", "images", "image", "image urls", "pictures", "photo urls", "photo url", "image url", "photo links",
        "photo link", "image links", "picture urls",
    ),
    "description": ("marketing description", "unit description", "long description"),
    "kind": ("fee kind", "special kind"),
    "amount": ("fee amount",),
    "frequency": (),
    "due": (),
    "requirement": (),
    "per": (),
    "refundable": (),
    "included_in_rent": (),
    "position": (),
    "terms": (),
    "quantity": (),
    "waived_kind": (),
    "starts_on": (),
    "ends_on": (),
    "move_in_by": (),
    "min_lease_months": (),
    "max_lease_months": (),
}  # fmt: skip

RENT = "rent_"
MONTH_TO_MONTH = "rent_month_to_month"
_FIELD_OF = {alias: field for field, aliases in ALIASES.items() for alias in (field.replace("_", " "), *aliases)}
_SIGNS = re.compile(r"[^a-z0-9]+")
_COUNT_OF = re.compile(r"^(?:number|no) of ")
_TERM = re.compile(
    r"(?:(?:market |base |monthly |effective )?(?:rent|rate|price)(?: for)? )?(\d{1,2}) ?(?:months?|mos?|mths?|m)"
    r"(?: lease| term)?(?: (?:rent|rate|price))?"
)
_NO_TERM = re.compile(r"(?:(?:rent|rate|price) )?(?:mtm|m2m|month to month|m to m)(?: (?:rent|rate|price|lease))*")


def field_of(header: str) -> str | None:
    """The field that a header means; rents by lease length are `rent_12_months`. None for one that is not known."""
    plain = _SIGNS.sub(" ", header.lower().replace("#", " number ").replace("'", "")).strip()
    plain = " ".join(plain.split())
    for form in (plain, _COUNT_OF.sub("", plain), plain.removesuffix(" usd")):
        if form in _FIELD_OF:
            return _FIELD_OF[form]
    if _NO_TERM.fullmatch(plain):
        return MONTH_TO_MONTH
    found = _TERM.fullmatch(plain)
    return rent_field(int(found[1])) if found and 1 <= int(found[1]) <= 60 else None


def months_of(field: str) -> int | None:
    """The lease length of a rent's column; 0 is month to month, None is another column."""
    if field == MONTH_TO_MONTH:
        return 0
    found = re.fullmatch(rf"{RENT}(\d+)_months", field)
    return int(found[1]) if found else None
