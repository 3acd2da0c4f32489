"""Rasa component: sets the intent and its ranking from the intent model."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import EncoderError, load_encoder
from bot.nlu import intent_model
from bot.nlu.featurizer import SentenceFeaturizer, read_embedding
from bot.nlu.intent_model import TEMPERATURE, WEIGHTS, IntentModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(RasaIntentClassifier, GraphComponent):
    """Needs the SentenceFeaturizer before it."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"weights": WEIGHTS, "temperature": TEMPERATURE, "ranking_length": 5}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        with model_storage.read_from(resource) as folder:
            model = IntentModel.load(folder)
        if model.encoder != load_encoder().fingerprint:
            raise EncoderError("the model was trained with another encoder; `python -m bot prepare` trains it anew")
        return cls(config, model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa reuses what it trained before; it looks at this class alone and would not see a change in the model."""
        return hashlib.sha256(Path(intent_model.__file__).read_bytes()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT) and example.get(INTENT)]
        self._model = IntentModel(self._config["weights"], self._config["temperature"], load_encoder().fingerprint).fit(
            [example.get(TEXT) for example in examples],
            np.stack([read_embedding(example) for example in examples]),
            [example.get(INTENT) for example in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            embedding = read_embedding(message)
            if embedding is not None and self._model is not None:
                self._set(message, self._model.predict([message.get(TEXT)], embedding[None, :])[0])
        return messages

    def _set(self, message: Message, probabilities: np.ndarray) -> None:
        best = np.argsort(-probabilities)[: self._config["ranking_length"]]
        ranking = [{"name": self._model.intents[index], "confidence": float(probabilities[index])} for index in best]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
