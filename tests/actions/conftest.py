"""A conversation as actions see it, without Rasa: events and slots in, what was said and done out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.content.responses import load_responses
from bot.messages import Channel
from bot.store.talks import open_talk
from tests.builders import NOON


@dataclass
class Talk:
    """One peer in one form. `says` runs the form's action on a message and keeps what it sets."""

    action: Action
    form: str
    slots: dict[str, Any] = field(default_factory=dict)
    active: bool = False
    said: list[dict[str, Any]] = field(default_factory=list)
    followed: str | None = None
    channel: str = "widget"

    async def says(self, text: str, intent: str = "inform", confidence: float = 0.9, **more: Any) -> str:
        entities = []
        if text.startswith("/inform{"):
            entities = [{"entity": key, "value": value} for key, value in json.loads(text[len("/inform") :]).items()]
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": entities,
            "metadata": {"finding": None},
        }
        events: list[dict[str, Any]] = [{"event": "user", "text": text, "input_channel": self.channel}]
        if not self.active:
            events.append({"event": "active_loop", "name": self.form})
        tracker = Tracker(
            "c0ffee",
            self.slots,
            message,
            events,
            False,
            None,
            {"name": self.form} if self.active else {},
            "action_listen",
        )
        dispatcher = CollectingDispatcher()
        done = await self.action.run(dispatcher, tracker, {})
        self.active = True
        self.followed = None
        for event in done:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "followup":
                self.followed = event["name"]
        if self.slots.get("requested_slot") is None:
            self.active = False
        self.said = dispatcher.messages
        return "\n".join(self._tell(one) for one in dispatcher.messages)

    async def picks(self, name: str) -> str:
        return await self.says(f'/inform{{"picked": "{name}"}}')

    def _tell(self, one: dict[str, Any]) -> str:
        values = {key: value for key, value in one.items() if isinstance(value, str | int)}
        return load_responses().variations(one["response"])[0]["text"].format(**values)

    @property
    def keys(self) -> list[str]:
        return [one["response"] for one in self.said]

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for one in self.said for button in one.get("buttons") or ()]


@pytest.fixture
def talk(database) -> Callable[[Action], Talk]:
    """Open a talk with the form of this validation action."""
    open_talk("c0ffee", Channel.WIDGET, NOON)
    return lambda action: Talk(action, action.name().removeprefix("validate_"))
