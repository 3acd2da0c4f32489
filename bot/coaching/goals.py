"""The wishes in one message: the first is answered, a second one is remembered and offered next."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from bot.settings import ROOT


@lru_cache(maxsize=1)
def _cues() -> list[tuple[str, re.Pattern[str]]]:
    listed = yaml.safe_load((ROOT / "data" / "coaching" / "goals.yml").read_text(encoding="utf-8"))["goals"]
    return [(goal, re.compile(rf"\b(?:{'|'.join(words)})\b", re.I)) for goal, words in listed.items()]


def find_goals(text: str) -> list[str]:
    """The intents whose words stand in the text, in the order in which they stand there."""
    found = [(match.start(), goal) for goal, cue in _cues() if (match := cue.search(text))]
    return [goal for _, goal in sorted(found)]


_REQUEST = re.compile(
    r"\?\s*$|^\W*(?:(?:ok|okay|so|and|but|wait|actually|also|oh|hey|um)\b[\s,]*)*(?:can|could|help|i want|"
    r"i wanna|i need|i'd like|let'?s|how do|how can|"
    r"what are|is there|show|find|give|tell me|where|remind|do they|do i|am i|are they)\b",
    re.I,
)


def is_request(text: str) -> bool:
    """Whether the words ask us for something, rather than tell something."""
    return bool(_REQUEST.search(text))
