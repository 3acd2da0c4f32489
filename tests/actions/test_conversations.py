"""Practice, looking back, steps, listening and asking for a person, as their actions do it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.account import ValidateCallbackForm
from actions.debrief import ValidateDebriefForm, ValidateGoalForm, ValidateWinForm, close_step
from actions.listening import ValidateListeningForm
from actions.needs import ValidateNeedsForm
from actions.practice import ValidatePracticeForm
from bot.store.plans import find_peer_of, list_plans
from bot.store.session import unit_of_work
from bot.store.tables.review import CallBack


async def play_round(peer) -> None:
    await peer.says("my sink is broken")
    await peer.says("i need it fixed because we wash there")
    await peer.says("hard")


async def test_three_rounds_are_the_most(talk):
    peer = talk(ValidatePracticeForm())
    await peer.says("practice with my landlord", "practice_conversation")
    await peer.says('/inform{"said": "says no"}')
    for _ in range(2):
        await play_round(peer)
        assert "Once more" in peer.buttons
        await peer.picks("again")
    await play_round(peer)
    assert "Once more" not in peer.buttons
    assert "Keep a line" in peer.buttons


async def test_no_two_rounds_are_alike(talk):
    peer = talk(ValidatePracticeForm())
    await peer.says("practice with my landlord", "practice_conversation")
    await peer.says('/inform{"said": "says no"}')
    heard = []
    for _ in range(2):
        for line in ("my sink is broken", "i need it fixed"):
            await peer.says(line)
            heard.append(next(one["words"] for one in peer.said if one["response"] == "utter_practice_role"))
        await peer.says("ok")
        await peer.picks("again")
    assert len(set(heard)) == len(heard)


async def test_feedback_comes_only_after_asking_how_it_felt(talk):
    peer = talk(ValidatePracticeForm())
    await peer.says("practice with my landlord", "practice_conversation")
    await peer.says('/inform{"said": "kind"}')
    await peer.says("my sink is broken")
    await peer.says("please fix it")
    assert peer.keys[-1] == "utter_practice_ask_felt"
    assert not [key for key in peer.keys if "feedback" in key]
    await peer.says("okay")
    assert [key for key in peer.keys if "feedback" in key]


async def test_the_word_menu_ends_the_role_visibly(talk):
    peer = talk(ValidatePracticeForm())
    await peer.says("practice with my landlord", "practice_conversation")
    await peer.says('/inform{"said": "kind"}')
    assert "out of the role" in await peer.says("MENU", "out_of_scope")


async def test_what_was_promised_waits_for_the_next_plan(talk):
    peer = talk(ValidateDebriefForm())
    await peer.says("my meeting is over", "debrief_appointment")
    for answer in ("tired", "we talked", "yes", "she said maybe", "she calls me friday", "i went"):
        await peer.says(answer)
    parked = list_plans(find_peer_of("c0ffee"), "parked")[0]
    assert parked.body["agreed"] == ["she calls me friday"]


async def test_a_step_that_feels_big_is_made_smaller_and_remembered(talk):
    peer = talk(ValidateGoalForm())
    await peer.says("help me set a goal", "set_goal")
    await peer.says("call the clinic")
    await peer.says("skip", "skip")
    await peer.says("3")
    assert peer.keys == ["utter_goal_ask_smaller"]
    await peer.says("just find the number")
    await peer.says("yes", "affirm")
    kept = list_plans(find_peer_of("c0ffee"), "step")[0].body
    assert (kept["step"], kept["smaller"], kept["asks_back"]) == ("call the clinic", "just find the number", True)
    assert close_step(find_peer_of("c0ffee"), "done") is None  # not due before tomorrow


async def test_a_win_is_kept_in_the_peers_words(talk):
    peer = talk(ValidateWinForm())
    await peer.says("i called them by myself!", "share_win")
    await peer.says("skip", "skip")
    assert list_plans(find_peer_of("c0ffee"), "win")[0].body == {"win": "i called them by myself!"}


async def test_each_reflection_differs_and_nobody_is_rushed(talk):
    peer = talk(ValidateListeningForm())
    await peer.says("nobody listens to me", "share_feeling")
    assert peer.keys == ["utter_listening_hear_unheard", "utter_listening_ask_choose"]
    await peer.picks("listen")
    heard = []
    for words in ("they don't listen", "it was tuesday", "then i left"):
        await peer.says(words)
        heard.append(peer.keys[0])
    assert len(set(heard)) == 3


@pytest.mark.parametrize(("answer", "count"), [("yes", 1), ("no", 0)])
async def test_a_call_back_is_passed_on_only_with_a_yes(talk, answer, count):
    peer = talk(ValidateCallbackForm())
    await peer.says("can i talk to a person", "request_specialist")
    await peer.says("617-555-0142")
    await peer.says("mornings")
    await peer.says(answer, "affirm" if answer == "yes" else "deny")
    with unit_of_work() as session:
        assert len(session.scalars(select(CallBack)).all()) == count


async def test_one_part_of_a_statement_is_changed_and_the_rest_stays(talk):
    peer = talk(ValidateNeedsForm())
    await peer.says("i need my landlord to fix the heat", "state_needs")
    for answer in ("i am a mom", "no heat since october", "sleep", "no yelling", "to sleep", "tell me who can"):
        await peer.says(answer)
    await peer.picks("change")
    await peer.picks("ask")
    said = await peer.says("fix the heat by friday")
    assert "I am asking you to fix the heat by friday." in said
    assert "No heat since october." in said


async def test_a_meeting_told_of_in_the_same_breath_as_a_need_is_got_ready_for(talk):
    peer = talk(ValidateNeedsForm())
    await peer.says("I see my landlord on december 30 at 5, need the heat fixed", "state_needs")
    assert peer.followed == "appointment_form"
