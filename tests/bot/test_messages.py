"""The shapes between rooms: naming choices, picking them by word or number, cleaning what was typed."""

from __future__ import annotations

import pytest

from bot.messages import Outbound, clean_text, name_choice, pick_choice
from tests.builders import a_choice, a_reply

OFFERED = [a_choice("Yes, keep it"), a_choice("Change one part", "change"), a_choice("3", "three")]


@pytest.mark.parametrize("typed", ["2", " 2 ", "2.", "2)", "#2", "change one part", "Change one part!"])
def test_a_choice_is_picked_by_number_or_by_its_words(typed):
    assert pick_choice(typed, OFFERED) is OFFERED[1]


def test_a_label_that_is_a_number_wins_over_the_position():
    assert pick_choice("3", OFFERED) is OFFERED[2]


@pytest.mark.parametrize("typed", ["4", "0", "22", "", "2 people live here", "change", "🙂"])
def test_anything_else_is_an_answer_of_its_own(typed):
    assert pick_choice(typed, OFFERED) is None


def test_a_choice_is_named_after_its_intent_or_its_words():
    assert name_choice("/state_needs", "Say what I need") == "state-needs"
    assert name_choice("call me back", "Call me back by Friday!") == "call-me-back-by-friday"
    assert name_choice("…", "…") == "choice"


def test_a_message_survives_storing():
    reply = a_reply("hi", choices=(a_choice(),), key="utter_account_greet")
    assert Outbound.from_stored(reply.as_stored()) == reply


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hi   there ", "hi there"),
        ("a\x00b\x1bc", "abc"),
        ("line one\nline two", "line one\nline two"),
        ("cafe\u0301", "café"),
        ("Z\u0337\u0335\u0336\u0334a", "Z\u0337\u0335a"),
    ],
)
def test_what_no_person_typed_is_taken_out(typed, kept):
    assert clean_text(typed) == kept
