from __future__ import annotations

import pytest

from bot.safety.words import load_speller


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        pytest.param("I’m gonna k.ll myself", "i am going to kill myself", id="a masked letter"),
        pytest.param("k1ll my s3lf", "kill my self", id="numbers for letters"),
        pytest.param("k i l l  m y s e l f", "kill myself", id="letters apart"),
        pytest.param("s-u-i-c-i-d-e", "suicide", id="letters with dashes"),
        pytest.param("susicide", "suicide", id="one slip"),
        pytest.param("SUICIIIIDE", "suicide", id="shouted and drawn out"),
        pytest.param("ki\u200bll", "kill", id="an invisible sign inside"),
        pytest.param("kіll", "kill", id="a letter of another alphabet"),
        pytest.param("ｋｉｌｌ", "kill", id="wide letters"),
        pytest.param("kms", "kill myself", id="shorthand"),
        pytest.param("unalive", "kill", id="a code word"),
        pytest.param("estás", "estas", id="an accent"),
        pytest.param("wanna d!e", "want to die", id="a sign for a letter"),
    ],
)
def test_what_is_hidden_or_misspelt_reads_as_what_it_says(typed, plain):
    assert load_speller().read(typed).text == plain


@pytest.mark.parametrize("word", ["prison", "breeding", "meditation", "stranger", "chocolate", "too", "skilled"])
def test_a_real_word_is_not_turned_into_a_dangerous_one(word):
    assert load_speller().read(word).text == word


@pytest.mark.parametrize("text", ["", "   ", "...", "👍", "?!", "\u200b", "a" * 4000, "🙂" * 500, "`~#{}[]|\\"])
def test_odd_text_is_read_without_harm(text):
    load_speller().read(text)


def test_every_plain_word_knows_where_it_stood():
    typed = "so. I want to d!e, ok"
    words = load_speller().read(typed)
    start = words.text.index("die")
    first, last = words.locate(start, start + 3)
    assert typed[first:last].startswith("d!e")


def test_an_idiom_leaves_a_gap_and_the_rest_stays():
    words = load_speller().read("my feet are killing me and i want to die").text
    assert "killing" not in words
    assert "i want to die" in words
