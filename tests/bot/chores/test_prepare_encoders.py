"""Encoders are built when they are missing or their sentences changed, and left alone otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.chores import prepare as chore
from bot.chores.prepare import prepare_encoders
from bot.encoder import WEIGHTS_SHA256
from bot.nlu import tuning
from bot.safety.examples import Example
from bot.settings import Settings, read_settings


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> list[Example]:
    known = [Example("thank you", "thank", "everyday", "somebody")]
    monkeypatch.setattr(chore, "read_examples", lambda: known)
    return known


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the folders that were built, in order; nothing heavy runs."""
    folders: list[str] = []

    def write(target: Path, fingerprint: str) -> None:
        target.mkdir(parents=True, exist_ok=True)
        (target / "model.bin").touch()
        (target / "fingerprint").write_text(fingerprint)
        folders.append(str(target))

    def tune(sentences: list[tuple[str, str]], target: Path, say: Callable[[str], None]) -> None:
        write(target, tuning.fingerprint_tuning(sentences))

    monkeypatch.setattr(chore, "build_encoder", lambda target: write(target, WEIGHTS_SHA256))
    monkeypatch.setattr(tuning, "tune_encoder", tune)
    return folders


def a_setting(folder: Path, encoder: str) -> Settings:
    return read_settings({"OWNVOICE_VAR": f"{folder}/var", "OWNVOICE_MODELS": str(folder), "OWNVOICE_ENCODER": encoder})


def test_a_fresh_machine_gets_both_encoders_once(tmp_path, sentences, built):
    settings = a_setting(tmp_path, "tuned")
    prepare_encoders(settings)
    prepare_encoders(settings)
    assert built == [str(settings.frozen_encoder), str(settings.encoder)]


def test_a_new_sentence_tunes_the_encoder_anew_and_leaves_the_frozen_one(tmp_path, sentences, built):
    settings = a_setting(tmp_path, "tuned")
    prepare_encoders(settings)
    sentences.append(Example("thx", "thank", "everyday", "somebody"))
    prepare_encoders(settings)
    assert built[2:] == [str(settings.encoder)]


def test_nothing_is_tuned_where_the_setting_says_frozen(tmp_path, sentences, built):
    settings = a_setting(tmp_path, "frozen")
    prepare_encoders(settings)
    assert built == [str(settings.frozen_encoder)] == [str(settings.encoder)]


def test_an_encoder_of_other_weights_is_built_again(tmp_path, sentences, built):
    settings = a_setting(tmp_path, "frozen")
    prepare_encoders(settings)
    (settings.frozen_encoder / "fingerprint").write_text("older")
    prepare_encoders(settings)
    assert len(built) == 2
