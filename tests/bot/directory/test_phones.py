from __future__ import annotations

import pytest

from bot.directory.phones import read_number, split_sms


@pytest.mark.parametrize(
    ("said", "shown", "dialled", "extension"),
    [
        ("(413) 555-0101", "413-555-0101", "+14135550101", ""),
        ("1-800-555-0100", "1-800-555-0100", "+18005550100", ""),
        ("618.555.0199", "618-555-0199", "+16185550199", ""),
        ("650 555-0125 x4385", "650-555-0125", "+16505550125", "4385"),
        ("413-555-0101 / 413-555-0102", "413-555-0101", "+14135550101", ""),
        ("1-800-555-TALK", "1-800-555-8255", "+18005558255", ""),
        ("988", "988", "988", ""),
        ("741741", "741741", "741741", ""),
        ('"+44 1234 234567"', "+44 1234 234567", "+441234234567", ""),
    ],
)
def test_numbers_as_written_become_numbers_a_phone_can_dial(
    said: str, shown: str, dialled: str, extension: str
) -> None:
    number = read_number(said)
    assert number is not None
    assert (number.shown, number.dialled, number.extension) == (shown, dialled, extension)


@pytest.mark.parametrize("said", ["", "call us", "555-01", "12", "000-000-0000"])
def test_what_no_phone_can_dial_is_no_number(said: str) -> None:
    assert read_number(said) is None


def test_a_keyword_is_told_from_the_number_it_goes_to() -> None:
    assert split_sms("HOME to 741741") == ("HOME", "741741")
    assert split_sms("838255") == ("", "838255")
