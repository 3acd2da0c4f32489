"""Make ready what a start needs and a repository does not keep: encoder weights, database schema, model."""

from __future__ import annotations

import argparse
import os
from datetime import datetime, timezone

from bot.encoder import WEIGHTS_SHA256, build_encoder, read_fingerprint
from bot.safety.examples import read_examples
from bot.settings import Settings, load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to set: what is ready already is left alone."""


def run(args: argparse.Namespace) -> int:
    prepare()
    return 0


def prepare() -> None:
    """Build, migrate, seed, train: each only if it is needed."""
    settings = load_settings()
    prepare_encoders(settings)
    from bot.safety.screen import prepare_screen

    if prepare_screen():
        print("Trained the safety classifier.", flush=True)
    from bot.nlu.place_names import load_place_names

    load_place_names(settings.state, settings.var)
    from bot.store.migrate import migrate

    migrate()
    from bot.chores.resources import seed_resources

    if seed_resources(datetime.now(timezone.utc)):
        print("Loaded the lists of help lines and places.", flush=True)
    from bot.chores.train import train

    train(settings)


def prepare_encoders(settings: Settings) -> None:
    """The encoder as published (a second), and the one tuned on our sentences (minutes; a line every ten seconds)."""
    if read_fingerprint(settings.frozen_encoder) != WEIGHTS_SHA256:
        print("Building the sentence encoder ...", flush=True)
        build_encoder(settings.frozen_encoder)
    if not settings.tunes_encoder:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from bot.nlu.tuning import fingerprint_tuning, tune_encoder

    sentences = [(example.text, example.intent) for example in read_examples()]
    if read_fingerprint(settings.encoder) != fingerprint_tuning(sentences):
        print("Tuning the sentence encoder (a few minutes, only when training sentences changed) ...", flush=True)
        tune_encoder(sentences, settings.encoder, say=lambda line: print(f"  {line}", flush=True))
