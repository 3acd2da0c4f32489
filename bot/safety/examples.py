"""The sentences the safety classifier learns from: those written for the screen, and all that peers say otherwise.

A line of data/safety/examples/*.tsv has kind (positive or hard_negative), intent, writer and text. The files of
data/nlu add every other intent, so that everyday talk is known as what it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.safety.finding import PRECEDENCE
from bot.settings import ROOT

SAFETY_FOLDER = ROOT / "data" / "safety" / "examples"
TALK_FOLDER = ROOT / "data" / "nlu"
NONE = "none"
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # Rasa's marks for a named thing in a sentence


@dataclass(frozen=True)
class Example:
    """One message, what it is for, and who wrote it (examples are kept apart by writer when the classifier is
    measured).
    """

    text: str
    intent: str
    kind: str  # positive, hard_negative or everyday
    writer: str

    @property
    def finding_kind(self) -> str:
        """The kind the screen must find, or "none"."""
        return self.intent if self.intent in PRECEDENCE else NONE


def read_examples(safety: Path = SAFETY_FOLDER, talk: Path = TALK_FOLDER) -> list[Example]:
    """Every example once; where two files hold the same text, the safety file's reading counts."""
    found: dict[str, Example] = {}
    for example in (*_read_safety(safety), *_read_talk(talk)):
        found.setdefault(example.text.lower(), example)
    return list(found.values())


def _read_safety(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Example(row["text"], row["intent"], row["kind"], row["writer"])


def _read_talk(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.yml")):
        for block in (yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}).get("nlu", ()):
            intent = block.get("intent")
            if intent:
                kind = "positive" if intent in PRECEDENCE else "everyday"
                writer = (block.get("metadata") or {}).get("writer", "")
                for line in block["examples"].splitlines():
                    if line.startswith("- "):
                        yield Example(_ENTITY.sub(r"\1", line[2:].strip()), intent, kind, writer)
