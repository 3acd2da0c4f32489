"""Where somebody means. Towns that are everyday words only count where a town would stand."""

from __future__ import annotations

import pytest

from bot.directory.gazetteer import Gazetteer
from bot.directory.topics import Topics


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("food near 01608", "01608"),
        ("a place to stay near Worcester", "Worcester"),
        ("im in wurcester and need housing", "Worcester"),
        ("LYNN, MA food pantry", "Lynn"),
        ("meals in fall river", "Fall River"),
        ("AA in JP", "Jamaica Plain"),
        ("boston shelter", "Boston"),
        ("rides in worcester county", "Worcester County"),
        ("western mass peer groups", "Western Massachusetts"),
        ("is there a shelter in lee", "Lee"),
        ("help with rent, Reading MA", "Reading"),
        ("counseling in Hartford CT", "Hartford"),
        ("a lawyer in chicago", "Chicago"),
        ("anything anywhere in Massachusetts", "Massachusetts"),
        ("comida cerca de Springfield", "Springfield"),
    ],
)
def test_a_place_is_found_in_what_people_write(text: str, name: str, gazetteer: Gazetteer, topics: Topics) -> None:
    place = gazetteer.find(text, is_topic=topics.says).place
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    "text",
    [
        "I need help reading my mail",
        "someone to talk to at night",
        "I am in recovery and in pain",
        "in spanish please",
        "a bed for lee and me",
        "warmline",
    ],
)
def test_everyday_words_are_no_place(text: str, gazetteer: Gazetteer, topics: Topics) -> None:
    where = gazetteer.find(text, is_topic=topics.says)
    assert (where.place, where.perhaps, where.unknown) == (None, (), "")


def test_here_has_to_be_asked_for(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("food near me").is_here


def test_a_zip_or_town_on_no_map_is_named_so_that_it_can_be_asked_again(gazetteer: Gazetteer, topics: Topics) -> None:
    assert gazetteer.find("food 00000").unknown == "00000"
    assert gazetteer.find("dentist in zzyzx", is_topic=topics.says).unknown == "zzyzx"


def test_when_asked_for_a_town_every_word_may_be_one(gazetteer: Gazetteer) -> None:
    for answer in ("reading", "Lee", "lyn"):
        assert gazetteer.find(answer, asked=True).place is not None, answer


def test_a_town_lies_in_the_middle_of_where_people_live(gazetteer: Gazetteer) -> None:
    place = gazetteer.find("worcester").place
    assert place is not None
    assert (round(place.latitude, 3), round(place.longitude, 3)) == (42.275, -71.795)  # not pulled off by 01653


@pytest.mark.parametrize(
    ("said", "areas"),
    [
        ("nationwide", ["US"]),
        ("Massachusetts", ["MA"]),
        ("Worcester County", ["MA:worcester county"]),
        ("Lynn, Fall River", ["MA:lynn", "MA:fall river"]),
        ("01608", ["01608"]),
        ("Central Massachusetts", ["MA:worcester county"]),
    ],
)
def test_what_a_service_says_about_its_area(said: str, areas: list[str], gazetteer: Gazetteer) -> None:
    assert gazetteer.areas_named(said, "MA") == areas
