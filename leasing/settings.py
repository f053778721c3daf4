"""Everything that can be set from outside, checked once at start.

Names are `DOMIQ_*`, and for other people's services the names that they use themselves. `load_settings` raises
`SettingsError`, whose text says for each setting what is wrong and what would be right.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo


class SettingsError(Exception):
    """Settings that cannot be used; the message lists all that is wrong."""


def _setting(default: Any, name: str, meaning: str, **rules: Any) -> Any:
    return Field(default, validation_alias=AliasChoices(name), description=meaning, **rules)


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    env: Literal["production", "development"] = _setting("production", "DOMIQ_ENV", "development colours the log")
    data_dir: Path = _setting(Path("var"), "DOMIQ_DATA_DIR", "database, vectors, attachments, outgoing mail")
    database_url: str = _setting(
        "", "DOMIQ_DATABASE_URL", "sqlite:///… or postgresql://…; empty: SQLite in the data folder"
    )
    database_pool: int = _setting(10, "DOMIQ_DATABASE_POOL", "connections to PostgreSQL at most", ge=1, le=200)
    redis_url: str | None = _setting(None, "DOMIQ_REDIS_URL", "redis://…, needed by more than one process")
    chroma_url: str | None = _setting(
        None, "DOMIQ_CHROMA_URL", "http://… of a Chroma server, needed by more than one process"
    )
    secret_key: SecretStr = _setting(
        SecretStr(""),
        "DOMIQ_SECRET_KEY",
        "signs tokens and encrypts secrets; empty: made once and kept in the data folder",
    )
    host: str = _setting("127.0.0.1", "DOMIQ_HOST", "address to listen on")
    port: int = _setting(8000, "DOMIQ_PORT", "port to listen on", ge=0, le=65535)
    public_url: str | None = _setting(
        None, "DOMIQ_PUBLIC_URL", "how visitors reach this server, where links are written"
    )
    trusted_proxies: str = _setting(
        "", "DOMIQ_TRUSTED_PROXIES", "addresses whose X-Forwarded-For is believed, with commas"
    )
    demo_password: SecretStr | None = _setting(
        None, "DOMIQ_DEMO_PASSWORD", "of the demo's staff logins; empty: made and printed once"
    )
    rate_limits: Literal["on", "off"] = _setting("on", "DOMIQ_RATE_LIMITS", "off only to measure")
    sockets: int = _setting(10_000, "DOMIQ_SOCKETS", "sockets that a process holds open at most", ge=1, le=1_000_000)
    sockets_per_address: int = _setting(
        200,
        "DOMIQ_SOCKETS_PER_ADDRESS",
        "sockets that one address holds open at most, in a process",
        ge=1,
        le=1_000_000,
    )
    connects_per_minute: int = _setting(
        240, "DOMIQ_CONNECTS_PER_MINUTE", "sockets that one address may open in a minute", ge=1, le=1_000_000
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info", "DOMIQ_LOG_LEVEL", "the least that is logged"
    )
    embedder: Literal["auto", "minilm", "wordllama", "openai"] = _setting(
        "auto", "DOMIQ_EMBEDDER", "auto: MiniLM, or wordllama where its model was not built"
    )
    model_dir: Path = _setting(Path(".venv/models/minilm"), "DOMIQ_MODEL_DIR", "where the built embedding model lies")
    knowledge_memory_mb: int = _setting(
        128,
        "DOMIQ_KNOWLEDGE_MEMORY_MB",
        "MiB of communities' entries kept in memory; about 1,200 communities of 100 short entries",
        ge=1,
        le=65536,
    )
    brain: Literal["auto", "openai", "embedded"] = _setting(
        "auto", "DOMIQ_BRAIN", "auto: OpenAI where a key is set, otherwise the embedded one"
    )
    openai_api_key: SecretStr | None = _setting(None, "OPENAI_API_KEY", "turns the OpenAI brain on")
    openai_base_url: str | None = _setting(None, "OPENAI_BASE_URL", "of any endpoint that speaks OpenAI's API")
    openai_model: str = _setting("gpt-5-mini", "OPENAI_MODEL", "the chat model", min_length=1)
    openai_first_token_seconds: float = _setting(
        6.0,
        "DOMIQ_OPENAI_FIRST_TOKEN_SECONDS",
        "silence before and within a stream until the embedded brain goes on",
        gt=0,
        le=60,
    )
    openai_turn_seconds: float = _setting(25.0, "DOMIQ_OPENAI_TURN_SECONDS", "one model call at most", gt=0, le=120)
    turn_seconds: float = _setting(45.0, "DOMIQ_TURN_SECONDS", "deadline of one turn", gt=0, le=300)
    worker: Literal["auto", "on", "off"] = _setting(
        "auto", "DOMIQ_WORKER", "auto: side effects and jobs run inside the server, unless DOMIQ_REDIS_URL is set"
    )
    abandoned_after_hours: int = _setting(
        24,
        "DOMIQ_ABANDONED_AFTER_HOURS",
        "silence after which a conversation that nobody waits in is closed",
        ge=1,
        le=8760,
    )
    mail_from: str = _setting("leasing@domiq.example", "DOMIQ_MAIL_FROM", "sender of the mail that goes out")
    sendgrid_api_key: SecretStr | None = _setting(
        None, "SENDGRID_API_KEY", "kept for mail that goes out by SendGrid; now mail is written to files"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite://", "postgresql://", "postgres://", "postgresql+asyncpg://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        return _checked_url(value, ("redis", "rediss", "unix"))

    @field_validator("chroma_url", "openai_base_url", "public_url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        checked = _checked_url(value, ("http", "https"))
        return checked.rstrip("/") if checked else None

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        for entry in filter(None, (part.strip() for part in value.split(","))):
            try:
                ip_network(entry, strict=False)
            except ValueError as error:
                raise ValueError(f"{entry!r} is not an address or network such as 10.0.0.5 or 10.0.0.0/8") from error
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters; `openssl rand -hex 32` makes one")
        return value

    @field_validator("openai_api_key", "sendgrid_api_key", "demo_password")
    @classmethod
    def _no_blank_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().strip():
            return None
        return value

    @property
    def database(self) -> str:
        """The address of the database, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'domiq.db'}"

    @property
    def uses_openai(self) -> bool:
        return self.brain == "openai" or (self.brain == "auto" and self.openai_api_key is not None)

    @property
    def runs_worker(self) -> bool:
        """Whether the serving process does the worker's job too."""
        return self.worker == "on" or (self.worker == "auto" and self.redis_url is None)

    def missing_for_several(self) -> list[str]:
        """Settings without which several processes cannot work on the same data."""
        needed = {
            "DOMIQ_DATABASE_URL (PostgreSQL)": self.database.startswith("postgres"),
            "DOMIQ_REDIS_URL": self.redis_url is not None,
            "DOMIQ_CHROMA_URL": self.chroma_url is not None,
        }
        return [name for name, there in needed.items() if not there]

    def problems(self) -> list[str]:
        """What contradicts itself among the settings."""
        found: list[str] = []
        if self.brain == "openai" and self.openai_api_key is None:
            found.append("DOMIQ_BRAIN=openai needs OPENAI_API_KEY")
        if self.embedder == "openai" and self.openai_api_key is None:
            found.append("DOMIQ_EMBEDDER=openai needs OPENAI_API_KEY")
        if "@" not in self.mail_from:
            found.append("DOMIQ_MAIL_FROM must be an email address")
        return found


def _checked_url(value: str | None, schemes: tuple[str, ...]) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in schemes or not (parts.netloc or parts.scheme == "unix"):
        raise ValueError(f"must be an address that starts with {' or '.join(s + '://' for s in schemes)}")
    return value


def env_name(field: FieldInfo) -> str:
    """The environment variable of a setting."""
    alias = field.validation_alias
    assert isinstance(alias, AliasChoices)
    return str(alias.choices[0])


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings from the environment, with some replaced by name. Raises `SettingsError`."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        variable = env_name(field)
        if name in overrides:
            values[variable] = overrides[name]
        elif source.get(variable, "") != "":
            values[variable] = source[variable]
    # DOMIQ_TEST_* are for the tests' own use.
    ours = (key for key in source if key.startswith("DOMIQ_") and not key.startswith("DOMIQ_TEST_"))
    unknown = sorted(key for key in ours if key not in _known())
    problems = [f"{key} is not a setting; `domiq settings` lists them" for key in unknown]
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [f"{item['loc'][0]}: {item['msg'].removeprefix('Value error, ')}" for item in error.errors()]
        raise SettingsError(_listed(problems)) from error
    problems += settings.problems()
    if problems:
        raise SettingsError(_listed(problems))
    return settings


def _known() -> set[str]:
    return {env_name(field) for field in Settings.model_fields.values()}


def _listed(problems: list[str]) -> str:
    return "The settings cannot be used:\n" + "\n".join(f"  - {problem}" for problem in problems)


def ensure_secret_key(settings: Settings) -> Settings:
    """Settings with a secret key: the given one, or one made at the first start and kept for its owner only."""
    if settings.secret_key.get_secret_value():
        return settings
    path = settings.data_dir / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_key(path)
    key = path.read_text().strip()
    return settings.model_copy(update={"secret_key": SecretStr(key)})


def _make_key(path: Path) -> None:
    """Make the file with a key in it, unless another process is quicker. It is never seen without its key."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def described(settings: Settings) -> list[tuple[str, str, str]]:
    """(variable, value, meaning) of each setting, secrets masked."""
    rows: list[tuple[str, str, str]] = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            shown = "********" if value.get_secret_value() else ""
        else:
            shown = "" if value is None else _without_password(str(value))
        rows.append((env_name(field), shown, field.description or ""))
    return rows


def _without_password(value: str) -> str:
    parts = urlsplit(value) if "://" in value else None
    if parts is None or parts.password is None:
        return value
    return value.replace(f":{parts.password}@", ":********@")
