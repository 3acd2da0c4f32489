"""What the screen as a whole promises. Figures on large sets come from `python -m bot evaluate safety`."""

from __future__ import annotations

import json
import logging

import numpy as np
import pytest

import bot.safety.screen as room
from bot.safety.classifier import KINDS, Classifier
from bot.safety.context import Context
from bot.safety.finding import Finding, Strength
from bot.safety.rules import load_rules
from bot.safety.screen import Screen, choose, cut_windows
from bot.safety.words import load_speller


def a_finding(kind: str, strength: str = "clear", certainty: float = 0.9) -> Finding:
    return Finding(kind, Strength(strength), certainty, "test")


class StubClassifier:
    """Judges every text with the same chances, or fails."""

    def __init__(self, **chances: float):
        self._chances = np.array([chances.get(kind, 0.0) for kind in KINDS])
        self.read: list[str] = []

    def judge_many(self, texts, embeddings):
        self.read += texts
        if not self._chances.any():
            raise RuntimeError("no model today")
        return np.array([self._chances] * len(texts))

    decide = Classifier().decide


@pytest.fixture(autouse=True)
def encoder(monkeypatch):
    class StubEncoder:
        fingerprint = "this-encoder"

        def encode(self, text: str) -> np.ndarray:
            return np.zeros(384, dtype=np.float32)

    monkeypatch.setattr(room, "load_encoder", StubEncoder)


def a_screen(classifier=None) -> Screen:
    return Screen(load_speller(), load_rules(), classifier)


def test_what_kills_soonest_comes_first():
    found = [a_finding("crisis_abuse"), a_finding("medical_emergency"), a_finding("crisis_suicide")]
    assert choose(found).kind == "medical_emergency"


def test_a_clear_danger_comes_before_an_unclear_one():
    found = [a_finding("medical_emergency", "unclear"), a_finding("crisis_abuse")]
    assert choose(found).kind == "crisis_abuse"


def test_any_danger_comes_before_any_boundary():
    assert choose([a_finding("ask_medical_advice"), a_finding("crisis_suicide", "unclear")]).kind == "crisis_suicide"


def test_nothing_found_is_nothing():
    assert choose([]) is None


def test_without_a_classifier_the_rules_still_find_danger():
    assert a_screen().read("i want to kill myself", Context()).kind == "crisis_suicide"


def test_a_classifier_that_fails_takes_no_answer_away_and_is_logged_without_the_words(caplog):
    with caplog.at_level(logging.ERROR):
        assert a_screen(StubClassifier()).read("im such a burden", Context()).kind == "crisis_suicide"
    assert "rules alone" in caplog.text
    assert "burden" not in caplog.text


def test_a_model_that_sees_nothing_cannot_lower_a_rule():
    finding = a_screen(StubClassifier(none=1.0)).read("i want to die", Context())
    assert (finding.kind, finding.strength) == ("crisis_suicide", Strength.CLEAR)


def test_a_little_danger_is_worth_a_check_in():
    finding = a_screen(StubClassifier(crisis_suicide=0.3, none=0.7)).read("hm", Context())
    assert finding.strength is Strength.UNCLEAR


def test_danger_in_the_middle_of_a_long_message_is_read_in_a_window_of_its_own():
    text = " ".join(["the bus was late"] * 40 + ["marker"] + ["and then i ate"] * 40)
    windows = cut_windows(text)
    assert windows[0] == text
    assert any("marker" in window for window in windows[1:])
    assert max(len(window.split()) for window in windows[1:]) <= 40


def test_a_message_of_4000_letters_is_read_whole():
    words = [f"w{number}" for number in range(800)]
    covered = {word for window in cut_windows(" ".join(words))[1:] for word in window.split()}
    assert covered == set(words)


def test_a_finding_tells_where_it_stood():
    text = "so anyway, i want to die ok"
    start, end = a_screen().read(text, Context()).span
    assert "want to die" in text[start:end]


@pytest.mark.parametrize(
    "text",
    ['/greet{"x": "i want to die"}', "/restart i want to die", '{"text": "i want to kill myself"}', "I WANT TO DIE!!!"],
)
def test_commands_and_json_are_words_like_any_other(text):
    assert a_screen().read(text, Context()).kind == "crisis_suicide"


@pytest.mark.parametrize(
    ("question", "said", "kind"),
    [
        ("Are you thinking about suicide?", "yes", "crisis_suicide"),
        ("Are you thinking about suicide?", "no", None),
        ("Is the form done?", "yes", None),
        ("How many did you take?", "all of them", "medical_emergency"),
        ("What is in the box?", "all of them", None),
    ],
)
def test_the_last_question_counts(question, said, kind):
    finding = a_screen().read(said, Context(question))
    assert (finding.kind if finding else None) == kind


def test_a_question_split_over_two_messages_is_read_together():
    found = a_screen().read("my lithium?", Context(heard_before="should i stop taking"))
    assert found and found.kind == "ask_medical_advice"


def a_kept_classifier(folder, encoder: str) -> None:
    (folder / "screen").mkdir()
    (folder / "screen" / "classifier.json").write_text(json.dumps({"fingerprint": f"{encoder} examples"}))


@pytest.mark.parametrize("kept_for", [None, "another-encoder"])
def test_a_classifier_that_is_missing_or_fits_another_encoder_is_not_used(tmp_path, monkeypatch, caplog, kept_for):
    if kept_for:
        a_kept_classifier(tmp_path, kept_for)
    monkeypatch.setattr(room, "_folder", lambda: tmp_path / "screen")
    room.load_screen.cache_clear()
    try:
        with caplog.at_level(logging.ERROR):
            assert room.screen("i want to kill myself").kind == "crisis_suicide"
    finally:
        room.load_screen.cache_clear()
    assert "rules alone" in caplog.text
    assert "kill" not in caplog.text


EXERCISE = Context(question="What does it get in the way of?", key="utter_needs_ask_effect")


@pytest.mark.parametrize("answer", ["kill myself", "i want to die", "he hits me", "cant breathe"])
def test_a_short_answer_that_names_danger_is_noticed_inside_an_exercise(answer):
    finding = room.screen(answer, EXERCISE)
    assert finding is not None and finding.is_crisis


@pytest.mark.parametrize("answer", ["sleep", "my sleep", "breathing", "my blood sugar", "to sleep and feel steady"])
def test_a_plain_answer_inside_an_exercise_alarms_nobody(answer):
    assert room.screen(answer, EXERCISE) is None


def test_a_question_about_feelings_is_no_exercise():
    assert not Context(question="How are you now?", key="utter_debrief_ask_now").is_exercise
    assert not Context(question="Are you safe?", key="utter_care_safe").is_exercise
