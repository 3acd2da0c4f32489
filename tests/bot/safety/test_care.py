"""The care conversation as a graph: every road leads somewhere, and only the peer ends it."""

from __future__ import annotations

import pytest

from bot.content.lint import find_numbers, read_lines
from bot.content.responses import load_responses
from bot.safety.care import (
    ABUSE_ABOUT,
    ANYWHERE,
    BOUNDARIES,
    CAN_TURN_URGENT,
    OPEN_TO_LEAVE,
    SHORT,
    STAYING,
    STEPS,
    Care,
    Ending,
    Reply,
    go_on,
    open_care,
)
from bot.safety.finding import CRISES, PRECEDENCE, Finding, Strength

KEYS = set(load_responses().keys())


def a_finding(kind: str = "crisis_suicide", strength: str = "clear", **changes) -> Finding:
    return Finding(**{"kind": kind, "strength": Strength(strength), "certainty": 0.9, "why": "a-rule", **changes})


def an_episode(step: str = "suicide_clear", **changes) -> Care:
    return Care(**{"kind": step.split("_")[0], "step": step, "said": (step,), **changes})


def _all_steps() -> set[str]:
    steps = (
        set(STEPS)
        | set(ANYWHERE.values())
        | set(ABUSE_ABOUT.values())
        | set(STAYING)
        | {"back", "first", "danger_still"}
    )
    steps |= {step for answers in STEPS.values() for step in answers.values()}
    steps |= {f"{kind}_danger" for kind in CAN_TURN_URGENT} | {"abuse_barriers", "abuse_tell_someone"}
    for kind in ("suicide", "harm", "abuse", "emergency"):
        steps |= {f"{kind}_clear", f"{kind}_check", f"{kind}_misread"}
    for kind in BOUNDARIES:
        steps |= {kind, f"{kind}_kept", f"{kind}_left", f"{kind}_in_crisis"}
    return steps


@pytest.mark.parametrize("step", sorted(_all_steps()))
def test_every_step_has_its_text(step):
    assert f"utter_care_{step}" in KEYS


@pytest.mark.parametrize("step", sorted(OPEN_TO_LEAVE))
def test_every_step_that_may_be_left_exists(step):
    assert step in _all_steps()


def test_no_text_is_left_that_no_step_says():
    said = {f"utter_care_{step}" for step in _all_steps()}
    spare = {
        key for key in KEYS if key.startswith("utter_care_") and "fail_safe" not in key and not key.endswith("_MA")
    } - said
    assert spare <= {"utter_care_tell_provider"}


def _is_for_danger(key: str) -> bool:
    is_boundary = key.startswith(("utter_care_medical", "utter_care_legal")) and not key.endswith("_in_crisis")
    return key.startswith("utter_care_") and not is_boundary


@pytest.mark.parametrize("key", sorted(filter(_is_for_danger, KEYS)))
def test_every_text_for_a_danger_holds_a_line_in_each_language_and_channel(key):
    for variation in load_responses().variations(key):
        assert set(find_numbers(variation["text"])) & set(read_lines()), variation["text"]


@pytest.mark.parametrize("kind", sorted(CRISES))
def test_the_first_answer_to_each_danger_says_that_it_is_a_program_and_cannot_call(kind):
    step = open_care(a_finding(kind), None, "words").say[0]
    for variation in load_responses().variations(f"utter_care_{step}"):
        assert "program" in variation["text"]


@pytest.mark.parametrize("kind", PRECEDENCE)
@pytest.mark.parametrize("strength", ["clear", "unclear"])
@pytest.mark.parametrize("about_self", [True, False])
@pytest.mark.parametrize("reply", list(Reply))
def test_every_finding_opens_with_a_text_that_exists(kind, strength, about_self, reply):
    turn = open_care(a_finding(kind, strength, about_self=about_self), None, "words", reply)
    assert turn.say
    assert f"utter_care_{turn.say[0]}" in KEYS


@pytest.mark.parametrize("step", sorted(STEPS))
@pytest.mark.parametrize("reply", list(Reply))
def test_every_answer_at_every_step_is_answered(step, reply):
    for kind in ("suicide", "harm", "abuse", "emergency"):
        turn = go_on(an_episode(step, kind=kind), reply)
        assert turn.say or turn.ending is Ending.LEAVE
        assert all(f"utter_care_{said}" in KEYS for said in turn.say)


@pytest.mark.parametrize("step", sorted(STEPS))
@pytest.mark.parametrize("reply", [reply for reply in Reply if reply not in (Reply.BACK, Reply.MISREAD, Reply.LEAVE)])
def test_only_the_peer_ends_a_talk_about_danger(step, reply):
    assert go_on(an_episode(step, kind="suicide"), reply).ending is None


def test_no_text_is_said_twice_while_another_fits():
    care, heard = an_episode(), []
    for reply in [Reply.OTHER, Reply.NO, Reply.NO, Reply.YES, Reply.OTHER, Reply.OTHER, Reply.OTHER]:
        turn = go_on(care, reply)
        heard += turn.say
        care = turn.care
    assert len(set(heard)) == len(heard)


def test_the_words_never_repeat_in_two_turns_running():
    care, last = an_episode(), None
    for _ in range(20):
        turn = go_on(care, Reply.OTHER)
        assert turn.say != last
        care, last = turn.care, turn.say


def test_a_plan_and_intent_gets_the_three_things_at_once():
    turn = go_on(an_episode("suicide_plan"), Reply.YES)
    text = load_responses().say(f"utter_care_{turn.say[0]}").text
    assert "911" in text and "988" in text  # a line
    assert "person" in text  # somebody near
    assert "space between you and what you could use" in text  # distance from means


def test_means_in_hand_is_answered_as_danger_from_the_first_word():
    assert open_care(a_finding(), None, "words", Reply.DANGER).say == ("suicide_danger",)


def test_a_denial_is_believed_asked_once_more_and_then_believed_for_good():
    first = go_on(an_episode(), Reply.DENIES)
    assert first.say == ("suicide_believe",)
    second = go_on(first.care, Reply.NO)
    assert second.say == ("believed",)
    assert go_on(second.care, Reply.DENIES).say != ("suicide_believe",)


def test_a_friend_in_danger_gets_a_text_of_its_own():
    assert open_care(a_finding(about_self=False), None, "words").say == ("suicide_other",)


def test_abuse_asks_first_whether_it_is_safe_to_write():
    text = load_responses().say("utter_care_abuse_clear").text
    assert "safe for you to write" in text


def test_a_new_danger_takes_over_and_the_old_place_is_remembered():
    turn = go_on(an_episode(interrupted="needs_form"), Reply.OTHER, a_finding("medical_emergency"))
    assert turn.say == ("emergency_clear",)
    assert turn.care.interrupted == "needs_form"


def test_a_plain_answer_is_not_taken_for_another_danger_on_the_models_word_alone():
    turn = go_on(an_episode("suicide_alone"), Reply.POLICE, a_finding("crisis_harm_others", why="classifier"))
    assert turn.say == ("barrier_police",)


def test_an_unclear_sign_that_turns_clear_is_not_asked_again():
    care = open_care(a_finding(strength="unclear"), None, "words").care
    assert go_on(care, Reply.OTHER, a_finding()).say == ("suicide_said",)


def test_a_danger_after_a_boundary_is_answered_first():
    care = open_care(a_finding("ask_medical_advice"), "needs_form", "can i stop lithium").care
    turn = go_on(care, Reply.OTHER, a_finding())
    assert turn.say == ("suicide_clear",)
    assert turn.care.question == ""


@pytest.mark.parametrize("kind", ["ask_medical_advice", "ask_legal_advice"])
def test_a_question_is_kept_only_if_the_peer_says_yes(kind):
    care = open_care(a_finding(kind), None, "should i").care
    assert care.question == "should i"
    assert go_on(care, Reply.YES).ending is Ending.KEEP_QUESTION
    for reply in (Reply.NO, Reply.OTHER, Reply.UNSURE, Reply.NOT_NOW):
        assert go_on(care, reply).ending is Ending.BACK


def test_coaching_goes_on_when_the_peer_asks_for_it():
    turn = go_on(an_episode("suicide_today", interrupted="needs_form"), Reply.BACK)
    assert turn.ending is Ending.BACK
    assert turn.care.interrupted == "needs_form"


def test_asking_for_something_else_right_after_danger_is_heard_but_safety_is_asked_once():
    first = go_on(an_episode(), Reply.LEAVE)
    assert first.say == ("first",)
    assert go_on(first.care, Reply.LEAVE).ending is Ending.LEAVE


def test_an_episode_survives_being_kept():
    care = an_episode(interrupted="needs_form")
    assert Care.from_stored(care.as_stored()) == care


def test_every_kind_of_finding_has_a_short_name():
    assert set(SHORT) == set(PRECEDENCE)
