"""The desk behind the text channel's door: serves phones, each by one process at a time, in order, through any kill.

A phone is claimed in the database and the claim renewed while it is served; a process that dies loses its claims within
half a minute and another one, or the next start, goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta

from bot.channels.sms_turns import SmsTurns
from bot.sms.carrier import Blocked, CarrierError, SmsCarrier, Trouble, next_try
from bot.sms.reminders import find_quiet_end, is_quiet
from bot.sms.zones import choose_zones
from bot.store.claims import release_claim, take_claim
from bot.store.peers import forget_phone, opt_out, read_peer, read_phone
from bot.store.reminders import find_clock, mark_missed
from bot.store.session import unit_of_work
from bot.store.sms import (
    InText,
    OutText,
    close_inbound,
    count_failed_try,
    find_waiting_peers,
    mark_text,
    next_inbound,
    next_text,
)
from bot.store.tables.base import new_id

logger = logging.getLogger(__name__)

CLAIM = timedelta(seconds=30)
POLL_SECONDS = 0.5
AT_ONCE = 16  # phones served at the same time by this process: mostly waiting for the carrier
YIELDING_SECONDS = 0.2  # how long a turn may wait for the door
MOST_TRIES = 5  # for a text that breaks the desk itself
STALE_REMINDER = timedelta(hours=2)

Clock = Callable[[], datetime]


class SmsDesk:
    """Serves the phones that have something waiting. `wake` tells it of one; it finds the others itself."""

    def __init__(self, turns: SmsTurns, carrier: SmsCarrier, clock: Clock):
        self._turns, self._carrier, self._clock = turns, carrier, clock
        self._holder = new_id()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._ready: dict[str, None] = {}  # an ordered set
        self._bell = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._is_closing = False
        self._turn = asyncio.Lock()  # a turn is all work and no waiting: two at once would only hold up the door
        self._visitors = 0

    def open(self) -> None:
        """Start serving. Texts that waited since before this start come first."""
        self._loop = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop taking new phones and let the turns under way come to their end."""
        # Not by cancelling: in Python 3.10 a wait that ends at the same moment swallows it.
        self._is_closing = True
        self._bell.set()
        if self._loop:
            await self._loop
        if self._serving:
            await asyncio.wait(list(self._serving.values()), timeout=20)

    @contextmanager
    def visit(self) -> Iterator[None]:
        """While somebody stands at the door, no new turn begins: the carrier is answered first."""
        self._visitors += 1
        try:
            yield
        finally:
            self._visitors -= 1

    def wake(self, peer_id: str) -> None:
        """Something waits for this peer."""
        self._ready[peer_id] = None
        self._bell.set()

    async def _run(self) -> None:
        next_look = 0.0
        while not self._is_closing:
            now = asyncio.get_running_loop().time()
            if now >= next_look:
                next_look = now + POLL_SECONDS
                try:
                    for peer_id in find_waiting_peers(self._clock()):
                        if peer_id not in self._serving:
                            self._ready.setdefault(peer_id)
                except Exception:
                    logger.exception("the queue of texts cannot be read; trying again")
            for peer_id in [peer for peer in self._ready if peer not in self._serving][: AT_ONCE - len(self._serving)]:
                del self._ready[peer_id]
                task = asyncio.create_task(self._serve(peer_id))
                self._serving[peer_id] = task
                task.add_done_callback(lambda _, peer_id=peer_id: self._leave(peer_id))
            self._bell.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._bell.wait(), max(0.01, next_look - asyncio.get_running_loop().time()))

    def _leave(self, peer_id: str) -> None:
        self._serving.pop(peer_id, None)
        if self._ready:
            self._bell.set()

    async def _serve(self, peer_id: str) -> None:
        """Everything that waits for one phone: its texts answered in order, the answers sent in order."""
        try:
            # Woken for a text that was served on the way already: looking costs less than claiming.
            if next_inbound(peer_id) is None and next_text(peer_id, self._clock()) is None:
                return
            async with self._claim(f"sms:{peer_id}") as is_ours:
                while is_ours:
                    if not await self._send_next(peer_id):
                        text = next_inbound(peer_id)
                        if text is None or not await self._take_turn(text):
                            break
                    await asyncio.sleep(0)
        except Exception:
            logger.exception("a phone could not be served; trying again")

    @asynccontextmanager
    async def _claim(self, name: str) -> AsyncIterator[bool]:
        if not take_claim(name, self._holder, self._clock(), CLAIM):
            yield False
            return
        renewal = asyncio.create_task(self._renew(name))
        try:
            yield True
        finally:
            renewal.cancel()
            release_claim(name, self._holder)

    async def _renew(self, name: str) -> None:
        while True:
            await asyncio.sleep(CLAIM.total_seconds() / 3)
            take_claim(name, self._holder, self._clock(), CLAIM)

    async def _take_turn(self, text: InText) -> bool:
        async with self._turn:
            for _ in range(int(YIELDING_SECONDS / 0.005)):
                if not self._visitors:
                    break
                await asyncio.sleep(0.005)
            return await self._answer(text)

    async def _answer(self, text: InText) -> bool:
        """Work one text. False when it broke, to let others be served before it is tried again."""
        try:
            await self._turns.answer(text, self._clock())
            return True
        except Exception:
            tries = count_failed_try(text.id)
            logger.exception("text %s could not be worked (%s tries)", text.id, tries)
            if tries >= MOST_TRIES:
                close_inbound(text.id, "failed")
            return False

    async def _send_next(self, peer_id: str) -> bool:
        """Send this phone's next text. False when nothing is due (any more)."""
        now = self._clock()
        text = next_text(peer_id, now)
        if text is None:
            return False
        phone = self._check(text, now)
        if phone is None:
            return True
        try:
            # A text found as "sending" was under way when a process died: ask before sending it twice.
            sent = (
                await self._carrier.find_sent(phone, text.body, text.reference, text.updated_at)
                if _is_doubtful(text)
                else None
            )
            if sent is None:
                mark_text(text.id, "sending", now)
                sent = await self._carrier.send(phone, text.body, text.reference)
        except CarrierError as error:
            return self._note_failure(text, error)
        except Exception as error:
            logger.exception("the carrier broke in an unexpected way")
            return self._note_failure(text, Trouble(type(error).__name__))
        mark_text(text.id, sent.state, self._clock(), carrier_ref=sent.carrier_ref)
        if text.kind == "farewell":
            forget_phone(peer_id)
            return False
        return True

    def _check(self, text: OutText, now: datetime) -> str | None:
        """The number to send to, or None when this text may not go now; then it is dropped or put off."""
        phone = read_phone(text.peer_id)
        if phone is None or (read_peer(text.peer_id).has_opted_out and not text.despite_stop):
            self._drop(text, now)
            return None
        if text.kind == "reminder":  # it may have waited in the queue while we were down
            if now - text.created_at > STALE_REMINDER:
                self._drop(text, now)
                return None
            zones = choose_zones(*find_clock(text.peer_id))
            if is_quiet(now, zones):
                mark_text(text.id, "queued", now, not_before=find_quiet_end(now, zones))
                return None
        return phone

    def _drop(self, text: OutText, now: datetime) -> None:
        with unit_of_work():
            mark_text(text.id, "dropped", now)
            if text.reminder_id:
                mark_missed(text.reminder_id)

    def _note_failure(self, text: OutText, error: CarrierError) -> bool:
        """Put a text off by the one retry policy, or give it up. Whether the next one may go."""
        now, tries = self._clock(), text.tries + 1
        logger.warning("text %s was not taken: %s (try %s)", text.id, error, tries)
        wait = next_try(tries) if isinstance(error, Trouble) else None
        if wait is not None:
            mark_text(text.id, "queued", now, tries=tries, not_before=now + wait, error_code=error.code or None)
            return False
        with unit_of_work():
            mark_text(text.id, "failed", now, tries=tries, error_code=error.code or None)
            if text.reminder_id:
                mark_missed(text.reminder_id)
            if isinstance(error, Blocked) and not read_peer(text.peer_id).has_opted_out:
                opt_out(text.peer_id, "carrier", now)
        return True


def _is_doubtful(text: OutText) -> bool:
    return text.state == "sending"
