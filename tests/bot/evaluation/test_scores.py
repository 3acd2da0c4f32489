"""Scores: right on cases small enough to count by hand."""

from __future__ import annotations

import pytest

from bot.evaluation.pictures import draw_calibration, draw_confusions
from bot.evaluation.scores import Answer, list_confusions, measure_calibration_error, score_intents

ANSWERS = [
    Answer("hi", "greet", "greet", 0.95, 2.0),
    Answer("hey", "greet", "greet", 0.95, 4.0),
    Answer("yo", "greet", "thank", 0.55, 6.0),
    Answer("thx", "thank", "thank", 0.55, 8.0),
]


def test_accuracy_and_each_intents_recall_and_precision():
    report = score_intents(ANSWERS)
    assert report["n"] == 4
    assert report["accuracy"] == 0.75
    assert report["intents"]["greet"] == {"n": 3, "precision": 1.0, "recall": pytest.approx(2 / 3)}
    assert report["intents"]["thank"] == {"n": 1, "precision": 0.5, "recall": 1.0}
    assert report["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert report["latency_ms"]["p50"] == 5.0


def test_a_miss_is_listed_with_what_was_meant_and_what_was_understood():
    assert score_intents(ANSWERS)["misses"] == [{"text": "yo", "expected": "greet", "got": "thank", "confidence": 0.55}]
    assert list_confusions(ANSWERS) == [("greet", "thank", 1)]


def test_calibration_error_is_the_gap_between_sure_and_right():
    # two answers 0.95 sure and right (gap 0.05), two 0.55 sure and half right (gap 0.05)
    assert measure_calibration_error(ANSWERS) == pytest.approx(0.05)


def test_full_confidence_falls_into_the_last_bin():
    assert measure_calibration_error([Answer("x", "greet", "greet", 1.0)]) == 0


def test_nothing_to_score_is_an_error_and_not_a_perfect_score():
    with pytest.raises(ValueError, match="nothing"):
        score_intents([])


def test_an_intent_that_never_occurs_rightly_scores_zero_and_not_a_crash():
    assert score_intents([Answer("x", "greet", "thank", 0.5)])["macro_f1"] == 0


def test_pictures_are_written(tmp_path):
    draw_confusions(ANSWERS, ["greet", "thank"], tmp_path / "confusions.png")
    draw_calibration(ANSWERS, tmp_path / "calibration.png")
    assert all((tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG") for name in ("confusions", "calibration"))
