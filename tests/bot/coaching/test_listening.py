"""Listening gives the peer's words back and answers each feeling in kind."""

from __future__ import annotations

import pytest

from bot.coaching.listening import ECHO, echo, find_feeling, list_feelings
from bot.content.responses import load_responses


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("nobody ever listens to me", "unheard"),
        ("im scared to say anything", "scared"),
        ("i feel so ashamed", "ashamed"),
        ("i have no friends left", "alone"),
        ("im so pissed at them", "angry"),
        ("i'm exhausted", "tired"),
        ("i went blank and froze", "frozen"),
    ],
)
def test_each_feeling_is_told_apart(words, kind):
    assert find_feeling(words) == kind


def test_every_feeling_has_an_answer_of_its_own():
    assert {f"utter_listening_hear_{kind}" for kind in list_feelings()} <= set(load_responses().keys())


def test_the_clause_with_the_feeling_is_given_back():
    assert echo(
        "I went in at nine. Nobody even looked at me, and I feel invisible"
    ) == "I feel invisible" or "invisible" in echo("I went in at nine. Nobody even looked at me, and I feel invisible")


def test_a_long_story_is_not_read_back_whole():
    assert len(echo("and then " * 200)) <= ECHO
