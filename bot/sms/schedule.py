"""Scheduling: where the peer's clock and the quiet hours meet the reminders that are kept. Conversations call this."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.sms.reminders import MOST_SNOOZES, Kind, find_quiet_end, fit_due, is_quiet, is_worth_sending
from bot.sms.zones import choose_zones
from bot.store.reminders import KeptReminder, find_clock, keep_reminder, move_reminder


def schedule_reminder(
    peer_id: str,
    due_at: datetime,
    kind: str,
    now: datetime,
    event_at: datetime | None = None,
    plan_id: str | None = None,
) -> KeptReminder:
    """Keep a reminder ("appointment" or "step"), moved out of the quiet hours at once: tell the peer `due_at` of the result.

    Raises ValueError for a time that is over or an unknown kind.
    """
    if due_at <= now:
        raise ValueError("a reminder lies in the future")
    zones = choose_zones(*find_clock(peer_id))
    due = fit_due(due_at, zones, event_at)
    if due <= now:  # the evening before is over already
        due = find_quiet_end(now + timedelta(minutes=1), zones)
    return keep_reminder(peer_id, due, Kind(kind).value, now, event_at, plan_id)


def put_off(reminder: KeptReminder, due_at: datetime, is_snooze: bool = False) -> KeptReminder | None:
    """Move a reminder to another time outside the quiet hours; None when it was put off too often already."""
    if is_snooze and reminder.snoozes >= MOST_SNOOZES:
        return None
    return move_reminder(reminder.id, fit_due(due_at, choose_zones(*find_clock(reminder.peer_id))), is_snooze)


def decide_when(now: datetime, reminder: KeptReminder, zone: str | None, phone: str | None) -> datetime | None:
    """When a due reminder may go out: now, when the quiet hours end, or None when it no longer helps."""
    zones = choose_zones(zone, phone)
    when = find_quiet_end(now, zones) if is_quiet(now, zones) else now
    return when if is_worth_sending(reminder.due_at, when, reminder.event_at) else None
