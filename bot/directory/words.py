"""Words as they are compared: small letters, no accents, no endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import yaml

from bot.settings import ROOT

_ENDINGS = ("ing", "ies", "es", "s", "ed")

WORDS_FILE = ROOT / "data" / "resources" / "words.yml"


@lru_cache(maxsize=1)
def load_words() -> dict[str, Any]:
    """The lists of data/resources/words.yml."""
    words: dict[str, Any] = yaml.load(WORDS_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return words


@lru_cache(maxsize=32)
def word_set(name: str) -> frozenset[str]:
    """One of those lists."""
    return frozenset(load_words()[name])


def match_any(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these phrases in plain text, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))})\b")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Small letters, digits and single spaces; accents and apostrophes gone, other signs become spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower().replace("'", "").replace("&", " and ")).split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending: shelters and shelter, meals and meal. Crude on purpose, the same for both sides."""
    if len(word) > 4:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
                root = word[: -len(ending)] + ("y" if ending == "ies" else "")
                return (
                    root[:-1]
                    if len(root) > 3 and root[-1] == root[-2:-1] and ending in ("ing", "ed")
                    else root.rstrip("e") or root
                )
    return word.rstrip("e") if len(word) > 4 else word


def stems(text: str) -> list[str]:
    return [stem(word) for word in plain(text).split()]
