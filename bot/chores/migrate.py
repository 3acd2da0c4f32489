"""Bring the database to the newest schema."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to set: the database is a setting."""


def run(args: argparse.Namespace) -> int:
    from bot.store.migrate import migrate

    migrate()
    return 0
