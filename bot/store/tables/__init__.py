"""Every table, one file per part of the house. Importing this package registers them all on `Base.metadata`."""

from bot.store.tables.base import Base

from bot.store.tables import coaching, directory, review, sms, specialists, talk  # noqa: F401  isort: skip

__all__ = ["Base"]
