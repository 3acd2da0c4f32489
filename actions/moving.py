"""Leaving an exercise, and not knowing what was meant."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.account import find_unfinished
from actions.appointment import find_open_plan
from actions.base import Events, find_plan_owner, offer_labels, read_local_clock, say_response
from actions.debrief import close_step
from actions.reading import find_entity, read_intent, read_picked, read_words
from bot.coaching.appointment import tells_of_meeting
from bot.coaching.changes import read_change
from bot.coaching.guide import Say
from bot.content.responses import load_responses

# A second miss in a row offers other words, a third one a person: never the same words twice in a row.
_MISSES = ("utter_moving_unclear", "utter_moving_unclear_again", "utter_moving_unclear_person")
_CLOSE_EACH = 0.12
_CLOSE_TOGETHER = 0.45  # readings whose chances add up to less are a guess, not a choice


class AskMeaning(Action):
    """Asks with two or three plain choices when readings are close, else says briefly that it did not understand."""

    def name(self) -> str:
        return "action_ask_meaning"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if _tells_of_meeting(tracker):
            return [FollowupAction("appointment_form")]
        misses = _count_misses(tracker)
        choices = [] if misses else _find_close_readings(tracker)
        if choices:
            dispatcher.utter_message(response="utter_moving_which", buttons=choices)
        else:
            dispatcher.utter_message(response=_MISSES[min(misses, len(_MISSES) - 1)])
        return [FollowupAction("action_listen")]  # also when no rule led here: say it once, then listen


def _tells_of_meeting(tracker: Tracker) -> bool:
    """A message that holds whom, when and what for is about getting ready, however it is put."""
    ranking = [reading["name"] for reading in tracker.latest_message.get("intent_ranking") or []]
    if (tracker.active_loop or {}).get("name") or "prepare_appointment" not in ranking[:4]:
        return False
    return tells_of_meeting(read_words(tracker), read_local_clock())


def _find_close_readings(tracker: Tracker) -> list[dict[str, str]]:
    """Two or three readings that together are likelier than not, as choices in plain words; else none."""
    offered = {choice.payload: choice.label for choice in load_responses().say("utter_moving_meanings").choices}
    close = [
        (reading["confidence"], f"/{reading['name']}")
        for reading in tracker.latest_message.get("intent_ranking") or []
        if f"/{reading['name']}" in offered and reading["confidence"] >= _CLOSE_EACH
    ][:3]
    if len(close) < 2 or sum(confidence for confidence, _ in close) < _CLOSE_TOGETHER:
        return []
    return [{"title": offered[payload], "payload": payload} for _, payload in close]


def _count_misses(tracker: Tracker) -> int:
    """How many turns in a row, just before this one, ended without understanding."""
    turns = [event for event in tracker.events if event.get("event") == "user"][:-1]
    count = 0
    for event in reversed(turns):
        if (event.get("parse_data") or {}).get("intent", {}).get("name") != "nlu_fallback":
            break
        count += 1
    return count


class OfferNext(Action):
    """A conversation has ended: first what the peer brought up in passing, else what goes well after it."""

    def name(self) -> str:
        return "action_offer_next"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        waiting = [goal for goal in tracker.get_slot("waiting_goals") or [] if f"/{goal}" in _list_meanings()]
        if waiting:
            choices = offer_labels("utter_moving_meanings", [f"/{waiting[0]}"])
            say_response(dispatcher, "moving", Say("waiting", choices=choices))
            return [SlotSet("waiting_goals", waiting[1:])]
        left = tracker.get_slot("open_conversation")
        if left and tracker.get_slot(f"{left}_progress"):
            return [FollowupAction(f"{left}_form")]  # what was interrupted takes up its thread
        dispatcher.utter_message(response=f"utter_{tracker.get_slot('ended_conversation') or 'moving'}_next")
        return []


# What to say to a word that answers a question, when no question is open.
_NOTHING_OPEN = {"affirm": "yes", "deny": "no", "dont_know": "not_sure", "repeat": "again"}
_OUTCOMES = {"step_done": "done", "step_part": "part", "step_not": "not", "step_dropped": "dropped"}


class TakeUp(Action):
    """A short word with nothing open: it may change the plan, take up what was left, or tell how a step went."""

    def name(self) -> str:
        return "action_take_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        outcome = _OUTCOMES.get(read_picked(tracker) or "")
        if outcome:
            close_step(find_plan_owner(tracker), outcome)
            dispatcher.utter_message(response=f"utter_goal_outcome_{outcome}")
            return []
        intent, words = read_intent(tracker), read_words(tracker)
        kept = find_open_plan(find_plan_owner(tracker)) if words else None
        if kept and read_change(words, kept.body):
            return [FollowupAction("appointment_form")]
        if tells_of_meeting(words, read_local_clock()) and find_unfinished(tracker) != "appointment":
            return [FollowupAction("appointment_form")]
        left = find_unfinished(tracker)
        if left and intent in ("inform", "affirm", "go_back", "repeat", "more"):
            return [FollowupAction(f"{left}_form")]
        if intent == "inform" and find_entity(tracker, "resource_category"):
            return [FollowupAction("resources_form")]  # "food" alone, or "i need food": what else would be meant
        dispatcher.utter_message(response=f"utter_moving_{_NOTHING_OPEN.get(intent, 'what_next')}")
        return []


def _list_meanings() -> set[str]:
    return {choice.payload for choice in load_responses().say("utter_moving_meanings").choices}


class LeaveConversation(Action):
    """Says that what was said so far is kept, or that there is nothing to leave."""

    def name(self) -> str:
        return "action_leave_conversation"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        is_open = bool((tracker.active_loop or {}).get("name"))
        if read_intent(tracker) == "opt_out" and len(read_words(tracker).split()) > 1:
            dispatcher.utter_message(response="utter_account_opt_out")  # about texts; a bare "stop" leaves what is open
            return []
        dispatcher.utter_message(response="utter_moving_left" if is_open else "utter_moving_nothing_open")
        return [SlotSet("resources_request", None)]  # where the peer is was said to be for one search only
