"""What is looked for: topics in peers' words (data/resources/topics.yml), found in a request or in a listing's title.

By phrases, the longest first, with typos mended; and, where an edge hands in an encoder, by closeness of meaning too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.directory.words import plain, stem, stems, word_set
from bot.settings import ROOT

TOPICS_FILE = ROOT / "data" / "resources" / "topics.yml"
REQUESTS_FILE = ROOT / "data" / "resources" / "requests.yml"
# Letters that must agree for a typo: "shleter" is shelter, "lighter" is not.
LIKENESS = 84
SHORTEST_TYPO = 5
_ABOUT, _HINT = 0.6, 0.4
# A meaning this close to a topic's own sentences names it even when no word did.
CLOSE = 0.45
Closest = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Topic:
    id: str
    labels: dict[str, str]
    codes: tuple[str, ...]
    phrases: tuple[str, ...]
    peer_first: bool
    lines: int


@dataclass(frozen=True)
class Guess:
    """A topic that a text may be about. `words` are the positions of the words that said so."""

    topic: str
    score: float
    words: frozenset[int] = frozenset()


@dataclass
class Topics:
    """All topics, with their phrases by first word."""

    all: dict[str, Topic]
    _phrases: dict[str, list[tuple[tuple[str, ...], str, float]]] = field(default_factory=lambda: defaultdict(list))
    _titles: dict[str, list[tuple[tuple[str, ...], str, float]]] = field(default_factory=lambda: defaultdict(list))
    _single: dict[str, str] = field(default_factory=dict)  # a word as written -> its stem, for typos
    _known: set[str] = field(default_factory=set)  # the stem of every word of a phrase

    def guess(self, text: str, closest: Closest | None = None) -> list[Guess]:
        """Topics that `text` is about, the likeliest first; empty when it names none."""
        words = [self._mend(word) for word in plain(text).split()]
        scores: dict[str, float] = defaultdict(float)
        places: dict[str, set[int]] = defaultdict(set)
        for topic, score, positions in _spot(words, self._phrases):
            if places[topic].isdisjoint(positions):  # the longest came first: its parts say nothing more
                scores[topic] += score
            places[topic].update(positions)
        if closest is not None:
            # Words and meaning each go wrong in their own way; together they are right more often than either.
            alike = dict(closest(text))
            near = {topic for topic, likeness in alike.items() if likeness >= CLOSE}
            scores = defaultdict(
                float, {topic: min(scores[topic], 3) / 6 + alike.get(topic, 0.0) for topic in {*scores, *near}}
            )
        order = list(self.all)
        ranked = sorted(scores, key=lambda topic: (-scores[topic], order.index(topic)))
        return [Guess(topic, round(scores[topic], 3), frozenset(places[topic])) for topic in ranked]

    def of_listing(self, codes: Iterable[str], names: Iterable[str], title: str, description: str) -> list[str]:
        """The topics of a listing: by its taxonomy, else by its title, else by the likeliest of its description."""
        codes = list(codes)
        found: dict[str, None] = {code: None for code in codes if code in self.all}
        if found:
            return list(found)  # our own list says it: no guessing
        for code in codes:
            longest = max(
                (len(ours) for topic in self.all.values() for ours in topic.codes if _is_below(code, ours)), default=0
            )
            for topic in self.all.values() if longest else ():
                if any(len(ours) == longest and _is_below(code, ours) for ours in topic.codes):
                    found[topic.id] = None
        for name in () if found else (*names, title):
            for topic_id, score, _ in _spot(stems(name), self._titles):
                if score >= 1:
                    found[topic_id] = None
        if not found and description:
            scores: dict[str, float] = defaultdict(float)
            for topic_id, score, _ in _spot(stems(description[:600]), self._titles):
                scores[topic_id] += score
            best = max(scores.values(), default=0)
            found.update((topic_id, None) for topic_id in scores if scores[topic_id] == best and best >= 1)
        return list(found)

    def _mend(self, word: str) -> str:
        """The stem of a word, of the likeliest word of ours when it is none and looks like a typo of one."""
        root = stem(word)
        if len(word) < SHORTEST_TYPO or word in word_set("filler") or root in self._known or word.isdigit():
            return root
        best = process.extractOne(word, self._single.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS)
        return self._single[best[0]] if best else root

    def says(self, word: str) -> bool:
        """Whether `word` by itself belongs to a topic: then it is no town with a typo."""
        return word in self._single or stem(word) in self._phrases


def _is_below(code: str, ours: str) -> bool:
    return code == ours or code.startswith(ours + "-")


def _spot(
    words: Sequence[str], phrases: dict[str, list[tuple[tuple[str, ...], str, float]]]
) -> list[tuple[str, float, range]]:
    """Phrases found in `words`, the longest at each place; a phrase inside a longer one does not count again."""
    hits: list[tuple[int, int, str, float]] = []
    for start, word in enumerate(words):
        for phrase, topic, weight in phrases.get(word, ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                hits.append((start, start + len(phrase), topic, weight))
    found = []
    for start, end, topic, weight in hits:
        inside = any(s <= start and end <= e and e - s > end - start for s, e, _, w in hits if w >= weight)
        if not inside:
            found.append((topic, weight * (1 + 0.6 * (end - start - 1)), range(start, end)))
    return sorted(found, key=lambda hit: -len(hit[2]))


@lru_cache(maxsize=4)
def load_topics(path: Path = TOPICS_FILE) -> Topics:
    """The topics in `path`, read once."""
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["topics"]
    topics = Topics({entry["id"]: _read_topic(entry) for entry in raw})
    for entry in raw:
        groups = (
            ("phrases", 1.0, True, True),
            ("about", _ABOUT, True, True),
            ("hints", _HINT, True, False),
            ("listings", 1.0, False, True),
        )
        for group, weight, in_requests, in_titles in groups:
            for phrase in entry.get(group, ()):
                key = tuple(stems(str(phrase)))
                if in_requests:
                    topics._phrases[key[0]].append((key, entry["id"], weight))
                    topics._known.update(key)
                    if len(key) == 1 and weight > _HINT:
                        topics._single[plain(str(phrase))] = key[0]
                if in_titles:
                    topics._titles[key[0]].append((key, entry["id"], 1.0))
    return topics


def _read_topic(entry: dict[str, Any]) -> Topic:
    return Topic(
        id=entry["id"],
        labels=entry["label"],
        codes=tuple(entry.get("codes", ())),
        phrases=tuple(str(phrase) for phrase in entry["phrases"]),
        peer_first=entry.get("peer_first", False),
        lines=entry.get("lines", 1),
    )


def compare_by_meaning(
    topics: Topics, encode_many: Callable[[Sequence[str]], Any], requests: Path = REQUESTS_FILE
) -> Closest:
    """A `closest` for `Topics.guess` from an encoder of unit vectors; making it takes a second or two.

    How near a topic is: the mean of its two nearest phrases, or of its two nearest whole requests, whichever is nearer.
    """
    groups: dict[tuple[str, bool], list[str]] = {}
    for topic in topics.all.values():
        groups[topic.id, False] = list(topic.phrases)
    for request in yaml.load(requests.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["requests"]:
        for topic_id in (request["topic"], *request.get("also", ())):
            groups.setdefault((topic_id, True), []).append(request["text"])
    vectors = {key: encode_many(texts) for key, texts in groups.items()}

    def closest(text: str) -> list[tuple[str, float]]:
        mine = encode_many([text])[0]
        best: dict[str, float] = {}
        for (topic, _), theirs in vectors.items():
            nearest = sorted(theirs @ mine)[-2:]
            best[topic] = max(best.get(topic, 0.0), float(sum(nearest)) / len(nearest))
        return sorted(best.items(), key=lambda item: -item[1])

    return closest
