"""Trying it out: who is played, what they say, and what can be checked in a line. All of it is scripted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.coaching.guide import Answers, Guide, Say, Step
from bot.coaching.providers import find_provider
from bot.coaching.speech import has_words
from bot.settings import ROOT

ROUNDS = 3


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "scenes.yml").read_text(encoding="utf-8"))


def list_scenes() -> list[str]:
    """Every person there is to practice with."""
    return list(_data()["scenes"])


def list_moods() -> list[str]:
    """Every mood there is."""
    return list(_data()["moods"])


_MOOD_WORDS = {
    "kind": r"\b(?:kind|nice|friendly|gentle|easy|good|warm|calm)\b",
    "rushed": r"\b(?:rush\w*|busy|hurr\w*|short|distracted|impatient|in a hurry|no time)\b",
    "asks_why": r"\b(?:why|question\w*|doubt\w*|skeptic\w*|nosy|curious|asks)\b",
    "says_no": r"\b(?:no|mean|hard|tough|rude|difficult|refus\w*|stubborn|says no|denies|cold)\b",
}


def find_mood(text: str) -> str | None:
    """The mood that the words name; "no" in a longer line counts only where nothing kinder is said."""
    for mood, words in _MOOD_WORDS.items():
        if re.search(words, text, re.I):
            return mood
    return None


def find_scene(text: str) -> str | None:
    """The scene that fits the person named in the words, or None."""
    low = text.lower()
    named = [
        (len(word), scene)
        for scene, parts in _data()["scenes"].items()
        for word in (scene, *parts["words"])
        if re.search(rf"\b{re.escape(word)}\b", low)
    ]
    if named:
        return max(named)[1]
    provider = find_provider(text)
    return _scene_of(provider.kind) if provider else None


def _scene_of(kind: str) -> str:
    return next((scene for scene, parts in _data()["scenes"].items() if kind in parts["kinds"]), "family")


def _read_who(text: str, answers: Answers) -> str | Say:
    if not has_words(text):
        return Say("no_words")
    return find_scene(text) or "family"


def _read_mood(text: str, answers: Answers) -> str | Say:
    return find_mood(text) or Say("mood_unclear")


GUIDE = Guide([Step("who", read=_read_who), Step("mood", read=_read_mood, takes_yes_no=True)])


def hear_practice(text: str) -> dict[str, Any]:
    """Whom and which mood a first message names. "No" and "why" are too small to name a mood there."""
    heard: dict[str, Any] = {}
    if scene := find_scene(text):
        heard["who"] = scene
    for mood in ("rushed", "says_no"):
        if re.search(
            r"\b(?:rushed|busy|hurry)\b" if mood == "rushed" else r"\b(?:says? no|rude|mean|tough|difficult)\b",
            text,
            re.I,
        ):
            heard["mood"] = mood
    return heard


def name_role(scene: str) -> str:
    """Who is played, for "I will now play ..."."""
    return _data()["scenes"][scene]["role"]


def open_scene(scene: str) -> str:
    """The first words of the person played."""
    return _data()["scenes"][scene]["opens"]


def react(scene: str, mood: str, round_number: int, is_second_try: bool) -> str:
    """What the person played says: round 1 to 3, first or second try. No two are alike."""
    lines = _data()["scenes"][scene][mood]["second" if is_second_try else "first"]
    return lines[(round_number - 1) % len(lines)]


def list_lines(mood: str) -> list[str]:
    """Lines to borrow when the words do not come."""
    return list(_data()["lines"][mood])


@dataclass(frozen=True)
class Checked:
    """What could be checked in what was said; nothing about how well it was said."""

    has_ask: bool
    has_reason: bool
    is_one_thing: bool

    @property
    def act(self) -> str:
        """The feedback that fits: what is there first, then at most one idea."""
        if not self.has_ask:
            return "feedback_no_ask"
        if not self.is_one_thing:
            return "feedback_many"
        return "feedback_all" if self.has_reason else "feedback_no_reason"


def check_lines(lines: Sequence[str]) -> Checked:
    """Whether the ask was there, the reason, and one thing at a time, in the lines of one round together."""
    checks: Mapping[str, list[str]] = _data()["checks"]
    said = [line.lower().replace("’", "'") for line in lines]

    def count(kind: str, line: str) -> int:
        return sum(1 for words in checks[kind] if re.search(rf"\b{re.escape(words)}\b", line))

    asks = [
        len(re.findall(r"\b(?:i (?:also )?(?:need|want)|i(?:'d| would) like|can you|could you)\b", line))
        for line in said
    ]
    return Checked(
        has_ask=any(count("ask", line) for line in said),
        has_reason=any(count("reason", line) for line in said),
        is_one_thing=all(number < 3 for number in asks),
    )
