"""Texts read from files: by channel and language, with their values, and never twice under one key."""

from __future__ import annotations

import pytest

from bot.content.responses import Responses, read_responses

SPANISH = [{"type": "slot", "name": "language", "value": "es"}]
RESPONSES = Responses(
    {
        "utter_x": [
            {"text": "Hello {name}.", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"text": "Hi {name}", "channel": "sms"},
            {"text": "Hola {name}.", "condition": SPANISH},
        ]
    }
)


def test_a_text_comes_with_its_values_and_choices():
    said = RESPONSES.say("utter_x", name="Ana")
    assert said.text == "Hello Ana."
    assert [(choice.id, choice.label) for choice in said.choices] == [("affirm", "Yes")]
    assert said.key == "utter_x"


def test_a_channel_and_a_language_have_their_own_words():
    assert RESPONSES.say("utter_x", "sms", name="Ana").text == "Hi Ana"
    assert RESPONSES.say("utter_x", language="es", name="Ana").text == "Hola Ana."


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        RESPONSES.say("utter_nowhere")


def test_a_key_that_stands_in_two_files_is_an_error(tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("responses:\n  utter_x:\n  - text: hi\n")
    with pytest.raises(ValueError, match=r"a\.yml and in b\.yml"):
        read_responses(tmp_path)
