"""Measure how well peers are understood (`nlu`), how safely (`safety`), and across writers (`cross`)."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.chores import _evaluate_safety
from bot.content.sentences import read_sentences
from bot.evaluation.pictures import draw_calibration, draw_confusions
from bot.evaluation.scores import Answer, list_confusions, score_intents
from bot.messages import clean_text
from bot.settings import ROOT, load_settings

RESULTS = ROOT / "results"


class BadSet(ValueError):
    """An evaluation file cannot be read; the message names the line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    nlu = what.add_parser("nlu", help="intents of a JSONL file with text, intent, context?")
    nlu.add_argument("file", type=Path)
    nlu.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    cross = what.add_parser("cross", help="leave-one-writer-out cross-validation on data/nlu")
    cross.add_argument("--json", action="store_true")
    safety = what.add_parser("safety", help="findings of the safety screen on a JSONL or text file")
    _evaluate_safety.add_arguments(safety)


def run(args: argparse.Namespace) -> int:
    if args.what == "safety":
        return _evaluate_safety.run(args)
    try:
        answers = cross_validate() if args.what == "cross" else asyncio.run(answer_file(args.file))
    except (BadSet, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    report = score_intents(answers)
    name = args.what if args.what == "cross" else args.file.stem
    RESULTS.mkdir(exist_ok=True)
    draw_confusions(answers, sorted(report["intents"]), RESULTS / f"{name}-confusions.png")
    draw_calibration(answers, RESULTS / f"{name}-calibration.png")
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report, answers, name)
    return 0


def read_set(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL evaluation set. Raises BadSet with file, line and reason."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadSet(f"{path.name}, line {number}: not JSON ({error.msg})") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("intent"), str):
            raise BadSet(f'{path.name}, line {number}: needs "text" and "intent"')
        yield row


async def answer_file(path: Path) -> list[Answer]:
    """What the trained model makes of each line, through the same pipeline as a live message."""
    rows = list(read_set(path))
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot.talk.server import find_model

    # Rasa's debug log would print every message among the results.
    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)
    agent = Agent.load(str(find_model(load_settings().models)))
    await agent.processor.parse_message(UserMessage("warm up"))
    answers = []
    for row in rows:
        metadata = {"question": _read_question(row.get("context")), "asked": ""}
        text = clean_text(row["text"]).lstrip("/ \t") or " "
        started = time.perf_counter()
        parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
        taken = (time.perf_counter() - started) * 1000
        name, confidence = _read_intent(parsed)
        answers.append(Answer(row["text"], row["intent"], name, confidence, taken))
    return answers


def _read_intent(parsed: dict[str, Any]) -> tuple[str, float]:
    """The best reading; behind a fallback stands the reading that was not sure enough to act on."""
    best = parsed["intent"]
    if best.get("name") == "nlu_fallback":
        best = next(reading for reading in parsed["intent_ranking"] if reading["name"] != "nlu_fallback")
    return best.get("name") or "", float(best.get("confidence") or 0.0)


def _read_question(context: Any) -> str:
    from bot.safety.context import Context

    return Context.from_text(context).question if context else ""


def cross_validate() -> list[Answer]:
    """Each writer's sentences, read by a model that only saw the other writers'.

    With the frozen encoder, because the tuned one has seen every writer; `python -m bot compare` tunes one for each.
    """
    import numpy as np

    from bot.encoder import load_frozen_encoder
    from bot.nlu.intent_model import IntentModel

    sentences = read_sentences()
    texts = [sentence.text for sentence in sentences]
    intents = np.array([sentence.intent for sentence in sentences])
    writers = np.array([sentence.writer for sentence in sentences])
    embeddings = load_frozen_encoder().encode_many(texts)
    answers = []
    for writer in sorted(set(writers)):
        mine = writers == writer
        model = IntentModel()
        model.fit([t for t, m in zip(texts, mine, strict=True) if not m], embeddings[~mine], intents[~mine])
        probabilities = model.predict([t for t, m in zip(texts, mine, strict=True) if m], embeddings[mine])
        for index, row in zip(np.nonzero(mine)[0], probabilities, strict=True):
            best = int(row.argmax())
            answers.append(Answer(texts[index], str(intents[index]), model.intents[best], float(row[best])))
    return answers


def _print(report: dict[str, Any], answers: list[Answer], name: str) -> None:
    print(f"{report['n']} messages: accuracy {report['accuracy']:.1%}, macro F1 {report['macro_f1']:.3f}")
    print(f"expected calibration error {report['ece']:.3f}")
    if report["latency_ms"]["p50"] is not None:
        print(f"parse p50 {report['latency_ms']['p50']:.1f} ms, p99 {report['latency_ms']['p99']:.1f} ms")
    print(f"\n{'intent':24}{'n':>5}{'precision':>11}{'recall':>8}")
    for intent, scores in report["intents"].items():
        print(f"{intent:24}{scores['n']:>5}{scores['precision']:>11.2f}{scores['recall']:>8.2f}")
    print("\ncommonest confusions (meant -> understood)")
    for expected, got, count in list_confusions(answers):
        print(f"{count:>4}  {expected} -> {got}")
    print("\nmisses, surest first")
    for miss in report["misses"]:
        print(f"  {miss['confidence']:.2f}  {miss['expected']} -> {miss['got']}: {miss['text']}")
    print(f"\npictures: results/{name}-confusions.png, results/{name}-calibration.png")
