"""Settings: defaults that run without any, errors that name what is wrong, secrets that stay out of sight."""

from __future__ import annotations

import stat

import pytest

from bot.settings import SettingsError, read_settings


def test_without_any_setting_everything_has_a_working_default(tmp_path):
    settings = read_settings({"OWNVOICE_VAR": str(tmp_path)})
    assert settings.port == 5005
    assert settings.console_port == 8000
    assert settings.database_url == f"sqlite:///{tmp_path}/ownvoice.db"
    assert settings.host == "127.0.0.1"


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path):
    first = read_settings({"OWNVOICE_VAR": str(tmp_path)}).secret_keys
    assert read_settings({"OWNVOICE_VAR": str(tmp_path)}).secret_keys == first
    assert stat.S_IMODE((tmp_path / "secret_keys").stat().st_mode) == 0o600


def test_keys_from_the_environment_win_and_keep_their_order(tmp_path):
    settings = read_settings({"OWNVOICE_VAR": str(tmp_path), "OWNVOICE_SECRET_KEYS": f"{'n' * 32}, {'o' * 32}"})
    assert settings.secret_keys == ("n" * 32, "o" * 32)
    assert not (tmp_path / "secret_keys").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "five"),
        ("OWNVOICE_SECRET_KEYS", "short"),
        ("OWNVOICE_SMS_REPLY", "pigeon"),
        ("OWNVOICE_SESSION_DAYS", "1.5"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        read_settings({"OWNVOICE_VAR": str(tmp_path), name: value})


def test_no_secret_shows_in_a_log_line(tmp_path):
    settings = read_settings(
        {
            "OWNVOICE_VAR": str(tmp_path),
            "OWNVOICE_SECRET_KEYS": "fake-key-" * 5,
            "OWNVOICE_TWILIO_AUTH_TOKEN": "fake-token-for-tests",
            "OWNVOICE_REDIS_URL": "redis://:fake-password@localhost",
        }
    )
    assert "fake-" not in repr(settings)
