"""A number from 0 to 10 in an answer."""

from __future__ import annotations

import pytest

from bot.language.numbers import find_number


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("7", 7), ("seven", 7), ("a 7", 7), ("7/10", 7), ("7 out of 10", 7), ("seven out of ten", 7),
        ("like a 6", 6), ("6ish", 6), ("10!!", 10),
        ("ten", 10), ("zero", 0), ("none", 0), ("0", 0), ("maybe a 4?", 4), ("my number is 3", 3),
        ("im at a 5 rn", 5), ("solid 8", 8),
        ("pain is 8/10 today", 8), ("siete", 7), ("5 de 10", 5), ("honestly id say about a 2", 2),
    ],
)  # fmt: skip
def test_a_rating_is_understood(said: str, value: int) -> None:
    number = find_number(said)
    assert (number.value, number.certain) == (value, True)


@pytest.mark.parametrize(
    ("said", "value"), [("6 or 7", 6), ("7-8", 7), ("6.5", 6), ("between 4 and 5", None), ("3 o 4", 3)]
)
def test_of_two_numbers_the_lower_counts_and_is_not_certain(said: str, value: int | None) -> None:
    number = find_number(said)
    assert number is None if value is None else (number.value, number.certain) == (value, False)


@pytest.mark.parametrize(
    "said",
    ["", "11", "100", "12/10", "i have 2 kids", "one of them", "at 3", "2 pm", "no one", "01608", "120/80", "1/2"],
)
def test_other_numbers_are_no_rating(said: str) -> None:
    assert find_number(said) is None


def test_the_span_is_the_number() -> None:
    number = find_number("id say it's like a 6 today")
    assert "id say it's like a 6 today"[slice(*number.span)] == "6"
