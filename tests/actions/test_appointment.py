"""Getting ready for a meeting, as the action does it."""

from __future__ import annotations

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.appointment import ValidateAppointmentForm, find_open_plan, park_question
from bot.store.plans import find_peer_of, list_versions


@pytest.fixture
def peer(talk):
    return talk(ValidateAppointmentForm())


async def make_plan(peer) -> None:
    await peer.says("I see my landlord on december 30 at 5, need the heat fixed", "prepare_appointment")
    await peer.says("no", "deny")
    await peer.says("when will it be fixed?")


async def test_the_plan_is_kept_as_soon_as_it_is_useful(peer):
    await make_plan(peer)
    kept = find_open_plan(find_peer_of("c0ffee"))
    assert kept.body["main"] == "I need the heat fixed"
    assert kept.body["questions"] == ["when will it be fixed?"]
    assert "utter_appointment_made" in peer.keys


async def test_every_change_is_a_version_and_undo_brings_the_last_one_back(peer):
    await make_plan(peer)
    await peer.says("add a question: who pays")
    await peer.says("undo")
    kept = find_open_plan(find_peer_of("c0ffee"))
    assert kept.body["questions"] == ["when will it be fixed?"]
    assert len(list_versions(find_peer_of("c0ffee"), kept.plan_id)) == 3


async def test_words_that_name_no_part_are_asked_about_and_not_lost(peer):
    await make_plan(peer)
    await peer.says("the neighbor upstairs")
    assert peer.keys == ["utter_appointment_place"]
    await peer.picks("concerns")
    assert find_open_plan(find_peer_of("c0ffee")).body["concerns"] == ["the neighbor upstairs"]


async def test_a_medical_question_goes_on_the_list_and_is_not_answered(peer):
    await peer.says("I see my psychiatrist on december 30 at 5, need my refill", "prepare_appointment")
    await peer.says("no", "deny")
    said = await peer.says("can i take less of it?", "ask_medical_advice")
    assert "I can't answer that one" in said
    assert find_open_plan(find_peer_of("c0ffee")).body["questions"] == ["can i take less of it?"]


@pytest.mark.parametrize("intent", ["crisis_suicide", "medical_emergency", "cancel", "delete_my_data"])
async def test_danger_and_ways_out_are_never_an_answer(peer, intent):
    await make_plan(peer)
    with pytest.raises(ActionExecutionRejection):
        await peer.says("anything", intent)


async def test_another_wish_is_offered_and_what_is_open_is_kept(peer):
    await peer.says("I have an appointment with my boss on december 30 at 9", "prepare_appointment")
    await peer.says("can we practice it?", "practice_conversation")
    assert peer.keys == ["utter_moving_other_goal"]
    assert "Practice saying it" in peer.buttons
    await peer.picks("stay")
    assert peer.keys == ["utter_appointment_ask_main"]
    assert peer.slots["waiting_goals"] == ["practice_conversation"]


async def test_a_wish_that_was_tapped_is_started_at_once(peer):
    await peer.says("I have an appointment with my boss on december 30 at 9", "prepare_appointment")
    await peer.says("/practice_conversation", "practice_conversation")
    assert peer.followed == "practice_form"
    assert peer.slots["appointment_progress"]["step"] == "main"


async def test_a_peer_who_comes_back_with_the_answer_is_not_asked_again(peer):
    await peer.says("I have an appointment with my boss on december 30 at 9", "prepare_appointment")
    peer.active = False
    await peer.says("two short breaks a day")
    assert peer.keys == ["utter_appointment_ask_concerns"]


async def test_a_parked_question_is_on_the_next_plan(peer):
    park_question(find_peer_of("c0ffee"), "is it safe with grapefruit?")
    await make_plan(peer)
    assert "is it safe with grapefruit?" in find_open_plan(find_peer_of("c0ffee")).body["questions"]


async def test_a_plan_that_is_there_is_offered_before_a_new_one(peer):
    await make_plan(peer)
    await peer.picks("done")
    await peer.says("help me get ready for my appointment", "prepare_appointment")
    assert peer.keys == ["utter_appointment_which"]
    await peer.picks("open_plan")
    assert "utter_appointment_open" in peer.keys


async def test_braces_and_quotes_in_a_peers_words_break_nothing(peer):
    await make_plan(peer)
    said = await peer.says('add a question: what is {main} and "why" %s {0}?')
    assert "{main}" in said


async def test_a_new_time_is_heard_on_the_open_plan_and_while_a_place_is_asked(peer):
    await make_plan(peer)
    await peer.says("it's at 6 now")
    assert find_open_plan(find_peer_of("c0ffee")).body["when"]["time"] == "18:00"
    await peer.says("the neighbor upstairs")
    await peer.says("change the time to december 31 at 11")
    assert find_open_plan(find_peer_of("c0ffee")).body["when"]["date"] == "2026-12-31"


async def test_taking_something_off_the_plan_is_not_a_medical_question(peer):
    await make_plan(peer)
    await peer.says("add a point: the ride home")
    await peer.says("take off the ride thing", "ask_medical_advice")
    assert "concerns" not in find_open_plan(find_peer_of("c0ffee")).body
