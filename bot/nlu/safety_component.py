"""Rasa component, last in the pipeline: what the safety screen found is what the message is for.

The door has screened the message already and hands the finding over (`metadata.finding`); where no door stands (the
shell, `rasa test`) it screens here. The screen's verdict is the only one on danger and on boundaries: an intent of
those kinds that only the intent classifier saw gives way to its next reading.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.safety.finding import PRECEDENCE, Finding
from bot.safety.screen import Context, screen

RANKING = "intent_ranking"
LIKELY = 0.3  # below this a reading is not acted on (config.yml: FallbackClassifier)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyComponent(GraphComponent):
    """Sets the intent to the finding's kind. A typed `/intent` never gets here as a command: the door strips it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyComponent:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self._judge(message)
        return messages

    def _judge(self, message: Message) -> None:
        metadata = message.get("metadata") or {}
        text = message.get(TEXT)
        context = Context(metadata.get("question") or "", metadata.get("asked") or "")
        if "finding" in metadata:
            stored = metadata["finding"]
            finding = Finding.from_stored(stored) if stored else None
        else:
            finding = screen(text, context)
        if finding and not _is_bare_tap(text):
            self._put_first(message, {"name": finding.kind, "confidence": finding.certainty})
        elif (message.get(INTENT) or {}).get("name") in PRECEDENCE:
            self._put_first(message, _read_otherwise(message, context))

    def _put_first(self, message: Message, intent: dict[str, Any]) -> None:
        others = [reading for reading in message.get(RANKING) or [] if reading["name"] != intent["name"]]
        message.set(INTENT, intent, add_to_output=True)
        message.set(RANKING, [intent, *others], add_to_output=True)


def _read_otherwise(message: Message, context: Context) -> dict[str, Any]:
    """What the words mean when they sounded like danger and are none: the next likely reading, the answer that an
    exercise waits for, or nothing that we understood.
    """
    for reading in message.get(RANKING) or []:
        if reading["name"] not in PRECEDENCE and reading["confidence"] >= LIKELY:
            return reading
    return {"name": "inform" if context.is_exercise else "nlu_fallback", "confidence": LIKELY}


def _is_bare_tap(text: str) -> bool:
    """A tapped `/intent` of ours: it means what it stands for, whatever its label reads like. Taps that carry words
    do not.
    """
    return text.startswith("/") and "{" not in text
