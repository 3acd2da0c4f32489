"""What a message tells about a meeting is taken; what it does not tell is not made up."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.appointment import (
    hear_appointment,
    is_over,
    is_useful,
    list_open_parts,
    make_guide,
    put_first,
    read_correction,
    read_when,
)
from bot.coaching.guide import Move, Say
from bot.coaching.providers import list_kinds
from bot.coaching.questions import list_ideas

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("America/New_York"))  # a Friday


def test_one_long_message_leaves_only_what_is_missing():
    heard = hear_appointment("I see my housing worker Thursday at 2, need the mold fixed, scared she'll say no", NOW)
    assert heard["provider"] == "my housing worker"
    assert (heard["when"]["date"], heard["when"]["time"]) == ("2026-11-26", "14:00")
    assert heard["main"] == "I need the mold fixed"
    assert heard["worry"] == "scared she'll say no"
    assert make_guide(NOW).begin(heard).step == "concerns"


def test_wanting_help_to_get_ready_is_not_what_the_meeting_is_for():
    assert hear_appointment("can you help me get ready for my appointment with Dr. Patel", NOW) == {
        "provider": "Dr. Patel"
    }


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("yesterday", "when_past"),
        ("feb 30", "when_no_such_day"),
        ("friday at 25:00", "when_no_such_time"),
        ("next week", "when_which_day"),
        ("tuesday or wednesday", "when_which"),
        ("3pm", "when_which_day"),
        ("they said they would call me about it some time when the new schedule is out", "when_unclear"),
    ],
)
def test_a_time_that_cannot_be_is_asked_about(words, act):
    found = read_when(words, NOW)
    assert isinstance(found, Say)
    assert found.act == act


def test_two_days_are_offered_as_choices():
    assert [label for label, _ in read_when("tuesday or wednesday", NOW).choices] == [
        "Tuesday, November 24",
        "Wednesday, November 25",
    ]


def test_tomorrow_is_kept_as_a_date_that_stays_true():
    assert read_when("tomorrow at 10", NOW)["spoken"] == "Saturday, November 21 at 10 am"


def test_a_day_nobody_knows_yet_is_kept_in_the_peers_words():
    assert read_when("they will call me", NOW)["spoken"] == "they will call me"


@pytest.mark.parametrize("words", ["oh wait it's at 3", "10 am", "sorry, friday the 27th"])
def test_a_late_word_about_the_time_corrects_it_instead_of_answering(words):
    when = {"date": "2026-11-27", "time": "14:00", "spoken": "..."}
    assert read_correction(words, "main", {"provider": "my boss", "when": when}, NOW)["when"] != when


def test_an_answer_that_mentions_a_time_is_still_an_answer():
    assert (
        read_correction("a ride home by 5 pm because the bus stops", "main", {"when": {"date": "2026-11-27"}}, NOW)
        is None
    )


@pytest.mark.parametrize("kind_words", ["my psychiatrist", "my landlord", "the court", "my boss", "Karen", "my mom"])
def test_every_provider_gets_ideas_and_none_twice(kind_words):
    ideas = list_ideas(kind_words, [])
    assert len(ideas) >= 5
    assert ideas[0] not in list_ideas(kind_words, [ideas[0]])


def test_every_kind_of_provider_has_questions():
    from bot.coaching.questions import _bank

    grouped = {kind for kinds in _bank()["groups"].values() for kind in kinds}
    assert set(list_kinds()) <= grouped


def test_the_concern_that_was_named_comes_first():
    assert put_first(["my back", "my sleep", "the ride"], "my sleep") == ["my sleep", "my back", "the ride"]


def test_sixty_questions_are_not_lost_beyond_reason():
    text = "\n".join(f"{number}. what about thing {number}?" for number in range(1, 61))
    guide = make_guide(NOW)
    progress = guide.change(guide.begin({}), "questions")
    progress, lines = guide.take(progress, Move.ANSWER, text)
    assert not lines
    assert len(progress.answers["questions"]) == 60


@pytest.mark.parametrize(
    ("words", "sure"), [("7", 7), ("8/10", 8), ("not very", 3), ("kinda", 5), ("10 out of 10", 10)]
)
def test_sureness_is_read_from_numbers_and_words(words, sure):
    guide = make_guide(NOW)
    progress, _ = guide.take(guide.change(guide.begin({}), "confidence"), Move.ANSWER, words)
    assert progress.answers["confidence"] == sure


def test_who_feels_shaky_is_asked_for_the_smallest_fix():
    guide = make_guide(NOW)
    begun = guide.begin({"provider": "my boss", "when": {}, "main": "x"})
    progress, _ = guide.take(guide.change(begun, "confidence"), Move.ANSWER, "4")
    later = progress
    while later.step and later.step != "smaller":
        later, _ = guide.take(later, Move.SKIP, "")
    assert later.step == "smaller"


def test_a_plan_is_useful_as_soon_as_one_thing_is_on_it():
    assert not is_useful({"provider": "my boss"})
    assert is_useful({"main": "a day shift"})


def test_a_worry_brings_the_sentence_for_it_to_the_front():
    assert list_open_parts({"worry": "she'll say no"})[0] == "freeze"


def test_a_plan_is_over_the_day_after_and_one_without_a_day_never():
    assert is_over({"when": {"date": "2026-11-19"}}, NOW)
    assert not is_over({"when": {"date": "2026-11-20"}}, NOW)
    assert not is_over({}, NOW)
