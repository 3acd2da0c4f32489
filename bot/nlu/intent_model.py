"""What a message is for: three views of its words, one answer with a calibrated confidence.

The views are the sentence embedding (meaning), words and word pairs (the telling phrase), and character pieces (typos,
shorthand). Each has its own logistic regression; their log-probabilities are averaged with fixed weights and set to how
sure they may be by one temperature. Together they know clearly more than apart, because they are wrong on different
messages (docs/adr/0006 has the comparison).
"""

from __future__ import annotations

import json
import unicodedata
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

VIEWS = ("meaning", "words", "pieces")
# Chosen across writers: each held out in turn (docs/adr/0006).
WEIGHTS = {"meaning": 0.5, "words": 0.25, "pieces": 0.25}
_LOOSENESS = {"meaning": 5.0, "words": 10.0, "pieces": 10.0}  # C of each view
# Averaged log-probabilities are too modest. At 0.5 the model is a little too sure with a writer it has not met (by
# 0.06): ours were asked for hard sentences; with everyday ones it is right more often.
TEMPERATURE = 0.5


class IntentModel:
    """Intent probabilities for texts. Train with `fit`, or `load` what `save` wrote (numbers and JSON, no pickle)."""

    def __init__(
        self, weights: dict[str, float] | None = None, temperature: float = TEMPERATURE, encoder: str | None = None
    ):
        self.weights = weights or WEIGHTS
        self.temperature = temperature
        self.encoder = encoder  # its fingerprint: numbers learned on one encoder's vectors mean nothing on another's
        self.intents: list[str] = []
        self._vectorizers = {"words": _words(), "pieces": _pieces()}
        self._layers: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def fit(self, texts: Sequence[str], embeddings: np.ndarray, intents: Sequence[str]) -> IntentModel:
        """Learn from texts, their unit embeddings (n, 384) and their intents."""
        plain = [fold(text) for text in texts]
        views = {"meaning": embeddings}
        views |= {name: vectorizer.fit_transform(plain) for name, vectorizer in self._vectorizers.items()}
        for name in VIEWS:
            # Balanced, or the large intents drown the small moving ones; the word views lose by it.
            balance = "balanced" if name == "meaning" else None
            layer = LogisticRegression(C=_LOOSENESS[name], class_weight=balance, max_iter=80, tol=1e-3)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # the last steps change no answer
                layer.fit(views[name], intents)
            self.intents = list(layer.classes_)
            self._layers[name] = (layer.coef_.T.astype(np.float32), layer.intercept_.astype(np.float32))
        return self

    def predict(self, texts: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """Probabilities, shape (len(texts), len(self.intents)); every row sums to 1."""
        plain = [fold(text) for text in texts]
        views: dict[str, Any] = {"meaning": embeddings}
        views |= {name: vectorizer.transform(plain) for name, vectorizer in self._vectorizers.items()}
        logits = sum(
            self.weights[name] * _log_softmax(views[name] @ self._layers[name][0] + self._layers[name][1])
            for name in VIEWS
        )
        return np.exp(_log_softmax(logits / self.temperature))

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / "layers.npz",
            **{
                f"{name}_{part}": array
                for name, pair in self._layers.items()
                for part, array in zip("wb", pair, strict=True)
            },
            **{f"{name}_idf": vectorizer.idf_.astype(np.float32) for name, vectorizer in self._vectorizers.items()},
        )
        words = {
            name: sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
            for name, vectorizer in self._vectorizers.items()
        }
        (folder / "words.json").write_text(
            json.dumps(
                {
                    "intents": self.intents,
                    "weights": self.weights,
                    "temperature": self.temperature,
                    "encoder": self.encoder,
                    "vocabularies": words,
                }
            )
        )

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        kept = json.loads((folder / "words.json").read_text())
        model = cls(kept["weights"], kept["temperature"], kept.get("encoder"))
        model.intents = kept["intents"]
        with np.load(folder / "layers.npz") as arrays:
            model._layers = {name: (arrays[f"{name}_w"], arrays[f"{name}_b"]) for name in VIEWS}
            for name, vectorizer in model._vectorizers.items():
                vectorizer.vocabulary = {word: index for index, word in enumerate(kept["vocabularies"][name])}
                vectorizer.idf_ = arrays[f"{name}_idf"]
        return model


def fold(text: str) -> str:
    """Lower case, plain quotes, no accents or marks: how a phone types it does not matter to words and pieces."""
    text = text.replace("’", "'").replace("‘", "'").lower()
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
        lowercase=False,
        token_pattern=r"(?u)\b\w[\w']*|[?!]+",
        dtype=np.float32,
    )


def _pieces() -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 4),
        min_df=3,
        max_features=30000,
        sublinear_tf=True,
        lowercase=False,
        dtype=np.float32,
    )


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    logits = np.asarray(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
