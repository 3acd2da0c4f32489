"""The needs statement: nine steps from "to whom" to a text the peer can say, send or show.

The statement is made of the peer's own words in their own order of thought, framed so that a stranger grasps it in fifteen
seconds: it names whom it is for, what happens, one ask and a reason. Nothing is invented, nothing is softened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from bot.coaching.guide import Guide, Step
from bot.settings import ROOT

PARTS = ("to_whom", "about_me", "happening", "effect", "ask", "limits", "so_that", "if_not")
# What a statement cannot do without. Everything may be skipped; then the read-back says what is missing.
CORE = ("to_whom", "happening", "ask")
LONG_WORDS = 70
SHORT_CHARACTERS = 306  # two SMS parts

GUIDE = Guide(
    [
        Step("to_whom"),
        Step("about_me", optional=True),
        Step("happening"),
        Step("effect"),
        Step("ask"),
        Step("limits", optional=True),
        Step("so_that"),
        Step("if_not", optional=True),
    ]
)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "needs.yml").read_text(encoding="utf-8"))


def hear_needs(text: str, role: str | None) -> dict[str, str]:
    """What a first message already tells: whom it is for (the provider role found in it) and the ask, in the peer's words."""
    heard: dict[str, str] = {}
    if role:
        heard["to_whom"] = role
    asked = re.search(
        r"\b(?:i (?:just |really )?(?:need|want)|i'?d like)\s+(?:him|her|them|my [\w ]+?|the [\w ]+?)\s+to\s+(.{4,160})$",
        text.strip(),
        re.IGNORECASE | re.DOTALL,
    )
    if role and asked:
        heard["ask"] = asked[1].strip()
    return heard


def list_missing(answers: Mapping[str, str]) -> list[str]:
    """The core parts that were left out."""
    return [part for part in CORE if not answers.get(part)]


def write_long(answers: Mapping[str, str]) -> str:
    """The statement in at most 70 words. Optional parts give way first, then what happens is cut at a clause."""
    for left_out in ((), ("if_not",), ("if_not", "about_me"), ("if_not", "about_me", "limits")):
        text = _join(answers, [part for part in PARTS if part not in left_out])
        if len(text.split()) <= LONG_WORDS:
            return text
    parts = ["to_whom", "happening", "effect", "ask", "so_that"]
    return _shorten(answers, parts, lambda text: len(text.split()) <= LONG_WORDS)


def write_short(answers: Mapping[str, str]) -> str:
    """The statement in at most two SMS parts: whom, what, the ask, why."""
    parts = ["to_whom", "happening", "ask", "so_that"]
    return _shorten(answers, parts, lambda text: len(text) <= SHORT_CHARACTERS)


def _shorten(answers: Mapping[str, str], parts: list[str], fits: Any) -> str:
    """Cut the peer's longest part clause by clause until the whole fits; the ask is cut last."""
    cut = {part: answers[part] for part in parts if answers.get(part)}
    while not fits(text := _join(cut, parts)):
        candidates = [part for part in cut if part != "ask" and _cut_clause(cut[part]) != cut[part]] or list(cut)
        longest = max(candidates, key=lambda part: len(cut[part]))
        shorter = _cut_clause(cut[longest])
        cut[longest] = shorter if shorter != cut[longest] else " ".join(cut[longest].split()[:-3])
        if not cut[longest]:
            del cut[longest]
    return text


def _cut_clause(words: str) -> str:
    """The words without their last clause; unchanged when there is only one."""
    pieces = re.split(r"(?<=[.!?;,])\s+|\s+(?=(?:and|but|because|so|then|or)\b)", words.strip())
    return " ".join(pieces[:-1]).rstrip(" ,;") if len(pieces) > 1 else words


def _join(answers: Mapping[str, str], parts: list[str]) -> str:
    return " ".join(_frame(part, answers[part]) for part in parts if answers.get(part))


def _frame(part: str, said: str) -> str:
    """One part as a sentence, around the peer's words."""
    said = " ".join(said.split()).strip(" .,;")
    if part == "ask":
        said = _drop_lead_in(said)
    low = said.lower()
    frames = _phrases()["statements"][part]
    frame = next(frame for frame in frames if any(low.startswith(word) for word in frame.get("starts", [""])))
    if part != "to_whom" and frame["text"].startswith("{said}"):
        said = said[:1].upper() + said[1:]
    sentence = re.sub(r"\bi\b", "I", frame["text"].format(said=said))
    return re.sub(r"([?!])\.$", r"\1", sentence)


def _drop_lead_in(said: str) -> str:
    for lead_in in _phrases()["lead_ins"]:
        shorter = re.sub(rf"^{lead_in}", "", said, flags=re.IGNORECASE)
        if shorter != said and len(shorter) > 3:
            return shorter
    return said
