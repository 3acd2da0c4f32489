from __future__ import annotations

from random import Random

from bot.nlu.slips import add_slips

TEXT = "Please remind me about my appointment with the doctor tomorrow, I don't want to forget"


def test_the_same_seed_makes_the_same_slips():
    assert add_slips(TEXT, Random(3)) == add_slips(TEXT, Random(3))


def test_slips_differ_from_reading_to_reading():
    random = Random(3)
    assert len({add_slips(TEXT, random) for _ in range(20)}) > 15


def test_most_words_of_a_message_stay_readable():
    random = Random(5)
    plain = set(TEXT.lower().replace(",", "").replace("'", "").split())
    for _ in range(50):
        typed = add_slips(TEXT, random).lower().replace(",", "").replace("'", "").split()
        assert len(plain & set(typed)) >= len(plain) / 2


def test_short_words_and_numbers_are_never_garbled():
    assert {add_slips("no 911 02139 it is", Random(seed)) for seed in range(50)} == {"no 911 02139 it is"}


def test_an_empty_message_stays_empty():
    assert add_slips("", Random(1)) == ""
