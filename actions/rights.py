"""What one is entitled to in general: one topic, its limits, what to say, where it comes from, who helps."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events
from actions.reading import read_picked, read_words
from bot.coaching.rights import Right, find_helper, find_rights, load_rights
from bot.content.responses import load_responses
from bot.settings import load_settings

AT_ONCE = 3


class TellRight(Action):
    """Tells the topic that was picked or spoken of, else offers the topics."""

    def name(self) -> str:
        return "action_tell_right"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        picked = read_picked(tracker)
        rights = load_rights()
        if picked in rights:
            _tell(dispatcher, rights[picked])
            return []
        found = find_rights(read_words(tracker))
        if found:
            _tell(dispatcher, found[0], also=found[1] if len(found) > 1 else None)
            return []
        _offer(dispatcher, int(picked.removeprefix("from_")) if picked and picked.startswith("from_") else 0)
        return []


def _tell(dispatcher: CollectingDispatcher, right: Right, also: Right | None = None) -> None:
    state = load_settings().state
    helper = find_helper(state)
    facts = " ".join(part for part in (right.fact, right.limits, right.states.get(state, "")) if part)
    dispatcher.utter_message(response="utter_rights_fact", fact=facts, label=right.label)
    dispatcher.utter_message(
        response="utter_rights_say",
        ask=right.ask,
        json_message={"links": [{"label": right.source, "url": right.url}, {"label": helper.name, "url": helper.url}]},
    )
    buttons = [_button(also)] if also else []
    dispatcher.utter_message(
        response="utter_rights_source",
        source=right.source,
        checked_on=f"{right.checked_on:%B} {right.checked_on.day}, {right.checked_on.year}",
        helper=f"{helper.name}, {helper.phone}" if helper.phone else helper.name,
        buttons=buttons,
    )


def _offer(dispatcher: CollectingDispatcher, start: int) -> None:
    """Three topics at a time, and more."""
    rights = list(load_rights().values())
    buttons = [_button(right) for right in rights[start : start + AT_ONCE]]
    following = start + AT_ONCE
    more = f'/know_rights{{"picked": "from_{following if following < len(rights) else 0}"}}'
    dispatcher.utter_message(response="utter_rights_which", buttons=[*buttons, {"title": _say_more(), "payload": more}])


def _say_more() -> str:
    return load_responses().say("utter_rights_more").text


def _button(right: Right) -> dict[str, str]:
    return {"title": right.label, "payload": f'/know_rights{{"picked": "{right.id}"}}'}
