"""Phone numbers and e-mail addresses in a message."""

from __future__ import annotations

import pytest

from bot.language.contact import find_contacts


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("call me 617-555-0134", [("phone", "+16175550134")]),
        ("(413) 555 0190 or Jo@Example.org", [("phone", "+14135550190"), ("email", "jo@example.org")]),
        ("+1 774 555 0102 after 5", [("phone", "+17745550102")]),
        ("7745550102", [("phone", "+17745550102")]),
        ("555-0134", [("phone", "5550134")]),
        ("jo dot smith at example dot com", [("email", "jo.smith@example.com")]),
        ("jo.smith+bot@mail.example.co", [("email", "jo.smith+bot@mail.example.co")]),
    ],
)
def test_ways_to_reach_somebody_are_found(said: str, found: list[tuple[str, str]]) -> None:
    assert [(contact.kind, contact.value) for contact in find_contacts(said)] == found


@pytest.mark.parametrize(
    "said",
    ["", "988", "text 741741", "call 911", "01608", "20 mg in 2019", "my case is 4821930", "12/03/2026", "@ 3", "a@b"],
)
def test_other_numbers_reach_nobody(said: str) -> None:
    assert find_contacts(said) == ()


def test_the_span_is_where_it_stands() -> None:
    said = "my cell is 617.555.0134 thx"
    assert said[slice(*find_contacts(said)[0].span)] == "617.555.0134"
