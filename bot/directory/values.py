"""Single values of a listing, as the standard writes them."""

from __future__ import annotations

import hashlib
import re

from bot.directory.standard import DAYS

_TIME = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?:([ap])\.?m?\.?)?(?:z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)


class RowError(ValueError):
    """This row cannot be kept; the message says why, for whoever keeps the data."""


def mend(value: str) -> str:
    """The same on every engine and after every round trip: one kind of line end, no NUL, no half of a sign."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return value.encode("utf-8", errors="replace").decode()


def describe(row: dict[str, object]) -> str:
    content = "\x1f".join(f"{name}={row[name]}" for name in sorted(row))
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def as_number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None


def read_weekday(row: dict[str, object]) -> None:
    """The older way: a weekday by name or number (1 is Monday)."""
    said = str(row.pop("weekday")).strip().lower()
    codes = [code for name, code in DAYS.items() if len(said) >= 2 and name.startswith(said.rstrip("."))]
    if said.isdigit() and 1 <= int(said) <= 7:
        codes = [list(DAYS.values())[int(said) - 1]]
    if len(codes) != 1:
        raise RowError(f"{said[:20]!r} is no weekday")
    row.setdefault("freq", "WEEKLY")
    row.setdefault("byday", codes[0])


def read_time(said: str, name: str) -> str:
    plain = {"noon": "12:00", "midnight": "00:00", "24:00": "00:00", "24:00:00": "00:00"}.get(said.lower(), said)
    match = _TIME.fullmatch(plain.strip())
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise RowError(f"{name} {said[:20]!r} is not a time")
