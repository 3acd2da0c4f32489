"""When a reminder may go out, by every clock the phone could be on."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms.reminders import find_quiet_end, fit_due, is_quiet, is_worth_sending, read_when, say_when
from bot.sms.zones import STRICTEST, choose_zones, find_zone_of_zip, guess_zones, is_zone
from tests.builders import NOON

BOSTON = ("America/New_York",)


def at(hour: int, minute: int = 0, zone: str = BOSTON[0], day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("hour", "quiet"), [(7, True), (8, False), (20, False), (21, True), (0, True)])
def test_the_night_is_quiet(hour: int, quiet: bool) -> None:
    assert is_quiet(at(hour), BOSTON) is quiet


def test_quiet_hours_end_at_eight() -> None:
    assert find_quiet_end(at(23), BOSTON) == at(8, day=21)
    assert find_quiet_end(at(3), BOSTON) == at(8)
    assert find_quiet_end(at(12), BOSTON) == at(12)


def test_a_night_when_the_clocks_change_ends_at_eight_too() -> None:
    before = datetime(2026, 10, 31, 23, tzinfo=ZoneInfo(BOSTON[0]))
    end = find_quiet_end(before.astimezone(timezone.utc), BOSTON)
    assert end.astimezone(ZoneInfo(BOSTON[0])).hour == 8


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc)))
def test_a_moment_that_suits_all_clocks_is_always_found(moment: datetime) -> None:
    found = find_quiet_end(moment, STRICTEST)
    assert found >= moment
    assert not is_quiet(found, STRICTEST)
    assert found - moment < timedelta(hours=24)


def test_a_reminder_for_an_early_visit_comes_the_evening_before() -> None:
    due = fit_due(at(6, 30, day=21), BOSTON, event_at=at(8, 15, day=21))
    assert not is_quiet(due, BOSTON)
    assert at(19, day=20) < due < at(21, day=20)


def test_a_reminder_in_the_night_comes_in_the_morning_when_that_is_soon_enough() -> None:
    assert fit_due(at(6, day=21), BOSTON, event_at=at(11, day=21)) == at(8, day=21)


def test_a_late_reminder_is_sent_only_while_it_helps() -> None:
    assert is_worth_sending(NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert not is_worth_sending(NOON, NOON + timedelta(hours=1), NOON + timedelta(minutes=70))
    assert not is_worth_sending(NOON, NOON + timedelta(days=1), None)


@pytest.mark.parametrize(
    ("said", "language", "when"),
    [
        ("2 hours", "en", at(14)),
        ("in 30 minutes", "en", at(12, 30)),
        ("tomorrow", "en", at(9, day=21)),
        ("tue 3pm", "en", at(15, day=24)),
        ("3", "en", at(15)),
        ("mañana 9am", "es", at(9, day=21)),
        ("2 horas", "es", at(14)),
    ],
)
def test_a_peer_names_a_time_for_a_reminder(said: str, language: str, when: datetime) -> None:
    assert read_when(said, NOON, BOSTON[0], language) == when


@pytest.mark.parametrize("said", ["", "whenever", "yesterday", "0 hours"])
def test_no_time_is_no_time(said: str) -> None:
    assert read_when(said, NOON, BOSTON[0]) is None


def test_a_moment_is_said_by_the_peers_clock() -> None:
    assert say_when(at(15, day=24).astimezone(timezone.utc), NOON, BOSTON[0]) == "Tuesday, November 24 at 3 pm"


def test_a_zip_or_an_area_code_tells_the_zone() -> None:
    assert find_zone_of_zip("02139") == "America/New_York"
    assert find_zone_of_zip("99999") is None
    assert guess_zones("+14155550142") == ("America/Los_Angeles",)
    assert guess_zones("+18005550142") == STRICTEST
    assert guess_zones("+442079460000") == STRICTEST


def test_what_the_peer_told_goes_before_the_number() -> None:
    assert choose_zones("America/Denver", "+16175550142") == ("America/Denver",)
    assert choose_zones("not/azone", "+16175550142") == ("America/New_York",)
    assert choose_zones(None, None) == STRICTEST
    assert not is_zone("../etc/passwd")
