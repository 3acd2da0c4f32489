"""Plain words out of what a peer typed: hiding, typos, shorthand and idioms undone, so that rules stay short and
readable.

`k.ll my s3lf`, `k i l l`, `im gonna unalive`, `SUSICIDE` all read here as what they say. Knows spelling, not danger:
what the words mean is the rules' business. Every word remembers where it stood in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

FOLDER = ROOT / "data" / "safety"

# Letters of other alphabets that look like ours.
_LOOKALIKES = str.maketrans("авекмнорстухіјѕԁӏοαερτυικν", "abekmhopctyxijsdloaeptuikv")
_LEET = str.maketrans("013457@$!|+€", "oieastasilte")
_APART = re.compile(r"(?<![\w'])(?:[^\W_][ .\-_*/|,]{1,2}){3,}[^\W_](?![\w'])")
_RAW = re.compile(r"\S+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_SENTENCE_END = re.compile(r"[.!?\n;]")
_MASKS = ".*#@!$%_-+|^~"


@dataclass(frozen=True)
class Words:
    """The plain words of a text, joined by single blanks; `.` and `?` stay as words of their own."""

    text: str
    _origins: tuple[tuple[int, int, int], ...]  # start in `text`, start and end in what was typed

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood in what the peer typed."""
        touched = [origin for origin in self._origins if origin[0] < end] or [(0, 0, 0)]
        first = max((index for index, origin in enumerate(touched) if origin[0] <= start), default=0)
        return touched[first][1], max(origin[2] for origin in touched[first:])

    @property
    def count(self) -> int:
        return sum(word not in ".?" for word in self.text.split())


class Speller:
    """Turns typed text into plain words by lists that are data (data/safety/spelling.yml)."""

    def __init__(
        self, guarded: Iterable[str], real_words: Iterable[str], shorthand: Mapping[str, str], idioms: Iterable[str]
    ):
        self._guarded = set(guarded)
        self._shorthand = dict(shorthand)
        self._idioms = re.compile("|".join(rf"\b(?:{idiom})(?!\S)" for idiom in idioms))
        self._misspelt: dict[str, str] = {}
        kept = set(real_words) | self._guarded | set(self._shorthand)
        for word in sorted(self._guarded):
            if len(word) >= 6:
                for wrong in _one_slip_away(word):
                    if wrong not in kept:
                        self._misspelt.setdefault(wrong, word)

    def read(self, text: str, keeps_idioms: bool = False) -> Words:
        """The plain words of a text. Idioms leave a gap, unless they are kept: "not suicidal" is an answer."""
        typed, places = _simplify(text)
        pieces: list[tuple[str, int, int]] = []
        position = 0
        for joined in _APART.finditer(typed):
            split = self._split_joined(re.sub(r"[\W_]", "", joined[0]))
            if split:
                pieces += self._read_plainly(typed, position, joined.start())
                pieces += [(word, joined.start(), joined.end()) for word in split]
                position = joined.end()
        pieces += self._read_plainly(typed, position, len(typed))
        return self._join(pieces, places, keeps_idioms)

    def _read_plainly(self, typed: str, start: int, end: int) -> list[tuple[str, int, int]]:
        pieces: list[tuple[str, int, int]] = []
        for raw in _RAW.finditer(typed, start, end):
            for word in self._read_token(raw[0]):
                pieces.append((word, raw.start(), raw.end()))
        return pieces

    def _read_token(self, raw: str) -> list[str]:
        core = raw.strip(".,;:!?\"'()[]{}<>*_~-…¿¡“”#")
        tail = raw[raw.rfind(core) + len(core) :] if core else raw
        words: list[str] = []
        if core:
            whole = self._mend(core)
            if whole:
                words += whole
            else:
                for part in re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.!?;]", core):
                    words += [part] if part in ".!?;" else self._mend(part) or [part]
        if _SENTENCE_END.search(tail):
            words.append("?" if "?" in tail else ".")
        return [("." if word in "!;" else word) for word in words]

    def _mend(self, token: str) -> list[str] | None:
        """The plain words for one token, or None when it is not one word."""
        token = token.replace("'", "")
        if token in self._shorthand:
            return self._shorthand[token].split()
        if token in self._guarded or token.isdigit():
            return [token]
        if token.isalpha():
            return [self._mend_letters(token)]
        return self._unmask(token) or ([token] if token.isalnum() else None)

    def _mend_letters(self, token: str) -> str:
        if _LONG_RUN.search(token):
            for shorter in (_LONG_RUN.sub(r"\1\1", token), re.sub(r"(.)\1+", r"\1", token)):
                mended = self._misspelt.get(shorter, shorter)
                if mended in self._guarded:
                    return mended
            token = _LONG_RUN.sub(r"\1\1", token)
        return self._misspelt.get(token, token)

    def _unmask(self, token: str) -> list[str] | None:
        bare = re.sub(r"[\W_]", "", token)
        for guess in (bare, token.translate(_LEET), bare.translate(_LEET)):
            if len(guess) > 2 and (guess in self._guarded or guess in self._misspelt):
                return [self._misspelt.get(guess, guess)]
            if guess in self._shorthand and guess != token and len(guess) > 3:
                return self._shorthand[guess].split()
        if any(char in _MASKS for char in token) and sum(char.isalpha() for char in token) >= 2 and token[0].isalpha():
            shape = re.compile(
                "".join("[a-z]?" if char in _MASKS else re.escape(char.translate(_LEET)) for char in token)
            )
            fitting = sorted(
                word for word in self._guarded if abs(len(word) - len(token)) <= 1 and shape.fullmatch(word)
            )
            return fitting[:1] or None
        return None

    def _split_joined(self, letters: str) -> list[str] | None:
        """`killmyself` as known words, longest first; None when it is not made of them."""
        letters = letters.translate(_LEET)
        if not letters:
            return []
        for length in range(min(len(letters), 12), 0, -1):
            head = letters[:length]
            if (
                head in self._guarded
                or (head in self._shorthand and length > 1)
                or head in ("i", "a", "to", "me", "my")
            ):
                rest = self._split_joined(letters[length:])
                if rest is not None:
                    return [*(self._shorthand.get(head, head).split()), *rest]
        return None

    def _join(self, pieces: list[tuple[str, int, int]], places: list[int], keeps_idioms: bool) -> Words:
        text = ""
        origins: list[tuple[int, int, int]] = []
        for word, start, end in pieces:
            if word in ".?" and (not text or text[-1] in ".?"):
                continue
            if text:
                text += " "
            origins.append((len(text), places[start], places[end - 1] + 1))
            text += word
        if keeps_idioms:
            return Words(text, tuple(origins))
        # A gap as long as the idiom: places stay right, and no rule reaches across it.
        return Words(self._idioms.sub(lambda idiom: "~" * len(idiom[0]), text), tuple(origins))


def _simplify(text: str) -> tuple[str, list[int]]:
    """Lower case, no accents, no invisible signs, our alphabet; and for every letter where it stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if unicodedata.category(char) in ("Cf", "Mn", "Cc") and char not in "\n\t":
            continue
        for simple in unicodedata.normalize("NFKD", char).lower().translate(_LOOKALIKES):
            if unicodedata.category(simple) != "Mn":
                letters.append("'" if simple in "’‘`´" else "\n" if simple == "\u2028" else simple)
                places.append(place)
    return "".join(letters), places


def _one_slip_away(word: str) -> set[str]:
    """Spellings with one letter dropped, doubled, swapped with its neighbour, wrong or added."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    wrong = {left + letter + right[1:] for left, right in cuts if right for letter in alphabet}
    added = {left + letter + right for left, right in cuts for letter in alphabet}
    return (dropped | swapped | wrong | added) - {word}


@lru_cache(maxsize=1)
def load_speller(path: Path = FOLDER / "spelling.yml") -> Speller:
    """The speller of this process."""
    lists = yaml.safe_load(path.read_text(encoding="utf-8"))["spelling"]
    return Speller(lists["guarded"].split(), lists["real_words"].split(), lists["shorthand"], lists["idioms"])
