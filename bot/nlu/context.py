"""Rasa component: a short answer means what the last question makes of it.

The gate hands over the bot's last message (`metadata.question`, its text, `metadata.asked`, its response key). While a
question of a guided conversation is open, words that only might be a digression are the answer; a fragment after any
question is `inform` unless it clearly is something else. Safety comes after this component and is never weakened by it.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.coaching.guide import asks_why

# Everything a guided conversation says last is a question that is open, but for its end.
OPEN_QUESTION = re.compile(
    r"^utter_(?:needs|appointment|practice|debrief|goal|listening|reminder)_(?!kept|next)|_(?:ask|no_words)(?:_|$)"
)
# What a peer may mean whatever was asked; a low bar, because missing these hurts.
ALWAYS = frozenset(
    [
        "crisis_suicide",
        "crisis_harm_others",
        "crisis_abuse",
        "medical_emergency",
        "ask_medical_advice",
        "opt_out",
        "cancel",
        "repeat",
        "skip",
        "go_back",
        "dont_know",
        "affirm",
        "deny",
        "request_specialist",
        "delete_my_data",
    ]
)
# Ways through a conversation; half-heard ones are answers ("when you fix" is no "go back").
MOVES = frozenset(["repeat", "skip", "go_back", "dont_know", "affirm", "deny"])
FRAGMENT_WORDS = 6
# Greetings and thanks are short. In an exercise a longer one only sounds like it ("take off the ride thing").
COURTESIES = frozenset(["greet", "goodbye", "thank"])
COURTESY_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ContextReader(GraphComponent):
    """Needs an intent classifier before it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"digression_confidence": 0.6, "fragment_confidence": 0.75, "move_confidence": 0.5}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContextReader:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            metadata = message.get("metadata") or {}
            if metadata.get("question") and message.get(TEXT) and not message.get(TEXT).startswith("/"):
                self._read(message, metadata)
        return messages

    def _read(self, message: Message, metadata: dict[str, Any]) -> None:
        intent = message.get(INTENT) or {}
        name, confidence = intent.get("name"), intent.get("confidence") or 0.0
        is_open = bool(OPEN_QUESTION.match(metadata.get("asked") or ""))
        if name in MOVES and is_open and confidence < self._config["move_confidence"]:
            message.set(INTENT, {"name": "inform", "confidence": 0.5}, add_to_output=True)
            return
        if name in ALWAYS or name == "inform":
            return
        text = message.get(TEXT)
        if is_open and asks_why(text):
            message.set(INTENT, {"name": "inform", "confidence": 1.0}, add_to_output=True)  # the guide answers it
            return
        if text.rstrip().endswith("?"):
            return  # who asks back is not answering
        words = len(text.split())
        if (
            (is_open and confidence < self._config["digression_confidence"])
            or (is_open and name in COURTESIES and words > COURTESY_WORDS)
            or (words <= FRAGMENT_WORDS and confidence < self._config["fragment_confidence"])
        ):
            message.set(INTENT, {"name": "inform", "confidence": max(confidence, 0.5)}, add_to_output=True)
