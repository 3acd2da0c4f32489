from __future__ import annotations

from datetime import datetime

import pytest

from bot.directory.hours import is_open, read_hours, say_hours

FRIDAY = 20  # of November 2026


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}:00")


def opening(byday: str, opens: str, closes: str, **more: str) -> dict[str, str]:
    return {"byday": byday, "opens_at": opens, "closes_at": closes, "freq": "WEEKLY", **more}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("24/7", "24/7"),
        ("Mon-Fri 9am-5pm ET", "Mon-Fri 9am-5pm"),
        ("Mon-Thu 7-9pm, Fri-Sun 7-10pm", "Mon-Thu 7pm-9pm, Fri-Sun 7pm-10pm"),
        ("daily 4pm-7:45pm", "Mon-Sun 4pm-7:45pm"),
        ("Sat 10am-noon", "Sat 10am-12pm"),
        ("Fri-Mon 8am to 4pm", "Mon, Fri-Sun 8am-4pm"),
    ],
)
def test_hours_are_read_from_words_and_said_shortly(said: str, shown: str) -> None:
    openings = read_hours(said)
    assert openings is not None
    assert say_hours(openings) == shown


@pytest.mark.parametrize(
    "said", ["business hours", "weekdays (not confirmed)", "Mon-Fri 9am-5pm (check)", "Blursday 9am-5pm"]
)
def test_hours_that_are_not_sure_are_not_guessed(said: str) -> None:
    assert read_hours(said) is None


def test_missing_hours_are_unknown_never_closed() -> None:
    assert is_open([], at(FRIDAY, "12:00")) is None
    assert is_open([{"byday": "MO"}], at(FRIDAY, "12:00")) is None
    assert say_hours([{"byday": "MO"}]) == ""


@pytest.mark.parametrize(
    ("openings", "day", "clock", "expected"),
    [
        ([opening("MO,TU,WE,TH,FR", "09:00", "17:00")], FRIDAY, "16:59", True),
        ([opening("MO,TU,WE,TH,FR", "09:00", "17:00")], FRIDAY, "17:00", False),
        ([opening("MO,TU,WE,TH,FR", "09:00", "17:00")], 21, "12:00", False),
        ([opening("FR", "20:00", "02:00")], FRIDAY, "23:00", True),
        ([opening("FR", "20:00", "02:00")], 21, "01:30", True),
        ([opening("FR", "20:00", "02:00")], 21, "20:30", False),
        ([opening("", "00:00", "23:59")], FRIDAY, "23:59", True),
        ([opening("FR", "08:00", "12:00"), opening("FR", "14:00", "16:00")], FRIDAY, "13:00", False),
        ([opening("-1FR", "09:00", "17:00", freq="MONTHLY")], 27, "10:00", True),
        ([opening("-1FR", "09:00", "17:00", freq="MONTHLY")], FRIDAY, "10:00", False),
        ([opening("3FR", "09:00", "17:00", freq="MONTHLY")], FRIDAY, "10:00", True),
        ([opening("FR", "09:00", "17:00", valid_to="2026-10-31")], FRIDAY, "10:00", False),
        ([opening("FR", "09:00", "17:00", interval="2", dtstart="2026-11-06")], FRIDAY, "10:00", True),
        ([opening("FR", "09:00", "17:00", interval="2", dtstart="2026-11-13")], FRIDAY, "10:00", False),
    ],
)
def test_open_or_not_at_a_moment(openings: list[dict[str, str]], day: int, clock: str, expected: bool) -> None:
    assert is_open(openings, at(day, clock)) is expected


def test_days_are_said_in_spanish() -> None:
    assert say_hours([opening("MO,TU,WE", "09:00", "17:00")], "es") == "lun-mié 9am-5pm"
