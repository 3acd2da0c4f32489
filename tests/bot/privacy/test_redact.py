"""Masking, one habit at a time. How often it succeeds on many messages: test_redact_examples.py."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.privacy.redact import redact, redact_answer


def test_a_message_keeps_its_sense_when_private_words_are_masked() -> None:
    text = "I'm Rosa Delgado, 508-555-0190. Dr. Amin raised my Seroquel to 200 mg in Lawrence, MA"
    assert redact(text).text == "I'm [name], [phone]. Dr. [name] raised my Seroquel to 200 mg in Lawrence, MA"


@pytest.mark.parametrize(
    "text",
    [
        "I go to Lawrence General and then to Charlotte, NC",
        "lithium 300 mg, Abilify 5, pain 8/10, since 2019",
        "call 988, text 741741, or 1-800-273-8255",
        "my zip is 01608 and rent is $1,450",
        "my doctor said no and the nurse never came",
    ],
)
def test_places_medicines_and_public_lines_stay_readable(text: str) -> None:
    assert redact(text).text == text


def test_a_name_that_is_also_a_town_is_masked_when_it_speaks() -> None:
    assert redact("I talked to Charlotte about it").text == "I talked to [name] about it"


def test_what_was_masked_once_is_masked_again_without_its_cue() -> None:
    first = redact("my name is xiadani and my phone is 508-555-0142")
    assert redact("xiadani again, still 5085550142", first.secrets).text == "[name] again, still [phone]"


def test_the_bot_may_name_services_but_not_repeat_what_the_peer_gave() -> None:
    secrets = redact("my name is Ana, call (413) 555-0101").secrets
    answer = "Thanks, Ana! Rosie's Place is at 889 Harrison Ave, 617-555-0122. I noted 413 555 0101."
    assert redact_answer(answer, secrets).text == (
        "Thanks, [name]! Rosie's Place is at 889 Harrison Ave, 617-555-0122. I noted [phone]."
    )


def test_one_thing_seen_by_two_rules_is_masked_once() -> None:
    assert redact("EBT card 6008 4412 3456 7890").text.count("[") == 1


@pytest.mark.parametrize("text", ["", " ", "?", "🙂🙂", "1", "a" * 4000, "Dr. ", "my name is", "5" * 500, "(" * 300])
def test_odd_messages_are_survived(text: str) -> None:
    assert isinstance(redact(text).text, str)


def test_masking_loads_neither_spacy_nor_rasa() -> None:
    code = "import sys, bot.privacy.redact; sys.exit(bool({'spacy', 'rasa', 'tensorflow'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
