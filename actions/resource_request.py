"""What the peer looks for, read from the last message and from what was asked before, and kept between two messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker

from actions.reading import read_intent, read_words
from bot.directory.gazetteer import Gazetteer
from bot.directory.places import Place
from bot.directory.requests import Refinement, Request, follow, parse_place, parse_request, says_wrong
from bot.directory.topics import Closest, compare_by_meaning, load_topics
from bot.encoder import load_frozen_encoder
from bot.settings import load_settings
from bot.sms.render import NUMBER_WORDS
from bot.store import resources as shelf

_DOES = {
    "keep": re.compile(r"\b(?:keep|save|hold on to|remember)\b|\bguard[ae]", re.I),
    "script": re.compile(r"\bwhat (?:do|should|can|would) i (?:say|tell|ask)\b|\bscript\b|^say\b", re.I),
    "wrong": re.compile(r"^wrong\b", re.I),
}


def understand(tracker: Tracker, before: Request) -> Request:
    """The request that the last message makes of what was asked before."""
    words, topics, gazetteer = read_words(tracker), load_topics(), load_gazetteer()
    if before == Request(None):
        words = _read_wish_before(tracker) or words
        request = parse_request(words, topics, gazetteer, load_closest()) if words else before
    else:
        request = follow(before, words, topics, gazetteer, load_closest())
    tapped = _find_value(tracker, "resource_category")
    if tapped in topics.all and (request.topic is None or not words):
        request = replace(request, topic=tapped)
    named = _find_value(tracker, "location")
    if named and request.place is None and not request.perhaps_places and not request.says_here:
        said = parse_place(named, gazetteer)
        request = replace(request, place=said.place, perhaps_places=said.perhaps_places)
    return request


def find_act(words: str) -> str:
    """What is to be done with one of the results: keep it, what to say there, report it; "" for none of these."""
    if says_wrong(words):
        return "wrong"
    return next((name for name, pattern in _DOES.items() if pattern.search(words)), "")


def find_position(words: str, shown: int) -> int | None:
    """Which of the numbered results is meant: "the second one", "2", "the last one"; None when no number is said."""
    said = re.findall(r"[^\W_]+", words.lower())
    if "last" in said and shown:
        return shown - 1
    for position, word in enumerate(said):
        number = int(word) if re.fullmatch(r"[1-9]", word) else NUMBER_WORDS.get(word)
        is_filler = word == "one" and len(said) > 1 and said[position - 1] not in ("number", "option", "keep", "wrong")
        if number and not is_filler and number <= shown:
            return number - 1
    return None


def read_request(state: Mapping[str, Any]) -> Request:
    """The request as it was kept in the slot."""
    kept = state.get("request")
    if not kept:
        return Request(None)
    return Request(
        topic=kept["topic"],
        other_topics=tuple(kept["other_topics"]),
        place=_read_place(kept["place"]) if kept["place"] else None,
        perhaps_places=tuple(_read_place(place) for place in kept["perhaps_places"]),
        says_here=kept["says_here"],
        unknown_place=kept["unknown_place"],
        refinements=frozenset(Refinement(name) for name in kept["refinements"]),
        words=tuple(kept["words"]),
        topic_score=kept["topic_score"],
    )


def _read_place(kept: Mapping[str, Any]) -> Place:
    return Place(**{**kept, "areas": tuple(kept["areas"])})


def store_request(request: Request) -> dict[str, Any]:
    """The request as plain values."""
    return {**asdict(request), "refinements": sorted(refinement.value for refinement in request.refinements)}


def _read_wish_before(tracker: Tracker) -> str:
    """What the peer had asked for, when this message only says yes to a search that was offered for it; else ""."""
    if read_intent(tracker) != "affirm" and (read_words(tracker) or _find_value(tracker, "resource_category")):
        return ""
    said = [event for event in tracker.events if event.get("event") == "user"][:-1]
    parsed = (said[-1].get("parse_data") or {}) if said else {}
    is_wish = (parsed.get("intent") or {}).get("name") in ("find_resource", "nlu_fallback")
    text = (said[-1].get("text") or "") if is_wish else ""
    return "" if text.startswith("/") else text


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The places of the home state."""
    state = load_settings().state
    return Gazetteer(state, shelf.list_postal_codes(state), shelf.find_postal_code, shelf.find_towns)


@lru_cache(maxsize=1)
def load_closest() -> Closest | None:
    """Topics by meaning, where the encoder is there."""
    if not (load_settings().frozen_encoder / "model.bin").exists():
        return None
    return compare_by_meaning(load_topics(), load_frozen_encoder().encode_many)


def _find_value(tracker: Tracker, kind: str) -> str | None:
    """What was found of this kind, by our own name for it."""
    entities = tracker.latest_message.get("entities") or []
    value = next((entity.get("value") for entity in entities if entity.get("entity") == kind), None)
    return None if value is None or value == "here" else str(value)
