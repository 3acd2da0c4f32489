"""Checks of texts by machine: every phone number is known and fresh, and nothing tells a peer what to take, have or
win.

Finds, never repairs: a person decides on words. Reading grade and length are checked elsewhere in this room.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.content.responses import Responses
from bot.safety.outgoing import find_reasons
from bot.settings import ROOT

LINES = ROOT / "data" / "resources" / "lines.csv"
FRESH = timedelta(days=365)

_PHONE = re.compile(r"(?<![\d-])(?:\+?1[-. ])?\(?(\d{3})\)?[-. ](\d{3})[-. ](\d{4})(?!\d)")
_SHORT_CODE = re.compile(r"\b(?:to|al|text|texto) (?:the number )?(\d{5,6})\b", re.IGNORECASE)
_THREE = re.compile(r"(?<![\d-])([2-9]11|988)(?![\d-])")
_INVENTED = re.compile(r"\d{3}55501\d\d")  # numbers set aside for examples


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one text."""

    key: str
    what: str
    text: str


@dataclass(frozen=True)
class Line:
    """A help line as the data file knows it."""

    name: str
    checked: date


class LineFileError(ValueError):
    """The file of help lines cannot be used; the message names the row."""


def find_numbers(text: str) -> list[str]:
    """The digits of every phone number, short code and three-digit line in a text."""
    phones = ["".join(found.groups()) for found in _PHONE.finditer(text)]
    return phones + _SHORT_CODE.findall(text) + _THREE.findall(text)


def read_lines(path: Path = LINES) -> dict[str, Line]:
    """Known lines by their digits. Raises LineFileError for a row without a source or a date."""
    known: dict[str, Line] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                checked = date.fromisoformat(row["checked"])
            except (KeyError, ValueError) as error:
                raise LineFileError(f"{path.name}, {row.get('name')}: the date checked is missing") from error
            if not row.get("source"):
                raise LineFileError(f"{path.name}, {row['name']}: no source")
            for number in find_numbers(f"{row['phone']} to {row['sms']} {row.get('notes') or ''}"):
                # A number that stands in several rows is as fresh as its newest check.
                if number not in known or known[number].checked < checked:
                    known[number] = Line(row["name"], checked)
    return known


def lint_numbers(texts: Mapping[str, str], lines: Mapping[str, Line], today: date) -> list[Problem]:
    """Numbers that are not in the data file, or whose check is more than a year old."""
    problems = []
    for key, text in texts.items():
        for number in find_numbers(text):
            if _INVENTED.fullmatch(number):
                continue
            line = lines.get(number)
            if line is None:
                problems.append(Problem(key, f"the number {number} is not in {LINES.name}", text))
            elif today - line.checked > FRESH:
                problems.append(
                    Problem(key, f"the number {number} ({line.name}) was last checked on {line.checked}", text)
                )
    return problems


def lint_directives(texts: Mapping[str, str]) -> list[Problem]:
    """Texts that say what nobody here may say."""
    return [Problem(key, reason, text) for key, text in texts.items() for reason in find_reasons(text)]


def list_texts(responses: Responses) -> dict[str, str]:
    """Every text of every response, with its buttons, by a name that finds it again: key, language, channel."""
    return dict(_walk(responses))


def _walk(responses: Responses) -> Iterator[tuple[str, str]]:
    keys = responses.keys()
    for key in keys:
        for number, variation in enumerate(responses.variations(key)):
            buttons = " ".join(f"{button['title']}." for button in variation.get("buttons", ()))
            yield f"{key}[{number}]", f"{variation.get('text', '')} {buttons}".strip()
