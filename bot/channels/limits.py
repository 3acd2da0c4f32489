"""How much one sender may send. In memory for one process, in Redis for several."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter


class Limiter:
    """Lets `per_minute` events of one key pass in any minute."""

    def __init__(self, per_minute: int, redis_url: str | None = None):
        self._storage: Storage = RedisStorage(redis_url) if redis_url else MemoryStorage()
        self._window = MovingWindowRateLimiter(self._storage)
        self._limit = RateLimitItemPerMinute(per_minute)

    def admits(self, key: str) -> bool:
        """Count one event of `key`; False when it came too soon after the others."""
        return self._window.hit(self._limit, key)
