"""Who is meant by everyday words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.language.roles import KINDS, load_roles, read_roles


@pytest.mark.parametrize(
    ("said", "role", "kind"),
    [
        ("the housing lady", "housing worker", "housing"),
        ("my p.o.", "probation officer", "court"),
        ("po", "probation officer", "court"),
        ("shrink", "psychiatrist", "mental_health"),
        ("my shrinks office", "psychiatrist", "mental_health"),
        ("the guy at social security", "social security", "benefits"),
        ("SSA", "social security", "benefits"),
        ("my boss at the store", "boss", "work"),
        ("HR", "HR", "work"),
        ("dr. Patel", "doctor", "health"),
        ("my docter", "doctor", "health"),
        ("theripist", "therapist", "mental_health"),
        ("psychaitrist", "psychiatrist", "mental_health"),
        ("my son's teacher", "teacher", "school"),
        ("my kids' school", "school", "school"),
        ("the judge", "judge", "court"),
        ("my public defender", "lawyer", "court"),
        ("landlord", "landlord", "housing"),
        ("the lady at the dta", "benefits worker", "benefits"),
        ("pharmacy", "pharmacist", "health"),
        ("mom", "family", "family"),
        ("my mother", "family", "family"),
        ("peer specialist", "peer specialist", "mental_health"),
        ("case mgr", "case worker", "mental_health"),
        ("la doctora", "doctor", "health"),
        ("mi trabajadora social", "social worker", "mental_health"),
        ("el casero", "landlord", "housing"),
    ],
)
def test_everyday_words_name_a_role(said: str, role: str, kind: str) -> None:
    found = load_roles().name(said)
    assert (found.name, found.kind) == (role, kind)


@pytest.mark.parametrize(
    "said", ["", "everyone", "dont judge me", "it works", "i took a job", "idk", "tuesday", "🙂", "pastries"]
)
def test_other_words_name_nobody(said: str) -> None:
    assert load_roles().name(said) is None


def test_the_longer_name_wins() -> None:
    assert load_roles().name("my doctor or my case manager").name == "case worker"


def test_a_role_nobody_listed_is_of_the_other_kind() -> None:
    assert load_roles().kind("the mayor") == "other"
    assert load_roles().kind("landlord") == "housing"


def test_every_kind_has_roles_and_there_are_enough_of_them() -> None:
    kinds = Counter(role.kind for role in load_roles().by_name.values())
    assert set(kinds) == set(KINDS)
    assert sum(kinds.values()) >= 40


def test_a_word_for_two_roles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roles.yml"
    path.write_text(
        "leads: []\nroles:\n- {name: a, kind: other, words: [boss]}\n- {name: b, kind: work, words: [boss]}\n"
    )
    with pytest.raises(ValueError, match="names both a and b"):
        read_roles(path)


def test_a_kind_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roles.yml"
    path.write_text("leads: []\nroles:\n- {name: a, kind: boats, words: [captain]}\n")
    with pytest.raises(ValueError, match="no kind 'boats'"):
        read_roles(path)
