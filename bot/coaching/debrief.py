"""After a meeting: the feeling first, then what happened, who does what, and what the peer wants next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from bot.coaching.guide import Answers, Guide, Say, Step
from bot.coaching.providers import find_provider
from bot.coaching.speech import has_words, split_points, tidy
from bot.settings import ROOT

_ROUGH = re.compile(
    r"\b(?:bad|badly|awful|terrible|horrible|worse|worst|not (?:good|great|well)|upset|angry|mad|furious|"
    r"pissed|sad|cried|crying|hurt|ashamed|"
    r"humiliat\w*|ignored|dismissed|brushed (?:me )?off|rude|laughed|yelled|froze|shaking|hate[sd]?|small|"
    r"stupid|frustrat\w*|disappoint\w*|"
    r"shit\w*|crap\w*|sucked|waste|said no|denied|refused|didn'?t listen|did not listen|wouldn'?t listen|"
    r"talked over|cut me off|in my head)\b",
    re.I,
)
_WELL = re.compile(
    r"\b(?:good|great|well|better|fine|ok|okay|relieved|proud|happy|helped|listened|said yes|agreed|amazing|glad)\b",
    re.I,
)


def _read_words(text: str, answers: Answers) -> str | Say:
    return tidy(text) if has_words(text) else Say("no_words")


def _read_list(text: str, answers: Answers) -> list[str] | Say:
    return split_points(text) or Say("no_words")


_SAID = (
    ("no", r"\b(?:no|nope|not|never|didn'?t|couldn'?t|forgot|froze)\b"),
    ("partly", r"\b(?:part|partly|kind of|kinda|some|a little|half|sort of|almost)\b"),
)


def _read_said(text: str, answers: Answers) -> str | Say:
    """Whether the main thing got said: yes, partly or no; longer words are kept as they are."""
    low = text.lower()
    if re.search(_SAID[1][1], low):
        return "partly"
    if len(low.split()) <= 4 and re.search(_SAID[0][1], low):
        return "no"
    if re.match(r"\W*(?:yes|yeah|yep|yea|y|i did|sure|it did|said it)\b", low):
        return "yes"
    return tidy(text) if has_words(text) else Say("no_words")


GUIDE = Guide(
    [
        Step("feeling", read=_read_words),
        Step("happened", read=_read_words),
        Step("heard", read=_read_said, takes_yes_no=True),
        Step("answer", read=_read_words),
        Step("promised", optional=True, read=_read_list),
        Step("well", optional=True, read=_read_words),
    ]
)


def hear_debrief(text: str) -> dict[str, str]:
    """What a first message tells already. A message of some length is the story itself."""
    heard: dict[str, str] = {}
    provider = find_provider(text)
    if provider:
        heard["provider"] = provider.said
    if len(text.split()) >= 9:
        heard["happened"] = tidy(text)
    return heard


def is_rough(answers: Mapping[str, Any]) -> bool:
    """Whether it sounds as if it went badly for the peer, by their own words."""
    if answers.get("heard") == "no":
        return True
    feeling = str(answers.get("feeling", ""))
    if _ROUGH.search(feeling):
        return True
    return bool(_ROUGH.search(str(answers.get("happened", "")))) and not _WELL.search(feeling)


@lru_cache(maxsize=1)
def _lines() -> list[dict[str, str]]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "note.yml").read_text(encoding="utf-8"))["lines"]


def write_note(answers: Mapping[str, Any], main: str | None) -> str:
    """A follow-up note made of what the peer told; nothing is added that they did not say."""
    said: dict[str, str] = {
        "provider": _name(str(answers.get("provider") or "")),
        "when": "yes",
        "main": tidy(main or ""),
        "answer": tidy(str(answers.get("answer") or "")),
        "promised": "; ".join(answers.get("promised") or ()),
        "missing": "" if answers.get("answer") else "yes",
        "always": "yes",
    }
    return "\n".join(line["text"].format(said=said[line["part"]]) for line in _lines() if said[line["part"]])


def _name(provider: str) -> str:
    return re.sub(r"^(?:my|the)\s+", "", provider)
