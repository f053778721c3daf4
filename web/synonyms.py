"""Other names for our fields that callers may use, in one table. Answers always carry our own names."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

SYNONYMS: dict[str, dict[str, str]] = {
    "": {
        "organization_id": "company_id",
        "org_id": "company_id",
    },
    "property": {
        "title": "name",
        "property_name": "name",
        "address_line1": "address",
        "address_line_1": "address",
        "street": "address",
        "street_address": "address",
        "postal_code": "zip_code",
        "zip": "zip_code",
        "zipcode": "zip_code",
        "time_zone": "timezone",
        "tz": "timezone",
        "website": "website_url",
        "type": "property_type",
        "rental_sub_type": "property_type",
        "number_of_units": "units_count",
        "total_units": "units_count",
        "chatbot_business_hours": "office_hours",
        "business_hours": "office_hours",
        "contact_phone": "phone",
        "contact_email": "email",
        "is_active": "chatbot_is_active",
        "avatar_url": "chatbot_avatar_url",
        "welcome_message": "chatbot_welcome_message",
        "widget_settings": "chatbot_widget_settings",
        "theme_color": "chatbot_theme_color",
        "position": "chatbot_position",
        "auto_open": "chatbot_auto_open",
    },
    "unit": {
        "number": "name",
        "unit_number": "name",
        "unit": "name",
        "beds": "bedrooms",
        "baths": "bathrooms",
        "sqft": "square_feet",
        "square_footage": "square_feet",
        "market_rent": "rent",
        "price": "rent",
        "available_date": "available_on",
        "available_from": "available_on",
        "floorplan": "floor_plan",
        "floor_plan_name": "floor_plan",
        "amenities": "features",
        "pets": "pets_allowed",
    },
    "faq": {
        "title": "question",
        "manager_id": "assigned_to",
    },
    "lead": {
        "lead_source": "source",
        "manager_id": "assigned_to",
        "property_manager_id": "assigned_to",
        "assigned_to_id": "assigned_to",
        "phone_number": "phone",
        "email_address": "email",
    },
    "tour": {
        "tour_datetime": "starts_at",
        "scheduled_at": "starts_at",
        "start_time": "starts_at",
        "type": "tour_type",
        "property_manager_id": "manager_id",
        "agent_id": "manager_id",
        "prospect_email": "email",
        "prospect_phone": "phone",
    },
    "lead_activity": {
        "activity_type": "type",
        "content": "text",
        "note": "text",
        "description": "text",
        "subject": "text",
    },
    "notification": {
        "manager_id": "property_manager_id",
        "message": "body",
        "text": "body",
        "subject": "title",
    },
    "notification_preferences": {"quiet": "quiet_hours", "digest_frequency": "digest"},
    "login": {"username": "email"},
    "registration": {"organization_name": "company_name", "organization": "company_name", "company": "company_name"},
    "new_password": {"password": "new_password"},
    "user": {"role_id": "role"},
    "team": {"member_ids": "members", "user_ids": "members", "property_ids": "properties"},
    "assignment": {"property_manager_id": "manager_id"},
}
"""resource → (the caller's name in snake_case → ours); those under "" hold everywhere"""

PASSED_OVER: dict[str, frozenset[str]] = {
    "property": frozenset(
        {
            "bedrooms",
            "bathrooms",
            "chatbot_embed_code",
            "company_id",
            "hubspot_property_id",
            "price",
        }
    ),
    "faq": frozenset({"status"}),
}
"""resource → what callers give with a new record and we do not keep: it follows from other things, or has no place yet.
A change of one is refused like that of any other field that is not there."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def renamed(resource: str, body: dict[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """The body under our names. A field that is there under its own name wins over its synonyms."""
    table = {**SYNONYMS[""], **SYNONYMS.get(resource, {})}
    found: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in body.items():
        if key in fields:
            found[key] = value
            continue
        snake = _CAMEL.sub("_", key).lower()
        ours = snake if snake in fields else table.get(snake, key)
        others[ours if ours in fields or ours in PASSED_OVER.get(resource, ()) else key] = value
    return {**others, **found}


def without_passed_over(resource: str, body: dict[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """The body of a new record without what is given with it and not kept."""
    dropped = PASSED_OVER.get(resource, frozenset())
    return {name: value for name, value in body.items() if name in fields or name not in dropped}
