"""Finding help: what for, where, up to three places, then whatever the peer does with them.

The slot `resources_request` holds the search while it is open. The place that was named lives in it and nowhere else:
it is emptied when the search is over, and it goes into no plan and no note for specialists.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.base import STARTS, Events
from actions.reading import (
    GOALS,
    find_other_goal,
    has_digressed,
    has_just_begun,
    is_interrupted,
    read_confidence,
    read_intent,
    read_words,
)
from actions.resource_request import load_closest
from actions.resource_talk import REQUEST_SLOT, ResourceTalk, close_search
from bot.coaching.goals import find_goals
from bot.directory.requests import find_refinements

FORM = "resources_form"
SURE = 0.7
_TAKES_UP = ("action_end_care", "action_offer_next")  # they bring an interrupted search back


class ValidateResourcesForm(Action):
    """One search: it stays open while the peer narrows it down, keeps or reports something, and ends by their word."""

    def __init__(self) -> None:
        load_closest()  # takes a second or two: at the start, not in a peer's turn

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if is_interrupted(tracker, FORM):
            raise ActionExecutionRejection(FORM, "the message is not about the search")
        stored = tracker.get_slot(REQUEST_SLOT)
        talk = ResourceTalk(dispatcher, tracker, stored or {})
        if stored and _is_brought_back(tracker):
            talk.resume()
        elif has_just_begun(tracker, FORM) or not stored:
            talk.begin()
        elif has_digressed(tracker, FORM):
            talk.ask_again()
        else:
            goal = find_wish(tracker)
            if goal:
                # A form takes over; one answer comes in between, and what was found is still there after it.
                is_form = STARTS[goal].endswith("_form")
                return [*(close_search() if is_form else talk.events()), FollowupAction(STARTS[goal])]
            talk.go_on()
        return talk.events()


class ForgetSearch(Action):
    """Whoever says goodbye leaves no place behind."""

    def name(self) -> str:
        return "action_forget_search"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return [SlotSet(REQUEST_SLOT, None)]


def find_wish(tracker: Tracker) -> str | None:
    """Another conversation that the message asks for; a search is put down for it without asking."""
    other = find_other_goal(tracker, "find_resource", is_choice=False)
    if other:
        return other[0]
    intent, words = read_intent(tracker), read_words(tracker)
    if intent not in GOALS or intent == "find_resource" or intent not in STARTS or find_refinements(words):
        return None
    return intent if read_confidence(tracker) >= SURE and intent in find_goals(words) else None


def _is_brought_back(tracker: Tracker) -> bool:
    """Whether an action that takes up what was left has opened the search again."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") in _TAKES_UP:
            return True
    return False
