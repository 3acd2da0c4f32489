"""The second detector: learns from the project's own safety sentences what no list of words can name.

Three views of the plain words (bot/safety/words.py): the meaning (a small network on the sentence embedding), words
and word pairs, and character pieces. Their log-probabilities are averaged; alone they are about equally good,
together clearly better, because they are wrong on different messages. Two thresholds turn danger's share into a clear
or an unclear finding; how they were chosen, and where that is weak: docs/adr/0011. Trained by
`python -m bot prepare`.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from bot.safety.examples import NONE, Example
from bot.safety.finding import CRISES, PRECEDENCE, Finding, Strength
from bot.safety.words import Speller

KINDS = (*PRECEDENCE, NONE)
_CRISES = np.array([kind in CRISES for kind in KINDS])
TEMPERATURE = 1.8
SEEDS = (0, 1, 2)  # three small networks, because one alone depends on how it started

Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Thresholds:
    """From which share of danger a finding is clear, from which it is worth a check-in, and when a boundary is met."""

    clear: float = 0.75
    unclear: float = 0.06
    boundary: float = 0.12


class ClassifierError(RuntimeError):
    """The classifier is not there or does not fit; the message says what to do."""


def plain_for_reading(words: str) -> str:
    """Plain words without the gaps that idioms left."""
    return " ".join(words.replace("~", "").split())


class Classifier:
    """Judges one message. Make it with `train_classifier`, or `load` what `save` wrote (plain numbers and JSON)."""

    def __init__(self, thresholds: Thresholds | None = None):
        self.thresholds = thresholds or Thresholds()
        self._vectorizers = {"words": _words(), "pieces": _pieces()}
        self._layers: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._networks: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []

    def fit(self, texts: Sequence[str], embeddings: np.ndarray, kinds: Sequence[str]) -> Classifier:
        """Learn from plain texts, their unit embeddings and what they are."""
        wanted = np.array([KINDS.index(kind) for kind in kinds])
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", ConvergenceWarning
            )  # stopping early is meant: it keeps them from learning by heart
            for seed in SEEDS:
                network = MLPClassifier((192,), alpha=1e-3, max_iter=14, random_state=seed, learning_rate_init=2e-3)
                network.fit(embeddings * SCALE, wanted)
                (inner, outer), (inner_bias, outer_bias) = network.coefs_, network.intercepts_
                self._networks.append(tuple(part.astype(np.float32) for part in (inner, inner_bias, outer, outer_bias)))
            for name, vectorizer in self._vectorizers.items():
                layer = LogisticRegression(C=REGULARITY[name], max_iter=80, tol=1e-3)
                layer.fit(vectorizer.fit_transform(texts), wanted)
                self._layers[name] = (layer.coef_.T.astype(np.float32), layer.intercept_.astype(np.float32))
        return self

    def judge_many(self, texts: Sequence[str], embeddings: np.ndarray) -> np.ndarray:
        """Probabilities of KINDS, shape (len(texts), len(KINDS))."""
        logits = sum(self._read_meaning(embeddings, network) for network in self._networks) / len(self._networks)
        for name, vectorizer in self._vectorizers.items():
            weights, bias = self._layers[name]
            logits = logits + _log_softmax(vectorizer.transform(texts) @ weights + bias) * WEIGHTS[name]
        return np.exp(_log_softmax(logits / TEMPERATURE))

    def _read_meaning(self, embeddings: np.ndarray, network: tuple[np.ndarray, ...]) -> np.ndarray:
        inner, inner_bias, outer, outer_bias = network
        return _log_softmax(np.maximum(embeddings * SCALE @ inner + inner_bias, 0) @ outer + outer_bias)

    def judge(self, text: str, embedding: np.ndarray) -> Finding | None:
        """The finding for one plain text, or None."""
        return self.decide(self.judge_many([text], embedding[None, :])[0])

    def decide(self, chances: np.ndarray) -> Finding | None:
        """What these probabilities of KINDS amount to. The share of all dangers counts; the likeliest one names it."""
        danger = float(chances[_CRISES].sum())
        if danger >= self.thresholds.unclear:
            kind = KINDS[int(np.argmax(np.where(_CRISES, chances, 0)))]
            strength = Strength.CLEAR if danger >= self.thresholds.clear else Strength.UNCLEAR
            boundary = self._find_boundary(chances)
            # A likely boundary question with a shadow of danger gets its boundary; a life in question comes first.
            if boundary is None or danger >= min(boundary.certainty, self.thresholds.clear):
                return Finding(kind, strength, round(danger, 3), "classifier")
        return self._find_boundary(chances)

    def _find_boundary(self, chances: np.ndarray) -> Finding | None:
        kind = KINDS[int(np.argmax(np.where(_BOUNDARIES, chances, 0)))]
        certainty = float(chances[KINDS.index(kind)])
        if certainty < self.thresholds.boundary:
            return None
        return Finding(kind, Strength.CLEAR, round(certainty, 3), "classifier")

    def save(self, folder: Path, fingerprint: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"{name}_w": weights for name, (weights, _) in self._layers.items()}
        arrays |= {f"{name}_b": bias for name, (_, bias) in self._layers.items()}
        arrays |= {f"{name}_idf": vectorizer.idf_.astype(np.float32) for name, vectorizer in self._vectorizers.items()}
        for number, network in enumerate(self._networks):
            arrays |= {f"network_{number}_{part}": array for part, array in enumerate(network)}
        np.savez(folder / "layers.npz", **arrays)
        vocabularies = {
            name: sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
            for name, vectorizer in self._vectorizers.items()
        }
        # Written last: a folder with this file is whole.
        (folder / "classifier.json").write_text(json.dumps({"fingerprint": fingerprint, "vocabularies": vocabularies}))

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        kept = json.loads((folder / "classifier.json").read_text())
        found = cls()
        with np.load(folder / "layers.npz") as arrays:
            for name, vectorizer in found._vectorizers.items():
                vectorizer.vocabulary = {word: index for index, word in enumerate(kept["vocabularies"][name])}
                vectorizer.idf_ = arrays[f"{name}_idf"]
                found._layers[name] = (arrays[f"{name}_w"], arrays[f"{name}_b"])
            found._networks = [
                tuple(arrays[f"network_{number}_{part}"] for part in range(4)) for number in range(len(SEEDS))
            ]
        return found


_BOUNDARIES = np.array([kind not in CRISES and kind != NONE for kind in KINDS])
SCALE = 8.0  # unit vectors are too small for a network to learn from quickly
REGULARITY = {"words": 20.0, "pieces": 10.0}
WEIGHTS = {"words": 1.0, "pieces": 1.0}


def train_classifier(examples: Sequence[Example], encode: Encode, speller: Speller) -> Classifier:
    """Train on examples; `encode` gives unit embeddings of plain texts."""
    texts = [plain_for_reading(speller.read(example.text).text) for example in examples]
    return Classifier().fit(texts, encode(texts), [example.finding_kind for example in examples])


def fingerprint_examples(examples: Sequence[Example], sources: Sequence[Path]) -> str:
    """Changes when an example or the code or data that reads them changes."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(f"{example.finding_kind}\t{example.text}\n".encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def read_fingerprint(folder: Path) -> str | None:
    """The fingerprint of the classifier kept in this folder, None when there is none."""
    path = folder / "classifier.json"
    return json.loads(path.read_text())["fingerprint"] if path.exists() else None


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, lowercase=False, token_pattern=r"[^\s.~]+", dtype=np.float32
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
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
