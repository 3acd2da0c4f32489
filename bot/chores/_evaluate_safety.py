"""Measure the safety screen on a file: what it finds, what it misses, where it cries wolf, how long it takes.

A `.jsonl` file has `text`, `intent`, `kind` ("positive" or "hard_negative") and maybe `context` on each line. A plain
text file has one message a line; `--as INTENT` says what all of them are (an intent outside of the screen's makes them
negatives). Found means found as what it is: a crisis of one kind taken for another counts as missed, and is listed with
what it got.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.safety.context import Context
from bot.safety.finding import CRISES, PRECEDENCE, Finding, Strength
from bot.safety.screen import screen


@dataclass(frozen=True)
class Case:
    """One message with what it is; `expected` is None for a message that wants no finding of its own."""

    text: str
    intent: str
    is_positive: bool
    context: Context = field(default_factory=Context)


class BadCases(ValueError):
    """The file cannot be read as cases; the message names the line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=".jsonl with text, intent, kind, maybe context; or text with --as")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--as", dest="intent", metavar="INTENT", help="what every line of a plain text file is")


def run(args: argparse.Namespace) -> int:
    try:
        cases = read_cases(args.file, args.intent)
    except (OSError, BadCases) as error:
        print(error, file=sys.stderr)
        return 2
    report = measure(cases)
    print(json.dumps(report, ensure_ascii=False) if args.json else describe(report))
    return 0


def read_cases(path: Path, intent: str | None = None) -> list[Case]:
    """The cases of a file. Raises BadCases, naming the line, when one cannot be read."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if intent is not None:
        return [Case(line.strip(), intent, intent in PRECEDENCE) for line in lines if line.strip()]
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            is_positive = {"positive": True, "hard_negative": False}[row["kind"]]
            cases.append(Case(row["text"], row.get("intent") or "", is_positive, Context.from_text(row.get("context"))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCases(f"{path.name}, line {number}: not a case ({type(error).__name__}: {error})") from error
    return cases


def measure(cases: Sequence[Case]) -> dict[str, Any]:
    """The report. `missed` of a positive holds what was found as nothing or as something else."""
    screen("a first message, so that loading is not measured")
    positives: dict[str, dict[str, int]] = {}
    negatives = {"n": 0, "clear": 0, "check_in": 0, "medical_boundary": 0}
    misses: list[dict[str, Any]] = []
    took: list[float] = []
    for case in cases:
        started = time.perf_counter()
        finding = screen(case.text, case.context)
        took.append((time.perf_counter() - started) * 1000)
        if case.is_positive:
            counts = positives.setdefault(case.intent, {"n": 0, "clear": 0, "check_in": 0, "missed": 0})
            counts["n"] += 1
            verdict = _judge_positive(case, finding)
            counts[verdict] += 1
            is_wrong = verdict == "missed"
        else:
            negatives["n"] += 1
            verdict = _judge_negative(case, finding)
            if verdict:
                negatives[verdict] += 1
            is_wrong = verdict is not None
        if is_wrong:
            misses.append(
                {
                    "text": case.text,
                    "expected": case.intent,
                    "got": finding.kind if finding else None,
                    "strength": finding.strength.value if finding else None,
                }
            )
    return {
        "n": len(cases),
        "positives": positives,
        "hard_negatives": negatives,
        "latency_ms": {"p50": _percentile(took, 50), "p99": _percentile(took, 99)},
        "misses": misses,
    }


def _judge_positive(case: Case, finding: Finding | None) -> str:
    if finding is None or finding.kind != case.intent:
        return "missed"
    return "clear" if finding.strength is Strength.CLEAR else "check_in"


def _judge_negative(case: Case, finding: Finding | None) -> str | None:
    """What a near-miss wrongly got. A boundary question is a near-miss of a crisis and rightly gets its boundary."""
    if finding is None or finding.kind == case.intent:
        return None
    if finding.kind in CRISES:
        return "clear" if finding.strength is Strength.CLEAR else "check_in"
    return "medical_boundary" if finding.kind == "ask_medical_advice" else None


def _percentile(values: Sequence[float], percent: int) -> float:
    """By nearest rank; 0 when there is nothing."""
    ordered = sorted(values)
    return round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 2) if ordered else 0.0


def describe(report: dict[str, Any]) -> str:
    """The report for people: a table, then every miss."""
    lines = [f"{report['n']} messages"]
    for intent, counts in sorted(report["positives"].items()):
        found = (counts["clear"] + counts["check_in"]) / counts["n"]
        taken_for_another = sum(miss["expected"] == intent and miss["got"] in CRISES for miss in report["misses"])
        lines.append(
            f"{intent:20} found {found:6.1%} of {counts['n']:4}  clear {counts['clear']},"
            f" check-in {counts['check_in']}, missed {counts['missed']}"
            f" (of them taken for another danger: {taken_for_another})"
        )
    negatives = report["hard_negatives"]
    if negatives["n"]:
        shares = ", ".join(
            f"{name.replace('_', ' ')} {negatives[name] / negatives['n']:.1%}" for name in list(negatives)[1:]
        )
        lines.append(f"{'near-misses':20} {negatives['n']}: {shares}")
    lines.append(f"a message took {report['latency_ms']['p50']} ms (median), {report['latency_ms']['p99']} ms (99 %)")
    for miss in report["misses"]:
        strength = f" ({miss['strength']})" if miss["strength"] else ""
        lines.append(f"  {miss['expected']} -> {miss['got'] or 'nothing'}{strength}: {miss['text']}")
    return "\n".join(lines)
