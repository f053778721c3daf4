"""Homes taken in from files: first as a plan, field by field, then for good; and given out as such a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leasing.database import Database, Tx
from leasing.errors import Conflict, FieldError, Invalid
from leasing.home_changes import Change
from leasing.home_files import Column, FileFormat, HomeFile, HomeFiles, Issue, Kind, ReadOptions, RentBasis
from leasing.home_plan import (
    HomePlan,
    Missing,
    OnError,
    Outcome,
    PlanOptions,
    Snapshot,
    Step,
    counts,
    make_plan,
)
from leasing.services import home_snapshot, home_writes
from leasing.services.home_writes import Writes
from leasing.services.property_changes import touch
from leasing.tenancy import StaffScope

ATTEMPTS = 5
"""others may change a home between the plan and its writing: then a new plan is made"""
MOST_ERRORS_TOLD = 100


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`token` is that of a plan that was shown: the import is refused where it would do anything else."""

    format: FileFormat = "auto"
    community: str | None = None
    rent: RentBasis = "market"
    missing: Missing = "keep"
    on_error: OnError = "skip"
    token: str | None = None

    @property
    def of_plan(self) -> PlanOptions:
        return PlanOptions(self.missing, self.on_error)


@dataclass(frozen=True, slots=True)
class StepView:
    """What becomes of one thing; `line` or `element` says where the file tells of it."""

    kind: Kind
    name: str
    outcome: Outcome
    line: int | None
    element: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`steps` are all that are not unchanged. `plan_token` applies exactly this plan, and no other. `issues` are the
    first of `errors` and `warnings`; `refused` says that errors keep the whole file out."""

    dry_run: bool
    applied: bool
    refused: bool
    plan_token: str
    format: Literal["csv", "mits"]
    encoding: str
    rows: int
    created: int
    changed: int
    unchanged: int
    gone: int
    errors: int
    warnings: int
    counts: Mapping[Kind, Mapping[Outcome, int]]
    steps: tuple[StepView, ...]
    issues: tuple[Issue, ...]
    columns: tuple[Column, ...]
    communities: tuple[str, ...]


async def preview(
    database: Database, files: HomeFiles, scope: StaffScope, property_id: str, data: bytes, options: ImportOptions
) -> ImportReport:
    """What an import would do; nothing is written. Raises `NotFound`, and `Invalid` for a file that cannot be read."""
    _, file, plan = await _planned(database, files, scope, property_id, data, options)
    return await asyncio.to_thread(_report, file, plan, dry_run=True)


async def apply(
    database: Database,
    files: HomeFiles,
    scope: StaffScope,
    property_id: str,
    data: bytes,
    options: ImportOptions,
    *,
    file_name: str = "",
) -> ImportReport:
    """Import a file in one transaction, rows with errors left out. Raises `NotFound`, `Invalid` for a file that cannot
    be read or whose errors keep it out, and `Conflict` where the plan is not the one of the token."""
    for _ in range(ATTEMPTS):
        snapshot, file, plan = await _planned(database, files, scope, property_id, data, options)
        if plan.refused:
            raise _refusal(plan)
        if options.token is not None and options.token != plan.token:
            raise Conflict(
                "The homes, the file or the options are not those of the plan any more. Make a new dry run.",
                code="PRECONDITION_FAILED",
            )
        writes = await asyncio.to_thread(home_writes.prepare, scope, snapshot, plan, database.clock.now())
        if await database.write(_write, scope, plan, writes, file, file_name):
            return await asyncio.to_thread(_report, file, plan, dry_run=False)
    raise Conflict("The homes are being changed by others all the time. Try again.", code="PRECONDITION_FAILED")


async def export(database: Database, files: HomeFiles, scope: StaffScope, property_id: str) -> bytes:
    """All homes of a property as a table (CSV), which imports back without a change. Raises `NotFound`."""
    snapshot = await _snapshot(database, scope, property_id)
    return await files.write([one.record for one in snapshot.held])


async def _snapshot(database: Database, scope: StaffScope, property_id: str) -> Snapshot:
    rows = await database.read(home_snapshot.read, scope, property_id)
    return await asyncio.to_thread(home_snapshot.snapshot, rows)


async def _planned(
    database: Database, files: HomeFiles, scope: StaffScope, property_id: str, data: bytes, options: ImportOptions
) -> tuple[Snapshot, HomeFile, HomePlan]:
    snapshot = await _snapshot(database, scope, property_id)
    file = await files.read(data, ReadOptions(snapshot.today, options.format, options.community, options.rent))
    # A thread: thousands of homes are compared field by field.
    return snapshot, file, await asyncio.to_thread(make_plan, snapshot, file, options.of_plan)


def _write(tx: Tx, scope: StaffScope, plan: HomePlan, writes: Writes, file: HomeFile, file_name: str) -> bool:
    """Write a plan, if the property is still as it was planned for."""
    current = home_snapshot.version(tx, scope, plan.property_id)
    if current != plan.version:
        return False
    if not plan.writes:
        return True
    home_writes.write(tx, scope, plan.property_id, writes)
    touch(tx, scope, plan.property_id)
    tx.emit(
        "property.homes_imported",
        scope.company_id,
        property_id=plan.property_id,
        subject_id=plan.property_id,
        data={
            "user_id": scope.user_id,
            "file_name": file_name,
            "file_sha256": file.digest,
            "format": file.format,
            "plan_token": plan.token,
            "counts": counts(plan),
        },
    )
    return True


def _refusal(plan: HomePlan) -> Invalid:
    wrong = [issue for issue in plan.issues if issue.severity == "error"]
    errors = [
        FieldError(field=_where(issue), message=issue.message, type=issue.code) for issue in wrong[:MOST_ERRORS_TOLD]
    ]
    what = "error keeps" if plan.errors == 1 else "errors keep"
    advice = "Mend the rows, or leave them out with on_error=skip."
    return Invalid(f"{plan.errors} {what} the file out; nothing was changed. {advice}", errors)


def _where(issue: Issue) -> str:
    place = f"line {issue.line}" if issue.line else issue.element or "file"
    return f"{place}.{issue.field}" if issue.field else place


def _report(file: HomeFile, plan: HomePlan, *, dry_run: bool) -> ImportReport:
    return ImportReport(
        dry_run=dry_run,
        applied=not dry_run,
        refused=plan.refused,
        plan_token=plan.token,
        format=file.format,
        encoding=file.encoding,
        rows=file.rows,
        created=plan.count("created"),
        changed=plan.count("changed"),
        unchanged=plan.count("unchanged"),
        gone=plan.count("gone"),
        errors=plan.errors,
        warnings=plan.warnings,
        counts=counts(plan),
        steps=tuple(_view(step) for step in plan.steps if step.outcome != "unchanged"),
        issues=plan.issues,
        columns=file.columns,
        communities=file.communities,
    )


def _view(step: Step) -> StepView:
    return StepView(step.kind, step.name, step.outcome, step.line, step.element, step.changes)
