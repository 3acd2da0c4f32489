"""The meeting as a calendar file. Its title tells nothing of what it is for: calendars are seen by others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import Any

from icalendar import Alarm, Calendar, Event

MORNING = time(9)  # a day without a time
LASTS = timedelta(minutes=30)


def find_start(when: Mapping[str, Any], zone: tzinfo | None) -> datetime:
    """The moment the meeting begins; nine in the morning where only the day is known."""
    at = time.fromisoformat(when["time"]) if when.get("time") else MORNING
    return datetime.combine(datetime.fromisoformat(when["date"]).date(), at, tzinfo=zone)


def write_calendar(
    when: Mapping[str, Any], zone: tzinfo, uid: str, title: str, reminder: str, made_at: datetime
) -> bytes | None:
    """One event with an alarm the day before and one an hour before; None when no day is known. Times go out in UTC."""
    if not when.get("date"):
        return None
    start = find_start(when, zone)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at.astimezone(timezone.utc))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    if when.get("time"):
        event.add("dtstart", start.astimezone(timezone.utc))
        event.add("dtend", (start + LASTS).astimezone(timezone.utc))
    else:
        event.add("dtstart", start.date())
        event.add("dtend", start.date() + timedelta(days=1))
    for before in (timedelta(days=1), timedelta(hours=1)):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", reminder)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//OwnVoice//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
