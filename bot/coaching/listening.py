"""Listening: which feeling is told, and in which words. Names no disorder, fixes nothing, guesses nothing more."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from bot.coaching.speech import shorten, tidy
from bot.settings import ROOT

ECHO = 90  # characters of the peer's own words that a reflection gives back


@lru_cache(maxsize=1)
def _feelings() -> dict[str, re.Pattern[str]]:
    listed = yaml.safe_load((ROOT / "data" / "coaching" / "feelings.yml").read_text(encoding="utf-8"))["feelings"]
    return {kind: re.compile(rf"\b(?:{'|'.join(words)})", re.I) for kind, words in listed.items()}


def list_feelings() -> list[str]:
    """Every kind that has an answer of its own."""
    return list(_feelings())


def find_feeling(text: str) -> str | None:
    """The kind of feeling told, or None when the words name none that we know."""
    return next((kind for kind, words in _feelings().items() if words.search(text)), None)


def echo(text: str) -> str:
    """The clause that carries the most, in the peer's own words, for a reflection."""
    clauses = [
        tidy(clause)
        for clause in re.split(r"[.!?\n]+|,\s+(?=(?:and|but|so|i|they|he|she|nobody)\b)", text)
        if tidy(clause)
    ]
    felt = [clause for clause in clauses if find_feeling(clause)]
    return shorten((felt or clauses or [""])[0], ECHO)
