"""Which manager gets the questions of a property and category, as the company wants it, and how long they may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func

from leasing.database import Tx
from leasing.errors import Conflict, Invalid
from leasing.models import Property, PropertyManager, QuestionRule, QuestionSettings
from leasing.tenancy import Page, Paging, StaffScope

REMIND_AFTER_MINUTES = 60
ESCALATE_AFTER_MINUTES = 240
REVIEW_AFTER_DAYS = 180


@dataclass(frozen=True, slots=True)
class RuleView:
    """`property_id` and `category` are null where the rule holds for every one."""

    id: str
    property_id: str | None
    category: str | None
    manager_id: str
    manager_name: str
    position: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """Minutes are office minutes of the property; `review_days_by_category` goes before `review_after_days`."""

    remind_after_minutes: int
    escalate_after_minutes: int
    review_after_days: int
    review_days_by_category: dict[str, int]


DEFAULTS = Settings(REMIND_AFTER_MINUTES, ESCALATE_AFTER_MINUTES, REVIEW_AFTER_DAYS, {})


def page(tx: Tx, scope: StaffScope, paging: Paging, property_id: str | None = None) -> Page[RuleView]:
    """All rules, or those that a property's questions are given by."""
    statement = _rules(scope)
    if property_id is not None:
        scope.get(tx, Property, property_id)
        statement = statement.where((QuestionRule.property_id == property_id) | QuestionRule.property_id.is_(None))
    order = (QuestionRule.property_id, QuestionRule.category, QuestionRule.position, QuestionRule.id)
    return scope.page(tx, statement.order_by(*order), paging).map(_view)


def get(tx: Tx, scope: StaffScope, rule_id: str) -> RuleView:
    scope.get(tx, QuestionRule, rule_id)
    return _view(tx.connection.execute(_rules(scope).where(QuestionRule.id == rule_id)).one())


def create(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> RuleView:
    """Raises `NotFound`, `Invalid`, `Conflict` where there is one like it."""
    _check(tx, scope, given)
    if given.get("property_id") is None:
        scope.check_whole_company()
    values = {"property_id": given.get("property_id"), "category": _category(given.get("category"))}
    values |= {"manager_id": given["manager_id"], "position": given.get("position", 1)}
    _is_new(tx, scope, values)
    return get(tx, scope, scope.insert(tx, QuestionRule, **values))


def update(tx: Tx, scope: StaffScope, rule_id: str, given: Mapping[str, Any]) -> RuleView:
    row = scope.get(tx, QuestionRule, rule_id, lock=True)
    _check(tx, scope, given)
    if None in (row.property_id, given.get("property_id", row.property_id)):
        scope.check_whole_company()
    values = {name: getattr(row, name) for name in ("property_id", "category", "manager_id", "position")} | dict(given)
    values["category"] = _category(values["category"])
    _is_new(tx, scope, values, but=rule_id)
    scope.change(tx, QuestionRule, rule_id, **values)
    return get(tx, scope, rule_id)


def delete(tx: Tx, scope: StaffScope, rule_id: str) -> None:
    if scope.get(tx, QuestionRule, rule_id).property_id is None:
        scope.check_whole_company()
    scope.remove(tx, QuestionRule, rule_id)


def settings(tx: Tx, scope: StaffScope) -> Settings:
    return settings_of(tx.connection.execute(scope.select(QuestionSettings)).one_or_none())


def change_settings(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> Settings:
    """Change what is given. Raises `Forbidden`, and `Invalid` where a question would be escalated before anybody is
    reminded of it."""
    scope.check_whole_company()
    row = tx.connection.execute(scope.select(QuestionSettings).with_for_update()).one_or_none()
    now = settings_of(row)
    if not given:
        return now
    values: dict[str, Any] = {name: given.get(name, getattr(now, name)) for name in Settings.__slots__}
    if values["escalate_after_minutes"] <= values["remind_after_minutes"]:
        raise Invalid.field("escalate_after_minutes", "must be more than remind_after_minutes")
    by_category: Mapping[str, int] = values["review_days_by_category"]
    values["review_days_by_category"] = {name.strip().lower(): days for name, days in by_category.items()}
    if row is None:
        scope.insert(tx, QuestionSettings, **values)
    else:
        tx.connection.execute(scope.update(QuestionSettings).values(**values, updated_at=tx.now))
    return settings(tx, scope)


def settings_of(row: Any) -> Settings:
    if row is None:
        return DEFAULTS
    return Settings(
        row.remind_after_minutes, row.escalate_after_minutes, row.review_after_days, dict(row.review_days_by_category)
    )


def _check(tx: Tx, scope: StaffScope, given: Mapping[str, Any]) -> None:
    if given.get("property_id") is not None:
        scope.get(tx, Property, given["property_id"])
    if "manager_id" in given:
        known = scope.select(PropertyManager, PropertyManager.id).where(PropertyManager.id == given["manager_id"])
        if scope.count(tx, known) == 0:
            raise Invalid.field("manager_id", "There is no property manager with this id.", "reference")


def _is_new(tx: Tx, scope: StaffScope, values: Mapping[str, Any], but: str = "") -> None:
    same = scope.select(QuestionRule).where(
        QuestionRule.property_id.is_not_distinct_from(values["property_id"]),
        QuestionRule.category.is_not_distinct_from(values["category"]),
        QuestionRule.manager_id == values["manager_id"],
        QuestionRule.id != but,
    )
    if scope.count(tx, same):
        raise Conflict("There is a rule already that gives these questions to this manager.")


def _category(name: str | None) -> str | None:
    return name.strip().lower() or None if name else None


def _rules(scope: StaffScope) -> Any:
    name = func.trim(PropertyManager.first_name + " " + PropertyManager.last_name).label("manager_name")
    columns = (QuestionRule.__table__, name)
    return scope.select(QuestionRule, *columns).join(
        PropertyManager.__table__, PropertyManager.id == QuestionRule.manager_id
    )


def _view(row: Any) -> RuleView:
    return RuleView(**{name: getattr(row, name) for name in RuleView.__slots__})
