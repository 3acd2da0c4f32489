"""Choosing the moment of a reminder: where the peer's clock meets the quiet hours. Keeping it is the store's work.

`clock` is what the store knows of the peer's time (`find_clock`): the zone they told, and their number.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.sms.reminders import MOST_SNOOZES, find_quiet_end, fit_due, is_quiet, is_worth_sending
from bot.sms.zones import choose_zones
from bot.store.reminder_shapes import KeptReminder

Clock = tuple["str | None", "str | None"]


def choose_due(due_at: datetime, now: datetime, clock: Clock, event_at: datetime | None = None) -> datetime:
    """When a reminder asked for at `due_at` comes: then, or outside the quiet hours around it. Tell the peer this time.

    Raises ValueError for a time that is over.
    """
    if due_at <= now:
        raise ValueError("a reminder lies in the future")
    zones = choose_zones(*clock)
    due = fit_due(due_at, zones, event_at)
    # The evening before may be over already: then as soon as it is not quiet.
    return due if due > now else find_quiet_end(now + timedelta(minutes=1), zones)


def choose_later(reminder: KeptReminder, due_at: datetime, clock: Clock, is_snooze: bool = False) -> datetime | None:
    """The other time for a reminder, outside the quiet hours; None when it was put off too often already."""
    if is_snooze and reminder.snoozes >= MOST_SNOOZES:
        return None
    return fit_due(due_at, choose_zones(*clock))


def decide_when(now: datetime, reminder: KeptReminder, zone: str | None, phone: str | None) -> datetime | None:
    """When a due reminder may go out: now, when the quiet hours end, or None when it no longer helps."""
    zones = choose_zones(zone, phone)
    when = find_quiet_end(now, zones) if is_quiet(now, zones) else now
    return when if is_worth_sending(reminder.due_at, when, reminder.event_at) else None
