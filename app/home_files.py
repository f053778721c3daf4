"""`domiq import-homes`: a file of homes from the command line, by the same rules as over the API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.wiring_data import make_database
from integrations.homes_import import FileReader
from integrations.homes_import.limits import MOST_BYTES, refused
from leasing.services import communities, home_imports
from leasing.services.home_imports import ImportOptions, ImportReport
from leasing.settings import Settings
from leasing.tenancy import StaffScope

MOST_LINES = 200


async def run(
    settings: Settings, path: str, reference: str, options: Mapping[str, Any], *, apply: bool
) -> tuple[list[str], bool]:
    """What is to be printed, and whether nothing was wrong. Raises `NotFound`, `Invalid`, `Conflict`."""
    data = await asyncio.to_thread(_read, Path(path))
    database = make_database(settings)
    try:
        community = await database.read(communities.load, reference)
        scope = StaffScope(community.company_id, "", "command")
        chosen = ImportOptions(**options)
        if apply:
            report = await home_imports.apply(
                database, FileReader(), scope, community.id, data, chosen, file_name=Path(path).name
            )
        else:
            report = await home_imports.preview(database, FileReader(), scope, community.id, data, chosen)
    finally:
        await database.close()
    return list(_lines(community.name, report)), report.errors == 0


def _read(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise refused(f"The file has more than {MOST_BYTES // 2**20} MB. Split it by community.")
    return path.read_bytes()


def _lines(name: str, report: ImportReport) -> Iterator[str]:
    for issue in report.issues[:MOST_LINES]:
        place = f"line {issue.line}" if issue.line else issue.element or "file"
        field = f", {issue.field}" if issue.field else ""
        yield f"{issue.severity} ({place}{field}): {issue.message}"
    for step in report.steps[:MOST_LINES]:
        yield f"{step.outcome} {step.kind} {step.name}".rstrip()
        for change in step.changes if step.outcome != "created" else ():
            yield f"    {change.field}: {change.old or '-'} -> {change.new or '-'}"
    left = max(0, len(report.issues) - MOST_LINES) + max(0, len(report.steps) - MOST_LINES)
    if left:
        yield f"... and {left} more"
    counted = (
        f"{report.created} created, {report.changed} changed, {report.unchanged} unchanged, {report.gone} not in it"
    )
    yield f"{name}: {counted}; {report.errors} errors, {report.warnings} warnings."
    if report.dry_run:
        yield "Nothing was written. Run it again with --apply."
