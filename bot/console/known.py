"""What the bot has been taught already: its intents and sentences, read from data/nlu (plain YAML, no Rasa)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from bot.settings import ROOT

FOLDER = ROOT / "data" / "nlu"
ALIKE = 90  # of 100: close enough that teaching it again changes nothing


@lru_cache(maxsize=1)
def read_sentences(folder: Path = FOLDER) -> dict[str, str]:
    """Every training sentence, in plain lower case, with its intent."""
    sentences: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                for line in str(block["examples"]).splitlines():
                    sentences[plain(line.lstrip("- "))] = block["intent"]
    return sentences


def list_intents() -> list[str]:
    """Every intent there is."""
    return sorted(set(read_sentences().values()))


def plain(sentence: str) -> str:
    """A sentence without entity marks, signs and capitals."""
    unmarked = re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", sentence)
    return " ".join(re.findall(r"\w+", unmarked.lower()))


def find_known(sentence: str) -> tuple[str, str] | None:
    """A training sentence that says nearly the same, with its intent."""
    sentences = read_sentences()
    found = process.extractOne(plain(sentence), sentences.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return (found[0], sentences[found[0]]) if found else None
