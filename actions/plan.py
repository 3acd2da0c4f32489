"""Shows what the peer made so far."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events
from bot.store.plans import find_peer_of, list_plans


class ShowPlan(Action):
    """The newest of each kind of thing the peer made."""

    def name(self) -> str:
        return "action_show_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        peer_id = find_peer_of(tracker.sender_id)
        kept = list_plans(peer_id, "needs") if peer_id else []
        if kept:
            dispatcher.utter_message(response="utter_plan_needs", **kept[0].body)
        else:
            dispatcher.utter_message(response="utter_plan_nothing")
        return []
