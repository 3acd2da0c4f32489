"""Every setting, read once from the environment. Nothing else in the house reads `os.environ`.

`docs/for-operators/settings.md` lists them all; a guard test keeps the two alike.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting cannot be used; the message names it and says what it must look like."""


@dataclass(frozen=True)
class Settings:
    """The running configuration. Secrets stay out of `repr`, so that a log line cannot leak one."""

    var: Path  # where generated things live: database, encoder weights, made-up keys
    models: Path
    database_url: str
    redis_url: str | None = field(repr=False)
    broker_url: str | None = field(repr=False)
    host: str
    port: int
    console_port: int
    console_host: str
    console_url: str
    console_minutes: int
    smtp_url: str = field(repr=False)
    notify_from: str
    notify_emails: tuple[str, ...]
    notify_webhook: str = field(repr=False)
    public_url: str
    secret_keys: tuple[str, ...] = field(repr=False)  # newest first; the older ones still open what they closed
    session_days: int
    allowed_origins: tuple[str, ...]
    tunes_encoder: bool
    programme: str
    state: str
    time_zone: str
    action_server_url: str | None
    messages_per_minute: int
    sms_account_sid: str
    sms_auth_tokens: tuple[str, ...] = field(repr=False)
    sms_from: str
    sms_reply: str
    sms_http_url: str
    sms_http_secrets: tuple[str, ...] = field(repr=False)

    @property
    def frozen_encoder(self) -> Path:
        """Folder of the int8 sentence encoder as published: what words mean in general."""
        return self.var / "encoder"

    @property
    def encoder(self) -> Path:
        """Folder of the encoder that reads peers' messages: the tuned one, unless that is switched off."""
        return self.models / "encoder" if self.tunes_encoder else self.frozen_encoder


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {raw!r}") from None


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The first of `allowed` is the default."""
    chosen = env.get(name) or allowed[0]
    if chosen not in allowed:
        raise SettingsError(f"{name} must be {' or '.join(allowed)}, not {chosen!r}")
    return chosen


def _many(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _secret_keys(env: Mapping[str, str], var: Path) -> tuple[str, ...]:
    """Keys from the environment, else from a file that is made on the first start (readable by its owner only)."""
    keys = _many(env.get("OWNVOICE_SECRET_KEYS", ""))
    if keys:
        if any(len(key) < 32 for key in keys):
            raise SettingsError("OWNVOICE_SECRET_KEYS: every key must have at least 32 characters")
        return keys
    path = var / "secret_keys"
    var.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return _many(path.read_text().replace("\n", ","))


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read settings from `env`. Raises SettingsError that names the setting when one cannot be used."""
    var = Path(env.get("OWNVOICE_VAR") or ROOT / "var").resolve()
    port = _number(env, "PORT", 5005)
    console_port = _number(env, "CONSOLE_PORT", 8000)
    sms_reply = env.get("OWNVOICE_SMS_REPLY") or "rest"
    if sms_reply not in ("rest", "twiml"):
        raise SettingsError(f"OWNVOICE_SMS_REPLY must be rest or twiml, not {sms_reply!r}")
    return Settings(
        var=var,
        models=Path(env.get("OWNVOICE_MODELS") or ROOT / "models").resolve(),
        database_url=env.get("OWNVOICE_DATABASE_URL") or f"sqlite:///{var / 'ownvoice.db'}",
        redis_url=env.get("OWNVOICE_REDIS_URL") or None,
        broker_url=env.get("OWNVOICE_BROKER_URL") or None,
        host=env.get("OWNVOICE_HOST") or "127.0.0.1",
        port=port,
        console_port=console_port,
        console_host=env.get("OWNVOICE_CONSOLE_HOST") or env.get("OWNVOICE_HOST") or "127.0.0.1",
        console_url=(env.get("OWNVOICE_CONSOLE_URL") or f"http://127.0.0.1:{console_port}").rstrip("/"),
        console_minutes=_number(env, "OWNVOICE_CONSOLE_MINUTES", 30),
        smtp_url=env.get("OWNVOICE_SMTP_URL", ""),
        notify_from=env.get("OWNVOICE_NOTIFY_FROM", ""),
        notify_emails=_many(env.get("OWNVOICE_NOTIFY_EMAILS", "")),
        notify_webhook=env.get("OWNVOICE_NOTIFY_WEBHOOK", ""),
        public_url=(env.get("OWNVOICE_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        secret_keys=_secret_keys(env, var),
        session_days=_number(env, "OWNVOICE_SESSION_DAYS", 30),
        allowed_origins=_many(env.get("OWNVOICE_ALLOWED_ORIGINS", "")),
        tunes_encoder=_one_of(env, "OWNVOICE_ENCODER", ("frozen", "tuned")) == "tuned",
        programme=env.get("OWNVOICE_PROGRAMME") or "OwnVoice",
        state=env.get("OWNVOICE_STATE") or "MA",
        time_zone=env.get("OWNVOICE_TIME_ZONE") or "America/New_York",
        action_server_url=env.get("OWNVOICE_ACTION_SERVER_URL") or None,
        messages_per_minute=_number(env, "OWNVOICE_MESSAGES_PER_MINUTE", 120),
        sms_account_sid=env.get("OWNVOICE_TWILIO_ACCOUNT_SID", ""),
        sms_auth_tokens=_many(env.get("OWNVOICE_TWILIO_AUTH_TOKEN", "")),
        sms_from=env.get("OWNVOICE_SMS_FROM", ""),
        sms_reply=sms_reply,
        sms_http_url=env.get("OWNVOICE_SMS_HTTP_URL", ""),
        sms_http_secrets=_many(env.get("OWNVOICE_SMS_HTTP_SECRET", "")),
    )


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process."""
    return read_settings(os.environ)
