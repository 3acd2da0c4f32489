"""A small next step, in the peer's own voice: what, when, how sure; made smaller when it feels too big."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.coaching.appointment import SURE_ENOUGH, read_sure
from bot.coaching.guide import Answers, Guide, Say, Step
from bot.coaching.speech import drop_lead_in, has_words, tidy
from bot.language.when import Found, resolve, say

_TALK = re.compile(
    r"^\W*(?:(?:i (?:want|wanna|need|would like) to|i'd like to|can (?:you|we)|could (?:you|we)|please|"
    r"help me|let'?s|just)\s+)*"
    r"(?:set|pick|choose|make|find|have|come up with) (?:me |us )?(?:a|an|some|my) (?:\w+ ){0,3}(?:goals?|"
    r"steps?|aim|target)\b.{0,20}$",
    re.I,
)


def _read_step(text: str, answers: Answers) -> str | Say:
    return drop_lead_in(text) if has_words(text) else Say("no_words")


def _read_words(text: str, answers: Answers) -> str | Say:
    return tidy(text) if has_words(text) else Say("no_words")


GUIDE = Guide(
    [
        Step("step", read=_read_step),
        Step("when", optional=True, read=_read_words),
        Step("sure", optional=True, read=read_sure),
        Step(
            "smaller",
            optional=True,
            read=_read_words,
            wanted=lambda answers: isinstance(answers.get("sure"), int) and answers["sure"] < SURE_ENOUGH,
        ),
        Step("check_in", optional=True, read=_read_words, takes_yes_no=True),
    ]
)


def hear_step(text: str) -> dict[str, str]:
    """The step itself, where the first message names it; asking for a goal is not one."""
    if not text or _TALK.match(text) or len(text.split()) < 5 or text.rstrip().endswith("?"):
        return {}
    return {
        "step": drop_lead_in(
            re.sub(r"^\W*(?:my goal is (?:to )?|my next step is (?:to )?|i want to |i wanna )", "", text, flags=re.I)
        )
    }


def read_day(words: str, now: datetime) -> str | None:
    """The day the step is for, as a date, when the words name one."""
    found = resolve(words, now)
    return found.date.isoformat() if isinstance(found, Found) and not found.is_past else None


def is_due(body: Mapping[str, Any], now: datetime) -> bool:
    """Whether to ask how the step went: its day has come, or it was made before today."""
    if body.get("outcome") or not body.get("asks_back", True):
        return False
    return (body.get("day") or body.get("made_on") or "") < now.date().isoformat()


def find_due(bodies: Sequence[Mapping[str, Any]], now: datetime) -> int | None:
    """The place of the first step to ask about."""
    return next((place for place, body in enumerate(bodies) if is_due(body, now)), None)


def say_day(words: str, now: datetime) -> str:
    """The day in plain words, or the words themselves."""
    found = resolve(words, now)
    return say(found, now) if isinstance(found, Found) and not found.is_past else words
