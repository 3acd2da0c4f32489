"""What a language's way of speaking of time is made of: its words (data) and its rules "
"(patterns that build days and clocks).

`english.py` and `spanish.py` each make one `Grammar`; `when.py` reads texts with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.language.clock import Clock
from bot.language.days import Day, Today
from bot.language.spelling import Speller
from bot.settings import ROOT

FOLDER = ROOT / "data" / "language"
WorkOut = Callable[[Today], Day]

# How firmly the words name a day. "weekday" gives way to "dated" beside it: "tuesday the 14th" is the 14th.
WEEKDAY, DATED, RELATIVE, STRETCH = "weekday", "dated", "relative", "stretch"


@dataclass(frozen=True)
class DayRule:
    form: str
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], WorkOut | None]


@dataclass(frozen=True)
class ClockRule:
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], Clock | None]


@dataclass(frozen=True)
class Words:
    """The words of one language, from `dates.<language>.yml`."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    holidays: Mapping[str, str]
    say: Mapping[str, Any]
    speller: Speller

    def weekday(self, word: str) -> int:
        return self.weekdays.index(word)

    def month(self, word: str) -> int:
        return self.months.index(word) + 1

    def number(self, word: str) -> int:
        return int(word) if word.isdigit() else self.numbers[" ".join(word.replace("-", " ").split())]

    def ordinal(self, word: str) -> int:
        digits = re.match(r"\d+", word)
        return int(digits[0]) if digits else self.ordinals[" ".join(word.replace("-", " ").split())]


@dataclass(frozen=True)
class Grammar:
    words: Words
    days: tuple[DayRule, ...]  # the first that matches a stretch of text takes it
    clocks: tuple[ClockRule, ...]
    parts: tuple[tuple[re.Pattern[str], str], ...]
    beside: re.Pattern[str]  # a bare number right after a day: "tues 2", "friday 230"
    ahead: re.Pattern[str]  # a bare time right before a day: "230 tues"
    alone: re.Pattern[str]  # a bare number that is the whole answer
    joins: re.Pattern[str]  # what may stand between a weekday and its date
    rejected: re.Pattern[str]  # what stands right before a day that is ruled out: "not tuesday"
    corrected: re.Pattern[str]  # between two days, the second of which is meant: "monday, no wait, tuesday"
    vague: re.Pattern[str]  # right before a day or time that is only a bound: "after 3"
    might: re.Pattern[str]  # a cheap look: without any of this, no word of time stands in the text


@lru_cache(maxsize=2)
def read_words(language: str) -> Words:
    """The words of a language. Raises FileNotFoundError for one we have no words of."""
    data = yaml.safe_load((FOLDER / f"dates.{language}.yml").read_text(encoding="utf-8"))["dates"]
    groups = (data["weekdays"], data["months"], data["words"])
    spellings = {spelling: word for group in groups for word, also in group.items() for spelling in also}
    return Words(
        weekdays=tuple(data["weekdays"]),
        months=tuple(data["months"]),
        numbers=data["numbers"],
        ordinals=data["ordinals"],
        holidays=data["holidays"],
        say=data["say"],
        speller=Speller(
            (word for group in groups for word in group),
            spellings,
            guarded=data["guarded"],
            leave=data["leave"],
            leads=data["leads"],
            follows={*data["follows"], *data["months"]},
        ),
    )


def rule(form: str, pattern: str, build: Callable[[re.Match[str]], WorkOut | None]) -> DayRule:
    return DayRule(form, re.compile(pattern), build)


def one_of(words: Mapping[str, Any] | tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first; spaces in them may be hyphens."""
    return "|".join(re.escape(word).replace("\\ ", "[ -]") for word in sorted(words, key=len, reverse=True))


def build_holiday(rule: str) -> WorkOut:
    """`12/25` or `11/thursday/4` as a day in the coming year."""
    month, day, *nth = rule.split("/")
    if nth:
        weekday = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday").index(day)
        return lambda today: today.nth_weekday_ahead(int(nth[0]), weekday, month=int(month))
    return lambda today: today.month_day(int(month), int(day))
