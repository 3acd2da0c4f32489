"""One plan, many forms: the same words on the page, in a text, in a calendar, on paper, aloud."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.coaching.sheet import list_part, make_sheet, name_changes, write_brief, write_script, write_text
from bot.coaching.sheet_calendar import write_calendar
from bot.coaching.sheet_pdf import write_pdf

PLAN = {
    "provider": "my housing worker",
    "when": {"spoken": "Thursday, November 26 at 2 pm", "date": "2026-11-26", "time": "14:00"},
    "main": "the mold fixed",
    "questions": ["one?", "two?", "three?", "four?"],
    "confidence": 0,
}
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=timezone.utc)
ZONE = ZoneInfo("America/New_York")


def test_three_questions_come_first_and_the_rest_is_parked():
    text = write_text(make_sheet("appointment", PLAN))
    assert "1. one?\n2. two?\n3. three?" in text
    assert "If there is time: four?" in text


def test_empty_parts_are_left_out_and_a_zero_is_not_empty():
    text = write_text(make_sheet("appointment", PLAN))
    assert "I bring" not in text
    assert "from 0 to 10: 0" in text


def test_the_brief_has_every_word_of_the_plan():
    brief = write_brief(make_sheet("appointment", PLAN))
    assert all(question in brief for question in PLAN["questions"])
    assert PLAN["main"] in brief


def test_the_script_is_spoken_in_order():
    script = write_script(make_sheet("appointment", PLAN))
    assert script.index("First. one?") < script.index("Next. two?")


def test_a_part_is_shown_as_it_stands():
    assert list_part("questions", PLAN).startswith("1. one?")
    assert list_part("main", PLAN) == "the mold fixed"


def test_two_versions_tell_what_changed():
    assert name_changes("appointment", PLAN, {**PLAN, "main": "a day shift"}) == ["The one thing that must happen"]


def test_the_calendar_holds_the_time_and_not_the_topic():
    file = write_calendar(PLAN["when"], ZONE, "p1", "Appointment", "Appointment", NOW)
    event = Calendar.from_ical(file).walk("VEVENT")[0]
    assert event["DTSTART"].dt == datetime(2026, 11, 26, 19, 0, tzinfo=timezone.utc)
    assert len(event.walk("VALARM")) == 2
    assert b"mold" not in file
    assert b"housing" not in file


def test_a_day_without_a_time_is_a_whole_day():
    file = write_calendar({"date": "2026-11-26"}, ZONE, "p1", "Appointment", "Appointment", NOW)
    assert Calendar.from_ical(file).walk("VEVENT")[0]["DTSTART"].dt.isoformat() == "2026-11-26"


def test_no_day_no_calendar():
    assert write_calendar({"spoken": "some day"}, ZONE, "p1", "A", "A", NOW) is None


def test_the_pdf_takes_any_script():
    assert write_pdf(make_sheet("appointment", {"main": "Señora, я хочу, tôi cần ✓"})).startswith(b"%PDF")
