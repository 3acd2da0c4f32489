"""Rasa component: who, where, what for, when, how much and how to reach somebody, found in a message.

spaCy's matchers find the phrases of our lists (roles, topics, towns) in words whose misspellings are mended first;
days, numbers, phones and e-mail addresses come from `bot/language`. A `date` or `time` keeps the peer's words: what
day that is depends on when and where it is asked, which an action knows and this does not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.directory.topics import Topics, load_topics
from bot.language.contact import find_contacts
from bot.language.numbers import find_number
from bot.language.roles import Roles, load_roles
from bot.language.spelling import Speller, singular, split_words
from bot.language.when import mentions
from bot.nlu.place_names import PlaceNames, join_words, load_place_names
from bot.settings import Settings, load_settings

ROLE, TOPIC, PLACE = "provider_role", "resource_category", "location"
HERE = "here"
Meaning = tuple[str, str]  # which entity, which value


@dataclass(frozen=True)
class Entity:
    """One thing found; `start` and `end` are places in the text."""

    kind: str
    value: str | int
    start: int
    end: int


class Finder:
    """Finds entities in a text. `ordinary` are words that are right as they stand and are never mended."""

    def __init__(self, roles: Roles, topics: Topics, places: PlaceNames, ordinary: Collection[str]):
        self._roles, self._places = roles, places
        self._led = places.cues["firm_cues"] | places.cues["cues"]
        self._vocab = spacy.blank("en").vocab
        phrases: dict[Meaning, set[str]] = defaultdict(set)
        for phrase, named in roles.phrases.items():
            phrases[ROLE, named.role.name].add(phrase)
        for topic in topics.all.values():
            phrases[TOPIC, topic.id].update(join_words(phrase) for phrase in topic.phrases)
        for said, name in places.near.items():
            phrases[PLACE, name].add(said)
        phrases[PLACE, HERE].update(places.cues["here"])
        self._phrases = PhraseMatcher(self._vocab, attr="ORTH")
        self._meanings: dict[int, Meaning] = {}
        for meaning, sayings in phrases.items():
            key = " ".join(meaning)
            self._phrases.add(key, [Doc(self._vocab, words=saying.split()) for saying in sorted(sayings)])
            self._meanings[self._vocab.strings[key]] = meaning
        self._zips = Matcher(self._vocab)
        self._zips.add("zip", [[{"SHAPE": "dddd", "LENGTH": 5}]])  # spaCy writes four or more digits as dddd
        words = {
            word for sayings in phrases.values() for phrase in sayings for word in phrase.split() if word.isalpha()
        }
        self._speller = Speller(words, leave=ordinary)

    def find(self, text: str, language: str = "en") -> list[Entity]:
        """Everything found, in order of place."""
        found = [Entity(contact.kind, contact.value, *contact.span) for contact in find_contacts(text)]
        number = find_number(text)
        rating = [Entity("number", number.value, *number.span)] if number else []
        if number and number.out_of_ten:
            found += _clear_of(found, rating)
        when = mentions(text, language) or (mentions(text, "es") if language == "en" else ())
        found += _clear_of(found, [Entity(one.kind, text[slice(*one.span)], *one.span) for one in when])
        found += _clear_of(found, self._find_named(text))
        if number and not number.out_of_ten:
            found += _clear_of(found, rating)
        return sorted(found, key=lambda entity: (entity.start, entity.end))

    def _find_named(self, text: str) -> list[Entity]:
        """Roles, topics and places."""
        placed = split_words(text)
        if not placed:
            return []
        words = [
            word if number and placed[number - 1][0] in self._places.cues["titles"] else self._speller.mend(word)
            for number, (word, _, _) in enumerate(placed)
        ]
        doc = Doc(self._vocab, words=words)
        spans: dict[str, list[Span]] = {ROLE: [], TOPIC: [], PLACE: []}
        values: dict[tuple[str, int, int], str] = {}
        for key, start, end in self._phrases(doc):
            kind, value = self._meanings[key]
            if self._counts(kind, value, words, start, end):
                spans[kind].append(Span(doc, start, end))
                values[kind, start, end] = value
        kept = {kind: [(span.start, span.end) for span in filter_spans(group)] for kind, group in spans.items()}
        for _, start, end in self._zips(doc):
            is_numbered = not self._places.cues["numbered"].isdisjoint(words[max(0, start - 2) : start])
            if not is_numbered and text[: placed[start][1]][-1:] not in ("$", "#", "-"):
                kept[PLACE].append((start, end))
                values[PLACE, start, end] = words[start]
        for start, end in self._find_elsewhere(text, placed, words):
            if not any(start < e and s < end for s, e in kept[PLACE] + kept[ROLE]):
                kept[PLACE].append((start, end))
                values[PLACE, start, end] = text[placed[start][1] : placed[end - 1][2]]
        kept[TOPIC] = [
            (start, end)
            for start, end in kept[TOPIC]
            if not any(s <= start and end <= e and e - s > end - start for s, e in kept[ROLE] + kept[PLACE])
        ]
        return [
            Entity(kind, values[kind, start, end], placed[start][1], placed[end - 1][2])
            for kind, group in kept.items()
            for start, end in group
        ]

    def _counts(self, kind: str, value: str, words: Sequence[str], start: int, end: int) -> bool:
        """Whether words that could mean this do so here."""
        if kind == ROLE:
            return self._roles.counts(" ".join(words[start:end]), words, start, end)
        if kind == TOPIC:
            return True
        if value == HERE:  # "I don't want anyone around me" is not about a place
            return words[start:end] != ["around", "me"] or end == len(words)
        before, after = words[start - 1] if start else "", words[end] if end < len(words) else ""
        if before in self._places.cues["titles"]:
            return False
        if " ".join(words[start:end]) in self._places.everyday:
            return (
                before in self._places.cues["firm_cues"]
                or after in self._places.cues["states"]
                or (start == 0 and end == len(words))
            )
        return True

    def _find_elsewhere(
        self, text: str, placed: Sequence[tuple[str, int, int]], words: Sequence[str]
    ) -> Iterator[tuple[int, int]]:
        """Towns of other states: "near Hartford", "providence ri". A capital or a state must back them up."""
        for start, (_, begin, _) in enumerate(placed):
            if words[start] in self._places.cues["never"] or words[start] in self._places.cues["titles"]:
                continue
            for end in range(min(len(words), start + 3), start, -1):
                backed = end < len(words) and words[end] in self._places.cues["other_states"]
                led = start > 0 and words[start - 1] in self._led and text[begin].isupper() and not text.isupper()
                if (backed or led) and " ".join(words[start:end]) in self._places.elsewhere:
                    yield start, end + 1 if backed else end
                    break


def _clear_of(found: list[Entity], more: list[Entity]) -> list[Entity]:
    """Those of `more` that touch nothing in `found`."""
    return [new for new in more if all(new.end <= one.start or one.end <= new.start for one in found)]


def read_ordinary_words(tokenizer: Path) -> frozenset[str]:
    """The whole words of the sentence encoder's vocabulary: 20,000 right spellings that came with the house anyway."""
    if not tokenizer.exists():
        return frozenset()
    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(singular(word) for word in vocabulary if word.isalpha() and word.isascii())


def build_finder(settings: Settings) -> Finder:
    """The finder for this programme's state."""
    finder = Finder(
        load_roles(),
        load_topics(),
        load_place_names(settings.state, settings.var),
        read_ordinary_words(settings.encoder / "tokenizer.json"),
    )
    finder.find("call 617-555-0134 tomorrow at 3")  # reads the tables of numbers and dates now, not in a turn
    return finder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(GraphComponent, EntityExtractorMixin):
    """Adds what `Finder` finds to every message that has text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        return cls(build_finder(load_settings()))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue  # a tapped choice says its meaning itself
            language = (message.get("metadata") or {}).get("language", "en")
            found = [
                {
                    "entity": one.kind,
                    "value": one.value,
                    "start": one.start,
                    "end": one.end,
                    "text": text[one.start : one.end],
                }
                for one in self._finder.find(text, language)
            ]
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, known + self.add_extractor_name(found), add_to_output=True)
        return messages
