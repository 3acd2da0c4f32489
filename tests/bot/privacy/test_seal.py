"""Sealing: what is closed cannot be read, two keys work during a rotation, a phone number is found but not kept."""

from __future__ import annotations

import pytest

from bot.privacy.seal import Seal, SealError

OLD, NEW = "o" * 32, "n" * 32


def test_what_was_said_comes_back_and_cannot_be_read_in_between():
    seal = Seal((NEW,))
    closed = seal.close({"text": "my landlord is Mr. Orchard"})
    assert b"Orchard" not in closed
    assert seal.open(closed) == {"text": "my landlord is Mr. Orchard"}


def test_during_a_rotation_the_old_key_still_opens():
    closed = Seal((OLD,)).close("before")
    both = Seal((NEW, OLD))
    assert both.open(closed) == "before"
    assert Seal((NEW,)).open(both.rotate(closed)) == "before"


def test_after_a_rotation_the_old_key_opens_nothing():
    with pytest.raises(SealError):
        Seal((NEW,)).open(Seal((OLD,)).close("before"))


def test_changed_bytes_are_noticed():
    closed = bytearray(Seal((NEW,)).close("x"))
    closed[-5] ^= 1
    with pytest.raises(SealError):
        Seal((NEW,)).open(bytes(closed))


def test_a_number_is_found_by_its_fingerprint_under_any_key():
    before = Seal((OLD,)).fingerprints("+14135550123")
    assert before[0] in Seal((NEW, OLD)).fingerprints("+14135550123")
    assert before != Seal((OLD,)).fingerprints("+14135550124")
    assert "5550123" not in before[0]
