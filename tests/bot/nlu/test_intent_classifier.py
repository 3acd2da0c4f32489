"""The Rasa component around the intent model, with a stand-in for the encoder."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import EncoderError
from bot.nlu import intent_classifier as room
from bot.nlu.intent_classifier import IntentClassifier

SENTENCES = {
    "thank": ["thank you so much", "thanks a lot", "thank you for that", "many thanks"],
    "greet": ["hello there", "hi there", "good morning hello", "hey hello"],
    "skip": ["skip this one", "next question please", "skip that", "leave this one out"],
}


def a_message(text: str, intent: str | None = None, direction: int = 0) -> Message:
    message = Message({TEXT: text, "intent": intent} if intent else {TEXT: text})
    vector = np.eye(4, dtype=np.float32)[direction]
    message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, "encoder"))
    return message


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    stand_in = SimpleNamespace(fingerprint="one")
    monkeypatch.setattr(room, "load_encoder", lambda: stand_in)
    return stand_in


@pytest.fixture
def storage(tmp_path: Path, encoder: SimpleNamespace) -> LocalModelStorage:
    """Holds a classifier trained on SENTENCES."""
    storage = LocalModelStorage(tmp_path)
    examples = [
        a_message(text, intent, direction)
        for direction, (intent, texts) in enumerate(SENTENCES.items())
        for text in texts
    ]
    made = IntentClassifier.create(IntentClassifier.get_default_config(), storage, Resource("intents"), None)
    made.train(TrainingData(examples))
    return storage


def load(storage: LocalModelStorage) -> IntentClassifier:
    return IntentClassifier.load(IntentClassifier.get_default_config(), storage, Resource("intents"), None)


def test_a_message_gets_its_intent_and_a_ranking(storage):
    [message] = load(storage).process([a_message("thank you")])
    assert message.get("intent")["name"] == "thank"
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert sum(reading["confidence"] for reading in message.get("intent_ranking")) == pytest.approx(1, abs=1e-5)


def test_a_message_without_an_embedding_is_left_alone(storage):
    [message] = load(storage).process([Message({TEXT: ""})])
    assert message.get("intent") is None


def test_a_model_trained_on_another_encoder_is_refused(storage, encoder):
    encoder.fingerprint = "another"
    with pytest.raises(EncoderError, match="python -m bot prepare"):
        load(storage)
