"""Fees and pictures were lists within a property's, a unit's and a floor plan's row: they survive as rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from app.migrate import MIGRATIONS

NOW = "2026-01-01 00:00:00"
FEES = [
    {"name": "Pet deposit (refundable, per pet)", "amount": "400.00", "per": "pet", "optional": True},
    {"name": "Valet trash", "amount": "25.00", "per": "month", "optional": False},
    {"name": "Valet trash", "amount": "5.50", "per": "month"},
    {"name": "Application fee", "amount": "60.00", "per": "application", "optional": False},
]


class Before:
    """A SQLite database at one revision."""

    def __init__(self, path: Path) -> None:
        self.engine = create_engine(f"sqlite:///{path}")

    def to(self, revision: str, *, down: bool = False) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, revision)

    def run(self, statement: str, **values: Any) -> list[Any]:
        with self.engine.begin() as connection:
            found = connection.execute(text(statement), values)
            return list(found) if found.returns_rows else []

    def fill(self, table: str, **values: Any) -> None:
        """A row; what it must have and is not given is empty."""
        given = {**values, "created_at": NOW, "updated_at": NOW}
        for _, name, kind, required, default, _ in self.run(f"PRAGMA table_info({table})"):
            if required and name not in given and default is None:
                given[name] = {"JSON": "[]", "BOOLEAN": False, "INTEGER": 30}.get(kind, "x")
        names = ", ".join(given)
        self.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in given)})", **given)


def test_they_become_rows_and_lists_again(tmp_path: Path) -> None:
    database = Before(tmp_path / "before.db")
    database.to("0004")
    database.fill("companies", id="c", slug="c", name="C")
    database.fill(
        "properties", id="p", company_id="c", slug="p", fees=json.dumps(FEES), status="active", country="US",
        chatbot_position="bottom-right", tour_capacity=1, timezone="America/Chicago", chatbot_widget_settings="{}",
    )  # fmt: skip
    plan = {"id": "f", "company_id": "c", "property_id": "p", "name": "Elm", "bedrooms": 1, "bathrooms": 1}
    database.fill("floor_plans", **plan, image_urls='["https://a.example/plan.jpg"]')
    pictures = ["https://a.example/1.jpg", "https://a.example/2.jpg", "https://a.example/1.jpg"]
    unit = {"id": "u", "company_id": "c", "property_id": "p", "name": "1", "bedrooms": 1, "bathrooms": 1}
    database.fill("units", **unit, rent_cents=100, status="available", image_urls=json.dumps(pictures))

    database.to("0005")
    fees = database.run("SELECT name, kind, amount_cents, frequency, requirement, per FROM fees ORDER BY position")
    assert [tuple(fee) for fee in fees] == [
        ("Pet deposit (refundable, per pet)", "pet_deposit", 40000, "one_time", "situational", "pet"),
        ("Valet trash", "trash", 2500, "monthly", "mandatory", "home"),
        ("Valet trash (3)", "trash", 550, "monthly", "mandatory", "home"),
        ("Application fee", "application", 6000, "one_time", "mandatory", "home"),
    ]
    photos = database.run("SELECT coalesce(unit_id, floor_plan_id), url FROM photos ORDER BY 1, position")
    assert [tuple(photo) for photo in photos] == [
        ("f", "https://a.example/plan.jpg"),
        ("u", "https://a.example/1.jpg"),
        ("u", "https://a.example/2.jpg"),
    ]
    assert database.run("SELECT rent_cents FROM units") == [(100,)]

    database.to("0004", down=True)
    back = json.loads(database.run("SELECT fees FROM properties")[0][0])
    assert [(fee["amount"], fee["per"]) for fee in back] == [
        ("400.00", "pet"), ("25.00", "month"), ("5.50", "month"), ("60.00", "application"),
    ]  # fmt: skip
    assert json.loads(database.run("SELECT image_urls FROM units")[0][0]) == pictures[:2]
