"""The guard on what leaves: no dose, no diagnosis, no advice on a treatment or a case, no promise that somebody
comes.

Our own responses are checked when they change (bot/content/lint.py). Text from elsewhere, as the description of a
resource, is checked each time before it is shown: unfit text is left out, and the rest of its card still helps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety.words import FOLDER


@dataclass(frozen=True)
class Ban:
    """One kind of thing that must not leave, with sentences it must and must not catch."""

    reason: str
    pattern: re.Pattern[str]
    must: tuple[str, ...]
    must_not: tuple[str, ...]


def find_reasons(text: str) -> list[str]:
    """Why this text must not be shown; empty when it may."""
    plain = " ".join(text.lower().replace("’", "'").split())
    return [ban.reason for ban in load_bans() if ban.pattern.search(plain)]


def is_fit_to_show(text: str) -> bool:
    """Whether text that nobody here reviewed may be shown to a peer."""
    return not find_reasons(text)


def read_bans(path: Path) -> list[Ban]:
    rows: Sequence[Mapping[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["outgoing"]
    return [
        Ban(row["reason"], re.compile("|".join(row["patterns"])), tuple(row["must"]), tuple(row["must_not"]))
        for row in rows
    ]


@lru_cache(maxsize=1)
def load_bans() -> tuple[Ban, ...]:
    """The bans of this process."""
    return tuple(read_bans(FOLDER / "outgoing.yml"))
