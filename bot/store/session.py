"""The engine, and the unit of work: everything one turn writes is committed together or not at all.

A turn opens a unit of work at the gate; whatever the store is asked to do until it ends joins it. Nothing inside a turn
may truly wait (network, sleep): on SQLite the first write holds the write lock until the commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot.settings import load_settings

_current: ContextVar[Session | None] = ContextVar("unit_of_work", default=None)


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL, set up so that what was acknowledged survives a power cut."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url,
            future=True,
            pool_size=5,
            max_overflow=5,
            pool_timeout=3,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 3},
        )
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        future=True,
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=10,
        connect_args={"check_same_thread": False, "timeout": 5},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


@lru_cache(maxsize=1)
def load_engine() -> Engine:
    """The engine of this process."""
    return make_engine(load_settings().database_url)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A session that commits when the block ends well, else rolls back. Nested ones join the outer one."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    # No autoflush: reads in the middle of a turn must not start a write transaction.
    with Session(load_engine(), autoflush=False, expire_on_commit=False, future=True) as session:
        token = _current.set(session)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _current.reset(token)


def check_database() -> None:
    """Raise whatever the database raises when it cannot answer."""
    with load_engine().connect() as connection:
        connection.execute(text("SELECT 1 FROM peer LIMIT 1"))
