"""Looking back: what was told is kept, the note says only what was told."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.coaching.debrief import GUIDE, hear_debrief, is_rough, write_note
from bot.coaching.guide import Move
from bot.coaching.steps import hear_step, is_due

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=timezone.utc)


def test_feelings_are_asked_before_facts():
    assert (
        GUIDE.begin(hear_debrief("i saw my psychiatrist and he cut me off the whole time and left")).step == "feeling"
    )


@pytest.mark.parametrize(
    ("answers", "rough"),
    [
        ({"feeling": "upset"}, True),
        ({"feeling": "relieved", "heard": "yes"}, False),
        ({"feeling": "ok", "heard": "no"}, True),
        ({"feeling": "hm", "happened": "they talked over me"}, True),
    ],
)
def test_a_bad_visit_is_known_by_the_peers_own_words(answers, rough):
    assert is_rough(answers) is rough


@pytest.mark.parametrize(
    ("words", "said"), [("yes i did", "yes"), ("kinda", "partly"), ("nope", "no"), ("i forgot", "no")]
)
def test_whether_the_main_thing_got_said_is_read(words, said):
    progress, _ = GUIDE.take(GUIDE.change(GUIDE.begin({}), "heard"), Move.ANSWER, words)
    assert progress.answers["heard"] == said


def test_the_note_holds_what_was_told_and_nothing_more():
    note = write_note(
        {"provider": "my case manager", "answer": "maybe in spring", "promised": ["she calls me"]}, "a bus pass"
    )
    assert "Hello case manager," in note
    assert "I asked for this: a bus pass." in note
    assert "You told me: maybe in spring." in note
    assert "As I understood it: she calls me." in note


def test_a_note_without_an_answer_asks_for_one():
    assert "I would still like an answer" in write_note({"provider": "Dr. Lee"}, "a refill")


def test_asking_for_a_goal_is_not_a_goal():
    assert hear_step("can you help me set a small goal") == {}
    assert hear_step("i want to call the clinic by friday") == {"step": "call the clinic by friday"}


def test_a_step_is_asked_about_once_its_day_is_over_and_only_with_a_yes():
    assert is_due({"step": "call", "made_on": "2026-11-18", "asks_back": True}, NOW)
    assert not is_due({"step": "call", "made_on": "2026-11-18", "asks_back": False}, NOW)
    assert not is_due({"step": "call", "day": "2026-11-25", "made_on": "2026-11-18"}, NOW)
    assert not is_due({"step": "call", "made_on": "2026-11-18", "outcome": "done"}, NOW)
