"""Rasa component: one sentence embedding per message, as a dense sentence feature."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import load_encoder, read_fingerprint
from bot.settings import load_settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the encoder's unit vector, shape (1, 384), to every message that has text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be set."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa keeps what it computed before; with another encoder it must not."""
        return read_fingerprint(load_settings().encoder)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        vectors = load_encoder().encode_many([example.get(TEXT) for example in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self._add(message, load_encoder().encode(message.get(TEXT)))
        return messages

    def _add(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(
            Features(np.asarray(vector, dtype=np.float32)[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
        )


def read_embedding(message: Message) -> np.ndarray | None:
    """The sentence embedding of a message, shape (384,), or None when it has no text."""
    _, sentence = message.get_dense_features(TEXT)
    return None if sentence is None else np.asarray(sentence.features)[0]
