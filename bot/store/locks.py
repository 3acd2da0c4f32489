"""One conversation, one turn at a time.

The gate holds the lock around a whole turn, from reading the conversation to the commit. Rasa's own would only cover
the middle of it, polls once a second, and is not atomic on Redis, so Rasa gets `AlreadyLocked`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Protocol

from rasa.core.lock_store import LockStore

from bot.settings import load_settings

LIFETIME_SECONDS = 60


class Locks(Protocol):
    """Holds one conversation at a time."""

    def hold(self, conversation_id: str) -> Any: ...


class LocalLocks:
    """Locks of one process, first come first served."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._waiting[conversation_id] = self._waiting.get(conversation_id, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id], self._locks[conversation_id]


class RedisLocks:
    """Locks shared by every talk process. Atomic (SET NX with a token, release by script), expires if a holder dies."""

    def __init__(self, url: str):
        from redis.asyncio import Redis

        self._redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=3)

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        lock = self._redis.lock(
            f"ownvoice:turn:{conversation_id}", timeout=LIFETIME_SECONDS, sleep=0.03, blocking_timeout=LIFETIME_SECONDS
        )
        if not await lock.acquire():
            raise TimeoutError("another turn of this conversation did not end")
        try:
            yield
        finally:
            await lock.release()


@lru_cache(maxsize=1)
def load_locks() -> Locks:
    """The locks of this process: Redis where OWNVOICE_REDIS_URL is set."""
    url = load_settings().redis_url
    return RedisLocks(url) if url else LocalLocks()


class AlreadyLocked(LockStore):
    """Rasa's lock store in our talk process: the gate holds the lock already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    @asynccontextmanager
    async def lock(self, conversation_id: str, *args: Any, **kwargs: Any) -> AsyncIterator[None]:
        yield
