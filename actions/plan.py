"""What the peer made, at any time: on the screen, behind a private link, as a text message, to be read aloud."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, find_plan_owner, read_clock, read_local_clock
from actions.reading import read_picked, read_words
from bot.coaching.appointment import is_useful
from bot.coaching.sheet import list_kinds, list_words, make_sheet, name_changes, write_brief, write_script, write_text
from bot.settings import load_settings
from bot.sms.gsm import count_segments, downgrade
from bot.store.plan_links import end_links, make_link
from bot.store.plans import KeptPlan, list_plans, list_versions

# What peers call the things they made; the first that fits is shown.
_KIND_WORDS = {
    "needs": r"\b(?:statement|need(?:s|ed)?|what i (?:want|need) to say)\b",
    "debrief": r"\b(?:note|letter|how it went|looking back)\b",
    "step": r"\b(?:goals?|steps?)\b",
    "resource": r"\b(?:places?|phone numbers?|services?)\b",
    "appointment": r"\b(?:plan|appointment|meeting|visit|questions?|list|sheet)\b",
}
_END_LINK = re.compile(
    r"\b(?:turn off|switch off|cancel|revoke|end|kill|delete|remove|stop|close)\b.{0,20}\blinks?\b"
    r"|\blinks?\b.{0,12}\boff\b",
    re.I,
)


class ShowPlan(Action):
    """The thing asked for, else the newest: its text, its page and files, and what can be done with it."""

    def name(self) -> str:
        return "action_show_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        peer_id, words, picked = find_plan_owner(tracker), read_words(tracker), read_picked(tracker)
        if _END_LINK.search(words) or picked == "end_links":
            end_links(peer_id, read_clock())
            dispatcher.utter_message(response="utter_plan_links_off")
            return []
        kept = [one for one in list_plans(peer_id) if one.kind in list_kinds() and write_brief(_sheet(one))]
        shown = _choose(kept, words)
        draft = (tracker.get_slot("appointment_progress") or {}).get("answers") or {}
        if is_useful(draft) and "plan_id" not in draft:
            dispatcher.utter_message(response="utter_plan_draft", plan=write_text(make_sheet("appointment", draft)))
            return []
        if shown is None:
            dispatcher.utter_message(response="utter_plan_nothing")
            return []
        if picked == "sms":
            body = downgrade(write_brief(_sheet(shown)))
            dispatcher.utter_message(response="utter_plan_sms", plan=body, texts=count_segments(body))
        elif picked == "aloud":
            dispatcher.utter_message(response="utter_plan_aloud", plan="\n\n".join(write_script(_sheet(shown))))
        elif picked == "history":
            self._tell_history(dispatcher, peer_id, shown)
        else:
            self._show(dispatcher, tracker, peer_id, shown)
        return []

    def _show(self, dispatcher: CollectingDispatcher, tracker: Tracker, peer_id: str, shown: KeptPlan) -> None:
        dispatcher.utter_message(response="utter_plan_text", plan=write_text(_sheet(shown)))
        if tracker.get_latest_input_channel() == "sms":
            return  # the words are the text itself: nothing is put behind a link
        address = f"{load_settings().public_url}/plan/{make_link(peer_id, shown.plan_id, read_clock())}"
        names = list_words("page")
        links = [{"label": names["title"], "url": address}, {"label": names["pdf"], "url": f"{address}/plan.pdf"}]
        if (shown.body.get("when") or {}).get("date"):
            links.append({"label": names["calendar"], "url": f"{address}/plan.ics"})
        dispatcher.utter_message(response="utter_plan_page", json_message={"links": links})

    def _tell_history(self, dispatcher: CollectingDispatcher, peer_id: str, shown: KeptPlan) -> None:
        versions = list_versions(peer_id, shown.plan_id)
        zone = read_local_clock().tzinfo
        lines = [
            f"{after.created_at.astimezone(zone):%b} {after.created_at.astimezone(zone).day}: "
            + (", ".join(name_changes(shown.kind, before.body, after.body)) or "-")
            for before, after in pairwise(versions)
        ]
        dispatcher.utter_message(response="utter_plan_history", count=len(versions), lines="\n".join(lines[-8:]))


def _sheet(kept: KeptPlan) -> Any:
    return make_sheet(kept.kind, kept.body)


def _choose(kept: list[KeptPlan], words: str) -> KeptPlan | None:
    for kind, named in _KIND_WORDS.items():
        if re.search(named, words, re.I):
            found = next((one for one in kept if one.kind == kind), None)
            if found:
                return found
    return kept[0] if kept else None
