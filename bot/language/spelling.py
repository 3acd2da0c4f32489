"""Reads words the way they were meant: small letters, no accents, misspellings mended, each still tied to its place.

Patterns are then written for right spelling only. It must not know what the words are for; a vocabulary is handed in.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

_TOKEN = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+(?:['’](?:[^\W\d_])+)?|\d+|\s+|.", re.DOTALL)
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*['’]?")
_CURLY = str.maketrans("’‘“”–—", "''\"\"--")
SHORTEST_MENDED = 5  # shorter words have too many honest neighbours
LONG = 8  # from here on two letters may be wrong


def plain(text: str) -> str:
    """Lower case, straight quotes, no accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text.translate(_CURLY).lower())
    return "".join(char for char in parts if not unicodedata.combining(char))


def split_words(text: str) -> list[tuple[str, int, int]]:
    """Plain words in the singular, with their places; "p.o." is one word, and an apostrophe says nothing "
    "("kid's", "kids")."""
    return [
        (singular(plain(match[0]).replace("'", "").replace(".", "")), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def singular(word: str) -> str:
    """Without the s of a plural; crude, and the same for what is looked for and what is looked in."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word


@dataclass(frozen=True)
class Reading:
    """A text with its words mended, and where each mended word stood in what was typed."""

    text: str
    starts: tuple[int, ...]  # of each token in `text`
    places: tuple[tuple[int, int], ...]  # of each token in what was typed

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stood in what was typed."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, max(start, end - 1)) - 1
        return self.places[first][0], self.places[last][1]


class Speller:
    """Mends words towards a vocabulary.

    `spellings` are known ones (tmrw: tomorrow). Any other word of five letters or more is mended when it begins like a
    word of the vocabulary and is one letter off (two where that word is long), unless it is in `leave` or a plural
    ("tuesdays" are not one tuesday). `guarded` spellings are plain words too: they are mended only after one of
    `leads`, before one of `follows`, beside a number or alone.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        spellings: Mapping[str, str] | None = None,
        guarded: Collection[str] = (),
        leave: Collection[str] = (),
        leads: Collection[str] = (),
        follows: Collection[str] = (),
    ):
        self._known = {word: word for word in vocabulary} | dict(spellings or {})
        self._guarded = frozenset(guarded)
        self._leave = frozenset(leave)
        self._leads, self._follows = frozenset(leads), frozenset(follows)
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(set(self._known.values())):
            if len(word) >= SHORTEST_MENDED:
                self._by_first.setdefault(word[0], []).append(word)
        self._mended: dict[str, str] = {}
        digits = sorted((word for word in self._known if re.match(r"\d+[a-z]", word)), key=len, reverse=True)
        self._token = re.compile(rf"(?:{'|'.join(digits)})\b|{_TOKEN.pattern}", re.DOTALL) if digits else _TOKEN

    def mend(self, word: str) -> str:
        """The word of the vocabulary that `word` (plain) stands for, else `word` itself."""
        known = self._known.get(word)
        if known is not None:
            return known
        if len(word) < SHORTEST_MENDED or len(word) > 16 or word in self._leave or word[:-1] in self._known:
            return word
        if word not in self._mended:
            if len(self._mended) > 5000:  # peers write anything; the memory of it stays small
                self._mended.clear()
            self._mended[word] = self._nearest(word)
        return self._mended[word]

    def _nearest(self, word: str) -> str:
        near = []
        for candidate in self._by_first.get(word[0], ()):
            allowed = 2 if min(len(word) + 1, len(candidate)) >= LONG else 1
            distance = OSA.distance(word, candidate, score_cutoff=allowed)
            if distance <= allowed:
                near.append((distance, candidate))
        near.sort()
        if not near or (len(near) > 1 and near[0][0] == near[1][0]):
            return word  # two words are equally near: guessing would be a coin toss
        return near[0][1]

    def read(self, text: str) -> Reading:
        """The whole text with its words mended, except guarded ones that nothing around them supports."""
        tokens = [(match[0], match.start(), match.end()) for match in self._token.finditer(text.translate(_CURLY))]
        words = [" " if token.isspace() else self.mend(plain(token)) for token, _, _ in tokens]
        if self._guarded:
            for index, (token, _, _) in enumerate(tokens):
                short = plain(token)
                if short in self._guarded and not self._is_supported(words, index):
                    words[index] = short
        starts, at = [], 0
        for word in words:
            starts.append(at)
            at += len(word)
        return Reading("".join(words), tuple(starts), tuple((start, end) for _, start, end in tokens))

    def _is_supported(self, words: list[str], index: int) -> bool:
        """Whether what stands around a guarded word is about time, or nothing stands around it."""
        before = [word for word in words[:index] if word.strip(" ,.")]
        after = [word for word in words[index + 1 :] if word.strip(" ,.")]
        if not before and not after:
            return True
        if before and before[-1] in self._leads:
            return True
        if before and len(before) > 1 and before[-1] in ("or", "o", "and", "y", "/", "-") and before[-2] in self._known:
            return True
        if not after:
            return bool(before) and (before[-1][:1].isdigit() or before[-1] in ("am", "pm"))
        if words[index + 1] == "," and after[0] in self._known:
            return True
        following = next((word for word in after if word not in ("at", "a", "las", "la", "the", "el")), "")
        return (
            following[:1].isdigit()
            or following in self._follows
            or (after[0] in ("or", "o", "/", "-") and len(after) > 1)
        )
