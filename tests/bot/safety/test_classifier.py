from __future__ import annotations

import numpy as np
import pytest

from bot.safety.classifier import (
    KINDS,
    Classifier,
    Thresholds,
    fingerprint_examples,
    read_fingerprint,
    train_classifier,
)
from bot.safety.examples import Example
from bot.safety.finding import Strength
from bot.safety.words import load_speller

SAID = {
    "crisis_suicide": ["i want to die", "better off without me", "tired of living", "i wrote my goodbye letters"],
    "crisis_abuse": ["he hits me", "scared to go home", "my son takes my check", "she locks me in"],
    "none": ["help me get ready", "the bus was late", "i need a later time", "what are my rights", "thank you"],
    "ask_medical_advice": ["can i stop my pills", "is this rash bad", "how much do i take", "do i have it"],
    "ask_legal_advice": ["should i sue", "will i win", "do i have a case", "take the plea"],
    "crisis_harm_others": [
        "i will hurt him",
        "gonna stab my boss",
        "voices say kill her",
        "i have his address and a knife",
    ],
    "medical_emergency": ["cant breathe", "he wont wake up", "blood everywhere", "chest is crushing"],
}


def encode(texts):
    """Stands in for the encoder: a fixed vector for every text."""
    vectors = np.array([np.random.default_rng(sum(map(ord, text))).normal(size=384) for text in texts])
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def trained() -> Classifier:
    examples = [
        Example(text, kind, "positive", "w") for kind, texts in SAID.items() for text in texts for _ in range(3)
    ]
    return train_classifier(examples, encode, load_speller())


def chances(**shares: float) -> np.ndarray:
    return np.array([shares.get(kind, 0.0) for kind in KINDS])


def test_it_learns_what_it_was_shown(trained):
    assert trained.judge("i want to die", encode(["i want to die"])[0]).kind == "crisis_suicide"
    assert trained.judge("thank you", encode(["thank you"])[0]) is None


def test_kept_and_loaded_it_judges_the_same(trained, tmp_path):
    trained.save(tmp_path, "print")
    loaded = Classifier.load(tmp_path)
    texts = [text for texts in SAID.values() for text in texts]
    np.testing.assert_allclose(
        loaded.judge_many(texts, encode(texts)), trained.judge_many(texts, encode(texts)), atol=1e-5
    )
    assert read_fingerprint(tmp_path) == "print"


def test_nothing_kept_has_no_fingerprint(tmp_path):
    assert read_fingerprint(tmp_path) is None


def test_the_share_of_all_dangers_decides_and_the_likeliest_names_it():
    finding = Classifier(Thresholds(clear=0.6, unclear=0.1)).decide(
        chances(crisis_suicide=0.35, medical_emergency=0.3, none=0.35)
    )
    assert (finding.kind, finding.strength) == ("crisis_suicide", Strength.CLEAR)


def test_a_likely_boundary_with_a_shadow_of_danger_gets_its_boundary():
    finding = Classifier().decide(chances(ask_medical_advice=0.85, medical_emergency=0.15))
    assert finding.kind == "ask_medical_advice"


def test_everyday_words_find_nothing():
    assert Classifier().decide(chances(none=1.0)) is None


def test_the_fingerprint_follows_examples_and_sources(tmp_path):
    source = tmp_path / "a.py"
    source.write_text("1")
    one = fingerprint_examples([Example("a", "greet", "everyday", "w")], [source])
    assert one == fingerprint_examples([Example("a", "greet", "everyday", "w")], [source])
    assert one != fingerprint_examples([Example("b", "greet", "everyday", "w")], [source])
    source.write_text("2")
    assert one != fingerprint_examples([Example("a", "greet", "everyday", "w")], [source])
