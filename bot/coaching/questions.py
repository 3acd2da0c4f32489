"""Questions that fit a kind of provider, from the reviewed bank; the peer's own always come first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import yaml

from bot.coaching.providers import find_kind
from bot.settings import ROOT


@lru_cache(maxsize=1)
def _bank() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "questions.yml").read_text(encoding="utf-8"))


def list_ideas(provider: str, asked: Sequence[str]) -> list[str]:
    """Questions from the bank that fit this provider and are not on the peer's list yet."""
    kind = find_kind(provider)
    group = next(group for group, kinds in _bank()["groups"].items() if kind in kinds)
    known = {question.lower().rstrip("?") for question in asked}
    return [idea for idea in [*_bank()["own"].get(kind, ()), *_bank()[group]] if idea.lower().rstrip("?") not in known]
