"""Tasks: questions, visitors who want a person, and what else somebody must do."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Controller, delete, get, post, put, route
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from msgspec import UNSET, Meta, UnsetType

from admin.api.dependencies import DatabaseDep, PagingDep, RecordId, StaffDep
from admin.api.fields import Check, not_blank
from admin.api.operations import CHANGING, by_method
from leasing.services import tasks
from leasing.services.tasks import Filters, TaskDetail, TaskView
from web.envelope import Deleted, Envelope, listed, ok
from web.guards import staff as staff_guard
from web.payload import Payload

Status = Literal["pending", "in_progress", "completed", "cancelled"]
Kind = Literal["question", "handoff", "other"]
Id = Annotated[str, Meta(min_length=1, max_length=36)]
Title = Annotated[str, Meta(min_length=1, max_length=300), Check(not_blank)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=20_000), Check(not_blank)]


class TaskCreate(Payload, kw_only=True, frozen=True):
    """`question` is what is to be done."""

    resource = "task"

    property_id: Id
    question: Title
    conversation_id: Id | None = None
    assigned_to: Id | None = None


class TaskChange(Payload, kw_only=True, frozen=True):
    """The fields that are given are changed. An answer completes the task."""

    resource = "task"

    question: Title | UnsetType = UNSET
    answer: AnswerText | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    assigned_to: Id | UnsetType | None = UNSET


class TaskAnswer(Payload, kw_only=True, frozen=True):
    resource = "task"

    answer: AnswerText


class TaskStatus(Payload, kw_only=True, frozen=True):
    resource = "task"

    status: Status


def provide_filters(
    property_id: FromQuery[str | None] = None,
    status: FromQuery[Status | None] = None,
    kind: FromQuery[Kind | None] = None,
    assigned_to: FromQuery[str | None] = None,
    unassigned: FromQuery[bool] = False,
    conversation_id: FromQuery[str | None] = None,
) -> Filters:
    return Filters(property_id, status, kind, assigned_to, unassigned, conversation_id)


FiltersDep = NamedDependency[SkipValidation[Filters]]


class TaskController(Controller):
    path = "/api/v1/tasks"
    tags = ("tasks",)
    guards = (staff_guard,)
    opt = {"resource": "tasks"}

    @get("/", operation_id="ListTasks", dependencies={"filters": Provide(provide_filters, sync_to_thread=False)})
    async def list_tasks(
        self, *, staff: StaffDep, database: DatabaseDep, paging: PagingDep, filters: FiltersDep
    ) -> Envelope[list[TaskView]]:
        """What is not done first, and of that the oldest."""
        return listed(await database.read(tasks.page, staff, paging, filters))

    @post("/", operation_id="CreateTask")
    async def create_task(
        self, *, data: JSONBody[TaskCreate], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TaskDetail]:
        return ok(await database.write(tasks.create, staff, data.given()))

    @get("/assigned/{manager_id:str}", operation_id="ListAssignedTasks")
    async def assigned(
        self,
        *,
        manager_id: FromPath[str],
        staff: StaffDep,
        database: DatabaseDep,
        paging: PagingDep,
        status: FromQuery[Status | None] = None,
    ) -> Envelope[list[TaskView]]:
        return listed(await database.read(tasks.of_manager, staff, manager_id, paging, status))

    @get("/{id:str}", operation_id="GetTask")
    async def get_task(self, *, task_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[TaskDetail]:
        return ok(await database.read(tasks.get, staff, task_id))

    @route("/{id:str}", http_method=CHANGING, operation_id=by_method("UpdateTask"))
    async def update_task(
        self, *, task_id: RecordId, data: JSONBody[TaskChange], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TaskDetail]:
        return ok(await database.write(tasks.update, staff, task_id, data.given()))

    @delete("/{id:str}", operation_id="DeleteTask", status_code=200)
    async def delete_task(self, *, task_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[Deleted]:
        """One whose question visitors wait for must be answered or cancelled first."""
        await database.write(tasks.delete, staff, task_id)
        return ok(Deleted(task_id))

    @put("/{id:str}/answer", operation_id="AnswerTask")
    async def answer_task(
        self, *, task_id: RecordId, data: JSONBody[TaskAnswer], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TaskDetail]:
        """Answer the question, as `PUT /api/v1/faqs/{id}/answer` does, or say how it was done."""
        return ok(await database.write(tasks.answer, staff, task_id, data.answer))

    @put("/{id:str}/assign/{manager_id:str}", operation_id="AssignTask")
    async def assign_task(
        self, *, task_id: RecordId, manager_id: FromPath[str], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TaskDetail]:
        return ok(await database.write(tasks.assign, staff, task_id, manager_id))

    @put("/{id:str}/unassign", operation_id="UnassignTask")
    async def unassign_task(self, *, task_id: RecordId, staff: StaffDep, database: DatabaseDep) -> Envelope[TaskDetail]:
        return ok(await database.write(tasks.assign, staff, task_id, None))

    @put("/{id:str}/status", operation_id="MoveTask")
    async def move_task(
        self, *, task_id: RecordId, data: JSONBody[TaskStatus], staff: StaffDep, database: DatabaseDep
    ) -> Envelope[TaskDetail]:
        """A status that may not follow is 409 `INVALID_STATUS_TRANSITION`, with those that may in `details.allowed`."""
        return ok(await database.write(tasks.move, staff, task_id, data.status))
