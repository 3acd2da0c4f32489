"""Reading grade of a text, as a school year of the United States (Flesch-Kincaid)."""

from __future__ import annotations

import re

FEWEST_WORDS = 8  # below this a grade says more about one long word than about the text


class NoCounter(RuntimeError):
    """The library that counts syllables is not installed; the message says what to do."""


def find_grade(text: str) -> float | None:
    """The grade, or None for a text too short to have one."""
    plain = _plain(text)
    if len(plain.split()) < FEWEST_WORDS:
        return None
    try:
        from textstat import textstat
    except ImportError:
        raise NoCounter("reading grades need the development environment: `make content` sets it up") from None
    return max(0.0, float(textstat.flesch_kincaid_grade(plain)))


def _plain(text: str) -> str:
    """The words a peer reads: a placeholder is a name, a web address is not read."""
    text = re.sub(r"\{\w+\}", "Sam", text)
    text = re.sub(r"https?://\S+|\b\d[\d()+ -]{5,}\d\b", "", text)
    text = re.sub(r"[\"()]", "", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text, flags=re.I)  # "Child-at-Risk" is read as three words
    return " ".join(re.sub(r"[:;]\s|\n+", ". ", text).split())
