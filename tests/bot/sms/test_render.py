"""From what the bot says to texts, and from what a peer types to a choice."""

from __future__ import annotations

from statistics import median

import pytest

from bot.content.responses import load_responses
from bot.messages import Channel, Link
from bot.sms.gsm import count_segments, is_gsm
from bot.sms.render import find_faults, hold_back, read_choice, render
from tests.builders import a_choice, a_reply

TWO = (a_choice("A doctor or prescriber", "my doctor"), a_choice("Family or a friend", "my family"))


def test_choices_are_numbered_and_payloads_stay_out() -> None:
    said = a_reply(
        "Who is it for?", choices=(a_choice("Just talk", "/share_feeling"), a_choice("My rights", "/know_rights"))
    )
    assert render([said]) == ["Who is it for?\n1 Just talk\n2 My rights"]


def test_numbers_run_on_through_a_turn_as_the_gate_counts_them() -> None:
    assert render([a_reply("One?", choices=TWO), a_reply("Two?", choices=TWO)])[0].endswith(
        "3 A doctor or prescriber\n4 Family or a friend"
    )


def test_short_messages_of_one_turn_share_a_text() -> None:
    assert render([a_reply("Okay."), a_reply("Who is it for?")]) == ["Okay.\nWho is it for?"]


def test_a_link_is_written_out() -> None:
    assert render([a_reply("See", links=(Link("Legal aid", "https://legal.example"),))]) == [
        "See\nLegal aid: https://legal.example"
    ]


def test_every_text_of_a_long_answer_fits_two_segments() -> None:
    bodies = render([a_reply("One more sentence with “quotes” to read. " * 60)])
    assert all(count_segments(body) <= 2 and is_gsm(body) for body in bodies)


def test_only_three_texts_come_in_a_row() -> None:
    now, later = hold_back([f"text {number}" for number in range(8)], "Reply MORE")
    assert now == ["text 0", "text 1", "text 2\nReply MORE"]
    assert later == ["text 3", "text 4", "text 5\nReply MORE", "text 6", "text 7"]


def test_an_invitation_without_room_stands_alone() -> None:
    now, later = hold_back(["a" * 306] * 4, "Reply MORE")
    assert now[-1] == "Reply MORE"
    assert len([*now, *later]) == 5


def test_three_texts_need_no_invitation() -> None:
    assert hold_back(["a", "b", "c"], "Reply MORE") == (["a", "b", "c"], [])


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("1", "A doctor or prescriber"),
        ("#2.", "Family or a friend"),
        ("two", "Family or a friend"),
        ("Dos", "Family or a friend"),
        ("option 2", "Family or a friend"),
        ("the first one", "A doctor or prescriber"),
        ("2 please", "Family or a friend"),
        ("number one", "A doctor or prescriber"),
        ("family", "Family or a friend"),
        ("a friend", "Family or a friend"),
        ("prescriber", "A doctor or prescriber"),
        ("family or a friend", "Family or a friend"),
    ],
)
def test_a_choice_is_named_by_number_or_word(typed: str, label: str) -> None:
    choice = read_choice(typed, TWO)
    assert choice is not None
    assert choice.label == label


@pytest.mark.parametrize(
    "typed", ["3", "0", "my family hates me", "or", "a", "2 weeks ago", "no one", "", "doctor family"]
)
def test_other_words_are_no_choice(typed: str) -> None:
    assert read_choice(typed, TWO) is None


def test_faults_are_told_in_words() -> None:
    cancel = a_choice("Cancel", "/cancel")
    faults = find_faults(a_reply("ж" * 140, choices=(cancel, *TWO, *TWO)))
    assert len(faults) == 4
    assert find_faults(a_reply("Fine?", choices=TWO)) == []
    assert find_faults(a_reply('Say "stop" to leave.')) == ["asks for 'stop', which carriers take for an opt-out"]
    assert find_faults(a_reply("They say stop signs help.")) == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", [key for key in sorted(load_responses().keys()) if key.startswith("utter_sms_")])
def test_every_text_of_this_channel_fits_in_both_languages(key: str, language: str) -> None:
    values = {
        "programme": "OwnVoice",
        "code": "7K3P9Q",
        "url": "ownvoice.example.org",
        "when": "tomorrow, Saturday, November 21 at 12:45 pm",
    }
    assert find_faults(load_responses().say(key, Channel.SMS.value, language, **values)) == []


def test_a_reply_costs_little_in_the_middle() -> None:
    responses = load_responses()
    texts = [responses.variations(key)[0] for key in sorted(responses.keys())]
    segments = [sum(count_segments(body) for body in render([a_reply(option["text"])])) for option in texts]
    assert median(segments) <= 1.3
