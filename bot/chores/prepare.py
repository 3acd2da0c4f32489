"""Make ready what a start needs and a repository does not keep: encoder weights, database schema, model."""

from __future__ import annotations

import argparse

from bot.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to set: what is ready already is left alone."""


def run(args: argparse.Namespace) -> int:
    prepare()
    return 0


def prepare() -> None:
    """Build, migrate, train: each only if it is needed."""
    settings = load_settings()
    if not (settings.encoder / "model.bin").exists():
        from bot.encoder import build_encoder

        print("Building the sentence encoder ...", flush=True)
        build_encoder(settings.encoder)
    from bot.safety.screen import prepare_screen

    if prepare_screen():
        print("Trained the safety classifier.", flush=True)
    from bot.nlu.place_names import load_place_names

    load_place_names(settings.state, settings.var)
    from bot.store.migrate import migrate

    migrate()
    from bot.chores.train import train

    train(settings)
