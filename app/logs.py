"""How the log looks: JSON lines in production, colour in development, private data out of both."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from leasing.settings import Settings

HIDDEN = frozenset({"text", "email", "phone", "token", "password", "authorization", "secret", "api_key", "name"})
"""fields that never reach the log, whatever they hold"""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![\w-])\+?\d[\d ().-]{8,}\d(?![\w-])")
_SECRET = re.compile(r"\b(?:sk|SG|Bearer|eyJ)[-._ ]?[A-Za-z0-9_.-]{16,}")


def configure(settings: Settings) -> None:
    """Send everything, the libraries' lines too, to standard error in one form."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if settings.env == "development" else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=_PROCESSORS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("httpx", "httpx2", "httpcore", "openai", "chromadb", "apscheduler", "uvicorn.access"):
        logging.getLogger(noisy).setLevel("WARNING")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take private data out of a line: fields by name, and addresses, numbers and keys wherever they stand."""
    for key, value in event.items():
        if key in HIDDEN:
            event[key] = "[hidden]"
        elif isinstance(value, str) and key not in {"timestamp", "level", "logger"}:
            event[key] = scrub(value)
    return event


def scrub(text: str) -> str:
    return _SECRET.sub("[secret]", _PHONE.sub(_hide_phone, _EMAIL.sub("[email]", text)))


def _hide_phone(match: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in match.group())
    return "[phone]" if 10 <= digits <= 15 and ":" not in match.group() else match.group()


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    redact,
]
# One list, however often the log is configured: a logger keeps the one that it was first used with.
_PROCESSORS: list[Any] = [
    structlog.stdlib.filter_by_level,
    *_SHARED,
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]
