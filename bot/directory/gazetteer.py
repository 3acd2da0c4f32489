"""Where somebody means: a ZIP, a town (typos too), a county, a region, or "here", which has to be asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.directory.places import Place, Whereabouts, at_zip, make_area, make_town, measure_miles
from bot.directory.states import STATES, read_state
from bot.directory.words import load_words, match_any, plain, word_set
from bot.settings import ROOT
from bot.store.resource_shapes import PostalCode

PLACES_FILE = ROOT / "data" / "resources" / "places.yml"
LIKENESS, LEAD = 75, 3  # how alike a town with a typo must be, and how far ahead of the next one


@lru_cache(maxsize=2)
def read_names(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@dataclass
class Gazetteer:
    """The towns of the home state in memory; any other by the functions handed in."""

    state: str
    codes: Sequence[PostalCode]
    find_postal_code: Callable[[str], PostalCode | None]
    find_towns: Callable[[str], list[PostalCode]]
    names: dict[str, Any] = field(default_factory=lambda: read_names(PLACES_FILE))

    def __post_init__(self) -> None:
        towns: dict[str, list[PostalCode]] = defaultdict(list)
        others: dict[str, list[PostalCode]] = defaultdict(list)
        counties: dict[str, list[PostalCode]] = defaultdict(list)
        for code in self.codes:
            towns[code.plain_city].append(code)
            counties[plain(code.county)].append(code)
            for name in code.other_names:
                others[name].append(code)
        self._towns: dict[str, Place] = {name: make_town(codes) for name, codes in {**others, **towns}.items()}
        for name, codes in others.items():
            if name not in towns:  # another name for part of a town: show the name that was used
                self._towns[name] = make_town(codes, name.title())
        for nickname, town in self.names["nicknames"].get(self.state, {}).items():
            if plain(town) in self._towns:
                self._towns[nickname] = self._towns[plain(town)]
        self._counties = {name: make_area(codes, codes[0].county, "county") for name, codes in counties.items() if name}
        self._regions: dict[str, Place] = {}
        for region in self.names["regions"]:
            if region["state"] == self.state:
                place = self._make_region(region)
                if place:
                    self._regions.update(dict.fromkeys((plain(region["name"]), *region["also"]), place))
        self._everyday = set(self.names["everyday"])

    def find(self, text: str, asked: bool = False, is_topic: Callable[[str], bool] = lambda word: False) -> Whereabouts:
        """The place `text` names. `asked` when the text answers "which town or ZIP?": then every word may be a town."""
        words = plain(text).split()
        for position, word in enumerate(words):
            if len(word) == 5 and word.isdigit():
                code = self.find_postal_code(word)
                positions = frozenset((position,))
                return (
                    Whereabouts(at_zip(code), words=positions) if code else Whereabouts(unknown=word, words=positions)
                )
        found = self._find_named(words, asked)
        if found:
            return found
        found = self._find_elsewhere(words, asked, is_topic)
        if found:
            return found
        found = self._find_typo(words, asked, is_topic) or self._find_state(words, asked)
        if found:
            return found
        here = bool(_here().search(" ".join(words)))
        return Whereabouts(is_here=here, unknown="" if here else self._find_unknown(words, asked, is_topic))

    @staticmethod
    def _find_unknown(words: Sequence[str], asked: bool, is_topic: Callable[[str], bool]) -> str:
        """The word that stands where a town would, though no town is called that."""
        if asked and 0 < len(words) <= 3:
            return " ".join(words)
        for before, word in pairwise(words):
            names_nothing = word in word_set("filler") or word in word_set("no_place") or is_topic(word)
            if before in ("in", "near", "around") and len(word) > 3 and not names_nothing:
                return word
        return ""

    def _find_named(self, words: Sequence[str], asked: bool) -> Whereabouts | None:
        """A region, county or town of the home state by its exact name; the longest first, then one after "in"."""
        best: tuple[tuple[int, int, int], Place, int, int] | None = None
        for start in range(len(words)):
            for end in range(min(len(words), start + 4), start, -1):
                name = " ".join(words[start:end])
                led = start > 0 and words[start - 1] in word_set("before_place")
                followed = end < len(words) and (words[end] in word_set("after_place") or self._is_home(words[end]))
                place = self._regions.get(name) or self._counties.get(name) or self._towns.get(name)
                if place is None or (name in word_set("no_place") and not asked):
                    continue
                other_state = read_state(" ".join(words[end : end + 2])) or read_state(" ".join(words[end : end + 1]))
                if other_state and other_state != self.state and not self._says_in(words, end):
                    continue
                whole = asked and start == 0 and end == len(words)
                if (name in self._everyday or len(name) < 4) and not (led or followed or whole):
                    continue
                rank = (end - start, int(led or followed), -start)
                if best is None or rank > best[0]:
                    best = (rank, place, start, end)
        return Whereabouts(best[1], words=frozenset(range(best[2], best[3]))) if best else None

    def _is_home(self, word: str) -> bool:
        return read_state(word) == self.state

    @staticmethod
    def _says_in(words: Sequence[str], end: int) -> bool:
        """ "In", "me", "or" and "ok" are words before they are states."""
        return words[end] in word_set("no_state")

    def _find_elsewhere(self, words: Sequence[str], asked: bool, is_topic: Callable[[str], bool]) -> Whereabouts | None:
        """A town in another state: "Hartford CT", or after "in" one that is big enough to be meant."""
        for start in range(len(words)):
            led = asked or (start > 0 and words[start - 1] in word_set("before_far_place"))
            for end in range(min(len(words), start + 3), start, -1):
                name = " ".join(words[start:end])
                if name in word_set("no_place") or len(name) < 3 or name.isdigit():
                    continue
                state, after = _state_after(words, end)
                if not state and (not led or any(is_topic(word) for word in words[start:end])):
                    continue
                codes = [code for code in self.find_towns(name) if not state or code.state == state]
                by_state: dict[str, list[PostalCode]] = defaultdict(list)
                for code in codes:
                    by_state[code.state].append(code)
                big = {key: some for key, some in by_state.items() if state or sum(code.standard for code in some) >= 3}
                if len(big) == 1:
                    return Whereabouts(make_town(next(iter(big.values()))), words=frozenset(range(start, after)))
                if big:
                    some = sorted(big.values(), key=lambda codes: self._miles_from_home(codes))
                    return Whereabouts(
                        perhaps=tuple(make_town(codes) for codes in some[:4]), words=frozenset(range(start, after))
                    )
        return None

    def _miles_from_home(self, codes: Sequence[PostalCode]) -> float:
        if not self.codes:
            return -len(codes)
        home, there = make_area(self.codes, "", "state"), make_area(codes, "", "town")
        return measure_miles(home.latitude, home.longitude, there.latitude, there.longitude)

    def _find_typo(self, words: Sequence[str], asked: bool, is_topic: Callable[[str], bool]) -> Whereabouts | None:
        """A town of the home state spelled nearly right, after "in" or "near", or when a town was asked for."""
        for start in range(len(words)):
            if not asked and not (start > 0 and words[start - 1] in word_set("before_far_place")):
                continue
            for end in (start + 2, start + 1):
                name = " ".join(words[start:end])
                if (
                    end > len(words)
                    or len(name) < (3 if asked else 5)
                    or words[start] in word_set("no_place")
                    or any(is_topic(word) for word in words[start:end])
                ):
                    continue
                near = process.extract(name, self._towns.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=4)
                places: dict[str, tuple[Place, float]] = {}
                for town, likeness, _ in near:
                    places.setdefault(self._towns[town].name, (self._towns[town], likeness))
                ranked = list(places.values())
                if not ranked:
                    continue
                positions = frozenset(range(start, end))
                if len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= LEAD:
                    return Whereabouts(ranked[0][0], words=positions)
                return Whereabouts(perhaps=tuple(place for place, _ in ranked[:4]), words=positions)
        return None

    def _find_state(self, words: Sequence[str], asked: bool) -> Whereabouts | None:
        for start in range(len(words)):
            for size in (2, 1):
                state = read_state(" ".join(words[start : start + size])) if start + size <= len(words) else ""
                whole_name = state and plain(STATES[state]) == " ".join(words[start : start + size])
                if state == self.state and self.codes and (whole_name or words[start] in ("mass", "ma") or asked):
                    return Whereabouts(
                        make_area(self.codes, STATES[state], "state"), words=frozenset(range(start, start + size))
                    )
        return None

    def _make_region(self, region: dict[str, Any]) -> Place | None:
        counties = {plain(county) for county in region["counties"]}
        codes = [code for code in self.codes if plain(code.county) in counties]
        towns = {plain(town) for town in region.get("towns", ())}
        middle = [code for code in codes if code.plain_city in towns] or codes
        if not codes:
            return None
        place = make_area(middle, region["name"], "region")
        areas = ("US", self.state, *(f"{self.state}:{county}" for county in sorted(counties)))
        return Place(place.name, "region", self.state, place.latitude, place.longitude, place.zone, areas)

    def areas_named(self, name: str, state: str) -> list[str]:
        """What a service's own words for its area mean: "US", "MA", counties, a town, a ZIP; or nothing."""
        found: dict[str, None] = {}
        for part in re.split(r"[,;]| and ", name.split("(")[0]):
            said = plain(part)
            if said in ("us", "usa", "united states", "nationwide", "national", "canada", "all states"):
                found["US"] = None
            elif read_state(said) and said not in self._counties:
                found[read_state(said)] = None
            elif len(said) == 5 and said.isdigit():
                found[said] = None
            elif said in ("statewide", "entire state") and state:
                found[state] = None
            elif said in self._regions or f"{said} massachusetts" in self._regions:
                place = self._regions.get(said) or self._regions[f"{said} massachusetts"]
                found.update(dict.fromkeys(area for area in place.areas if ":" in area))
            elif said and state:
                found[f"{state}:{said}"] = None
        return list(found)


def _state_after(words: Sequence[str], end: int) -> tuple[str, int]:
    for size in (2, 1):
        if end + size <= len(words):
            state = read_state(" ".join(words[end : end + size]))
            if state and not (size == 1 and words[end] in word_set("no_state")):
                return state, end + size
    return "", end


@lru_cache(maxsize=1)
def _here() -> re.Pattern[str]:
    return match_any(load_words()["here"])
