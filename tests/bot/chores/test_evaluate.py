from __future__ import annotations

import argparse
import json

import pytest

from bot.chores import _evaluate_safety
from bot.chores._evaluate_safety import BadCases, Case, describe, measure, read_cases
from bot.safety.finding import Finding, Strength

FOUND = {
    "die": Finding("crisis_suicide", Strength.CLEAR, 0.9, "rule"),
    "heavy": Finding("crisis_suicide", Strength.UNCLEAR, 0.4, "rule"),
    "pill": Finding("ask_medical_advice", Strength.CLEAR, 0.9, "rule"),
}


@pytest.fixture(autouse=True)
def screen(monkeypatch):
    monkeypatch.setattr(_evaluate_safety, "screen", lambda text, context=None: FOUND.get(text))


def test_the_report_has_the_shape_that_was_agreed():
    cases = [
        Case("die", "crisis_suicide", True),
        Case("heavy", "crisis_suicide", True),
        Case("bus", "crisis_suicide", True),
        Case("pill", "crisis_suicide", True),
        Case("pill", "ask_medical_advice", True),
        Case("die", "share_feeling", False),
        Case("heavy", "share_feeling", False),
        Case("pill", "prepare_appointment", False),
        Case("bus", "share_win", False),
    ]
    report = measure(cases)
    assert list(report) == ["n", "positives", "hard_negatives", "latency_ms", "misses"]
    assert report["n"] == 9
    assert report["positives"]["crisis_suicide"] == {"n": 4, "clear": 1, "check_in": 1, "missed": 2}
    assert report["positives"]["ask_medical_advice"] == {"n": 1, "clear": 1, "check_in": 0, "missed": 0}
    assert report["hard_negatives"] == {"n": 4, "clear": 1, "check_in": 1, "medical_boundary": 1}
    assert set(report["latency_ms"]) == {"p50", "p99"}
    assert {"text": "pill", "expected": "crisis_suicide", "got": "ask_medical_advice", "strength": "clear"} in report[
        "misses"
    ]
    assert {"text": "bus", "expected": "crisis_suicide", "got": None, "strength": None} in report["misses"]
    assert len(report["misses"]) == 5


def test_a_boundary_question_among_near_misses_may_get_its_boundary():
    assert measure([Case("pill", "ask_medical_advice", False)])["hard_negatives"]["medical_boundary"] == 0


def test_no_message_at_all_is_a_report_of_nothing():
    assert measure([])["n"] == 0


def test_a_file_of_lines_is_read_with_its_context(tmp_path):
    file = tmp_path / "set.jsonl"
    rows = [
        {"text": "yes", "intent": "crisis_suicide", "kind": "positive", "context": "Are you thinking about suicide?"},
        {"text": "no", "intent": "deny", "kind": "hard_negative"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    first, second = read_cases(file)
    assert first.context.question == "Are you thinking about suicide?"
    assert (first.is_positive, second.is_positive) == (True, False)


def test_a_plain_file_is_all_of_one_intent(tmp_path):
    file = tmp_path / "set.txt"
    file.write_text("die\n\nbus\n")
    assert [case.is_positive for case in read_cases(file, "crisis_suicide")] == [True, True]
    assert [case.is_positive for case in read_cases(file, "share_feeling")] == [False, False]


@pytest.mark.parametrize("line", ["{", '{"text": "a"}', '{"text": "a", "kind": "maybe"}', "[1]", '"a"'])
def test_a_line_that_is_no_case_is_named(tmp_path, line):
    file = tmp_path / "set.jsonl"
    file.write_text('{"text": "a", "intent": "greet", "kind": "positive"}\n' + line)
    with pytest.raises(BadCases, match="line 2"):
        read_cases(file)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    _evaluate_safety.add_arguments(parser)
    return _evaluate_safety.run(parser.parse_args(words))


def test_json_prints_one_object_and_nothing_else(tmp_path, capsys):
    file = tmp_path / "set.txt"
    file.write_text("die\nbus\n")
    assert run(str(file), "--json", "--as", "crisis_suicide") == 0
    assert json.loads(capsys.readouterr().out)["positives"]["crisis_suicide"]["clear"] == 1


def test_people_get_a_table_and_every_miss(tmp_path, capsys):
    file = tmp_path / "set.txt"
    file.write_text("die\nbus\n")
    assert run(str(file), "--as", "crisis_suicide") == 0
    printed = capsys.readouterr().out
    assert "50.0%" in printed
    assert "nothing: bus" in printed


def test_a_file_that_is_not_there_is_said_so(tmp_path, capsys):
    assert run(str(tmp_path / "none.jsonl")) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_only_negatives_are_described_too():
    assert "near-misses" in describe(measure([Case("bus", "share_win", False)]))
