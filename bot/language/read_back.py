"""Reads a day and time back in plain words, which are data: "Tuesday, December 1 at 2:30 pm"."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Protocol

from bot.language.grammar import read_words

FAR = 300  # days from which the year is said too


class Spoken(Protocol):
    """What can be read back; `when.Found` is one."""

    @property
    def date(self) -> datetime.date: ...

    @property
    def time(self) -> datetime.time | None: ...

    @property
    def part(self) -> str | None: ...


def say(found: Spoken, now: datetime.datetime, language: str = "en") -> str:
    """The day and time in a few plain words, to be asked "Is that right?" about."""
    words = read_words(language).say
    day = _say_day(found.date, now.date(), words)
    if found.time is None:
        return words["parts"][found.part].format(date=day) if found.part else day
    if found.time == datetime.time(12):
        return words["noon"].format(date=day)
    if found.time == datetime.time(0):
        return words["midnight"].format(date=day)
    shape = words["one_o_clock"] if found.time.hour % 12 == 1 else words["clock"]
    return shape.format(date=day, time=say_time(found.time, language))


def say_time(moment: datetime.time, language: str = "en") -> str:
    """ "2:30 pm", "9 am"."""
    words = read_words(language).say
    hour = (moment.hour - 1) % 12 + 1
    clock = f"{hour}:{moment.minute:02}" if moment.minute else str(hour)
    if moment.hour < 12:
        return f"{clock} {words['am'] if moment.hour >= 5 else words['night_am']}"
    return f"{clock} {words['pm'] if moment.hour < 19 else words['night_pm']}"


def _say_day(day: datetime.date, today: datetime.date, words: Mapping[str, Any]) -> str:
    away = (day - today).days
    shape = words["dated"] if abs(away) >= FAR else words["date"]
    said = shape.format(
        weekday=words["weekdays"][day.weekday()], month=words["months"][day.month - 1], day=day.day, year=day.year
    )
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(away)
    return words[near].format(date=said) if near else said
