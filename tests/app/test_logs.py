"""Private data stays out of the log, wherever it stands in a line."""

from __future__ import annotations

import logging

import pytest
import structlog

from app.logs import configure, redact, scrub
from leasing.settings import load_settings


@pytest.mark.parametrize(
    "text",
    [
        "could not reach ana.ruiz+tour@mail.example.com",
        "called (919) 555-0110 twice",
        "called +1 919 555 0110",
        "key sk-proj-abcdefghijklmnopqrstuvwx was refused",
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
        "SG.abcdefghijklmnopqrstuv.wxyz",
    ],
)
def test_what_is_hidden(text: str) -> None:
    shown = scrub(text)
    for secret in ("ana.ruiz", "555", "sk-proj-abc", "eyJhbGci", "SG.abcdef"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        "turn 01a1fc06-997e-759c-8403-a329fb2be5d2 took 12.5 ms",
        "2026-11-21T02:54:13.376453Z",
        "GET /api/v1/units 200",
        "127.0.0.1:44756",
    ],
)
def test_what_stays(text: str) -> None:
    assert scrub(text) == text


def test_fields_that_are_never_logged() -> None:
    line = redact(None, "info", {"event": "x", "email": "a@b.example", "text": "hello", "password": "p", "seq": 3})
    assert line == {"event": "x", "email": "[hidden]", "text": "[hidden]", "password": "[hidden]", "seq": 3}


def test_an_exception_is_scrubbed_too() -> None:
    line = redact(None, "error", {"event": "failed", "exception": "KeyError: 'ana@x.example'"})
    assert "ana@x.example" not in line["exception"]


def test_a_logger_follows_the_log_however_often_it_is_configured() -> None:
    """What a logger was first used with it keeps: another configuration must not leave it behind."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        configure(load_settings({}, log_level="error"))
        log = structlog.stdlib.get_logger("tests.app.test_logs")
        log.error("first")
        configure(load_settings({}, log_level="error"))
        with structlog.testing.capture_logs() as heard:
            log.error("second")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert [entry["event"] for entry in heard] == ["second"]
