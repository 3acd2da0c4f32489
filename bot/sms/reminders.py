"""When a reminder may go out, and what a peer may say to it. Nothing of what it is about ever stands in the text.

Quiet hours hold for everything we start: nothing from 21:00 to 08:00 by the peer's clock, or by each clock it could be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.sms.zones import load_clocks

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
LATE_BY = timedelta(hours=2)  # a step's reminder may be this late and still be of use the same day
EVENT_MARGIN = timedelta(minutes=15)  # closer to the appointment than this, a reminder only startles
MOST_SNOOZES = 5


class Kind(str, Enum):
    APPOINTMENT = "appointment"
    STEP = "step"


def is_quiet(moment: datetime, zones: Sequence[str]) -> bool:
    """Whether it is a quiet hour by any of the clocks."""
    return any(_is_quiet_at(moment.astimezone(clock).time()) for clock in load_clocks(zones))


def _is_quiet_at(local: time) -> bool:
    return local >= QUIET_FROM or local < QUIET_UNTIL


def find_quiet_end(moment: datetime, zones: Sequence[str]) -> datetime:
    """The first moment from `moment` on that is quiet by no clock."""
    for _ in range(8):  # each step clears at least one clock; two nights at most
        waking = [_wake(moment.astimezone(clock)) for clock in load_clocks(zones)]
        latest = max(waking)
        if latest <= moment:
            return moment
        moment = latest.astimezone(moment.tzinfo)
    raise ValueError("these zones leave no hour of the day")


def _wake(local: datetime) -> datetime:
    """This very moment if it is not quiet, else the next 08:00 of this clock."""
    if not _is_quiet_at(local.time()):
        return local
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_UNTIL, tzinfo=local.tzinfo)


def fit_due(due: datetime, zones: Sequence[str], event_at: datetime | None = None) -> datetime:
    """The time to send: `due` itself, else the end of the quiet hours, or the evening before when that is too late."""
    if not is_quiet(due, zones):
        return due
    morning = find_quiet_end(due, zones)
    if event_at is None or morning <= event_at - 2 * EVENT_MARGIN:
        return morning
    evening = due
    while is_quiet(evening, zones):
        evening -= timedelta(minutes=15)
    return evening - timedelta(minutes=30)


def is_worth_sending(due: datetime, now: datetime, event_at: datetime | None) -> bool:
    """Whether a reminder that could not go out in time still helps: before its appointment, or the same part of the day."""
    if event_at is not None:
        return now <= event_at - EVENT_MARGIN
    return now - due <= timedelta(hours=14)  # a night of quiet hours and a little more


_UNITS = {
    "m": "minutes", "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes", "minuto": "minutes",
    "minutos": "minutes", "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours", "hours": "hours", "hora": "hours",
    "horas": "hours", "d": "days", "day": "days", "days": "days", "dia": "days", "dias": "days", "día": "days", "días": "days",
    "week": "weeks", "weeks": "weeks", "semana": "weeks", "semanas": "weeks",
}  # fmt: skip
_DAYS = ("mon lun", "tue mar", "wed mie mié", "thu jue", "fri vie", "sat sab sáb", "sun dom")
_AMOUNT = re.compile(r"^(?:in |en )?(\d{1,3}|an?|una?|one)\s*([a-zíá]+)$")
_TIME = re.compile(r"(?:\b(?:at|a las?|las?)\s+)?\b(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?\s*m?\.?(?=$|\s|,)")


def read_when(text: str, now: datetime, zone: str) -> datetime | None:
    """The moment a peer names for a reminder ("2 hours", "tomorrow", "tue 3pm", "12/3 at 10"), in the future, or None.

    Only the few shapes that a reply to a reminder takes. A plain day means nine in the morning; 1 to 7 without am or pm
    means the afternoon.
    """
    said = " ".join(text.lower().strip().rstrip(".!").split())
    amount = _AMOUNT.match(said)
    if amount and amount[2] in _UNITS:
        count = int(amount[1]) if amount[1].isdigit() else 1
        return now + timedelta(**{_UNITS[amount[2]]: count}) if count else None
    local = now.astimezone(ZoneInfo(zone))
    day, rest = _read_day(said, local)
    at = _read_time(rest)
    if day is None and at is None:
        return None
    moment = datetime.combine(day or local.date(), at or time(9), tzinfo=local.tzinfo)
    if moment <= now and day is None:
        moment += timedelta(days=1)
    return moment.astimezone(now.tzinfo) if moment > now else None


def _read_day(said: str, local: datetime) -> tuple[object, str]:
    """The day a phrase names and what is left of the phrase."""
    for words, days in (
        ("day after tomorrow", 2),
        ("pasado mañana", 2),
        ("tomorrow", 1),
        ("mañana", 1),
        ("today", 0),
        ("hoy", 0),
    ):
        if said.startswith(words):
            return local.date() + timedelta(days=days), said[len(words) :]
    for number, names in enumerate(_DAYS):
        named = re.match(rf"(?:on |el |next )*(?:{'|'.join(names.split())})[a-zéá]*\b", said)
        if named:
            return local.date() + timedelta(days=(number - local.weekday() - 1) % 7 + 1), said[named.end() :]
    written = re.match(r"(?:on |el )?(\d{1,2})/(\d{1,2})\b", said)
    if written:
        for year in (local.year, local.year + 1):
            try:
                day = local.date().replace(year=year, month=int(written[1]), day=int(written[2]))
            except ValueError:
                return None, ""
            if day >= local.date():
                return day, said[written.end() :]
    return None, said


def _read_time(said: str) -> time | None:
    if re.search(r"\b(noon|mediodia|mediodía)\b", said):
        return time(12)
    found = _TIME.search(said)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    hour = int(found[1])
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    elif 1 <= hour <= 7 and not found[2]:
        hour += 12
    elif 1 <= hour <= 7:
        hour += 12 if len(found[1]) == 1 else 0
    return time(hour, int(found[2] or 0))
