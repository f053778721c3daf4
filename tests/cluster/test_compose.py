"""`docker-compose.yml` is what the Compose specification allows, describes what `domiq cluster` runs, and the image is
built of files that exist. No container is started here."""

from __future__ import annotations

import json
import re
import shlex
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from app.cli import main
from app.cluster import members
from leasing.settings import ensure_secret_key, load_settings
from tests.support.process import ROOT

OURS = ("migrate", "web", "worker")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return compose["services"]


def _schema() -> dict[str, Any]:
    pytest.importorskip("check_jsonschema", reason="`make test` installs it")
    folder = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    return json.loads((folder / "compose-spec.json").read_text())


def _faults(document: Any) -> list[str]:
    schema = _schema()
    checker = jsonschema.validators.validator_for(schema)(schema)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]


def test_it_fits_the_specification(compose: dict[str, Any]) -> None:
    assert _faults(compose) == []


@pytest.mark.parametrize(
    ("service", "change"),
    [("web", {"comand": ["serve"]}), ("web", {"deploy": {"replica": 2}}), ("redis", {"healthcheck": {"test": 3}})],
)
def test_the_check_finds_faults(compose: dict[str, Any], service: str, change: dict[str, Any]) -> None:
    services = {**compose["services"], service: {**compose["services"][service], **change}}
    assert _faults({**compose, "services": services})


def _example(name: str) -> dict[str, str]:
    lines = (ROOT / "deploy" / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _settings_of(service: dict[str, Any]) -> dict[str, str]:
    """What a service is given, by its environment and the examples of its files."""
    given: dict[str, str] = {}
    for file in service.get("env_file", []):
        given |= _example(f"{Path(file['path']).name}.example")
    return given | service.get("environment", {})


def test_it_runs_what_the_cluster_runs(services: dict[str, Any], tmp_path: Path) -> None:
    settings = ensure_secret_key(load_settings({}, data_dir=tmp_path))
    local = members(settings, 2, 1)
    by_kind = {kind: [one for one in local if one.name.startswith(kind)] for kind in ("chroma", "web", "worker")}
    assert {kind: len(found) for kind, found in by_kind.items()} == {
        kind: services[kind].get("deploy", {}).get("replicas", 1) for kind in by_kind
    }
    for kind in ("web", "worker"):
        member = by_kind[kind][0]
        assert list(member.command[3:]) == services[kind]["command"]
        assert set(member.settings) <= set(_settings_of(services[kind]))
    chroma = by_kind["chroma"][0].command
    assert chroma[1:2] == tuple(services["chroma"]["command"][:1])
    assert {word for word in chroma if word.startswith("--")} == {
        word for word in services["chroma"]["command"] if word.startswith("--")
    }
    assert set(services) - set(by_kind) == {"postgres", "redis", "migrate", "proxy"}


def test_its_settings_can_be_used(services: dict[str, Any]) -> None:
    for name in OURS:
        given = _settings_of(services[name]) | {"DOMIQ_SECRET_KEY": "x" * 32}
        settings = load_settings(given)
        assert settings.missing_for_several() == []
        assert not settings.runs_worker
        assert services[name]["command"][0] in main.commands
    web = _settings_of(services["web"])
    assert web["DOMIQ_DATABASE_URL"].endswith("@postgres:5432/domiq")
    assert f"http://chroma:{services['chroma']['command'][-1]}" == web["DOMIQ_CHROMA_URL"]


def test_secrets_stand_in_files_alone(compose: dict[str, Any], services: dict[str, Any]) -> None:
    text = yaml.safe_dump(compose).lower()
    assert "secret" not in text
    assert "password" not in text
    assert "deploy/*.env" in (ROOT / ".gitignore").read_text().splitlines()
    assert services["chroma"]["env_file"] == []


def test_each_container_may_do_little(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert "no-new-privileges:true" in service["security_opt"], name
        tag = service["image"].rpartition(":")[2]
        assert re.match(r"\d", tag), f"{name}: {tag} may be anything"
        assert service.get("user", "0") != "0" or name == "postgres", name
        published = service.get("ports", [])
        assert bool(published) == (name == "proxy"), "one port is open"


def test_volumes_and_services_that_are_named_exist(compose: dict[str, Any], services: dict[str, Any]) -> None:
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in compose["volumes"]
        assert set(service.get("depends_on", {})) <= set(services)
        for file in service.get("env_file", []):
            assert (ROOT / f"{file['path']}.example").exists()
    assert "name web" in (ROOT / "deploy" / "Caddyfile").read_text()


def _instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_is_built_of_files_that_exist() -> None:
    steps = _instructions()
    stages = {rest.split()[-1] for word, rest in steps if word == "FROM"}
    assert stages == {"widget", "build", "runtime"}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for word, rest in steps:
        if word != "COPY":
            continue
        parts = shlex.split(rest)
        if parts[0].startswith("--from="):
            assert parts[0].removeprefix("--from=") in stages
            continue
        for source in parts[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source.split('/')[0]}" in ignored, f"{source} is not sent"
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    copied = {rest.split("/")[0] for word, rest in steps if word == "COPY"}
    assert packages <= copied, "every package of ours is in the image"


def test_commands_of_the_image_name_what_is_there() -> None:
    steps = _instructions()
    runs = " ".join(rest for word, rest in steps if word == "RUN")
    for path in re.findall(r"-r (\S+)", runs):
        assert (ROOT / path).exists()
    for module in re.findall(r"python -m (knowledge\.\S+)", runs):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()
    assert json.loads((ROOT / "widget" / "package.json").read_text())["scripts"]["build"]
    last = dict(steps[[word for word, _ in steps].index("ENTRYPOINT") - 4 :])
    assert json.loads(last["ENTRYPOINT"]) == ["domiq"]
    assert json.loads(last["CMD"])[0] in main.commands
    user = dict(steps)["USER"]
    assert user == "10001:10001"
