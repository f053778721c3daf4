"""Who gets the questions of visitors, how long they may wait, and how long an answer holds."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, delete, get, post, route
from litestar.params import FromQuery, JSONBody
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Short
from admin.api.operations import CHANGING, by_method
from leasing.services import question_rules
from leasing.services.question_rules import RuleView, Settings
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Id = Annotated[str, Meta(min_length=1, max_length=36)]
Position = Annotated[int, Meta(ge=1, le=1000)]
Minutes = Annotated[int, Meta(ge=1, le=20_000)]
Days = Annotated[int, Meta(ge=1, le=3650)]
Category = Annotated[str, Meta(min_length=1, max_length=100)]


class RuleCreate(Payload, kw_only=True, frozen=True):
    """Without a property or category the rule holds for every one."""

    resource = "question_rule"

    manager_id: Id
    property_id: Id | None = None
    category: Short | None = None
    position: Position = 1


class RuleChange(Payload, kw_only=True, frozen=True):
    resource = "question_rule"

    manager_id: Id | UnsetType = UNSET
    property_id: Id | UnsetType | None = UNSET
    category: Short | UnsetType | None = UNSET
    position: Position | UnsetType = UNSET


class SettingsChange(Payload, kw_only=True, frozen=True):
    """Minutes in which the office is open."""

    resource = "question_settings"

    remind_after_minutes: Minutes | UnsetType = UNSET
    escalate_after_minutes: Minutes | UnsetType = UNSET
    review_after_days: Days | UnsetType = UNSET
    review_days_by_category: Annotated[dict[Category, Days], Meta(max_length=100)] | UnsetType = UNSET


class QuestionRuleController(Controller):
    path = "/api/v1/question-rules"
    tags = ("tasks",)
    guards = (staff_guard,)
    opt = {"resource": "question_rules"}

    @get("/", operation_id="ListQuestionRules")
    async def list_rules(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, property_id: FromQuery[str | None] = None
    ) -> Envelope[list[RuleView]]:
        """All, or those that a property's questions are given by. Where none holds, whoever works there gets them."""
        return listed(await database.read(question_rules.page, staff, paging, property_id))

    @post("/", operation_id="CreateQuestionRule")
    async def create_rule(
        self, *, data: JSONBody[RuleCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[RuleView]:
        return ok(await database.write(question_rules.create, staff, data.given()))

    @get("/{id:str}", operation_id="GetQuestionRule")
    async def get_rule(self, *, rule_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[RuleView]:
        return ok(await database.read(question_rules.get, staff, rule_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateQuestionRule"))
    async def update_rule(
        self, *, rule_id: RecordId, data: JSONBody[RuleChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[RuleView]:
        return ok(await database.write(question_rules.update, staff, rule_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteQuestionRule", status_code=200)
    async def delete_rule(self, *, rule_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        await database.write(question_rules.delete, staff, rule_id)
        return ok(Deleted(rule_id))


class QuestionSettingsController(Controller):
    path = "/api/v1/question-settings"
    tags = ("tasks",)
    guards = (staff_guard,)
    opt = {"resource": "question_rules"}

    @get("/", operation_id="GetQuestionSettings")
    async def get_settings(self, *, staff: StaffDep, database: DatabaseDep) -> Envelope[Settings]:
        return ok(await database.read(question_rules.settings, staff))

    @route("/", http_method=CHANGING, operation_id=by_method("UpdateQuestionSettings"))
    async def update_settings(
        self, *, data: JSONBody[SettingsChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[Settings]:
        return ok(await database.write(question_rules.change_settings, staff, data.given()))
