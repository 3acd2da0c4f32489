"""The needs statement: nine steps from "to whom" to a text the peer can say, send or show.

The statement is made of the peer's own words in their own order of thought, framed so that a stranger grasps it in
fifteen seconds: it names whom it is for, what happens, one ask and a reason. Nothing is invented, nothing is softened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import yaml

from bot.coaching.guide import Answers, Guide, Say, Step
from bot.coaching.providers import read_provider
from bot.coaching.speech import has_words
from bot.settings import ROOT

PARTS = ("to_whom", "about_me", "happening", "effect", "ask", "limits", "so_that", "if_not")
# What a statement cannot do without. Everything may be skipped; then the read-back says what is missing.
CORE = ("to_whom", "happening", "ask")
LONG_WORDS = 70
SHORT_CHARACTERS = 306  # two SMS parts


def _read_whom(text: str, answers: Answers) -> str | Say:
    return read_provider(text) or (Say("no_words") if not has_words(text) else Say("to_whom_long"))


def _read_words(text: str, answers: Answers) -> str | Say:
    return text.strip() if has_words(text) else Say("no_words")


GUIDE = Guide(
    [
        Step("to_whom", read=_read_whom),
        Step("about_me", optional=True, read=_read_words),
        Step("happening", read=_read_words),
        Step("effect", read=_read_words),
        Step("ask", read=_read_words),
        Step("limits", optional=True, read=_read_words),
        Step("so_that", read=_read_words),
        Step("if_not", optional=True, read=_read_words),
    ]
)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "coaching" / "needs.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _frames() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """The frames of each part with their patterns; VERB stands for the listed first words of an ask."""
    verbs = rf"(?:{'|'.join(_phrases()['verbs'])})\b"
    return {
        part: [(re.compile(frame.get("fits", "").replace("VERB", verbs), re.I), frame["text"]) for frame in frames]
        for part, frames in _phrases()["statements"].items()
    }


_ASKED = re.compile(
    r"\b(?:i (?:just |really )?(?:need|want)|i'?d like)\s+"
    r"(?:him|her|them|my [\w ]+?|the [\w ]+?|[A-Z]\w+)\s+to\s+(?P<ask>.{4,160}?)"
    r"(?=(?:,? (?:because|cuz|cause|so that|so i)\b)|[.;!]|$)",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(
    r"\b(?:so that|so)\s+(?P<reason>i (?:can|could|don'?t|won'?t|am able).{3,100}?)(?=[.;!]|$)", re.IGNORECASE
)
_BECAUSE = re.compile(
    r"\b(?:because|cuz|cause|since)\s+(?P<cause>(?!of\b).{6,160}?)(?=[.;!]|\bso (?:that )?i\b|$)", re.IGNORECASE
)


def hear_needs(text: str, role: str | None) -> dict[str, str]:
    """What a first message already tells: whom it is for, the ask, why, in the peer's words."""
    heard: dict[str, str] = {}
    if role:
        heard["to_whom"] = role
    asked = _ASKED.search(text.strip())
    if not (role and asked) or _is_about_saying(asked["ask"]):
        return heard
    heard["ask"] = asked["ask"].strip(" ,")
    if because := _BECAUSE.search(text):
        heard["happening"] = because["cause"].strip(" ,")
    if reason := _REASON.search(text):
        heard["so_that"] = reason["reason"].strip(" ,")
    return heard


def _is_about_saying(ask: str) -> bool:
    """ "I need my doctor to know something": what is wanted of us, not of them, stays to be asked."""
    return bool(re.match(r"(?:know|hear|understand) (?:something|this|that|it)\W*$", ask.strip(), re.I))


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


def write_short(answers: Mapping[str, str], measure: Callable[[str], int] = len) -> str:
    """The statement in at most two SMS parts: whom, what, the ask, why. `measure` counts the places a text takes."""
    parts = ["to_whom", "happening", "ask", "so_that"]
    return _shorten(answers, parts, lambda text: measure(text) <= SHORT_CHARACTERS)


def _shorten(answers: Mapping[str, str], parts: list[str], fits: Callable[[str], bool]) -> str:
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
    said = _drop_lead_in(part, _write_i(" ".join(said.split()).strip(" .,;")))
    if part == "ask":
        said = said.rstrip("?")
    frame = next(text for fits, text in _frames()[part] if fits.match(said))
    if frame.startswith("{said}"):
        said = said[:1].upper() + said[1:]
    elif part != "to_whom":
        said = _lower_first(said)
    return re.sub(r"([?!])\.$", r"\1", frame.format(said=said))


def _write_i(said: str) -> str:
    """ "i", "im", "ive" as they are written in a text to a stranger; no other word of the peer's is touched."""
    said = re.sub(r"\bi(?=\b|')", "I", said)
    return re.sub(r"\b[iI](m|ve)\b", r"I'\1", said)


def _lower_first(said: str) -> str:
    """Small first letter inside a sentence, but not of "I" or of a name or an abbreviation."""
    first = said.split(" ", 1)[0]
    keeps = first.startswith("I'") or first == "I" or not first.istitle() or first.lower() not in _common_firsts()
    return said if keeps else said[:1].lower() + said[1:]


@lru_cache(maxsize=1)
def _common_firsts() -> frozenset[str]:
    small = (  # noqa: SIM905
        "a an the my no not to so then don't do please time work school "
        "feeling being more less some help because when if they it"
    ).split()
    return frozenset([*_phrases()["verbs"], *small])


def _drop_lead_in(part: str, said: str) -> str:
    for lead_in in _phrases()["lead_ins"].get(part, ()):
        shorter = re.sub(rf"^{lead_in}", "", said, flags=re.IGNORECASE)
        if shorter != said and len(shorter) > 3:
            return _write_verb(shorter)
    return said


def _write_verb(said: str) -> str:
    """What was said of a third person ("she calls me") as it is asked of them ("call me")."""
    first, _, rest = said.partition(" ")
    bare = re.sub(r"(?<=[^s])s$", "", first)
    return f"{bare} {rest}" if rest and first != bare and bare in _phrases()["verbs"] else said
