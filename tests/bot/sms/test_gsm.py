"""What a text costs, checked against smsutil; how it is made cheaper; where it is cut."""

from __future__ import annotations

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sms.gsm import BASIC, EXTENDED, count_segments, downgrade, find_costly, is_gsm, measure, split_text


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("{" * 80 + "a", 2),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("\U0001f600" * 35, 1),
        ("\U0001f600" * 36, 2),
    ],
    ids=lambda value: str(value)[:6],
)
def test_segments_are_counted_as_carriers_bill_them(text: str, segments: int) -> None:
    assert count_segments(text) == segments
    if text:
        assert len(smsutil.split(text).parts) == segments


SIGNS = st.text(
    st.one_of(st.sampled_from(sorted(BASIC | EXTENDED)), st.characters(codec="utf-8")), min_size=1, max_size=400
)


@given(SIGNS)
@settings(max_examples=300, deadline=None)
def test_any_text_costs_what_smsutil_says(text: str) -> None:
    assert count_segments(text) == len(smsutil.split(text).parts)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("it’s “fine” — really…", 'it\'s "fine" - really...'),
        ("Mañana, ¿qué pasó? ¡Sí!", "Mañana, ¿qué paso? ¡Si!"),
        ("jalape\u006e\u0303o", "jalapeño"),
        ("ok 👍 then", "ok then"),
        ("a\u00a0b\u200bc", "a bc"),
        ("½ pill · 20°", "1/2 pill - 20 deg"),
        ("Bjørk, Łódź", "Bjørk, Łódź"),
        ("ﬁle", "file"),
    ],
    ids=["typography", "spanish", "decomposed", "emoji", "blanks", "signs", "other letters", "ligature"],
)
def test_signs_that_cost_become_plain_ones(typed: str, sent: str) -> None:
    assert downgrade(typed) == sent


@pytest.mark.parametrize("text", ["Xin chào bạn", "Здравствуйте", "你好"])
def test_another_script_keeps_its_letters(text: str) -> None:
    assert downgrade(text) == text
    assert find_costly(text)


@given(st.text(st.sampled_from("abc .!?\n€áé"), min_size=1, max_size=1500), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_a_split_text_fits_and_loses_no_word(text: str, segments: int) -> None:
    parts = split_text(text.strip() or "x", segments)
    assert all(count_segments(part) <= segments for part in parts)
    if len(parts) > 1:
        joined = "".join(part.split(") ", 1)[1] for part in parts)
        assert joined.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


def test_a_long_text_is_cut_at_sentences() -> None:
    sentence = "We meet on Tuesday and bring the letter with us to the office. "
    parts = split_text((sentence * 12).strip())
    assert len(parts) == 3
    assert [part[:5] for part in parts] == ["(1/3)", "(2/3)", "(3/3)"]
    assert all(part.endswith(".") for part in parts)


def test_a_text_without_a_blank_is_cut_all_the_same() -> None:
    parts = split_text("x" * 900)
    assert sum(part.count("x") for part in parts) == 900


def test_measure_counts_places_not_characters() -> None:
    assert measure("a€") == 3
    assert is_gsm("a€")
    assert not is_gsm("á")
