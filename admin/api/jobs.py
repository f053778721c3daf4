"""What runs by the clock, and how it went last."""

from __future__ import annotations

from litestar import Controller, get

from admin.api.dependencies import DatabaseDep, PagingDep
from leasing.services import schedule
from leasing.services.schedule import JobView
from web.envelope import Envelope, listed
from web.guards import staff as staff_guard


class JobController(Controller):
    path = "/api/v1/jobs"
    tags = ("health",)
    guards = (staff_guard,)
    opt = {"resource": "jobs"}

    @get(operation_id="ListJobs")
    async def list_jobs(self, *, database: DatabaseDep, paging: PagingDep) -> Envelope[list[JobView]]:
        """The scheduled jobs of the installation by name, each with its last run. A run without an end is under way, or
        its process died in it and it is begun again."""
        return listed(await database.read(schedule.page, paging))
