"""The intent model on a handful of sentences and made-up embeddings: no encoder, no Rasa."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.intent_model import WEIGHTS, IntentModel, fold

SENTENCES = [
    ("remind me of my appointment on friday", "set_reminder"),
    ("can you remind me tomorrow", "set_reminder"),
    ("send me a reminder before the appointment", "set_reminder"),
    ("text me a reminder on friday please", "set_reminder"),
    ("thank you so much", "thank"),
    ("thanks, that helped me", "thank"),
    ("many thanks to you", "thank"),
    ("thank you for this", "thank"),
    ("who can read what i write here", "ask_privacy"),
    ("can my doctor read this", "ask_privacy"),
    ("who sees what i write", "ask_privacy"),
    ("is this private, who can read it", "ask_privacy"),
]
TEXTS = [text for text, _ in SENTENCES]
INTENTS = [intent for _, intent in SENTENCES]


def make_embeddings(intents: list[str], seed: int = 0) -> np.ndarray:
    """Unit vectors that lie around a direction of their intent."""
    directions = {"set_reminder": 0, "thank": 1, "ask_privacy": 2}
    vectors = np.random.default_rng(seed).normal(scale=0.1, size=(len(intents), 8))
    for row, intent in enumerate(intents):
        vectors[row, directions[intent]] += 1
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


NO_MEANING = np.zeros((1, 8), dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel(WEIGHTS, temperature=1.0, encoder="abc").fit(TEXTS, make_embeddings(INTENTS), INTENTS)


def read(model: IntentModel, text: str, embedding: np.ndarray = NO_MEANING) -> str:
    return model.intents[int(model.predict([text], embedding)[0].argmax())]


def test_probabilities_of_one_message_sum_to_one(model):
    assert model.predict(TEXTS, make_embeddings(INTENTS)).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_meaning_alone_is_enough_when_no_word_is_known(model):
    assert read(model, "ありがとう", make_embeddings(["thank"], seed=9)) == "thank"


def test_words_alone_are_enough_when_the_meaning_says_nothing(model):
    assert read(model, "who can read it") == "ask_privacy"


def test_a_misspelled_word_is_known_by_its_pieces(model):
    assert read(model, "remindr pls") == "set_reminder"


@pytest.mark.parametrize("text", ["", " ", "🙂", "\x00", "x" * 4000, "/affirm{}", "é̸̛"])
def test_strange_messages_get_an_answer_and_no_error(model, text):
    probabilities = model.predict([text], NO_MEANING)[0]
    assert np.isfinite(probabilities).all()


def test_a_higher_temperature_is_less_sure_of_the_same_answer(model):
    warmer = IntentModel(WEIGHTS, temperature=3.0).fit(TEXTS, make_embeddings(INTENTS), INTENTS)
    sure, unsure = (one.predict(["thank you"], NO_MEANING)[0] for one in (model, warmer))
    assert sure.argmax() == unsure.argmax()
    assert unsure.max() < sure.max()


def test_what_was_saved_reads_messages_as_before(model, tmp_path: Path):
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    texts = ["remind me friday", "thx", "who reads this"]
    embeddings = make_embeddings(["set_reminder", "thank", "ask_privacy"], seed=3)
    assert (loaded.intents, loaded.encoder) == (model.intents, model.encoder)
    assert loaded.predict(texts, embeddings) == pytest.approx(model.predict(texts, embeddings), abs=1e-6)


def test_an_intent_with_few_sentences_is_not_crowded_out():
    few = [0.7, 0.6, 0.3]  # between the other two
    intents = ["thank"] * 120 + ["greet"] * 120 + ["ask_privacy"] * 4
    centres = np.repeat([[1, 0.3, 0], [0, 0.3, 1], few], [120, 120, 4], axis=0)
    embeddings = centres + np.random.default_rng(1).normal(scale=0.3, size=centres.shape)
    model = IntentModel({"meaning": 1.0, "words": 0.0, "pieces": 0.0}, 1.0).fit(
        ["same words"] * 244, embeddings, intents
    )
    assert read(model, "", np.array([few])) == "ask_privacy"


def test_quotes_capitals_and_accents_do_not_matter():
    assert fold("I CAN’T, José") == "i can't, jose"
