"""Scores of an intent classifier from its answers: accuracy, F1, recall, precision, calibration, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Answer:
    """One line of an evaluation set and what was made of it. `milliseconds` is None where time was not taken."""

    text: str
    expected: str
    got: str
    confidence: float
    milliseconds: float | None = None


def score_intents(answers: Sequence[Answer]) -> dict[str, Any]:
    """The report of `python -m bot evaluate nlu --json`. Raises ValueError when there is nothing to score."""
    if not answers:
        raise ValueError("nothing to score")
    per_intent = {name: _score_one(answers, name) for name in sorted({answer.expected for answer in answers})}
    taken = [answer.milliseconds for answer in answers if answer.milliseconds is not None]
    misses = [answer for answer in answers if answer.got != answer.expected]
    return {
        "n": len(answers),
        "accuracy": 1 - len(misses) / len(answers),
        "macro_f1": float(np.mean([scores.pop("f1") for scores in per_intent.values()])),
        "ece": measure_calibration_error(answers),
        "latency_ms": {
            "p50": float(np.percentile(taken, 50)) if taken else None,
            "p99": float(np.percentile(taken, 99)) if taken else None,
        },
        "intents": per_intent,
        "misses": [
            {"text": miss.text, "expected": miss.expected, "got": miss.got, "confidence": round(miss.confidence, 4)}
            for miss in sorted(misses, key=lambda miss: -miss.confidence)
        ],
    }


def _score_one(answers: Sequence[Answer], name: str) -> dict[str, Any]:
    expected = sum(answer.expected == name for answer in answers)
    got = sum(answer.got == name for answer in answers)
    both = sum(answer.expected == answer.got == name for answer in answers)
    precision = both / got if got else 0.0
    recall = both / expected if expected else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return {"n": expected, "precision": precision, "recall": recall, "f1": f1}


def list_bins(answers: Sequence[Answer]) -> list[tuple[float, float, int]]:
    """Per confidence bin that holds something: mean confidence, share that is right, how many."""
    bins = []
    for index in range(BINS):
        inside = [answer for answer in answers if index == min(int(answer.confidence * BINS), BINS - 1)]
        if inside:
            confidence = float(np.mean([answer.confidence for answer in inside]))
            right = float(np.mean([answer.got == answer.expected for answer in inside]))
            bins.append((confidence, right, len(inside)))
    return bins


def measure_calibration_error(answers: Sequence[Answer]) -> float:
    """Expected calibration error: how far confidence is from being right, over ten bins, weighted by their size."""
    return sum(count * abs(confidence - right) for confidence, right, count in list_bins(answers)) / len(answers)


def list_confusions(answers: Sequence[Answer], most: int = 15) -> list[tuple[str, str, int]]:
    """The commonest mistakes: expected, got, how often."""
    counted = Counter((answer.expected, answer.got) for answer in answers if answer.got != answer.expected)
    return [(expected, got, count) for (expected, got), count in counted.most_common(most)]
