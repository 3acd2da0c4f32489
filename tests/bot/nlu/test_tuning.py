"""Tuning on made-up weights of a tiny width: the steps are the real ones, only the numbers are few."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoder import Encoder, build_encoder, load_tokenizer, read_weights
from bot.nlu.tuning import Recipe, _pad, embed, fingerprint_tuning, tune_weights

WIDTH, INNER, WORDS = 24, 48, 30522
QUICK = Recipe(passes=20, rate=5e-3, head_rate=3e-2, batch=4)
SENTENCES = [
    ("thank you so much", "thank"),
    ("thanks a lot friend", "thank"),
    ("many thanks for that", "thank"),
    ("thank you kindly", "thank"),
    ("remind me on friday", "set_reminder"),
    ("send a reminder tomorrow", "set_reminder"),
    ("remind me before the visit", "set_reminder"),
    ("can you remind me later", "set_reminder"),
]


def make_weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)

    def draw(*shape: int) -> np.ndarray:
        return random.normal(scale=0.1, size=shape).astype(np.float32)

    def norm(name: str) -> dict[str, np.ndarray]:
        return {f"{name}.weight": np.ones(WIDTH, np.float32), f"{name}.bias": np.zeros(WIDTH, np.float32)}

    weights = {
        "embeddings.word_embeddings.weight": draw(WORDS, WIDTH),
        "embeddings.token_type_embeddings.weight": draw(2, WIDTH),
        "embeddings.position_embeddings.weight": draw(64, WIDTH),
        **norm("embeddings.LayerNorm"),
    }
    for number in range(6):
        prefix = f"encoder.layer.{number}"
        shapes = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        shapes |= {"attention.output.dense": (WIDTH, WIDTH)}
        shapes |= {"intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER)}
        for name, (wide, narrow) in shapes.items():
            weights[f"{prefix}.{name}.weight"] = draw(wide, narrow)
            weights[f"{prefix}.{name}.bias"] = np.zeros(wide, np.float32)
        weights |= norm(f"{prefix}.attention.output.LayerNorm") | norm(f"{prefix}.output.LayerNorm")
    return weights


def read_vectors(weights: dict[str, np.ndarray], texts: list[str]) -> np.ndarray:
    pieces = [encoding.ids for encoding in load_tokenizer(64).encode_batch(texts)]
    return embed(weights, *_pad(pieces)).numpy()


def measure_gap(weights: dict[str, np.ndarray]) -> float:
    """How much nearer sentences of one intent lie than sentences of two."""
    near = read_vectors(weights, [text for text, _ in SENTENCES])
    alike = near @ near.T
    return float(alike[:4, :4].mean() + alike[4:, 4:].mean() - 2 * alike[:4, 4:].mean())


@pytest.fixture(scope="module")
def heard() -> list[str]:
    """What whoever waits was told meanwhile."""
    return []


@pytest.fixture(scope="module")
def tuned(heard: list[str]) -> dict[str, np.ndarray]:
    return tune_weights(make_weights(), SENTENCES, QUICK, heard.append)


def test_tuning_moves_sentences_of_one_intent_together(tuned):
    before = make_weights()
    assert measure_gap({**before, **tuned}) > measure_gap(before) + 0.3


def test_only_the_upper_layers_change(tuned):
    assert {name.split(".")[2] for name in tuned} == {"3", "4", "5"}


def test_tuning_twice_gives_the_same_numbers(tuned):
    again = tune_weights(make_weights(), SENTENCES, QUICK)
    assert all(np.array_equal(tuned[name], again[name]) for name in tuned)


def test_whoever_waits_hears_how_far_it_is(tuned, heard):
    assert heard[-1].startswith("100%")


def test_padding_does_not_change_what_a_short_message_means():
    weights = make_weights()
    alone = read_vectors(weights, ["thank you"])[0]
    beside = read_vectors(weights, ["thank you", "well so i was wondering if you could remind me next week"])[0]
    assert beside == pytest.approx(alone, abs=1e-5)


def test_the_numbers_that_learn_are_the_model_that_is_served(tmp_path: Path):
    texts = ["my landlord wont fix the heat", "i see my case manager friday and im scared to ask"]
    build_encoder(tmp_path / "encoder")
    served = Encoder(tmp_path / "encoder").encode_many(texts)
    learning = read_vectors(read_weights(), texts)
    assert (served * learning).sum(axis=1).min() > 0.985  # int8 against floats


def test_a_changed_sentence_or_recipe_asks_for_new_tuning():
    fingerprint = fingerprint_tuning(SENTENCES)
    assert fingerprint == fingerprint_tuning(SENTENCES[::-1]), "the order of the files does not matter"
    assert fingerprint != fingerprint_tuning([*SENTENCES[1:], ("thank u", "thank")])
    assert fingerprint != fingerprint_tuning(SENTENCES, Recipe(passes=1))
