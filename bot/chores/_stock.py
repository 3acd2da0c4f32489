"""The pipeline that `rasa init` gives: word and letter counts into DIET. Only for the comparison in compare.py."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.content.sentences import Sentence
from bot.evaluation.scores import Answer

PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 7},
]


def read_with_stock_rasa(known: Sequence[Sentence], unseen: Sequence[Sentence]) -> list[Answer]:
    """Train stock NLU on `known` (many minutes) and read `unseen` with it."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    examples: dict[str, list[str]] = defaultdict(list)
    for one in known:
        examples[one.intent].append(f"- {one.text}\n")
    blocks = [{"intent": intent, "examples": "".join(lines)} for intent, lines in examples.items()]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True))
        config = {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": PIPELINE}
        (here / "config.yml").write_text(yaml.safe_dump(config))
        model = train_nlu(str(here / "config.yml"), str(here / "nlu.yml"), str(here))
        agent = Agent.load(model)
    return asyncio.run(_read_all(agent, unseen))


async def _read_all(agent: object, unseen: Sequence[Sentence]) -> list[Answer]:
    answers = []
    for one in unseen:
        intent = (await agent.parse_message(one.text))["intent"]
        answers.append(Answer(one.text, one.intent, intent["name"] or "", float(intent["confidence"])))
    return answers
