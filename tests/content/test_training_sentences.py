"""The training sentences: varied, unambiguous, and apart from what we are measured on."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import yaml

from bot.content.sentences import Sentence, find_conflicts, find_near_duplicates, find_templates, read_sentences
from bot.settings import ROOT

SAFETY = {"crisis_suicide", "crisis_harm_others", "crisis_abuse", "medical_emergency"}


def a_sentence(text: str, intent: str = "greet") -> Sentence:
    return Sentence(text, intent, "somebody", "account.yml")


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    return read_sentences()


def test_every_intent_of_the_domain_has_sentences_of_several_writers(sentences):
    intents = set(yaml.safe_load((ROOT / "domain.yml").read_text())["intents"])
    assert len(intents) == 40
    assert intents == {sentence.intent for sentence in sentences}
    for intent in intents:
        assert len({sentence.writer for sentence in sentences if sentence.intent == intent}) >= 3, intent


def test_safety_intents_have_hundreds_of_sentences(sentences):
    counted = Counter(sentence.intent for sentence in sentences)
    assert all(counted[intent] >= 200 for intent in SAFETY)


def test_each_intent_lives_in_one_file_only(sentences):
    files = {}
    for sentence in sentences:
        assert files.setdefault(sentence.intent, sentence.file) == sentence.file


def test_no_words_stand_under_two_intents(sentences):
    assert find_conflicts(sentences) == []


def test_no_two_sentences_are_nearly_the_same(sentences):
    assert find_near_duplicates(sentences) == []


def test_no_template_makes_sentences(sentences):
    assert find_templates(sentences) == []


def test_no_evaluation_line_is_trained_on(sentences):
    trained = {" ".join(sentence.text.lower().split()) for sentence in sentences if len(sentence.text.split()) > 3}
    # Two people may well type "not right now" alike; four words and more are no accident.
    for path in sorted((ROOT / "tests" / "evaluation").glob("*.jsonl")):
        lines = [json.loads(line)["text"] for line in path.read_text().splitlines()]
        assert not [line for line in lines if len(line.split()) > 3 and " ".join(line.lower().split()) in trained], (
            path.name
        )


def test_the_lint_sees_a_conflict():
    assert find_conflicts([a_sentence("Stop."), a_sentence("stop", "cancel")]) == [("stop", ["cancel", "greet"])]


def test_the_lint_sees_a_near_duplicate_but_not_a_short_one():
    long = [a_sentence("can you help me find a food pantry"), a_sentence("can you help me find a food pantri")]
    assert len(find_near_duplicates(long)) == 1
    assert find_near_duplicates([a_sentence("yes ok"), a_sentence("yes okk")]) == []


def test_the_lint_sees_a_template():
    assert find_templates([a_sentence(f"i would like a {thing} please") for thing in "abcdefghij"])


def test_a_block_without_a_writer_is_refused(tmp_path):
    (tmp_path / "x.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - hi\n")
    with pytest.raises(ValueError, match="names no writer"):
        read_sentences(tmp_path)
