"""Reading is comfortable: every text peers read stays at grade 7 or below, half of them far below."""

from __future__ import annotations

from statistics import median

from bot.chores.content import HIGHEST_GRADE, MEDIAN_GRADE, draw_map, list_coaching_rows, list_rows
from bot.content.reading_level import find_grade
from bot.content.responses import load_responses


def test_no_text_is_harder_than_grade_seven():
    rows = [*list_rows(load_responses()), *list_coaching_rows()]
    assert [(key, grade) for key, _, grade, _ in rows if grade is not None and grade > HIGHEST_GRADE] == []


def test_half_of_the_texts_are_at_grade_five_or_below():
    grades = [grade for _, _, grade, _ in [*list_rows(load_responses()), *list_coaching_rows()] if grade is not None]
    assert median(grades) <= MEDIAN_GRADE


def test_a_hard_text_is_found():
    hard = "The aforementioned documentation necessitates comprehensive verification by administrative authorities."
    assert find_grade(hard) > HIGHEST_GRADE
    assert find_grade("Yes.") is None


def test_the_map_shows_every_question_of_every_conversation():
    drawn = draw_map(load_responses())
    assert "Who do you need to say this to?" in drawn
    assert "{" not in drawn.split("## What starts what")[1]
    assert "- (" not in drawn
