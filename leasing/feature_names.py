"""Features of homes by one name, however they are written: `W/D in unit` and `WasherDryer` are `in_unit_laundry`."""

from __future__ import annotations

import re

_FEATURES = {
    "in_unit_laundry": (
        "washer_dryer", "washer_and_dryer", "w_d", "wd", "w_d_in_unit", "in_unit_washer_dryer", "washer_dryer_in_unit",
        "in_unit_washer_and_dryer", "washer_and_dryer_in_unit", "in_home_washer_dryer", "laundry_in_unit", "washer",
        "full_size_washer_and_dryer", "in_unit_washer", "in_unit_w_d",
    ),
    "balcony": ("private_balcony", "balconies"),
    "patio": ("private_patio",),
    "air_conditioning": ("ac", "a_c", "air", "air_conditioner", "central_air", "air_con", "central_ac"),
    "walk_in_closet": ("walk_in_closets", "walkin_closet", "large_closets"),
    "hardwood_floors": ("hardwood", "hardwood_flooring", "wood_floors", "hardwood_floor", "wood_flooring"),
    "fireplace": ("fire_place",),
    "wheelchair_accessible": ("wheel_chair", "wheelchair", "ada_accessible", "accessible"),
    "vaulted_ceiling": ("vaulted_ceilings", "high_ceilings", "high_ceiling"),
    "dishwasher": ("dish_washer",),
    "garage": ("attached_garage", "private_garage"),
}  # fmt: skip
_FEATURE_OF = {word: feature for feature, words in _FEATURES.items() for word in words}


def feature_of(written: str) -> str:
    """The code of a feature: `Walk-in closets` is `walk_in_closet`. What holds no letter or digit stays as it is."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", written.strip())
    code = re.sub(r"[\W_]+", "_", apart.lower()).strip("_")
    return _FEATURE_OF.get(code, code) or written.strip()


def feature_key(written: str) -> str:
    """The same for all spellings of a feature."""
    code = feature_of(written)
    return "".join(sign for sign in code if sign.isalnum()) or code
