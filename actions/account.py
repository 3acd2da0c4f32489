"""Housekeeping that needs code: a greeting that remembers, and asking for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, GuidedForm, Speak, close_form, find_plan_owner, offer_labels, read_clock, say_response
from actions.debrief import find_due_step
from actions.reading import read_words
from bot.coaching.appointment import describe_plan
from bot.coaching.guide import Guide, Progress, Say, Step
from bot.coaching.speech import has_words, tidy
from bot.language.contact import find_contacts
from bot.store.queues import ask_call_back

# The conversations that can be left half-way, with the wish that takes each of them up again.
CONVERSATIONS = {
    "appointment": "prepare_appointment",
    "needs": "state_needs",
    "debrief": "debrief_appointment",
    "practice": "practice_conversation",
    "goal": "set_goal",
}


class Greet(Action):
    """Hello: with the small step to ask about, or the conversation that was left open, when there is one."""

    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if (tracker.active_loop or {}).get("name"):
            dispatcher.utter_message(response="utter_account_greet_again")
            return []
        step = find_due_step(find_plan_owner(tracker))
        if step:
            dispatcher.utter_message(response="utter_goal_ask_outcome", step=step.body.get("step", ""))
            return []
        left = find_unfinished(tracker)
        if left:
            progress = tracker.get_slot(f"{left}_progress")
            values = describe_plan(progress["answers"]) if left == "appointment" else {}
            act = "unfinished_named" if values.get("summary") else "unfinished"
            choices = offer_labels("utter_account_go_on", [f"/{CONVERSATIONS[left]}"])
            say_response(dispatcher, left, Say(act, values, choices))
            return []
        dispatcher.utter_message(response="utter_account_greet")
        return []


def find_unfinished(tracker: Tracker) -> str | None:
    """The conversation that was left half-way last, or None."""
    left = [name for name in CONVERSATIONS if tracker.get_slot(f"{name}_progress")]
    last = tracker.get_slot("open_conversation")
    return last if last in left else next(iter(left), None)


def _read_contact(text: str, answers: Mapping[str, Any]) -> str | Say:
    """A phone number or an address as it was written; "here" means in this chat."""
    found = find_contacts(text)
    if found:
        return found[0].value
    if any(word in text.lower().split() for word in ("here", "chat", "this")):
        return "in this chat"
    return Say("contact_unclear") if has_words(text) else Say("no_words")


def _read_time(text: str, answers: Mapping[str, Any]) -> str:
    return tidy(text)


def _read_consent(text: str, answers: Mapping[str, Any]) -> str | Say:
    low = text.lower()
    if low.startswith(("yes", "yeah", "yep", "ok", "sure", "y ")) or low == "y":
        return "yes"
    return "no" if low.startswith(("no", "nope", "don")) or low == "n" else Say("consent_unclear")


class ValidateCallbackForm(GuidedForm):
    """A request for a person: how to reach the peer, when it suits, and a clear yes before anybody sees it."""

    conversation = "callback"
    intent = "request_specialist"
    stays_open = False
    guide = Guide(
        [
            Step("contact", read=_read_contact),
            Step("best_time", optional=True, read=_read_time),
            Step("consent", read=_read_consent, takes_yes_no=True),
        ]
    )

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        found = find_contacts(read_words(tracker))
        return {"contact": found[0].value} if found else {}

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        answers = progress.answers
        if answers.get("contact") and answers.get("consent") == "yes":
            ask_call_back(
                find_plan_owner(tracker),
                tracker.sender_id,
                answers["contact"],
                answers.get("best_time", ""),
                read_clock(),
            )
            say(Say("kept"))
        else:
            say(Say("not_kept"))
        return close_form(progress)
