"""Settings: every one is checked at start, and what is wrong is said by name."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from leasing.settings import Settings, SettingsError, described, ensure_secret_key, env_name, load_settings


def test_defaults_need_nothing() -> None:
    settings = load_settings({})
    assert settings.database == "sqlite:///var/domiq.db"
    assert not settings.uses_openai


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DOMIQ_PORT", "70000", "less than or equal to 65535"),
        ("DOMIQ_PORT", "many", "valid integer"),
        ("DOMIQ_DATABASE_URL", "mysql://x", "postgresql://"),
        ("DOMIQ_REDIS_URL", "localhost", "redis://"),
        ("DOMIQ_CHROMA_URL", "chroma", "http://"),
        ("OPENAI_BASE_URL", "api.example", "http://"),
        ("DOMIQ_SECRET_KEY", "short", "32 characters"),
        ("DOMIQ_EMBEDDER", "bert", "minilm"),
        ("DOMIQ_RATE_LIMITS", "maybe", "'on' or 'off'"),
        ("DOMIQ_BRAIN", "openai", "OPENAI_API_KEY"),
        ("DOMIQ_TURN_SECONDS", "-1", "greater than 0"),
        ("DOMIQ_MAIL_FROM", "nobody", "email address"),
        ("DOMIQ_PROT", "8000", "not a setting"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({name: value})
    assert name in str(raised.value)
    assert says in str(raised.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({"DOMIQ_PORT": "x", "DOMIQ_REDIS_URL": "y", "DOMIQ_NOPE": "z"})
    assert all(name in str(raised.value) for name in ("DOMIQ_PORT", "DOMIQ_REDIS_URL", "DOMIQ_NOPE"))


def test_secrets_are_masked() -> None:
    settings = load_settings(
        {
            "OPENAI_API_KEY": "sk-very-secret-value",
            "DOMIQ_SECRET_KEY": "s" * 40,
            "DOMIQ_DATABASE_URL": "postgresql://me:hunter22@db/x",
        }
    )
    shown = "\n".join(value for _, value, _ in described(settings))
    for secret in ("sk-very-secret-value", "s" * 40, "hunter22"):
        assert secret not in shown
        assert secret not in repr(settings).replace("postgresql://me:hunter22@db/x", "")


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    made = ensure_secret_key(load_settings({}, data_dir=tmp_path))
    again = ensure_secret_key(load_settings({}, data_dir=tmp_path))
    assert made.secret_key.get_secret_value() == again.secret_key.get_secret_value()
    assert len(made.secret_key.get_secret_value()) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert env_name(field).startswith(("DOMIQ_", "OPENAI_", "SENDGRID_"))


def test_several_processes_need_what_can_be_shared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path))
    result = CliRunner().invoke(main, ["serve", "--workers", "2"])
    assert result.exit_code == 2
    for name in ("DOMIQ_DATABASE_URL", "DOMIQ_REDIS_URL", "DOMIQ_CHROMA_URL"):
        assert name in result.output


def test_the_command_line_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DOMIQ_PORT", "none")
    result = CliRunner().invoke(main, ["settings"])
    assert result.exit_code == 2
    assert "DOMIQ_PORT" in result.output
    monkeypatch.setenv("DOMIQ_PORT", "8001")
    result = CliRunner().invoke(main, ["settings"])
    assert result.exit_code == 0
    assert "8001" in result.output


def test_an_admin_can_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOMIQ_DATA_DIR", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(main, ["migrate"]).exit_code == 0
    assert stat.S_IMODE((tmp_path / "domiq.db").stat().st_mode) == 0o600, "private data is its owner's alone"
    weak = runner.invoke(main, ["create-admin", "a@b.example", "--password", "weak"])
    assert weak.exit_code == 1
    assert "upper-case" in weak.output
    made = runner.invoke(main, ["create-admin", "A@b.example", "--password", "Str0ng-enough!", "--company", "Oak"])
    assert made.exit_code == 0, made.output
    assert "a@b.example is an admin of Oak." in made.output
    again = runner.invoke(main, ["create-admin", "a@b.example", "--password", "Str0ng-enough!", "--company", "Oak"])
    assert again.exit_code == 1


@pytest.mark.parametrize("value", ["*", "10.0.0.0/99", "proxy.internal", "10.0.0.1; 10.0.0.2"])
def test_a_proxy_that_cannot_be_read_is_not_passed_over(value: str) -> None:
    with pytest.raises(SettingsError, match=r"DOMIQ_TRUSTED_PROXIES.*is not an address or network"):
        load_settings({"DOMIQ_TRUSTED_PROXIES": value})
    assert load_settings({"DOMIQ_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}).trusted_proxies == "10.0.0.0/8, ::1"


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    """None of them may read the file before its key is in it."""
    program = (
        "import sys; from pathlib import Path; from leasing.settings import ensure_secret_key, load_settings\n"
        "settings = [load_settings({}, data_dir=Path(sys.argv[1]) / str(n)) for n in range(200)]\n"
        "sys.stdin.read(1)\n"
        "print(*(ensure_secret_key(each).secret_key.get_secret_value() for each in settings))\n"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    made = [process.communicate(timeout=60)[0].split() for process in both]
    assert made[0] == made[1] == made[2]
    assert {len(key) for key in made[0]} == {64}
    assert [path.name for path in (tmp_path / "0").iterdir()] == ["secret.key"]
