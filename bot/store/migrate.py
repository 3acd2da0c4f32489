"""Bring the database to the newest schema (Alembic), from any released one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.store.session import load_engine


def migrate(revision: str = "head") -> None:
    """Upgrade to `revision`; does nothing when the database is already there."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with load_engine().begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
