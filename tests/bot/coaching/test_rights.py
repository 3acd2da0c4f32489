"""Rights are dated data with a source; the topic is found by what peers ask."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coaching.rights import find_helper, find_rights, load_rights

TODAY = date(2026, 12, 31)


def test_every_right_has_a_source_a_date_words_to_say_and_its_limits():
    for right in load_rights().values():
        assert right.url.startswith("https://")
        assert right.source and right.fact and right.limits and right.ask
        assert right.checked_on <= TODAY


def test_all_topics_of_the_coaching_plan_are_there():
    assert {
        "records", "notes", "insurance", "interpreter", "consent", "second_opinion", "support_person", "accommodations",
        "directive", "substance_records", "decision",
    } <= set(load_rights())  # fmt: skip


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("can i see my records", "records"),
        ("do they have to get me an interpreter", "interpreter"),
        ("can my sister come in the room with me", "support_person"),
        ("can i get a second opinion", "second_opinion"),
        ("my insurance denied my therapy, what can i do", "insurance"),
        ("can they tell the court about my rehab records", "substance_records"),
        ("can i refuse the shot", "consent"),
        ("how do i appeal", "decision"),
        ("does my boss have to give me breaks for my disability", "accommodations"),
        ("what is a psychiatric advance directive", "directive"),
    ],
)
def test_the_topic_is_found_in_a_peers_question(words, topic):
    assert find_rights(words)[0].id == topic


def test_a_question_about_something_else_finds_no_topic():
    assert find_rights("how hot must the water be") == []


def test_help_is_named_for_the_state_and_for_any_other():
    assert "Massachusetts" in find_helper("MA").name
    assert find_helper("TX").url.startswith("https://")
