"""General rights, as data with source and date: what holds and what to ask. Never judges anybody's case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from bot.settings import ROOT


@dataclass(frozen=True)
class Right:
    """One topic. `state_line` holds in the programme's state only, "" where there is nothing to add."""

    id: str
    label: str
    fact: str
    limits: str
    ask: str
    source: str
    url: str
    checked_on: date
    words: re.Pattern[str]
    states: dict[str, str]


@dataclass(frozen=True)
class Helper:
    """Who helps for free: the protection and advocacy office of the state."""

    name: str
    phone: str
    url: str


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "rights.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_rights() -> dict[str, Right]:
    """Every topic by its id, in the order in which they are offered."""
    return {
        topic["id"]: Right(
            **{name: topic[name] for name in ("id", "label", "fact", "limits", "ask", "source", "url", "checked_on")},
            words=re.compile(rf"\b(?:{'|'.join(str(words) for words in topic['words'])})\b", re.I),
            states=topic.get("states", {}),
        )
        for topic in _data()["topics"]
    }


def find_rights(text: str) -> list[Right]:
    """The topics the words speak of, the best first: most telling words, then the longest."""
    scored = [
        ((len(found), sum(len(hit) for hit in found)), right)
        for right in load_rights().values()
        if (found := [match[0] for match in right.words.finditer(text)])
    ]
    return [right for _, right in sorted(scored, key=lambda pair: pair[0], reverse=True)]


def find_helper(state: str) -> Helper:
    """Who helps in this state, or where to find out."""
    return Helper(**_data()["help"].get(state, _data()["help"]["US"]))
