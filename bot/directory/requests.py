"""Understand one request: what is looked for, where, and how it is narrowed down."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from bot.directory.gazetteer import Gazetteer
from bot.directory.places import Place
from bot.directory.topics import Closest, Topics
from bot.directory.words import load_words, match_any, plain, word_set


class Refinement(str, Enum):
    MORE = "more"
    CLOSER = "closer"
    OPEN_NOW = "open_now"
    SPANISH = "spanish"
    FREE = "free"
    VETERANS = "veterans"
    NO_ID = "no_id"
    BY_TEXT = "by_text"


@lru_cache(maxsize=1)
def _patterns() -> dict[Refinement, re.Pattern[str]]:
    return {Refinement(name): match_any(phrases) for name, phrases in load_words()["refinements"].items()}


@lru_cache(maxsize=1)
def _wrong() -> re.Pattern[str]:
    return match_any(load_words()["wrong"])


@dataclass(frozen=True)
class Request:
    """What was asked. The place lives no longer than the answer and is never stored."""

    topic: str | None
    other_topics: tuple[str, ...] = ()
    place: Place | None = None
    perhaps_places: tuple[Place, ...] = ()  # several towns it may mean: ask which
    says_here: bool = False  # "near me": ask once for a ZIP or town
    unknown_place: str = ""  # a ZIP or town that is on no map of ours: ask again
    refinements: frozenset[Refinement] = frozenset()
    words: tuple[str, ...] = ()  # what else was said, for names and for ranking
    topic_score: float = 0.0

    @property
    def needs_place(self) -> bool:
        return self.place is None


def parse_request(text: str, topics: Topics, gazetteer: Gazetteer, closest: Closest | None = None) -> Request:
    """The request in `text`. `closest` finds the topic by meaning when no word names one."""
    words = plain(text).split()
    where = gazetteer.find(text, is_topic=topics.says)
    rest = [word for position, word in enumerate(words) if position not in where.words]
    guesses = topics.guess(" ".join(rest), closest)
    refinements = find_refinements(text)
    topic = guesses[0].topic if guesses else None
    filler = word_set("filler")
    left = [word for word in rest if word not in filler]
    return Request(
        topic=topic,
        other_topics=tuple(guess.topic for guess in guesses[1:3]),
        place=where.place,
        perhaps_places=where.perhaps,
        says_here=where.is_here,
        unknown_place=where.unknown,
        refinements=refinements,
        words=tuple(dict.fromkeys(left)),
        topic_score=guesses[0].score if guesses else 0.0,
    )


def parse_place(text: str, gazetteer: Gazetteer) -> Request:
    """The answer to "which town or ZIP?": a request that holds only a place."""
    where = gazetteer.find(text, asked=True)
    return Request(
        None, place=where.place, perhaps_places=where.perhaps, says_here=where.is_here, unknown_place=where.unknown
    )


def follow(before: Request, text: str, topics: Topics, gazetteer: Gazetteer, closest: Closest | None = None) -> Request:
    """The request after the peer said more: what is new replaces, refinements add up, all else stays."""
    said = parse_request(text, topics, gazetteer)
    if said.topic is None and not said.refinements and said.place is None and closest is not None:
        said = parse_request(text, topics, gazetteer, closest)
    only_refines = said.refinements and said.topic in (None, "veterans", "id_papers", "education", "warmline", "crisis")
    changes: dict[str, object] = {}
    if said.topic and not only_refines and said.topic != before.topic:
        changes |= {
            "topic": said.topic,
            "other_topics": said.other_topics,
            "words": said.words,
            "refinements": said.refinements,
        }
    else:
        changes["refinements"] = (before.refinements - {Refinement.MORE}) | said.refinements
    if said.place or said.perhaps_places or said.unknown_place:
        changes |= {
            "place": said.place,
            "perhaps_places": said.perhaps_places,
            "unknown_place": said.unknown_place,
            "says_here": False,
        }
    return replace(before, **changes)  # type: ignore[arg-type]


def find_refinements(text: str) -> frozenset[Refinement]:
    said = plain(text)
    return frozenset(refinement for refinement, pattern in _patterns().items() if pattern.search(said))


def says_wrong(text: str) -> bool:
    """Whether the peer says that an entry is wrong."""
    return bool(_wrong().search(plain(text)))
