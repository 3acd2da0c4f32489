"""The resolver of days and times. The cases stand in when.en.txt and when.es.txt, readable without Python."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.when import Found, Problem, mentions, resolve, say

BOSTON = ZoneInfo("America/New_York")
FRIDAY_AT_TEN = datetime(2026, 11, 20, 10, 0, tzinfo=BOSTON)
MONDAY_AT_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=BOSTON)
SUNDAY_AT_TEN = datetime(2026, 11, 22, 10, 0, tzinfo=BOSTON)


def read_table(language: str) -> list[tuple[str, str]]:
    lines = Path(__file__).with_name(f"when.{language}.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.rsplit(" = ", 1)) for line in lines if not line.startswith("#")]


def write(meaning: Found | Problem | None) -> str:
    """A meaning the way the tables write it."""
    if meaning is None:
        return "nothing"
    if isinstance(meaning, Problem):
        return f"{meaning.reason} {meaning.date or ''}".strip()
    said = " | ".join(_write_one(one) for one in (meaning, *meaning.alternatives))
    return said if meaning.certain or meaning.alternatives else f"{said} ?"


def _write_one(found: Found) -> str:
    return f"{found.date} {found.time.strftime('%H:%M') if found.time else found.part or ''}".strip()


@pytest.mark.parametrize(("text", "meant"), read_table("en"))
def test_what_peers_say_in_english_means_this(text: str, meant: str) -> None:
    assert write(resolve(text, FRIDAY_AT_TEN)) == meant


@pytest.mark.parametrize(("text", "meant"), read_table("es"))
def test_what_peers_say_in_spanish_means_this(text: str, meant: str) -> None:
    assert write(resolve(text, FRIDAY_AT_TEN, "es")) == meant


def test_there_are_enough_cases() -> None:
    assert len(read_table("en")) >= 150
    assert len(read_table("es")) >= 40


@pytest.mark.parametrize(
    ("text", "now", "meant"),
    [
        ("next tuesday", MONDAY_AT_TEN, "2026-12-01 | 2026-11-24"),  # tomorrow, or the one after: people mean either
        ("tuesday", MONDAY_AT_TEN, "2026-11-24"),
        ("next monday", MONDAY_AT_TEN, "2026-11-30"),
        ("next tuesday", SUNDAY_AT_TEN, "2026-11-24 | 2026-12-01"),
        ("tuesday of next week", MONDAY_AT_TEN, "2026-12-01"),
        ("this friday", MONDAY_AT_TEN, "2026-11-27"),
        ("the 23rd", MONDAY_AT_TEN, "2026-11-23 | 2026-12-23"),
        ("monday at 9", MONDAY_AT_TEN, "2026-11-30 09:00"),  # today at nine is over
        ("the 30th", datetime(2027, 1, 31, 12, 0, tzinfo=BOSTON), "2027-03-30"),  # no 30th in February
        ("feb 29", datetime(2028, 2, 1, 12, 0, tzinfo=BOSTON), "2028-02-29"),
        ("tomorrow at 2", datetime(2026, 12, 31, 23, 0, tzinfo=BOSTON), "2027-01-01 14:00"),
        ("in 2 hours", datetime(2026, 12, 31, 23, 0, tzinfo=BOSTON), "2027-01-01 01:00"),
        ("in a month", datetime(2027, 1, 31, 12, 0, tzinfo=BOSTON), "2027-02-28"),
    ],
)
def test_the_day_it_is_said_on_decides(text: str, now: datetime, meant: str) -> None:
    assert write(resolve(text, now)) == meant


def test_today_is_today_where_the_peer_is() -> None:
    late = datetime(2026, 11, 21, 3, 0, tzinfo=ZoneInfo("UTC"))
    assert resolve("today", late.astimezone(BOSTON)).date == date(2026, 11, 20)
    assert resolve("today", late).date == date(2026, 11, 21)


@pytest.mark.parametrize("text", ["last friday", "yesterday", "3 days ago", "11/14", "nov 1 2025", "today at 8am"])
def test_what_has_been_is_recognised_as_past(text: str) -> None:
    assert resolve(text, FRIDAY_AT_TEN).is_past


@pytest.mark.parametrize("text", ["friday", "tomorrow", "12/3", "today", "at 3", "march 3"])
def test_what_is_to_come_is_not_past(text: str) -> None:
    assert not resolve(text, FRIDAY_AT_TEN).is_past


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tuesday", "2026-11-17"),
        ("the 14th", "2026-11-14"),
        ("oct 2", "2026-10-02"),
        ("dec 12", "2025-12-12"),
        ("at 9", "2026-11-20 09:00 ?"),
    ],
)
def test_looking_back_a_day_is_the_last_one(text: str, meant: str) -> None:
    assert write(resolve(text, FRIDAY_AT_TEN, looking_back=True)) == meant


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2", time(14)), ("230", time(14, 30)), ("10", time(10)), ("two", time(14)), ("at 3", time(15)),
     ("noon", time(12)), ("around 4", time(16)), ("9:15", time(9, 15)), ("11 am", time(11)), ("1000", time(10)),
     ("7pm", time(19))],
)  # fmt: skip
def test_asked_for_the_time_a_bare_number_is_a_time_on_the_agreed_day(text: str, moment: time) -> None:
    found = resolve(text, FRIDAY_AT_TEN, day=date(2026, 12, 1))
    assert (found.date, found.time, found.certain) == (date(2026, 12, 1), moment, True)


def test_asked_for_the_time_a_part_of_the_day_is_kept() -> None:
    found = resolve("in the morning", FRIDAY_AT_TEN, day=date(2026, 12, 1))
    assert (found.date, found.time, found.part) == (date(2026, 12, 1), None, "morning")


def test_asked_for_the_time_another_day_wins_over_the_agreed_one() -> None:
    found = resolve("wednesday at 2", FRIDAY_AT_TEN, day=date(2026, 12, 1))
    assert (found.date, found.time) == (date(2026, 11, 25), time(14))


def test_an_impossible_time_keeps_the_day_so_that_only_the_time_is_asked_again() -> None:
    assert resolve("25:00", FRIDAY_AT_TEN, day=date(2026, 12, 1)) == Problem("no_such_time", (0, 5), date(2026, 12, 1))


def test_a_time_without_a_day_says_that_the_day_is_a_guess() -> None:
    assert not resolve("2:30", FRIDAY_AT_TEN).named_day
    assert resolve("tuesday 2:30", FRIDAY_AT_TEN).named_day


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("i see her next tues at 2:30 and im scared", "next tues at 2:30"),
        ("court is on the 14th", "on the 14th"),
        ("Mañana  a las   3, por favor", "Mañana  a las   3"),
        ("👍 tmrw 👍", "tmrw"),
        ("it’s “tues.” I think", "tues"),
    ],
)
def test_the_span_is_where_it_stands_in_what_was_typed(text: str, stretch: str) -> None:
    language = "es" if "ñ" in text else "en"
    assert text[slice(*resolve(text, FRIDAY_AT_TEN, language).span)] == stretch


def test_mentions_tell_days_from_times() -> None:
    text = "appt w dr patel tues at 230, bring papers by the 30th"
    assert [(one.kind, text[slice(*one.span)]) for one in mentions(text)] == [
        ("date", "tues"),
        ("time", "230"),
        ("date", "by the 30th"),
    ]
    assert mentions("mornings are hard") == ()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("tuesday dec 1 at 2:30", "Tuesday, December 1 at 2:30 pm"),
        ("dec 1 noon", "Tuesday, December 1 at noon"),
        ("dec 1 at 9", "Tuesday, December 1 at 9 am"),
        ("dec 1", "Tuesday, December 1"),
        ("dec 1 in the morning", "Tuesday, December 1 in the morning"),
        ("tonight", "today, Friday, November 20 at night"),
        ("tmrw at 2", "tomorrow, Saturday, November 21 at 2 pm"),
        ("yesterday", "yesterday, Thursday, November 19"),
        ("nov 3 2027", "Wednesday, November 3, 2027"),
        ("dec 1 midnight", "Tuesday, December 1 at midnight"),
    ],
)
def test_it_is_read_back_in_plain_words(text: str, spoken: str) -> None:
    assert say(resolve(text, FRIDAY_AT_TEN), FRIDAY_AT_TEN) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("el martes 1 de diciembre a las 2:30", "martes 1 de diciembre a las 2:30 de la tarde"),
        ("mañana a la una", "mañana, sábado 21 de noviembre a la 1 de la tarde"),
        ("el 1 de diciembre a las 9", "martes 1 de diciembre a las 9 de la mañana"),
        ("el 1 de diciembre por la mañana", "martes 1 de diciembre por la mañana"),
        ("el miércoles a mediodía", "miércoles 25 de noviembre al mediodía"),
        ("el jueves a las 8 de la noche", "jueves 26 de noviembre a las 8 de la noche"),
    ],
)
def test_it_is_read_back_in_spanish(text: str, spoken: str) -> None:
    assert say(resolve(text, FRIDAY_AT_TEN, "es"), FRIDAY_AT_TEN, "es") == spoken


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_read_back_means_the_same_when_it_is_read_again(language: str) -> None:
    for text, _ in read_table(language):
        found = resolve(text, FRIDAY_AT_TEN, language)
        if isinstance(found, Found) and not found.is_past:
            again = resolve(say(found, FRIDAY_AT_TEN, language), FRIDAY_AT_TEN, language)
            assert (again.date, again.time, again.part) == (found.date, found.time, found.part), text


WORDS = st.sampled_from([word for text, _ in read_table("en") + read_table("es") for word in text.split()])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join)), st.sampled_from(["en", "es"]))
def test_nothing_anybody_types_breaks_it(text: str, language: str) -> None:
    meaning = resolve(text, FRIDAY_AT_TEN, language)
    if meaning is not None:
        start, end = meaning.span
        assert 0 <= start <= end <= len(text)
    if isinstance(meaning, Found):
        assert say(meaning, FRIDAY_AT_TEN, language)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "😀😀", "t̴u̷e̸s", "next " * 800, "1 " * 2000, "12/" * 1300, "a" * 4000, "at " * 1300]
)
def test_odd_and_endless_messages_are_only_text(text: str) -> None:
    meaning = resolve(text, FRIDAY_AT_TEN)
    assert meaning is None or isinstance(meaning, (Found, Problem))
