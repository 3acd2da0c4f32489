"""Every text a peer may read: its numbers are known and fresh, and it directs nobody. Each check is shown to catch a
bad one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from bot.content.lint import (
    Line,
    LineFileError,
    find_numbers,
    lint_directives,
    lint_numbers,
    list_texts,
    read_lines,
)
from bot.content.responses import Responses, load_responses

TODAY = date(2026, 11, 20)


def test_every_number_in_our_texts_is_known_and_was_checked_within_a_year():
    assert lint_numbers(list_texts(load_responses()), read_lines(), datetime.now(timezone.utc).date()) == []


def test_no_text_of_ours_directs_a_treatment_names_a_diagnosis_or_promises_help():
    assert lint_directives(list_texts(load_responses())) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call 911 or 988.", ["911", "988"]),
        ("1-800-799-7233", ["8007997233"]),
        ("(800) 799-7233 or +1 800.799.7233", ["8007997233", "8007997233"]),
        ("text START to 88788", ["88788"]),
        ("ZIP 01609, room 1988, in 2019", []),
        ("10 to 12 people", []),
    ],
)
def test_a_number_is_found_however_it_is_written(text, numbers):
    assert find_numbers(text) == numbers


def test_an_unknown_number_is_a_problem():
    (problem,) = lint_numbers({"utter_x[0]": "Call 1-800-799-7234."}, {}, TODAY)
    assert "8007997234" in problem.what
    assert problem.key == "utter_x[0]"


def test_a_number_checked_more_than_a_year_ago_is_a_problem():
    line = Line("Old Line", TODAY - timedelta(days=366))
    assert "Old Line" in lint_numbers({"utter_x[0]": "Call 988."}, {"988": line}, TODAY)[0].what
    fresh = Line("Line", TODAY - timedelta(days=365))
    assert lint_numbers({"utter_x[0]": "Call 988."}, {"988": fresh}, TODAY) == []


def test_a_number_set_aside_for_examples_is_no_problem():
    assert lint_numbers({"utter_x[0]": "My sister, 508-555-0137."}, {}, TODAY) == []


def test_a_button_is_a_text_too():
    responses = Responses(
        {"utter_x": [{"text": "Hi.", "buttons": [{"title": "Stop taking your meds", "payload": "/a"}]}]}
    )
    assert lint_directives(list_texts(responses))


def test_a_line_without_a_date_or_a_source_is_named(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("name,phone,sms,source,checked\nElm Line,413-555-0104,,somewhere,\n")
    with pytest.raises(LineFileError, match="Elm Line"):
        read_lines(path)
    path.write_text("name,phone,sms,source,checked\nElm Line,413-555-0104,,,2026-01-01\n")
    with pytest.raises(LineFileError, match="source"):
        read_lines(path)
