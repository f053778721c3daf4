"""The `domiq` command."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import sys
from typing import Any

import click

from app import start
from app.evaluation.command import evaluate
from app.migrate import NotReachable
from app.start import CannotStart
from knowledge.embedders.protocol import EmbedderError
from leasing.errors import DomiqError
from leasing.settings import Settings, SettingsError, described, ensure_secret_key, load_settings


def _settings(**overrides: Any) -> Settings:
    # What is written from here on (database, mail, files, vectors) holds private data: its owner's alone.
    os.umask(0o077)
    given = {name: value for name, value in overrides.items() if value is not None}
    settings = load_settings(**given)
    start.check_folder(settings.data_dir)
    return ensure_secret_key(settings)


def _ready_settings(**overrides: Any) -> Settings:
    """Settings with a database that is ready to be used."""
    settings = _settings(**overrides)
    start.check_database(settings)
    return settings


class _Plain(click.Group):
    """Says in a sentence what its user has to put right; what nobody foresaw keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, CannotStart, NotReachable) as error:
            click.echo(str(error), err=True)
        except EmbedderError as error:
            click.echo(
                f"{error.message}. DOMIQ_EMBEDDER says which embedder is used; `make install` builds MiniLM.", err=True
            )
        sys.exit(2)


@click.group(cls=_Plain)
def main() -> None:
    """DomIQ, the leasing assistant of apartment communities."""


@main.command()
@click.option("--host", help="address to listen on (DOMIQ_HOST)")
@click.option("--port", type=int, help="port to listen on (DOMIQ_PORT)")
@click.option("--workers", type=int, default=1, show_default=True, help="processes")
@click.option("--demo", "with_demo", is_flag=True, help="migrate and load the demo communities first")
def serve(host: str | None, port: int | None, workers: int, with_demo: bool) -> None:
    """Serve the API, the chat and the widget."""
    # Nothing that is read in from here on is garbage; looking for it is a sixth of the start. It is on again when the
    # house is open.
    gc.disable()
    from app.serving import serve as run

    settings = _settings(host=host, port=port)
    if with_demo:
        _migrate(settings)
        _load_demo(settings)
    missing = settings.missing_for_several() if workers > 1 else []
    if missing:
        click.echo(f"--workers {workers} needs {', '.join(missing)}: one process's files cannot be shared.", err=True)
        sys.exit(2)
    run(settings, workers)


@main.command()
def worker() -> None:
    """Carry out side effects and jobs apart from the server (DOMIQ_WORKER says when it does so itself)."""
    from app.serving import work

    asyncio.run(work(_ready_settings()))


@main.command()
@click.option("--web", type=click.IntRange(1, 16), default=2, show_default=True, help="web servers, a port each")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="workers")
@click.option("--port", type=int, help="of the first web server (DOMIQ_PORT)")
def cluster(web: int, workers: int, port: int | None) -> None:
    """Run several processes on this machine's PostgreSQL and Redis, with the demo in them."""
    from app.cluster import Cluster, check_ports, members, prepare, shared_settings

    settings = _settings(port=port)
    shared = shared_settings(settings)
    asyncio.run(prepare(settings))
    of = members(settings, web, workers)
    check_ports(of)
    ready = settings.model_copy(update={"database_url": shared["DOMIQ_DATABASE_URL"]})
    _migrate(ready)
    _load_demo(ready)
    asyncio.run(Cluster(of).run())


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    _migrate(_settings())


def _migrate(settings: Settings) -> None:
    from app.migrate import migrate as run

    start.check_database(settings, may_be_behind=True)
    click.echo(f"The database is at revision {run(settings.database)}.")


@main.command()
def demo() -> None:
    """Load the demo communities; what is there already stays as it is."""
    _load_demo(_ready_settings())


def _load_demo(settings: Settings) -> None:
    from app.demo.load import LOGIN, load, logins
    from app.wiring_data import make_database

    password = settings.demo_password.get_secret_value() if settings.demo_password else _readable_password()

    async def run() -> list[str]:
        database = make_database(settings)
        try:
            return await load(database, password)
        finally:
            await database.close()

    made = asyncio.run(run())
    if not made:
        click.echo("The demo communities are there already.")
        return
    click.echo(f"Loaded {', '.join(made)}.")
    if settings.demo_password is None:
        click.echo(f"Staff sign in as {LOGIN} with the password {password} (shown only now).")
    for company, role, email in logins():
        click.echo(f"  {role:<10} {email} ({company})")


def _readable_password() -> str:
    return f"{secrets.token_urlsafe(9)}-Aa1!"


@main.command("create-admin")
@click.argument("email")
@click.option("--password", help="asked for where it is not given")
@click.option("--company", default="My company", show_default=True, help="made where there is none of this name")
def create_admin(email: str, password: str | None, company: str) -> None:
    """Make a staff login that may do everything."""
    from app.wiring_data import make_database
    from leasing.passwords import PasswordPolicy
    from leasing.security import Passwords
    from leasing.services import profiles

    settings = _ready_settings()
    secret = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def run() -> str:
        database = make_database(settings)
        try:
            hashed = await Passwords().hash(PasswordPolicy.of(settings).accepted(secret, (email, company)))
            made = await database.write(profiles.create_admin, email=email, password_hash=hashed, company=company)
            return f"{made.email} is an admin of {made.company.name}."
        finally:
            await database.close()

    try:
        click.echo(asyncio.run(run()))
    except DomiqError as error:
        click.echo(error.message, err=True)
        sys.exit(1)


@main.command("import-homes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--property", "property_", required=True, help="slug or id")
@click.option("--apply", "apply_", is_flag=True, help="write; without it is only said what would be done")
@click.option("--missing", type=click.Choice(["keep", "off_market"]), default="keep", show_default=True)
@click.option("--on-error", type=click.Choice(["skip", "refuse"]), default="skip", show_default=True)
@click.option("--rent", type=click.Choice(["market", "effective"]), default="market", show_default=True)
@click.option("--community", help="the property of a feed that holds several, by name or id")
def import_homes(file: str, property_: str, apply_: bool, **options: Any) -> None:
    """Import floor plans, units, fees and specials from a table (CSV) or a MITS feed (XML)."""
    from app.home_files import run

    try:
        lines, is_good = asyncio.run(run(_settings(), file, property_, options, apply=apply_))
    except DomiqError as error:
        for line in (
            error.message,
            *(f"{one['field']}: {one['message']}" for one in error.details.get("errors", [])[1:]),
        ):
            click.echo(line, err=True)
        sys.exit(1)
    for line in lines:
        click.echo(line)
    sys.exit(0 if is_good else 1)


@main.command()
@click.option("--url", default="http://localhost:8000", show_default=True, help="the server to talk to")
@click.option("--property", "property_", default="maple-court", show_default=True, help="slug or id")
@click.option("--json", "as_json", is_flag=True, help="print the frames")
def chat(url: str, property_: str, as_json: bool) -> None:
    """Talk to the assistant from a terminal."""
    from app.terminal import talk

    try:
        asyncio.run(talk(url.rstrip("/"), property_, as_json))
    except KeyboardInterrupt:
        sys.exit(130)


main.add_command(evaluate)


@main.command()
def settings() -> None:
    """Print the settings, secrets masked."""
    rows = described(_settings())
    width = max(len(name) for name, _, _ in rows)
    for name, value, meaning in rows:
        click.echo(f"{name:<{width}}  {value or '-':<32}  {meaning}")
