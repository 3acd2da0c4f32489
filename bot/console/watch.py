"""What the console does by itself, three times a second: write transcripts, open tasks; and announce them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from bot.console.notify import announce
from bot.settings import Settings
from bot.store.queues import open_tasks
from bot.store.transcripts import forward_outbox

logger = logging.getLogger(__name__)

EVERY = 0.3
AFTER_FAILURE = 5.0


async def watch(clock: Callable[[], datetime], settings: Settings) -> None:
    """Run until cancelled. A failure is logged and tried again; pages go on being served."""
    await asyncio.gather(
        _repeat(lambda: (forward_outbox(clock()), open_tasks(clock())), "writing transcripts"),
        _repeat(lambda: announce(settings, clock()), "announcing tasks"),
    )


async def _repeat(act: Callable[[], object], what: str) -> None:
    while True:
        pause = EVERY
        try:
            await run_in_threadpool(act)
        except Exception:
            # The database may be down for a moment; nothing is lost, it waits in the outbox.
            logger.exception("%s failed; trying again", what)
            pause = AFTER_FAILURE
        await asyncio.sleep(pause)
