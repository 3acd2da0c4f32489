"""What of a service reaches a peer, and what never does."""

from __future__ import annotations

from typing import Any

import pytest

from bot.directory.cards import CardMaker, clean_text, shorten
from bot.directory.gazetteer import Gazetteer
from bot.directory.topics import Topics
from bot.store.resource_shapes import SearchRow, ServiceRows
from tests.bot.directory.conftest import CODES

STREET = {
    "id": "a",
    "location_id": "l",
    "address_1": "12 Hidden Lane",
    "city": "Worcester",
    "state_province": "MA",
    "postal_code": "1608",
}


@pytest.fixture
def make(topics: Topics, gazetteer: Gazetteer) -> Any:
    maker = CardMaker(topics, gazetteer, CODES, "America/New_York")

    def make_one(
        service: dict[str, Any] | None = None, place: dict[str, Any] | None = None, **groups: Any
    ) -> SearchRow:
        location = {"id": "l", "location_type": "physical", **(place or {})}
        rows = ServiceRows(
            service={"id": "s", "name": "Elm Food Pantry", "status": "active", **(service or {})},
            organization={"id": "o", "name": "Elm House", "website": "https://elm.example"},
            places=(({"id": "sl"}, location),),
            addresses=groups.get("addresses", {"l": [STREET]}),
            phones=groups.get("phones", {}),
            schedules=groups.get("schedules", {}),
            languages=groups.get("languages", {}),
            areas=groups.get("areas", {}),
            costs=groups.get("costs", []),
            documents=groups.get("documents", []),
            terms=groups.get("terms", []),
        )
        (row,) = maker(rows)
        return row

    return make_one


def test_an_address_without_a_point_is_placed_by_its_zip_even_without_the_leading_zero(make: Any) -> None:
    row = make()
    assert (row.latitude, row.longitude) == (42.26, -71.80)
    assert row.card["address"] == "12 Hidden Lane, Worcester, MA 1608"


@pytest.mark.parametrize(
    ("service", "place"),
    [
        ({}, {"x_confidential": True, "latitude": 42.2611, "longitude": -71.8033, "url": "https://elm.example/map"}),
        ({"name": "Domestic violence shelter", "description": "A safe house at 12 Hidden Lane."}, {}),
    ],
)
def test_a_confidential_address_reaches_nothing_that_is_searched_or_shown(make: Any, service: Any, place: Any) -> None:
    row = make(
        {"description": "Come to 12 Hidden Lane.", **service},
        place,
        phones={"s": [{"id": "p", "number": "413-555-0101"}]},
    )
    assert "Hidden" not in str(row.card)
    assert "address" not in row.card
    assert "url" not in row.card
    assert (row.latitude, row.longitude) == (42.26, -71.80)  # the middle of the town, not the house
    assert row.card["town"] == "Worcester"
    assert row.card["phones"]


def test_a_shelter_for_all_is_not_taken_for_a_hidden_one(make: Any) -> None:
    assert make({"name": "Elm homeless shelter"}).card["address"]


def test_faxes_are_not_offered_and_text_numbers_are_kept_apart(make: Any) -> None:
    phones = [
        {"id": "1", "number": "413-555-0101", "type": "fax"},
        {"id": "2", "number": "413-555-0102 x7", "type": "voice"},
        {"id": "3", "number": "741741", "type": "text", "x_sms_keyword": "HOME"},
    ]
    card = make(phones={"s": phones}).card
    assert card["phones"] == [["413-555-0102", "+14135550102", "7", ""]]
    assert card["sms"] == ["741741", "741741", "HOME"]


@pytest.mark.parametrize(
    ("service", "groups", "facet", "holds"),
    [
        ({"fees_description": "No charge"}, {}, "is:free", True),
        ({"fees_description": "Not free: $5 a visit"}, {}, "is:free", False),
        ({}, {}, "is:free", False),
        ({}, {"languages": {"s": [{"id": "x", "code": "es", "name": "Spanish"}]}}, "is:spanish", True),
        ({"interpretation_services": "Interpreters by phone"}, {}, "is:spanish", True),
        ({"eligibility_description": "Veterans and their families"}, {}, "is:veterans", True),
        ({}, {"documents": [{"document": "Photo ID"}]}, "is:no_id", False),
        ({}, {"documents": [{"document": "Proof of address"}]}, "is:no_id", True),
    ],
)
def test_facets_by_which_a_search_is_narrowed(make: Any, service: Any, groups: Any, facet: str, holds: bool) -> None:
    assert (facet in make(service, **groups).topics) is holds


def test_a_services_own_hours_hide_those_of_its_building(make: Any) -> None:
    schedules = {
        "s": [{"id": "1", "byday": "MO", "opens_at": "09:00", "closes_at": "10:00"}],
        "l": [{"id": "2", "byday": "TU"}],
    }
    assert [opening["byday"] for opening in make(schedules=schedules).card["hours"]] == ["MO"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<p>Free <b>meals</b> &amp; coffee</p>", "Free meals & coffee"),
        ("<script>alert(1)</script>Hi", "Hi"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Hi", "Hi"),
        ("**Bold** [site](https://x.example)", "Bold site"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        (None, ""),
    ],
)
def test_descriptions_lose_their_markup(said: str | None, shown: str) -> None:
    assert clean_text(said) == shown


def test_a_long_description_ends_at_a_sentence() -> None:
    assert shorten("One sentence that is long enough to be kept. " + "word " * 60).endswith("be kept.")
