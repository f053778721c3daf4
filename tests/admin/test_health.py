"""Probes, the health page, and the description of the API."""

from __future__ import annotations

from collections import Counter
from typing import Any

from leasing.services import schedule
from tests.web.house import House


async def test_probes(house: House) -> None:
    for path in ("/healthz", "/live", "/ready", "/health", "/api/v1/health"):
        answer = await house.client.get(path)
        assert (answer.status_code, answer.json()["success"]) == (200, True), path
    for path in ("/healthz", "/live", "/ready", "/health"):
        answer = await house.client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


async def test_the_health_page(house: House) -> None:
    data = (await house.client.get("/health")).json()["data"]
    assert data["status"] == "healthy"
    assert data["checks"]["database"]["status"] == "healthy"
    assert data["checks"]["embedder"]["name"] == "stub"
    assert data["checks"]["brain"]["name"] == "embedded"
    house.web.readiness.degraded["embedder"] = "MiniLM was not built; run make install"
    data = (await house.client.get("/api/v1/health")).json()["data"]
    assert data["status"] == data["checks"]["embedder"]["status"] == "degraded"
    assert "make install" in data["checks"]["embedder"]["reason"]


async def test_not_ready_yet(house: House) -> None:
    house.web.readiness.ready = False
    answer = await house.client.get("/ready")
    assert (answer.status_code, answer.json()["success"]) == (503, False)
    assert (await house.client.get("/health")).status_code == 503
    assert (await house.client.get("/live")).status_code == 200


async def test_a_database_that_is_away(house: House) -> None:
    async def away() -> None:
        raise OSError("connection refused at 10.1.2.3")

    house.database.ping = away  # type: ignore[method-assign]
    ready, health = await house.client.get("/ready"), await house.client.get("/health")
    assert (ready.status_code, ready.json()["error"]["code"]) == (503, "DATABASE_ERROR")
    assert (health.status_code, health.json()["data"]["status"]) == (503, "unhealthy")
    assert "10.1.2.3" not in ready.text + health.text
    assert (await house.client.get("/live")).status_code == 200


async def test_the_description(house: House) -> None:
    document: dict[str, Any] = (await house.client.get("/schema/openapi.json")).json()
    operations = [
        operation
        for path, item in document["paths"].items()
        if path.startswith("/api/v1")
        for method, operation in item.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    names = Counter(operation["operationId"] for operation in operations)
    assert max(names.values()) == 1
    assert {"Login", "ListProperties", "UpdateProperty", "PatchProperty", "QueryKnowledge"} <= set(names)
    assert all(name[0].isupper() and name.isidentifier() for name in names)
    create = document["components"]["schemas"]["PropertyCreate"]
    assert set(create["required"]) == {"address", "city", "state", "zip_code"}
    answer = document["paths"]["/api/v1/properties/{id}"]["get"]["responses"]["200"]
    assert "PropertyView" in str(answer)
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


async def test_the_docs_load_nothing_from_elsewhere(house: House) -> None:
    for path in ("/docs", "/redoc"):
        page = await house.client.get(path)
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "<script" not in page.text
        assert "//" not in page.text.replace("http://chat.test", "")
        assert "/api/v1/properties" in page.text


async def test_jobs_that_nobody_runs(house: House) -> None:
    house.web.readiness.is_scheduled = True
    part = (await house.client.get("/health")).json()["data"]["checks"]["scheduler"]
    assert part["status"] == "degraded"
    assert "domiq worker" in part["reason"]
    await house.database.write(schedule.take_office, "a-host 42", {"sweep_tour_holds": 60})
    answer = await house.client.get("/health")
    assert answer.json()["data"]["status"] == "healthy"
    assert "a-host" not in answer.text, "strangers are not told of machines"


async def test_the_list_of_jobs(house: House) -> None:
    assert await house.data("GET", "/api/v1/jobs", who="read_only") == []
    epoch, _ = await house.database.write(schedule.take_office, "a-host 42", {"b_job": 60, "a_job": 3600})
    await house.database.write(schedule.begin, "b_job", epoch, "a-host 42")
    await house.database.write(schedule.finish, "b_job", "a-host 42", 12, "TimeoutError")
    never, ran = await house.data("GET", "/api/v1/jobs", who="read_only")
    assert never == {
        "name": "a_job",
        "every_seconds": 3600,
        "started_at": None,
        "finished_at": None,
        "milliseconds": None,
        "error": None,
        "run_by": None,
        "runs": 0,
        "failures": 0,
    }
    assert (ran["name"], ran["milliseconds"], ran["error"], ran["run_by"]) == ("b_job", 12, "TimeoutError", "a-host 42")
    assert (ran["runs"], ran["failures"]) == (1, 1)
    assert ran["finished_at"] >= ran["started_at"]
