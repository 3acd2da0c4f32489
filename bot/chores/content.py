"""Lists every text that peers read, with grade and segments, and draws a map of each conversation."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from bot.coaching import debrief, needs, practice, steps
from bot.coaching.appointment import make_guide
from bot.coaching.guide import Guide
from bot.content.reading_level import find_grade
from bot.content.responses import Responses, load_responses
from bot.settings import ROOT
from bot.sms.gsm import count_segments, downgrade

MAP = ROOT / "docs" / "for-specialists" / "conversations.md"
MEDIAN_GRADE, HIGHEST_GRADE = 5, 7
WIDTH = 70


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--map", type=Path, default=MAP, help="where the map of the conversations is written")


def run(args: argparse.Namespace) -> int:
    responses = load_responses()
    rows = [*list_rows(responses), *list_coaching_rows()]
    for key, text, grade, segments in rows:
        print(f"{key:52} {'' if grade is None else f'{grade:4.1f}':>5} {segments:>3}  {text[:WIDTH]}")
    grades = [grade for _, _, grade, _ in rows if grade is not None]
    high = [key for key, _, grade, _ in rows if grade is not None and grade > HIGHEST_GRADE]
    print(f"\n{len(rows)} texts. Grade: median {median(grades):.1f}, highest {max(grades):.1f}.")
    args.map.parent.mkdir(parents=True, exist_ok=True)
    args.map.write_text(draw_map(responses), encoding="utf-8")
    print(f"Map of the conversations: {args.map}")
    if high:
        print(f"Harder than grade {HIGHEST_GRADE}: {', '.join(high)}")
    return 1 if high or median(grades) > MEDIAN_GRADE else 0


def list_rows(responses: Responses) -> Iterator[tuple[str, str, float | None, int]]:
    """Key, text, grade and SMS segments of every English variation of every response."""
    for key in responses.keys():  # noqa: SIM118  (not a dict)
        for variation in responses.variations(key):
            if _is_english(variation):
                text = " ".join(variation["text"].split())
                yield key, text, find_grade(variation["text"]), count_segments(downgrade(variation["text"]))


# What stands in data/coaching/ beside the responses and is read by peers too: file, and the keys that hold texts.
COACHING = {
    "rights": ("fact", "limits", "ask", "label"),
    "scenes": ("opens", "first", "second", "lines"),
    "questions": ("health", "rules", "people", "own"),
    "sheet": ("heading", "title", "rest", "page", "footer"),
    "note": ("text",),
}


def list_coaching_rows() -> Iterator[tuple[str, str, float | None, int]]:
    """The same for the texts that stand in data/coaching/."""
    for name, keys in COACHING.items():
        data = yaml.safe_load((ROOT / "data" / "coaching" / f"{name}.yml").read_text(encoding="utf-8"))
        for path, text in _walk(data, keys, False):
            yield f"{name}{path}", text, find_grade(text), count_segments(downgrade(text))


def _walk(data: Any, keys: tuple[str, ...], is_read: bool, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        if is_read:
            yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _walk(value, keys, is_read or key in keys, f"{path}.{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _walk(value, keys, is_read, f"{path}.{number}")


def _is_english(variation: Mapping[str, Any]) -> bool:
    conditions = variation.get("condition") or []
    return not any(condition.get("name") == "language" and condition.get("value") != "en" for condition in conditions)


def list_guides() -> dict[str, tuple[str, Guide]]:
    """Each guided conversation: its title and its steps."""
    return {
        "needs": ("Saying what I need", needs.GUIDE),
        "appointment": ("Getting ready for a meeting", make_guide(datetime.now(timezone.utc))),
        "practice": ("Trying it out", practice.GUIDE),
        "debrief": ("Looking back at a meeting", debrief.GUIDE),
        "goal": ("A small next step", steps.GUIDE),
    }


def draw_map(responses: Responses) -> str:
    """Every conversation as a list: what opens it, what is asked in which order, which choices there are."""
    lines = [
        "# The conversations, as peers meet them",
        "",
        "Drawn by `make content` from `data/`. Do not edit by hand.",
        "",
    ]
    for name, (title, guide) in list_guides().items():
        lines += [f"## {title}", "", f"Opens with: {_say(responses, f'utter_{name}_begin')}", ""]
        for number, step in enumerate(guide.steps, 1):
            is_later = step.wanted is not None and not step.wanted({})
            marks = ", ".join(
                mark for mark, holds in (("may be skipped", step.optional), ("only when it fits", is_later)) if holds
            )
            lines.append(
                f"{number}. **{_say(responses, f'utter_{name}_ask_{step.name}')}**" + (f" ({marks})" if marks else "")
            )
            lines += [f"   - choice: {label}" for label in _list_labels(responses, f"utter_{name}_ask_{step.name}")]
            lines.append(f"   - asked why: {_say(responses, f'utter_{name}_why_{step.name}')}")
        lines += ["", "Anywhere: skip, back, say it again, I don't know, why do you ask, stop.", ""]
    lines += ["## What starts what", ""]
    for path in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", ()):
            opens = [step["intent"] for step in rule["steps"] if "intent" in step]
            does = [step["action"] for step in rule["steps"] if "action" in step]
            if opens:
                lines.append(f"- {rule['rule']}: `{opens[0]}` leads to {', '.join(f'`{action}`' for action in does)}")
    return "\n".join([*lines, ""])


def _say(responses: Responses, key: str) -> str:
    return " ".join(responses.variations(key)[0]["text"].split()) if key in responses.keys() else "-"  # noqa: SIM118


def _list_labels(responses: Responses, key: str) -> list[str]:
    known = responses.keys()
    return [button["title"] for button in responses.variations(key)[0].get("buttons", ())] if key in known else []
