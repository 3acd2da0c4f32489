"""Care conversations: what the peer's words do with the open question, and which reviewed text answers
(bot/safety/care.py).
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.appointment import park_question
from actions.base import Events
from actions.reading import has_digressed, read_words
from bot.content.responses import load_responses
from bot.safety.care import Care, Ending, Turn, go_on, open_care
from bot.safety.finding import CRISES, PRECEDENCE, Finding, Strength
from bot.safety.replies import load_replies
from bot.settings import load_settings
from bot.store.plans import find_peer_of

FORM, STEP_SLOT, PROGRESS_SLOT = "care_form", "care_step", "care_progress"


class ValidateCareForm(Action):
    """A form that asks one step after the other and ends only by the peer's word."""

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        stored = tracker.get_slot(PROGRESS_SLOT)
        is_open = tracker.get_slot("requested_slot") == STEP_SLOT and stored is not None
        if is_open and has_digressed(tracker, FORM):
            return _end()  # something else was asked for and answered: the peer went on
        finding = read_finding(tracker)
        reply = load_replies().read(read_words(tracker), _read_intent(tracker))
        if is_open:
            turn = go_on(Care.from_stored(stored), reply, finding)
        elif finding:
            turn = open_care(finding, find_interrupted(tracker), read_words(tracker), reply)
        else:
            return _end()
        if turn.ending is Ending.LEAVE:
            raise ActionExecutionRejection(FORM, "the peer asked for something else")
        self._say(dispatcher, turn)
        if turn.ending is Ending.KEEP_QUESTION:
            _keep_question(tracker, turn.care)
        open_slot = STEP_SLOT if turn.ending is None else None
        return [SlotSet(PROGRESS_SLOT, turn.care.as_stored()), SlotSet("requested_slot", open_slot)]

    def _say(self, dispatcher: CollectingDispatcher, turn: Turn) -> None:
        local, known = f"_{load_settings().state}", load_responses().keys()
        for step in turn.say:
            dispatcher.utter_message(response=f"utter_care_{step}", question=turn.care.question)
            if f"utter_care_{step}{local}" in known:  # lines of the place, where it has its own
                dispatcher.utter_message(response=f"utter_care_{step}{local}")


class EndCare(Action):
    """Takes the peer back to where they were, exactly: the interrupted conversation asks its open question again."""

    def name(self) -> str:
        return "action_end_care"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        stored = tracker.get_slot(PROGRESS_SLOT)
        if stored is None:  # the peer went on to something else, which has answered already
            return []
        interrupted = Care.from_stored(stored).interrupted
        if interrupted:
            return [SlotSet(PROGRESS_SLOT, None), FollowupAction(interrupted)]
        dispatcher.utter_message(response="utter_moving_what_next")
        return [SlotSet(PROGRESS_SLOT, None)]


def read_finding(tracker: Tracker) -> Finding | None:
    """What the screen found in the peer's last message: from the door, or where there was none, from the intent."""
    metadata = tracker.latest_message.get("metadata") or {}
    if "finding" in metadata:
        return Finding.from_stored(metadata["finding"]) if metadata["finding"] else None
    intent = tracker.latest_message.get("intent") or {}
    if intent.get("name") not in PRECEDENCE:
        return None
    certainty = float(intent.get("confidence") or 0.0)
    is_clear = intent["name"] not in CRISES or certainty >= 0.6
    return Finding(intent["name"], Strength.CLEAR if is_clear else Strength.UNCLEAR, certainty, "intent")


def find_interrupted(tracker: Tracker) -> str | None:
    """The form the peer was in when danger was noticed. Rasa has made ours the active one by now: the events tell."""
    for event in reversed(tracker.events):
        if event.get("event") == "active_loop" and event.get("name") != FORM:
            return event.get("name")
    return None


SURE = 0.5


def _read_intent(tracker: Tracker) -> str | None:
    """What the message is for. After a question a short one reads as its answer; a sure first reading counts for more
    here.
    """
    message = tracker.latest_message
    name = (message.get("intent") or {}).get("name")
    first = next(iter(message.get("intent_ranking") or ()), {})
    return first["name"] if name == "inform" and first.get("confidence", 0.0) >= SURE else name


def _keep_question(tracker: Tracker, care: Care) -> None:
    """Onto the peer's list, in their words and marked as theirs: the bot has no part in them."""
    peer_id = find_peer_of(tracker.sender_id)
    if peer_id and care.question:
        park_question(peer_id, care.question)


def _end() -> Events:
    return [SlotSet(PROGRESS_SLOT, None), SlotSet("requested_slot", None)]
