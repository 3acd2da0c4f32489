"""One page from a plan: the same parts for the screen, for print, for a text message and for reading aloud.

Knows headings and order (data/coaching/sheet.yml); the words in it are the peer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.settings import ROOT


@dataclass(frozen=True)
class Section:
    """One part of the page. `is_inline`: heading and words share a line."""

    heading: str
    lines: tuple[str, ...]
    is_inline: bool = False
    is_numbered: bool = False


@dataclass(frozen=True)
class Sheet:
    """The whole page."""

    title: str
    sections: tuple[Section, ...]
    footer: str


@lru_cache(maxsize=1)
def _layout() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "sheet.yml").read_text(encoding="utf-8"))


def list_kinds() -> list[str]:
    """The kinds of thing that have a page."""
    return [name for name, value in _layout().items() if isinstance(value, dict) and "parts" in value]


def list_words(name: str) -> dict[str, str]:
    """The words that stand around a page: on the page itself, in a calendar file."""
    return _layout()[name]


def make_sheet(kind: str, answers: Mapping[str, Any]) -> Sheet:
    """The page of one plan; parts that are empty are left out."""
    layout = _layout()[kind]
    sections: list[Section] = []
    for part in layout["parts"]:
        lines = _read_lines(part["name"], answers)
        if not lines:
            continue
        first = part.get("first", len(lines))
        is_numbered = bool(part.get("numbered")) and len(lines) > 1
        sections.append(Section(part["heading"], tuple(lines[:first]), bool(part.get("inline")), is_numbered))
        if lines[first:]:
            sections.append(Section(part["rest"], tuple(lines[first:])))
    return Sheet(layout["title"], tuple(sections), _layout()["footer"])


def _read_lines(part: str, answers: Mapping[str, Any]) -> list[str]:
    said = answers.get(part)
    if isinstance(said, Mapping):
        said = said.get("spoken")
    if said is None or said == "" or said == []:
        return []
    return [str(one) for one in said] if isinstance(said, list | tuple) else [str(said)]


def list_part(part: str, answers: Mapping[str, Any]) -> str:
    """One part as it stands in the plan, for "now it says"."""
    lines = _read_lines(part, answers)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)) if len(lines) > 1 else "".join(lines)


def write_text(sheet: Sheet) -> str:
    """The page as plain text."""
    return "\n".join([sheet.title, *(_write_section(section) for section in sheet.sections)])


def _write_section(section: Section) -> str:
    if section.is_inline:
        return f"{section.heading}: {section.lines[0]}"
    marks = (f"{number}. " for number in range(1, 100)) if section.is_numbered else iter(["- "] * len(section.lines))
    lines = [f"{mark}{line}" for mark, line in zip(marks, section.lines, strict=False)]
    return "\n".join([f"{section.heading}:", *lines]) if len(lines) > 1 else f"{section.heading}: {section.lines[0]}"


def write_script(sheet: Sheet) -> list[str]:
    """The page as sentences to be read aloud, one breath each."""
    words = _layout()["script"]
    spoken = [f"{sheet.title}."]
    for section in sheet.sections:
        if section.is_numbered:
            spoken.append(f"{section.heading}.")
            names = [words["first"], *[words["next"]] * (len(section.lines) - 1)]
            spoken += [f"{name} {_end(line)}" for name, line in zip(names, section.lines, strict=True)]
        else:
            spoken.append(f"{section.heading}: {_end(', '.join(section.lines))}")
    return [*spoken, words["last"]]


def _end(line: str) -> str:
    return line if line.rstrip().endswith((".", "?", "!")) else f"{line.rstrip()}."


def write_brief(sheet: Sheet) -> str:
    """The page for a text message: no title, no marks, one line a part."""
    return "\n".join(
        f"{section.heading}: {'; '.join(line.rstrip('.') for line in section.lines)}" for section in sheet.sections
    )


def name_changes(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The headings of the parts that two versions of a plan do not share."""
    return [
        part["heading"]
        for part in _layout()[kind]["parts"]
        if _read_lines(part["name"], before) != _read_lines(part["name"], after)
    ]
