"""The carrier of an installation without an account: it takes every text and carries it nowhere.

What it took is read from the store by the terminal phone (`make text`). A few numbers misbehave on purpose, so that an
operator can see what peers and specialists would see.
"""

from __future__ import annotations

from datetime import datetime

from bot.sms.carrier import BLOCKED_BY_PEER, Blocked, Refused, Sent, Trouble

# By the last four digits; invented numbers only (555-01xx).
BLOCKS, NO_SUCH_NUMBER, BUSY_ONCE, NEVER_ARRIVES = "0190", "0191", "0192", "0193"


class SimulatedCarrier:
    """Takes texts at once. The same reference twice is one text."""

    def __init__(self) -> None:
        self._busy: set[str] = set()

    async def send(self, to: str, body: str, reference: str) -> Sent:
        if to.endswith(BLOCKS):
            raise Blocked("the simulated phone replied STOP", BLOCKED_BY_PEER)
        if to.endswith(NO_SUCH_NUMBER):
            raise Refused("the simulated number does not exist", 21211)
        if to.endswith(BUSY_ONCE) and reference not in self._busy:
            self._busy.add(reference)
            raise Trouble("the simulated carrier is busy", 20429)
        return Sent(f"SM{reference}")

    async def find_sent(self, to: str, body: str, reference: str, since: datetime) -> Sent | None:
        return None  # to send again changes nothing: the reference is the same
