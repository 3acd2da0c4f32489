"""Write what specialists taught as training data: approved lessons, each with the conversation it came from."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    export = verbs.add_parser("export", help="write approved lessons as YAML")
    export.add_argument("--to", type=Path, help="folder to write to (default: teach/ in the var folder)")
    export.add_argument("--again", action="store_true", help="also those that were exported before")


def run(args: argparse.Namespace) -> int:
    from bot.store.lessons import list_lessons, mark_exported

    settings = load_settings()
    lessons = [(one, number) for one, number in list_lessons(approved=True) if args.again or not one.exported_at]
    if not lessons:
        print("no approved lesson waits to be exported")
        return 0
    folder = args.to or settings.var / "teach"
    folder.mkdir(parents=True, exist_ok=True)
    meant = [pair for pair in lessons if pair[0].kind == "intent"]
    written = {
        "nlu_from_specialists.yml": write_sentences([pair for pair in meant if not pair[0].held_out], settings),
        "nlu_held_out.yml": write_sentences([pair for pair in meant if pair[0].held_out], settings),
        "test_conversations.yml": write_tests([pair for pair in lessons if pair[0].kind == "answer"], settings),
    }
    for name, content in written.items():
        if content:
            (folder / name).write_text(content, encoding="utf-8")
            print(folder / name)
    mark_exported([one.id for one, _ in lessons], datetime.now(timezone.utc))
    print(f"{len(lessons)} lessons. Move them into data/nlu and tests/conversations when you have read them.")
    return 0


def write_sentences(lessons: list[tuple[Any, int]], settings: Any) -> str:
    """Training sentences by intent, in the form of data/nlu. "" when there are none."""
    if not lessons:
        return ""
    intents = sorted({lesson.intent for lesson, _ in lessons})
    lines = ['version: "3.1"', "nlu:"]
    for intent in intents:
        mine = [pair for pair in lessons if pair[0].intent == intent]
        lines += [f"- intent: {intent}", "  metadata: { writer: specialists }"]
        lines += [f"  # {_source(number, settings, lesson.turn)}" for lesson, number in mine]
        lines += ["  examples: |", *(f"    - {lesson.said}" for lesson, _ in mine)]
    return "\n".join(lines) + "\n"


def write_tests(lessons: list[tuple[Any, int]], settings: Any) -> str:
    """Test conversations: what was said, what it means, and in a comment what the answer should have been."""
    if not lessons:
        return ""
    lines = ['version: "3.1"', "stories:"]
    for lesson, number in lessons:
        lines += [
            f"- story: a specialist taught this in conversation {number}, turn {lesson.turn}",
            f"  # {_source(number, settings, lesson.turn)}",
            *(f"  # The answer should have been: {line}" for line in lesson.answer.splitlines()),
            "  steps:",
            "  - user: |",
            f"      {lesson.said}",
            f"    intent: {lesson.intent}",
        ]
    return "\n".join(lines) + "\n"


def _source(number: int, settings: Any, turn: int) -> str:
    return f"{settings.console_url}/conversations/{number}#turn-{turn}"
