"""The training sentences of data/nlu, and what a careful editor would object to in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from rapidfuzz import fuzz, process

from bot.settings import ROOT

FOLDER = ROOT / "data" / "nlu"
# Two sentences of five words or more that are this alike teach nothing twice.
ALIKE = 92
LONG_ENOUGH = 5
# More sentences of one intent than this with the same first four words are a template, not people.
SAME_OPENING = 8
OPENING_WORDS = 4


@dataclass(frozen=True)
class Sentence:
    """One training sentence, its intent and who wrote it."""

    text: str
    intent: str
    writer: str
    file: str


def read_sentences(folder: Path = FOLDER) -> list[Sentence]:
    """Every sentence. Raises ValueError for a block without a writer: cross-validation groups by writer."""
    sentences = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            writer = (block.get("metadata") or {}).get("writer")
            if not writer:
                raise ValueError(f"{path.name}: a block of {block['intent']} names no writer")
            for line in block["examples"].splitlines():
                sentences.append(Sentence(line.removeprefix("- ").strip(), block["intent"], writer, path.name))
    return sentences


def find_conflicts(sentences: Sequence[Sentence]) -> list[tuple[str, list[str]]]:
    """The same words under two intents."""
    intents: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        intents[_plain(sentence.text)].add(sentence.intent)
    return sorted((text, sorted(names)) for text, names in intents.items() if len(names) > 1)


def find_near_duplicates(sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    """Pairs of one intent that are almost the same sentence."""
    found = []
    by_intent: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        by_intent[sentence.intent].append(sentence.text)
    for texts in by_intent.values():
        plain = [_plain(text) for text in texts]
        alike = process.cdist(plain, plain, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
        for row, column in zip(*np.nonzero(np.triu(alike, 1)), strict=True):
            if min(len(plain[row].split()), len(plain[column].split())) >= LONG_ENOUGH or plain[row] == plain[column]:
                found.append((texts[row], texts[column]))
    return found


def find_templates(sentences: Sequence[Sentence]) -> list[tuple[str, str, int]]:
    """Openings that too many sentences of one intent share: intent, opening, how many."""
    counted = Counter(
        (sentence.intent, " ".join(words[:OPENING_WORDS]))
        for sentence in sentences
        if len(words := _plain(sentence.text).split()) > OPENING_WORDS
    )
    return [(intent, opening, count) for (intent, opening), count in counted.items() if count > SAME_OPENING]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split()) or text
