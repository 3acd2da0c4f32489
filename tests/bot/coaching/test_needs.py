"""The needs statement holds what its reader needs, in the peer's words and no others."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.coaching.needs import LONG_WORDS, SHORT_CHARACTERS, hear_needs, list_missing, write_long, write_short
from bot.settings import ROOT
from bot.sms.gsm import downgrade, measure
from tests.bot.coaching.answer_sets import ANSWER_SETS
from tests.builders import some_answers

PHRASES = yaml.safe_load((ROOT / "data" / "coaching" / "needs.yml").read_text())
FRAME_WORDS = set(
    re.findall(
        r"[a-z']+", " ".join(frame["text"] for frames in PHRASES["statements"].values() for frame in frames).lower()
    )
)
CLINICAL = (
    "depress",
    "anxi",
    "disorder",
    "symptom",
    "diagnos",
    "bipolar",
    "trauma",
    "patient",
    "treatment",
    "mental",
    "manic",
)
BLAME = ("fail", "fault", "refuse", "lazy", "careless", "neglect", "wrong")


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_][\w']*", text.lower()))


@pytest.fixture(params=ANSWER_SETS, ids=lambda answers: answers.get("to_whom") or "nobody named")
def answers(request):
    return request.param


def test_the_long_form_takes_fifteen_seconds(answers):
    assert len(write_long(answers).split()) <= LONG_WORDS


def test_the_short_form_is_two_texts(answers):
    assert measure(downgrade(write_short(answers, measure))) <= SHORT_CHARACTERS


def test_it_names_whom_it_is_for(answers):
    if answers.get("to_whom"):
        assert write_long(answers).startswith(f"To {answers['to_whom']}:")


def test_it_has_exactly_one_ask(answers):
    asks = re.findall(r"I am asking|I would like to", write_long(answers)) or re.findall(
        r"\bI need\b", write_long(answers)
    )
    assert len(asks) == 1


def test_it_is_in_the_first_person(answers):
    assert re.search(r"\b(?:I|me|my|I'm)\b", write_long(answers))


def test_it_gives_a_reason_where_one_was_told(answers):
    if answers.get("so_that"):
        assert re.search(r"\bThen |That would ", write_long(answers))


def test_nothing_is_invented(answers):
    said = words_of(" ".join(answers.values()))
    loose = {word.replace("'", "") for word in said} | {word.rstrip("s") for word in said}
    added = {word for word in words_of(write_long(answers)) - said - FRAME_WORDS if word.replace("'", "") not in loose}
    assert not added


def test_no_clinical_and_no_blaming_word_is_added(answers):
    said, statement = " ".join(answers.values()).lower(), write_long(answers).lower()
    assert not [word for word in (*CLINICAL, *BLAME) if word in statement and word not in said]


def test_the_nouns_of_the_peer_are_kept(answers):
    ask = words_of(answers["ask"]) - words_of(
        "i would like need want that she if could can you they him to me please just it s a calls"
    )
    assert ask - words_of(write_long(answers)) <= {"calls"}


def test_sentences_begin_and_end_as_sentences_do(answers):
    statement = write_long(answers)
    assert statement.endswith((".", "!", "?"))
    assert not re.search(r"\.\.|,\.|[.!?] [a-z]", statement)
    assert not re.search(r"\bi\b", statement)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ("i need them to call me", "I am asking you to call me."),
        ("that she calls me back", "I am asking you to call me back."),
        ("If he could ask me first", "I am asking you to ask me first."),
        ("a call by Friday", "I am asking for a call by Friday."),
        ("don't share my file", "I am asking you: please don't share my file."),
        ("to move the date", "I am asking you to move the date."),
        ("Can you write it down?", "I am asking you to write it down."),
    ],
)
def test_an_ask_reads_well_however_it_was_put(ask, sentence):
    assert sentence in write_long(some_answers(ask=ask))


def test_what_was_left_out_is_named():
    assert list_missing({"happening": "I wait"}) == ["to_whom", "ask"]


def test_a_first_message_gives_ask_cause_and_reason():
    heard = hear_needs("I need my landlord to fix the mold because my son has asthma so i can sleep", "my landlord")
    assert heard == {
        "to_whom": "my landlord",
        "ask": "fix the mold",
        "happening": "my son has asthma",
        "so_that": "i can sleep",
    }
