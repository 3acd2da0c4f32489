"""Any part of a plan can be changed in plain words, and only that part changes."""

from __future__ import annotations

import pytest

from bot.coaching.changes import Change, apply_change, find_item, read_change

PLAN = {
    "provider": "my housing worker",
    "main": "I need the mold fixed",
    "concerns": ["the ride to the clinic", "my sister's key"],
    "questions": ["When will someone come?", "Who pays the hotel?", "Is it safe?"],
    "bring": ["photos of the mold"],
}


@pytest.mark.parametrize(
    ("words", "part", "kept"),
    [
        ("take off the ride thing", "concerns", ["my sister's key"]),
        ("remove the last question", "questions", ["When will someone come?", "Who pays the hotel?"]),
        ("put the key first", "concerns", ["my sister's key", "the ride to the clinic"]),
        (
            "move the third question to the top",
            "questions",
            ["Is it safe?", "When will someone come?", "Who pays the hotel?"],
        ),
        (
            "swap the first and second questions",
            "questions",
            ["Who pays the hotel?", "When will someone come?", "Is it safe?"],
        ),
        (
            "change the second question to who pays for food?",
            "questions",
            ["When will someone come?", "who pays for food?", "Is it safe?"],
        ),
        (
            "change question 2 to who pays for food?",
            "questions",
            ["When will someone come?", "who pays for food?", "Is it safe?"],
        ),
        ("also ask her if pets are ok", "questions", [*PLAN["questions"], "if pets are ok"]),
        ("add a question: how long does it take", "questions", [*PLAN["questions"], "how long does it take"]),
        ("bring my id card", "bring", ["photos of the mold", "my id card"]),
        ("can you please delete the photos", "bring", None),
        ("take off the bring list", "bring", None),
    ],
)
def test_a_change_in_plain_words_changes_that_and_nothing_else(words, part, kept):
    change = read_change(words, PLAN)
    assert change is not None
    changed = apply_change(PLAN, change)
    assert changed is not None
    assert changed.get(part) == kept
    assert {name: said for name, said in changed.items() if name != part} == {
        name: said for name, said in PLAN.items() if name != part
    }


@pytest.mark.parametrize("words", ["undo", "take that back", "put it back"])
def test_undo_is_heard(words):
    assert read_change(words, PLAN) == Change("undo")


@pytest.mark.parametrize(
    ("words", "part", "place"),
    [
        ("change the second question", "questions", 1),
        ("change the date", "when", None),
        ("change who it is with", "provider", None),
    ],
)
def test_a_change_without_new_words_asks_for_them(words, part, place):
    change = read_change(words, PLAN)
    assert (change.part, change.place) == (part, place)
    assert apply_change(PLAN, change) is None


@pytest.mark.parametrize(
    "words", ["thank you", "is it safe to live there", "she never listens to me", "i dont know what to do"]
)
def test_words_that_ask_for_no_change_are_left_alone(words):
    assert read_change(words, PLAN) is None


def test_two_points_that_fit_alike_are_not_guessed_between():
    assert find_item("the bus", ["the bus pass", "the bus stop"]) is None
