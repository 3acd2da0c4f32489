"""Who somebody has to speak up to, in everyday words: "the housing lady", "my p.o.", "shrink".

Knows roles and their kinds; nothing of a certain person, and no names of people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.language.grammar import FOLDER
from bot.language.spelling import Speller, split_words

KINDS = ("health", "mental_health", "benefits", "housing", "school", "work", "court", "family", "other")


@dataclass(frozen=True)
class Role:
    """One role. `words` name it by themselves, `careful` ones only after "my", "the" and such."""

    name: str
    kind: str
    words: tuple[str, ...]
    careful: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    role: Role
    is_careful: bool


class Roles:
    """All roles, found by what people call them."""

    def __init__(self, roles: Mapping[str, Role], leads: Collection[str]):
        self.by_name = dict(roles)
        self._leads = frozenset(leads)
        self.phrases: dict[str, Phrase] = {}
        for role in roles.values():
            for word in role.words:
                phrase = " ".join(part for part, _, _ in split_words(word))
                first = self.phrases.setdefault(phrase, Phrase(role, word in role.careful))
                if first.role is not role:
                    raise ValueError(f"{word!r} names both {first.role.name} and {role.name}")
        self._longest = max(len(phrase.split()) for phrase in self.phrases)
        self._speller = Speller({word for phrase in self.phrases for word in phrase.split()})

    def name(self, text: str) -> Role | None:
        """The role that `text`, an answer to "who?", names; the one said with most words, else the first."""
        words = [self._speller.mend(word) for word, _, _ in split_words(text)]
        found: list[tuple[int, int, Role]] = []
        for start in range(len(words)):
            for end in range(min(len(words), start + self._longest), start, -1):
                phrase = " ".join(words[start:end])
                follows = any(hit[1] == start for hit in found)
                if phrase in self.phrases and (follows or self.counts(phrase, words, start, end)):
                    found.append((start, end, self.phrases[phrase].role))
                    break
        # "my son's teacher" is the teacher: of two side by side, the second is meant
        found = [one for one in found if all(other[0] != one[1] for other in found)]
        return min(found, key=lambda hit: (hit[0] - hit[1], hit[0]))[2] if found else None

    def counts(self, phrase: str, words: Sequence[str], start: int, end: int) -> bool:
        """Whether `phrase`, at `words[start:end]`, names a role; a careful one needs "my" or "the", or to be all."""
        if not self.phrases[phrase].is_careful:
            return True
        return (start == 0 and end == len(words)) or (start > 0 and words[start - 1] in self._leads)

    def kind(self, name: str) -> str:
        """The kind of a role; "other" for one we do not know (the peer's own words stay as they are)."""
        role = self.by_name.get(name)
        return role.kind if role else "other"


def read_roles(path: Path = FOLDER / "roles.yml") -> Roles:
    """Read the roles. Raises ValueError for a word that names two roles, or a kind that does not exist."""
    roles = {}
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in data["roles"]:
        if entry["kind"] not in KINDS:
            raise ValueError(f"{entry['name']}: there is no kind {entry['kind']!r}")
        words = dict.fromkeys((*entry["words"], *entry.get("careful", ()), *entry.get("es", ())))
        roles[entry["name"]] = Role(entry["name"], entry["kind"], tuple(words), tuple(entry.get("careful", ())))
    return Roles(roles, data["leads"])


@lru_cache(maxsize=1)
def load_roles() -> Roles:
    """The roles of this process."""
    return read_roles()
