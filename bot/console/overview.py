"""The overview: how the last weeks went, without anybody in it."""

from __future__ import annotations

import re
from datetime import timedelta
from statistics import mean

from starlette.responses import Response

from bot.console.doors import Asked, Door
from bot.store.overview import read_overview

PERIODS = {"7": "the last week", "28": "the last four weeks", "91": "the last three months", "364": "the last year"}


def grade_text(text: str) -> float | None:
    """Flesch-Kincaid grade of an English text, syllables by groups of vowels; None for a few words."""
    words = re.findall(r"[A-Za-z']+", text)
    if len(words) < 5:
        return None
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    syllables = sum(_count_syllables(word) for word in words)
    return max(0.0, 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59)


def _count_syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.lower().endswith("e") and not word.lower().endswith("le")))


def show_overview(asked: Asked) -> Response:
    days = asked.query("days") if asked.query("days") in PERIODS else "28"
    overview = read_overview(asked.now - timedelta(days=int(days)), asked.now)
    grades = [grade for text in overview.texts if (grade := grade_text(text)) is not None]
    return asked.page(
        "overview.html",
        overview=overview,
        days=days,
        periods=PERIODS,
        grade=mean(grades) if grades else None,
        hardest=max(grades) if grades else None,
        tallest=max([count or 0 for _, count in overview.weeks] or [0]),
    )


DOORS = (Door("/overview", show_overview, "specialist"),)
