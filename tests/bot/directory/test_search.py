"""What is offered first, why, and what is said when there is nothing. A shelf of cards stands in for the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.directory.gazetteer import Gazetteer
from bot.directory.places import measure_miles
from bot.directory.requests import Refinement, follow, parse_request, says_wrong
from bot.directory.results import Results
from bot.directory.search import Search
from bot.directory.topics import Topics
from bot.store.resource_shapes import Found
from tests.builders import NOON

OPEN = [{"byday": "FR", "opens_at": "09:00", "closes_at": "17:00"}]
CLOSED = [{"byday": "SU", "opens_at": "09:00", "closes_at": "17:00"}]


def a_place(name: str, miles: float | None = 1.0, topic: str = "food", **card: Any) -> Found:
    """A place so many miles north of Worcester; a line when `miles` is None."""
    point = (42.275 + miles / 69.0, -71.795) if miles is not None else (None, None)
    values = {
        "name": name,
        "phones": [["413-555-0101", "+14135550101", "", ""]],
        "topics": [topic],
        "state": "MA",
        **card,
    }
    return Found(name, f"service {name}", *point, values)


def a_line(name: str, topic: str = "food", rank: int = 1, **card: Any) -> Found:
    return a_place(name, None, topic, pinned=rank, areas=["MA"], **card)


@dataclass
class Shelf:
    places: list[Found] = field(default_factory=list)

    def _of(self, topic: str, facets: Any) -> list[Found]:
        wanted = set(facets)
        return [one for one in self.places if topic in one.card["topics"] and wanted <= set(one.card.get("facets", ()))]

    def find_near(
        self, topic: str, latitude: float, longitude: float, miles: float, also: Any = (), limit: int = 60
    ) -> list[Found]:
        near = [
            (distance, number, one)
            for number, one in enumerate(self._of(topic, also))
            if one.latitude
            and one.longitude
            and (distance := measure_miles(latitude, longitude, one.latitude, one.longitude)) <= miles
        ]
        return [one for *_, one in sorted(near)][:limit]

    def _covers(self, topic: str, areas: Any, also: Any, pinned: bool) -> list[Found]:
        return [
            one
            for one in self._of(topic, also)
            if set(areas) & set(one.card.get("areas", ())) and bool(one.card.get("pinned")) is pinned
        ]

    def find_covering(self, topic: str, areas: Any, also: Any = (), limit: int = 30) -> list[Found]:
        return self._covers(topic, areas, also, False)[:limit]

    def find_pinned(self, topic: str, areas: Any) -> list[Found]:
        return self._covers(topic, areas, (), True)

    def find_named(self, words: Any, limit: int) -> list[Found]:
        return [one for one in self.places if set(words) <= set(one.card["name"].lower().split())][:limit]

    def find_by_words(self, words: Any, limit: int = 20) -> list[Found]:
        return self.find_named(words, limit) if words else []


@pytest.fixture
def ask(topics: Topics, gazetteer: Gazetteer) -> Any:
    def search(text: str, *places: Found, seen: Any = (), **changes: Any) -> Results:
        desk = Search(Shelf(list(places)), topics, "MA", "America/New_York", **changes)
        return desk.search(parse_request(text, topics, gazetteer), NOON, seen)

    return search


def names(results: Results) -> list[str]:
    return [result.name for result in results.results]


def test_the_line_of_the_topic_comes_first_then_the_nearest(ask: Any) -> None:
    found = ask(
        "food near worcester", a_place("Far", 9), a_place("Near", 2), a_line("Hotline"), a_line("Second", rank=2)
    )
    assert names(found) == ["Hotline", "Near", "Far"]
    assert found.has_more
    assert found.results[1].miles == 2.0
    assert ("near", "2") in [(reason.code, reason.value) for reason in found.results[1].why]


def test_what_is_open_now_comes_before_what_is_nearer_but_closed(ask: Any) -> None:
    found = ask("food near worcester", a_place("Closed", 1, hours=CLOSED), a_place("Open", 20, hours=OPEN))
    assert names(found) == ["Open", "Closed"]
    assert [result.is_open for result in found.results] == [True, False]


def test_hours_that_are_not_known_are_said_not_to_be(ask: Any) -> None:
    (result,) = ask("food near worcester", a_place("Elm")).results
    assert (result.hours, result.is_open) == (None, None)


def test_the_search_widens_with_a_word_about_it(ask: Any) -> None:
    assert ask("food near worcester", a_place("Elm", 40)).widened == "50"
    assert ask("food near worcester", a_place("Elm", 60)).widened == "statewide"
    assert ask("food near worcester", a_place("Elm", 24)).widened == ""


def test_another_state_is_not_offered_however_wide_the_search(ask: Any) -> None:
    assert ask("food near worcester", a_place("Elm", 60, state="NH")).is_empty


def test_peer_run_first_where_the_topic_is_support(ask: Any) -> None:
    places = (a_place("Clinic", 1, "peer_support"), a_place("Peers", 15, "peer_support", peer_run=True))
    assert names(ask("support group near worcester", *places)) == ["Peers", "Clinic"]


def test_more_shows_what_was_not_seen_yet(ask: Any) -> None:
    places = [a_place(f"Elm {number}", number) for number in range(1, 6)]
    first = ask("food near worcester", *places)
    second = ask("food near worcester", *places, seen=[result.id for result in first.results])
    assert names(second) == ["Elm 4", "Elm 5"]
    assert not second.has_more


def test_one_service_in_many_places_is_one_answer(ask: Any) -> None:
    places = [
        Found(f"Elm {number}", "the same", 42.3, -71.8, {"name": "Elm", "topics": ["food"]}) for number in range(3)
    ]
    assert len(ask("food near worcester", *places).results) == 1


@pytest.mark.parametrize(
    ("wish", "card"),
    [
        ("free", {"facets": ["is:free"], "free": True}),
        ("in spanish", {"facets": ["is:spanish"]}),
        ("i dont have id", {"facets": ["is:no_id"]}),
        ("that i can text", {"facets": ["is:text"], "sms": ["741741", "741741", "HI"]}),
    ],
)
def test_a_wish_leaves_only_what_meets_it(ask: Any, wish: str, card: dict[str, Any]) -> None:
    found = ask(f"food near worcester {wish}", a_place("Other", 1), a_place("Meets it", 9, **card))
    assert names(found) == ["Meets it"]
    assert found.unmet == ()


def test_a_wish_that_nothing_meets_is_set_aside_and_said(ask: Any) -> None:
    found = ask("free food in spanish near worcester", a_place("Elm", 1, facets=["is:spanish"]))
    assert (names(found), found.unmet) == (["Elm"], (Refinement.FREE,))


def test_open_now_hides_what_is_closed_unless_all_is(ask: Any) -> None:
    assert names(ask("food open now worcester", a_place("A", 1, hours=CLOSED), a_place("B", 2, hours=OPEN))) == ["B"]
    found = ask("food open now worcester", a_place("A", 1, hours=CLOSED))
    assert (names(found), found.unmet) == (["A"], (Refinement.OPEN_NOW,))


def test_veterans_get_their_own_line_whatever_they_look_for(ask: Any) -> None:
    line = a_line("Veterans line", "veterans", facets=["is:veterans"])
    assert names(ask("im a veteran and need food near worcester", line, a_line("Food line")))[0] == "Veterans line"


def test_closer_goes_by_distance_alone(ask: Any) -> None:
    places = (a_place("Closed", 1, hours=CLOSED), a_place("Open", 4, hours=OPEN))
    assert names(ask("food closer to worcester", *places)) == ["Closed", "Open"]


def test_a_place_called_by_its_name_comes_first(ask: Any) -> None:
    places = (a_line("Food line"), a_place("Birch Pantry", 2), a_place("Elm Pantry", 20))
    assert names(ask("elm pantry near worcester", *places))[0] == "Elm Pantry"


def test_nothing_found_gives_211_and_a_peer_run_warmline(ask: Any) -> None:
    lines = (
        a_line("Mass211", "anything"),
        a_line("Call line", "warmline"),
        a_line("Peer line", "warmline", 2, peer_run=True),
    )
    for text in ("wheelchair ramp in lynn", "blorp"):
        found = ask(text, *lines)
        assert found.is_empty
        assert [result.name for result in found.instead] == ["Mass211", "Peer line"]


def test_what_the_guard_refuses_is_not_shown(ask: Any) -> None:
    bad = a_place("Elm", 1, what="Stop taking your meds.", who="Adults")
    cure = a_place("Cure clinic", 1)
    found = ask("food near worcester", bad, cure, is_fit_to_show=lambda text: "Stop" not in text and "Cure" not in text)
    (result,) = found.results
    assert (result.name, result.what, result.who) == ("Elm", "", "Adults")


def test_the_distance_of_a_confidential_place_is_never_told(ask: Any) -> None:
    (result,) = ask(
        "domestic violence shelter near worcester", a_place("Elm", 3, "abuse", confidential=True, town="Lynn")
    ).results
    assert (result.miles, result.address, result.map_url) == (None, "", "")
    assert [(reason.code, reason.value) for reason in result.why] == [("in_town", "Lynn")]


def test_near_me_asks_for_a_place_and_still_gives_the_lines(ask: Any) -> None:
    found = ask("food near me", a_line("Food line"), a_place("Elm", 1))
    assert found.request.says_here
    assert found.request.needs_place
    assert names(found) == ["Food line"]


def test_a_follow_up_keeps_what_was_said_before(topics: Topics, gazetteer: Gazetteer) -> None:
    first = parse_request("food near worcester", topics, gazetteer)
    spanish = follow(first, "in spanish", topics, gazetteer)
    assert (spanish.topic, spanish.place, spanish.refinements) == ("food", first.place, {Refinement.SPANISH})
    moved = follow(spanish, "what about lynn", topics, gazetteer)
    assert moved.place and moved.place.name == "Lynn"
    assert moved.refinements == {Refinement.SPANISH}
    other = follow(moved, "actually i need a lawyer", topics, gazetteer)
    assert (other.topic, other.place, other.refinements) == ("legal", moved.place, frozenset())


@pytest.mark.parametrize(
    "text", ["that number is wrong", "it's disconnected", "they closed down", "the number doesn't work"]
)
def test_a_peer_who_says_an_entry_is_wrong_is_understood(text: str) -> None:
    assert says_wrong(text)


def test_a_wish_is_no_report() -> None:
    assert not says_wrong("show me more please")
