"""When a reminder may go out, and what a peer may say to it. Nothing of what it is about ever stands in the text.

Quiet hours hold for everything we start: nothing from 21:00 to 08:00 by the peer's clock, or by each clock it could be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language.when import Found, resolve, say
from bot.sms.zones import load_clocks

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
LATE_BY = timedelta(hours=14)  # a step's reminder still helps after a night of quiet hours
EVENT_MARGIN = timedelta(minutes=15)  # closer to the appointment than this, a reminder only startles
MOST_SNOOZES = 5


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
    """Whether a late reminder still helps: before its appointment, or within a night of its time."""
    if event_at is not None:
        return now <= event_at - EVENT_MARGIN
    return now - due <= LATE_BY


_PARTS = {"morning": time(9), "afternoon": time(14), "evening": time(18), "night": time(19)}
_AMOUNT = re.compile(r"^\d{1,3} ?[a-zñíá]+$", re.I)


def read_when(text: str, now: datetime, zone: str, language: str = "en") -> datetime | None:
    """The moment a peer names for a reminder ("2 hours", "tomorrow", "tue 3pm"), or None when it names none ahead.

    A day alone means nine in the morning. The answer reads it back, so a wrong guess is seen and can be moved again.
    """
    said = text.strip()
    if _AMOUNT.match(said):
        said = f"en {said}" if language == "es" else f"in {said}"
    local = now.astimezone(ZoneInfo(zone))
    found = resolve(said, local, language)
    if found is None and said.isdigit():
        found = resolve(said, local, language, day=local.date())
    if not isinstance(found, Found):
        return None
    at = found.time or _PARTS.get(found.part or "", time(9))
    moment = datetime.combine(found.date, at, tzinfo=local.tzinfo)
    return moment.astimezone(now.tzinfo) if moment > now else None


def say_when(moment: datetime, now: datetime, zone: str, language: str = "en") -> str:
    """A moment in plain words by the peer's clock."""
    clock = ZoneInfo(zone)
    local = moment.astimezone(clock)
    return say(
        Found(local.date(), local.time().replace(second=0, microsecond=0), True, (0, 0)),
        now.astimezone(clock),
        language,
    )
