"""What a peer's words do with an open question of a care conversation. Patterns are data (data/safety/replies.yml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from bot.safety.care import Reply
from bot.safety.finding import PRECEDENCE
from bot.safety.words import FOLDER, load_speller

# Intents that answer. Any other coaching or housekeeping intent asks for something else.
ANSWERS = {
    "affirm": Reply.YES,
    "deny": Reply.NO,
    "dont_know": Reply.UNSURE,
    "abusive_language": Reply.ANGRY,
    "request_specialist": Reply.SPECIALIST,
    "cancel": Reply.NOT_NOW,
    "skip": Reply.NOT_NOW,
    "goodbye": Reply.NOT_NOW,
    "go_back": Reply.BACK,
}
TALKING = frozenset(
    {"inform", "share_feeling", "share_win", "thank", "greet", "more", "repeat", "nlu_fallback", "out_of_scope"}
    | set(PRECEDENCE)
)


class Replies:
    """Patterns by reply, in the order they are tried."""

    def __init__(self, patterns: Mapping[str, list[str]]):
        self._patterns = [
            (Reply(name), re.compile("|".join(rf"(?<!\S)(?:{pattern})(?!\S)" for pattern in lines)))
            for name, lines in patterns.items()
        ]

    def read(self, text: str, intent: str | None) -> Reply:
        """The reply in these words ("" for a tapped choice without any); what no pattern knows counts by its intent."""
        plain = load_speller().read(text, keeps_idioms=True).text
        for reply, pattern in self._patterns:
            if pattern.search(plain):
                return reply
        if intent in ANSWERS:
            return ANSWERS[intent]
        return Reply.OTHER if intent is None or intent in TALKING else Reply.LEAVE


def read_replies(path: Path) -> Replies:
    return Replies(yaml.safe_load(path.read_text(encoding="utf-8"))["replies"])


@lru_cache(maxsize=1)
def load_replies() -> Replies:
    """The replies of this process."""
    return read_replies(FOLDER / "replies.yml")
