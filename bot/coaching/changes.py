"""Changes to a plan in plain words: "change the second question", "take off the ride thing", "put the mold first".

Reads what is meant and applies it to the answers; says nothing. What cannot be told apart is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.coaching.speech import drop_lead_in, tidy

LIST_PARTS = ("concerns", "questions", "bring", "access", "leave", "lines", "agreed")


@dataclass(frozen=True)
class Change:
    """`verb` is add, change, remove, move or undo. `place` counts from 0 within a list part."""

    verb: str
    part: str | None = None
    place: int | None = None
    words: str = ""
    to: int | None = None  # where a moved point goes


# What peers call the parts. The longest name that fits wins.
PART_NAMES = {
    "provider": ("who it is with", "provider", "person", "name", "who"),
    "when": ("date", "day", "time", "when", "appointment time"),
    "how": ("where", "place", "address", "phone or video", "how"),
    "main": ("main thing", "one thing", "the main", "main point", "most important"),
    "concerns": ("concern", "concerns", "point", "points", "thing", "things", "topic", "topics", "list"),
    "questions": ("question", "questions", "ask list"),
    "opener": ("opener", "opening", "opening words", "first words", "what i say first", "words to start with"),
    "changed": ("what changed", "changes since", "since last time"),
    "bring": ("bring list", "bring", "what to bring", "things to bring"),
    "support": ("support person", "support", "who comes with me"),
    "access": ("access needs", "access need", "access", "what helps me in the room"),
    "agree": ("what i can agree to", "agree"),
    "freeze": ("if i freeze", "freeze sentence", "freeze", "my sentence", "sentence"),
    "leave": ("leave with", "before i leave", "what i leave with"),
    "confidence": ("confidence", "how sure", "sure number", "rating"),
    "lines": ("practice line", "practice lines", "lines"),
    "worry": ("worry", "fear"),
}
_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "sixth": 5, "6th": 5, "seventh": 6, "7th": 6, "eighth": 7, "8th": 7, "last": -1,
}  # fmt: skip
_POLITE = re.compile(
    r"^\W*(?:(?:please|pls|can (?:you|we|i)|could (?:you|we|i)|i (?:want|need|would like) to|i'd like to|"
    r"let'?s|lets|ok|okay|oh|and|also|actually|wait|no)\b[\s,]*)+",
    re.I,
)
_UNDO = re.compile(
    r"^(?:undo|take (?:that|it) back|put (?:that|it) back|bring (?:that|it) back|go back to (?:how it was|"
    r"before|the old one)|never ?mind that change|that was wrong)\b",
    re.I,
)
_REMOVE = re.compile(
    r"^(?:take off|take out|take away|remove|delete|drop|scratch|cross (?:off|out)|get rid of|leave out|"
    r"erase|lose|take)\s+(?P<what>.+?)(?:\s+(?:off|out|from (?:the|my) \w+|off (?:of )?(?:the|my) \w+))?$",
    re.I,
)
_CHANGE = re.compile(
    r"^(?:change|fix|edit|reword|rewrite|replace|correct|update|redo|make)\s+(?P<what>.+?)(?:\s+(?:to say|"
    r"to be|to|with|into|say)[:\s]+(?P<words>.+))?$",
    re.I,
)
_ADD = re.compile(r"^(?:add|put(?: down)?|include|write down|note down|also ask|ask|bring)\s*:?\s+(?P<words>.+)$", re.I)
_ADD_TO = re.compile(r"\s+(?:to|on|onto|in|into) (?:the|my) (?P<part>(?:\w+ ?){1,4}?)(?: list)?$", re.I)
_MOVE = re.compile(
    r"^(?:move|put|make|bring|rank)\s+(?P<what>.+?)\s+(?:(?:up )?(?:to|at|on) (?:the )?(?P<end>top|front|"
    r"start|bottom|end)|(?:as |is )?(?P<place>first|1st|second|2nd|third|3rd|last)|(?P<step>up|down))$",
    re.I,
)
_SWAP = re.compile(
    r"^swap\s+(?:the )?(?P<one>\w+)\s+(?:and|with)\s+(?:the )?(?P<other>\w+)(?:\s+(?P<part>\w+))?$", re.I
)
_SMALL = frozenset(
    (  # noqa: SIM905
        "the a an my that this thing things one part about off on to of and "
        "it is in for with stuff bit point question questions"
    ).split()
)


def read_change(text: str, answers: Mapping[str, Any]) -> Change | None:
    """The change that the words ask for, seen against the plan as it is; None when they ask for none."""
    said = _POLITE.sub("", text).strip(" .!")
    if _UNDO.match(said):
        return Change("undo")
    swap = _SWAP.match(said)
    if swap and swap["one"].lower() in _ORDINALS and swap["other"].lower() in _ORDINALS:
        part = find_part(swap["part"] or "") or _only_list(answers)
        return (
            Change("move", part, _ORDINALS[swap["one"].lower()], to=_ORDINALS[swap["other"].lower()]) if part else None
        )
    move = _MOVE.match(said)
    if move and (target := _find_target(move["what"], answers)) and target.place is not None:
        return replace(target, verb="move", to=_read_place(move, target, answers))
    remove = _REMOVE.match(said)
    if remove and (target := _find_target(remove["what"], answers)):
        return replace(target, verb="remove")
    change = _CHANGE.match(said)
    if change and (target := _find_target(change["what"], answers)):
        return replace(target, verb="change", words=tidy(change["words"] or ""))
    add = _ADD.match(said)
    return _read_add(said, add["words"]) if add else None


def _read_add(said: str, words: str) -> Change | None:
    into = _ADD_TO.search(words)
    if into and (part := find_part(into["part"])):
        return Change("add", part, words=tidy(words[: into.start()]))
    named = re.match(
        r"(?:a |an |another |one more )?(?P<part>\w+)(?:\s*:\s*|\s+(?:that |about )?)(?P<words>.*)$", words, re.I | re.S
    )
    if named and (part := find_part(named["part"])) and part in LIST_PARTS:
        return Change("add", part, words=tidy(named["words"]))
    if re.match(r"(?:also )?ask\b", said, re.I):
        return Change("add", "questions", words=drop_lead_in(re.sub(r"^(?:him|her|them)\s+", "", words, flags=re.I)))
    if re.match(r"bring\b", said, re.I):
        return Change("add", "bring", words=tidy(words))
    return Change("add", "questions" if words.rstrip().endswith("?") else "concerns", words=tidy(words))


def _read_place(move: re.Match[str], target: Change, answers: Mapping[str, Any]) -> int:
    if move["place"]:
        return _ORDINALS[move["place"].lower()]
    if move["end"]:
        return -1 if move["end"].lower() in ("bottom", "end") else 0
    assert target.place is not None
    return max(0, target.place + (-1 if move["step"].lower() == "up" else 1))


def _only_list(answers: Mapping[str, Any]) -> str | None:
    lists = [part for part in ("concerns", "questions") if len(answers.get(part) or ()) > 1]
    return lists[0] if len(lists) == 1 else None


def find_part(words: str) -> str | None:
    """The part that the words name, or None."""
    low = re.sub(r"^(?:the|my)\s+", "", words.lower().strip(" .!?"))
    named = [
        (len(name), part)
        for part, names in PART_NAMES.items()
        for name in names
        if re.search(rf"\b{re.escape(name)}\b", low)
    ]
    return max(named)[1] if named and len(low.split()) <= 7 else None


def find_item(words: str, items: Sequence[str]) -> int | None:
    """The one point that the words speak of: by its number, else by the words they share. None when two fit alike."""
    low = words.lower()
    for name, place in _ORDINALS.items():
        if re.search(rf"\b{name}\b", low) and -len(items) <= place < len(items):
            return place % len(items)
    number = re.fullmatch(r"\D*#?\s*(\d{1,2})\D*", low)
    if number and 1 <= int(number[1]) <= len(items):
        return int(number[1]) - 1
    said = _stems(low)
    scores = [len(said & _stems(item.lower())) for item in items]
    best = max(scores, default=0)
    return scores.index(best) if best and scores.count(best) == 1 else None


def _stems(words: str) -> set[str]:
    """Words of weight without their endings, so that "rides" is "ride"."""
    return {
        re.sub(r"(?:'s|ing|ed|es|s|e)$", "", word) or word
        for word in re.findall(r"[\w']+", words)
        if word not in _SMALL
    }


def _find_target(what: str, answers: Mapping[str, Any]) -> Change | None:
    """What the words point at: a point of a list by number or by its words, or a whole part."""
    low = what.lower()
    part = find_part(what)
    if part and low.strip() in PART_NAMES[part] and part not in LIST_PARTS:
        return Change("", part)
    has_ordinal = any(re.search(rf"\b{name}\b", low) for name in _ORDINALS) or re.search(r"#?\b\d{1,2}\b", low)
    if part in LIST_PARTS and has_ordinal and answers.get(part):
        place = find_item(what, answers[part])
        if place is not None:
            return Change("", part, place)
    for name in ("questions", "concerns", "bring", "access", "leave", "lines"):
        items = answers.get(name) or ()
        place = find_item(what, items) if not has_ordinal else None
        if place is not None:
            return Change("", name, place)
    if part and (not (_stems(low) - _stems(" ".join(PART_NAMES[part]))) or part not in LIST_PARTS):
        return Change("", part)
    for name, kept in answers.items():
        if isinstance(kept, str) and _stems(low) and _stems(low) <= _stems(kept.lower()):
            return Change("", name)
    return None


def apply_change(answers: Mapping[str, Any], change: Change) -> dict[str, Any] | None:
    """The answers after a change that brings all it needs; None when its words are still to be asked."""
    changed = dict(answers)
    part = change.part
    if part is None:
        return None
    items = list(changed.get(part) or ()) if part in LIST_PARTS else []
    if change.verb == "remove":
        if change.place is None:
            changed.pop(part, None)
            return changed
        del items[change.place]
    elif change.verb == "move":
        assert change.place is not None and change.to is not None
        moved = items.pop(change.place)
        items.insert(change.to if change.to >= 0 else len(items) + 1 + change.to, moved)
    elif not change.words:
        return None
    elif change.verb == "add" and part in LIST_PARTS:
        items.append(change.words)
    elif part in LIST_PARTS and change.place is not None:
        items[change.place] = change.words
    else:
        return None  # the part's own question reads the words
    changed[part] = items
    if not items:
        del changed[part]
    return changed
