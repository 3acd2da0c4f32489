"""Compare ways to understand a message on writers they have not seen; writes results/understanding.json and .html.

Every way learns from three writers and reads the fourth. The tuned encoder is tuned anew for each writer, on the other
three: the one in var/ has seen them all and would be flattered. docs/adr/0006 holds the figures and the decision.
"""

from __future__ import annotations

import argparse
import html
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.content.sentences import Sentence, read_sentences
from bot.encoder import Encoder, build_encoder
from bot.evaluation.scores import Answer, score_intents
from bot.nlu.intent_model import IntentModel
from bot.safety.examples import read_examples
from bot.settings import ROOT, load_settings

RESULTS = ROOT / "results"
MEANING_ALONE = {"meaning": 1.0, "words": 0.0, "pieces": 0.0}
Weights = dict[str, float] | None  # of the three views; None: those that are served
Way = Callable[[Sequence[Sentence], Sequence[Sentence]], list[Answer]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ways", nargs="*", help=f"of {', '.join(WAYS)}; without any, all but diet")
    parser.add_argument("--writer", help="hold out this writer only, instead of each in turn")


def run(args: argparse.Namespace) -> int:
    sentences = read_sentences()
    writers = sorted({sentence.writer for sentence in sentences})
    unknown = set(args.ways) - set(WAYS) | ({args.writer} if args.writer else set()) - set(writers)
    if unknown:
        print(f"not known: {', '.join(sorted(unknown))}; ways: {', '.join(WAYS)}; writers: {', '.join(writers)}")
        return 2
    rows = []
    for name in args.ways or [name for name in WAYS if name != "diet"]:
        for writer in [args.writer] if args.writer else writers:
            rows.append(_measure(name, writer, sentences))
            print("{way:14}{writer:15} accuracy {accuracy:.3f}, macro F1 {macro_f1:.3f}".format(**rows[-1]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "understanding.json").write_text(json.dumps(rows, indent=1))
    (RESULTS / "understanding.html").write_text(_draw_table(rows))
    return 0


def _measure(name: str, writer: str, sentences: Sequence[Sentence]) -> dict[str, Any]:
    known = [sentence for sentence in sentences if sentence.writer != writer]
    unseen = [sentence for sentence in sentences if sentence.writer == writer]
    started = time.monotonic()
    scores = score_intents(WAYS[name](known, unseen))
    kept = {key: scores[key] for key in ("n", "accuracy", "macro_f1", "ece")}
    return {"way": name, "writer": writer, **kept, "seconds": round(time.monotonic() - started)}


def _read_frozen(known: Sequence[Sentence], unseen: Sequence[Sentence], weights: Weights) -> list[Answer]:
    folder = load_settings().frozen_encoder
    if not (folder / "model.bin").exists():
        build_encoder(folder)
    return _read_with(Encoder(folder), known, unseen, weights)


def _read_tuned(known: Sequence[Sentence], unseen: Sequence[Sentence], weights: Weights) -> list[Answer]:
    from bot.nlu.tuning import tune_encoder

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "encoder"
        held_out = {one.writer for one in unseen}
        sentences = [(one.text, one.intent) for one in read_examples() if one.writer not in held_out]
        tune_encoder(sentences, target, say=lambda line: print(f"  {line}", flush=True))
        return _read_with(Encoder(target), known, unseen, weights)


def _read_with(
    encoder: Encoder, known: Sequence[Sentence], unseen: Sequence[Sentence], weights: Weights
) -> list[Answer]:
    texts = [one.text for one in known]
    model = IntentModel(weights)
    model.fit(texts, encoder.encode_many(texts), [one.intent for one in known])
    texts = [one.text for one in unseen]
    rows = model.predict(texts, encoder.encode_many(texts))
    return [
        Answer(one.text, one.intent, model.intents[int(np.argmax(row))], float(row.max()))
        for one, row in zip(unseen, rows, strict=True)
    ]


def _read_diet(known: Sequence[Sentence], unseen: Sequence[Sentence]) -> list[Answer]:
    from bot.chores._stock import read_with_stock_rasa

    return read_with_stock_rasa(known, unseen)


WAYS: dict[str, Way] = {
    "frozen": lambda known, unseen: _read_frozen(known, unseen, MEANING_ALONE),
    "frozen-views": lambda known, unseen: _read_frozen(known, unseen, None),
    "tuned": lambda known, unseen: _read_tuned(known, unseen, MEANING_ALONE),
    "tuned-views": lambda known, unseen: _read_tuned(known, unseen, None),
    "diet": _read_diet,
}


def _draw_table(rows: Sequence[dict[str, Any]]) -> str:
    keys = ("way", "writer", "n", "accuracy", "macro_f1", "ece", "seconds")
    cells = [[f"{row[key]:.3f}" if isinstance(row[key], float) else str(row[key]) for key in keys] for row in rows]
    lines = ["<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in line) for line in cells]
    head = "<tr>" + "".join(f"<th>{key}" for key in keys)
    return (
        "<!doctype html><meta charset=utf-8><title>Ways to understand</title>"
        "<style>body{font:16px sans-serif;margin:2em}td,th{padding:.3em .8em;text-align:left}</style>"
        f"<h1>Read by a model that never saw the writer</h1><table>{head}{''.join(lines)}</table>"
    )
