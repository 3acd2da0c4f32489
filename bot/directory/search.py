"""Choose what to offer: the lines of the topic, then what is open and near, three at most, each with its reasons.

Reasons and notes are codes with values; the words for them live in data/responses/resources.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from bot.directory.hours import is_open, say_hours
from bot.directory.places import Place, measure_miles
from bot.directory.requests import Refinement, Request
from bot.directory.results import Phone, Reason, Result, Results
from bot.directory.topics import Topics
from bot.directory.words import plain
from bot.store.resource_shapes import Found

AT_MOST = 3
NEAR, WIDER, STATEWIDE = 25, 50, 400  # miles
FEW = 3  # services that share a name
_FACETS = {
    Refinement.SPANISH: "is:spanish",
    Refinement.FREE: "is:free",
    Refinement.VETERANS: "is:veterans",
    Refinement.NO_ID: "is:no_id",
    Refinement.BY_TEXT: "is:text",
}
# How many miles a reason is worth. What is open comes before all that is closed within the first circle.
_CLOSED, _HOURS_UNKNOWN, _NO_DISTANCE, _ONLY_ADDRESS, _NO_WAY = 30.0, 5.0, 15.0, 4.0, 40.0
_PEER_RUN, _FOR_VETERANS, _LOCAL, _WORD = -60.0, -25.0, -5.0, -1.0


class Shelf(Protocol):
    """What the store gives (bot/store/resources.py)."""

    def find_near(
        self, topic: str, latitude: float, longitude: float, miles: float, also: Sequence[str] = (), limit: int = 40
    ) -> list[Found]: ...
    def find_covering(
        self, topic: str, areas: Sequence[str], also: Sequence[str] = (), limit: int = 30
    ) -> list[Found]: ...
    def find_pinned(self, topic: str, areas: Sequence[str]) -> list[Found]: ...
    def find_named(self, words: Sequence[str], limit: int) -> list[Found]: ...
    def find_by_words(self, words: Sequence[str], limit: int = 20) -> list[Found]: ...


@dataclass(frozen=True)
class Ranked:
    """A candidate, and what it is worth for this request. Cheap: only those that are offered become a Result."""

    found: Found
    score: float
    miles: float | None
    is_open: bool | None


@dataclass
class Search:
    """Searches a shelf. `is_fit_to_show` is the guard against claims and directives (bot/safety)."""

    shelf: Shelf
    topics: Topics
    home_state: str
    zone: str
    is_fit_to_show: Callable[[str], bool] = lambda text: True
    language: str = "en"
    _zones: dict[str, ZoneInfo] = field(default_factory=dict)

    def search(self, request: Request, now: datetime, seen: Iterable[str] = ()) -> Results:
        """The best three for `request` that are not in `seen` (ids of results shown before)."""
        shown = set(seen)
        if request.topic is None:
            return self._search_words(request, now, shown)
        wanted = [
            refinement
            for refinement in _FACETS
            if refinement in request.refinements and _FACETS[refinement] != request.topic
        ]
        lines, nearby, widened = self._collect(request, now, shown, wanted)
        unmet: list[Refinement] = []
        # Set aside one wish after the other, the one that matters least to being helped first, until something is left.
        for refinement in (
            Refinement.OPEN_NOW,
            Refinement.FREE,
            Refinement.BY_TEXT,
            Refinement.VETERANS,
            Refinement.SPANISH,
            Refinement.NO_ID,
        ):
            if lines or nearby or refinement not in request.refinements:
                continue
            unmet.append(refinement)
            left = [wish for wish in wanted if wish not in unmet]
            lines, nearby, widened = self._collect(request, now, shown, left, any_hours=Refinement.OPEN_NOW in unmet)
        named = self._find_named(request, now, shown)
        chosen, has_more = self._choose(request, self._compose(request, named, lines, nearby))
        if not chosen:
            return Results(request, unmet=tuple(unmet), instead=self._find_instead(request, now))
        return Results(request, tuple(chosen), has_more, widened, tuple(unmet))

    def describe(self, found: Iterable[Found], request: Request, now: datetime) -> list[Result]:
        """These services once more as answers to `request`, in the same order: for what a peer was shown before."""
        return [self._make_result(self._rank(one, request, now), request) for one in found]

    def _choose(self, request: Request, ranked: Sequence[Ranked]) -> tuple[list[Result], bool]:
        """The first three that are fit to show, and whether there are more."""
        chosen: list[Result] = []
        for one in ranked:
            if len(chosen) == AT_MOST:
                return chosen, True
            if self.is_fit_to_show(one.found.card["name"]):
                chosen.append(self._make_result(one, request))
        return chosen, False

    def _collect(
        self, request: Request, now: datetime, shown: set[str], wishes: Sequence[Refinement], any_hours: bool = False
    ) -> tuple[list[Ranked], list[Ranked], str]:
        """(pinned lines, other places, how far the search was widened), each best first."""
        topic, place = request.topic or "", request.place
        areas = place.areas if place else ("US", self.home_state)
        facets = [_FACETS[wish] for wish in wishes]
        must_open = Refinement.OPEN_NOW in request.refinements and not any_hours

        def rank(found: Iterable[Found]) -> list[Ranked]:
            unseen = {one.id: one for one in found if one.id not in shown}.values()
            ranked = [self._rank(one, request, now) for one in unseen]
            return sorted((one for one in ranked if one.is_open or not must_open), key=_by_score)

        pinned = self.shelf.find_pinned(topic, areas)
        if Refinement.VETERANS in wishes:  # their own line first, whatever they look for; and the lines for all
            pinned += self.shelf.find_pinned("veterans", areas)
        pinned = [one for one in pinned if _meets(one, [facet for facet in facets if facet != "is:veterans"])]
        lines = rank(pinned)
        wide = rank(self.shelf.find_covering(topic, areas, facets))
        if place is None:
            return lines, wide, ""
        near: list[Ranked] = []
        for miles in (NEAR, STATEWIDE):
            found = self.shelf.find_near(topic, place.latitude, place.longitude, miles, facets)
            if miles == STATEWIDE:
                found = [one for one in found if one.card.get("state", place.state) == place.state]
            near = rank(one for one in found if not one.card.get("pinned"))
            if near:
                break
        rings = (5, 10, NEAR, WIDER) if Refinement.CLOSER in request.refinements else (NEAR, WIDER)
        nearest = min((one.miles for one in near if one.miles is not None), default=0.0)
        ring = next((miles for miles in rings if nearest <= miles), STATEWIDE)
        around = [one for one in (*near, *wide) if one.miles is None or one.miles <= ring]
        widened = {WIDER: str(WIDER), STATEWIDE: "statewide"}.get(ring, "") if near else ""
        return lines, sorted({one.found.id: one for one in around}.values(), key=_by_score), widened

    def _compose(
        self, request: Request, named: list[Ranked], lines: list[Ranked], nearby: list[Ranked]
    ) -> list[Ranked]:
        """What was called by name, the topic's lines (few where there are places), places, other lines; each once."""
        nearby = _one_each(nearby)
        room = max(self.topics.all[request.topic or ""].lines, AT_MOST - len(nearby))
        return list({one.found.id: one for one in (*named, *lines[:room], *nearby, *lines[room:])}.values())

    def _find_named(self, request: Request, now: datetime, shown: set[str]) -> list[Ranked]:
        """A place called by its name ("Kiva Centers"), if few have these words in theirs and it is not far off."""
        words = request.words
        if not words or (len(words) == 1 and self.topics.says(words[0])):
            return []
        found = self.shelf.find_named(words, FEW + 1)
        if len(found) > FEW:
            return []
        ranked = [self._rank(one, request, now) for one in found if one.id not in shown]
        return [one for one in ranked if self._is_reachable(one, request.place)]

    @staticmethod
    def _is_reachable(one: Ranked, place: Place | None) -> bool:
        if place is None or (one.miles is not None and one.miles <= WIDER):
            return True
        return any(area in place.areas for area in one.found.card.get("areas", ()))

    def _search_words(self, request: Request, now: datetime, shown: set[str]) -> Results:
        """No topic: perhaps a name, or words of a description."""
        found = [one for one in self.shelf.find_by_words(request.words) if one.id not in shown]
        ranked = _one_each([self._rank(one, request, now) for one in found])
        near = [one for one in ranked if self._is_reachable(one, request.place)]
        chosen, has_more = self._choose(request, near)
        if not chosen:
            return Results(request, instead=self._find_instead(request, now))
        return Results(request, tuple(chosen), has_more)

    def _find_instead(self, request: Request, now: datetime) -> tuple[Result, ...]:
        """211 and a warmline: somebody who can look further, and somebody to talk to meanwhile."""
        areas = request.place.areas if request.place else ("US", self.home_state)
        chosen: dict[str, Ranked] = {}
        for topic in ("anything", "warmline"):
            found = self.shelf.find_pinned(topic, areas) or self.shelf.find_pinned(topic, ("US", self.home_state))
            lines = sorted((self._rank(one, request, now) for one in found), key=_by_score)
            peers = [one for one in lines if one.found.card.get("peer_run")] if topic == "warmline" else []
            for one in (peers or lines)[:1]:
                chosen[one.found.id] = one
        return tuple(self._make_result(one, request) for one in chosen.values())

    def _rank(self, found: Found, request: Request, now: datetime) -> Ranked:
        card, place = found.card, request.place
        miles = None
        if place and found.latitude is not None and found.longitude is not None:
            miles = round(measure_miles(place.latitude, place.longitude, found.latitude, found.longitude), 1)
        open_now = is_open(card.get("hours", ()), now.astimezone(self._read_zone(card.get("zone", self.zone))))
        score = miles if miles is not None else _NO_DISTANCE
        if Refinement.CLOSER not in request.refinements:
            score += _CLOSED if open_now is False else _HOURS_UNKNOWN if open_now is None else 0.0
        local = (*card.get("areas", ()), f"{card.get('state', '')}:{plain(card.get('town', ''))}")
        if place and any(area in place.areas for area in local if area not in ("US", place.state)):
            score += _LOCAL
        if not card.get("phones") and not card.get("sms"):
            score += _ONLY_ADDRESS if card.get("address") else _NO_WAY
        if Refinement.VETERANS in request.refinements and _meets(found, ["is:veterans"]):
            score += _FOR_VETERANS
        topic = self.topics.all.get(request.topic or "")
        if topic and topic.peer_first and card.get("peer_run"):
            score += _PEER_RUN
        words = set(plain(f"{card['name']} {card.get('organization', '')} {card.get('what', '')}").split())
        score += _WORD * min(sum(word in words for word in request.words), 3) + card.get("pinned", 0)
        return Ranked(found, round(score, 2), miles, open_now)

    def _make_result(self, ranked: Ranked, request: Request) -> Result:
        found, card = ranked.found, ranked.found.card
        sms = card.get("sms")
        address = card.get("address", "")
        return Result(
            id=found.id,
            service_id=found.service_id,
            name=card["name"],
            organization=self._fit(card.get("organization", "")),
            what=self._fit(card.get("what", "")),
            why=tuple(_explain(card, request, ranked.miles, ranked.is_open)),
            phones=tuple(Phone(*phone) for phone in card.get("phones", ())),
            sms=Phone(sms[0], sms[1], "", sms[2]) if sms else None,
            hours=self._fit(say_hours(card.get("hours", ()), self.language)) or None,
            is_open=ranked.is_open,
            miles=None if card.get("confidential") else ranked.miles,
            town=card.get("town", ""),
            address=address,
            map_url=f"https://www.openstreetmap.org/search?query={quote_plus(address)}" if address else "",
            url=card.get("url", ""),
            cost=self._fit(card.get("cost", "")),
            is_free=bool(card.get("free")),
            languages=tuple(card.get("languages", ())),
            documents=tuple(filter(None, map(self._fit, card.get("documents", ())))),
            who=self._fit(card.get("who", "")),
            how=self._fit(card.get("how", "")),
            alert=self._fit(card.get("alert", "")),
            consent=card.get("consent", ""),
            assured=card.get("assured", ""),
            is_peer_run=bool(card.get("peer_run")),
            is_line=bool(card.get("pinned")),
            score=ranked.score,
        )

    def _fit(self, text: str) -> str:
        """A listing's own words, or nothing when they hold a claim or a directive."""
        return text if text and self.is_fit_to_show(text) else ""

    def _read_zone(self, name: str) -> ZoneInfo:
        if name not in self._zones:
            self._zones[name] = ZoneInfo(name)
        return self._zones[name]


def _explain(card: Mapping[str, Any], request: Request, miles: float | None, open_now: bool | None) -> Iterable[Reason]:
    place = request.place
    if card.get("pinned"):
        topics = card.get("topics", ())
        its_own = request.topic if request.topic in topics else next(iter(topics), "")
        yield Reason("line_for_topic", its_own or "")
    if card.get("peer_run"):
        yield Reason("peer_run")
    if miles is not None:
        # How far a confidential place is would tell, from three towns, where it is.
        yield Reason("in_town", card.get("town", "")) if card.get("confidential") else Reason("near", f"{miles:g}")
    covered = [area for area in card.get("areas", ()) if place is None or area in place.areas]
    if covered and miles is None:
        yield Reason(
            "covers", "US" if covered == ["US"] else place.name if place and covered[0] != place.state else covered[0]
        )
    if open_now:
        yield Reason("open_now")
    for refinement, is_met in (
        (Refinement.FREE, card.get("free")),
        (Refinement.SPANISH, _meets_card(card, "is:spanish")),
        (Refinement.VETERANS, _meets_card(card, "is:veterans")),
        (Refinement.NO_ID, _meets_card(card, "is:no_id")),
        (Refinement.BY_TEXT, card.get("sms")),
    ):
        if refinement in request.refinements and is_met:
            yield Reason(refinement.value)
    named = [word for word in request.words if word in plain(card["name"]).split()]
    if named and request.topic is None:
        yield Reason("name", " ".join(named))


def _meets(found: Found, facets: Sequence[str]) -> bool:
    return all(_meets_card(found.card, facet) for facet in facets)


def _meets_card(card: Any, facet: str) -> bool:
    return facet in card.get("facets", ())


def _by_score(one: Ranked) -> tuple[float, str]:
    return one.score, one.found.card["name"]


def _one_each(ranked: Sequence[Ranked]) -> list[Ranked]:
    """One place of each service, its best: its other places are no other answer."""
    best: dict[str, Ranked] = {}
    for one in ranked:
        best.setdefault(one.found.service_id, one)
    return list(best.values())
