"""What a carrier is to us: something that takes a text for a number. One retry policy for all of them.

Knows nothing of peers: it sees a number, a body and our own opaque reference, and keeps none of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.settings import Settings

BLOCKED_BY_PEER = 21610  # Twilio's number for "this recipient has replied STOP"; our one word for it at every carrier


@dataclass(frozen=True)
class Sent:
    """The carrier took the text. `carrier_ref` is its own name for it, which status reports will use."""

    carrier_ref: str
    state: str = "sent"


class CarrierError(Exception):
    """The carrier did not take the text. `code` is the carrier's number for why, 0 where it gave none."""

    def __init__(self, reason: str, code: int = 0):
        super().__init__(reason)
        self.code = code


class Trouble(CarrierError):
    """It may work later: the network, a busy carrier."""


class Refused(CarrierError):
    """It will never work: no such number, a landline, a text the carrier will not carry."""


class Blocked(Refused):
    """The peer told the carrier to stop."""


class SmsCarrier(Protocol):
    """Anything that moves texts. `reference` is ours: the same reference twice is the same text."""

    async def send(self, to: str, body: str, reference: str) -> Sent:
        """Hand one text over. Raises Trouble, Refused or Blocked."""
        ...

    async def find_sent(self, to: str, body: str, reference: str, since: datetime) -> Sent | None:
        """After a crash: the text as the carrier took it, None when it never did, Trouble when it cannot tell."""
        ...


WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)


def next_try(tries: int) -> timedelta | None:
    """How long to wait after the `tries`-th failed try; None when it is time to give up."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None


def read_tokens(settings: Settings) -> tuple[str, ...]:
    """The tokens that may sign inbound requests, newest first. Empty means that nobody gets in.

    With no carrier account at all, the simulated phone signs with a token made from this installation's own key.
    """
    if settings.sms_auth_tokens or settings.sms_account_sid:
        return settings.sms_auth_tokens
    if settings.sms_http_url:
        return ()
    digest = hashlib.blake2b(settings.secret_keys[0].encode(), digest_size=24, person=b"simulatedphone")
    return (digest.hexdigest(),)


def sign(secret: str, moment: str, body: bytes) -> str:
    """The signature of the plain HTTP carrier: HMAC-SHA256 over time and body, so that neither can be changed alone."""
    return base64.b64encode(hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).digest()).decode()


def is_signed(secrets: tuple[str, ...], moment: str, body: bytes, signature: str, now: datetime) -> bool:
    """Whether one of our secrets signed this body within the last five minutes. No secret: no."""
    if not moment.isdigit() or abs(now.timestamp() - int(moment)) > 300:
        return False
    return any(hmac.compare_digest(sign(secret, moment, body).encode(), signature.encode()) for secret in secrets)


def make_carrier(settings: Settings) -> SmsCarrier:
    """The carrier that the settings name: a gateway's URL, a Twilio account, else the simulated phone."""
    if settings.sms_http_url:
        from bot.sms.http_carrier import HttpCarrier

        return HttpCarrier(settings.sms_http_url, settings.sms_http_secrets[0], settings.sms_from)
    if settings.sms_account_sid:
        from bot.sms.twilio_carrier import TwilioCarrier

        return TwilioCarrier(
            settings.sms_account_sid,
            settings.sms_auth_tokens[0],
            settings.sms_from,
            f"{settings.public_url}/webhooks/sms/twilio/status",
        )
    from bot.sms.simulated import SimulatedCarrier

    return SimulatedCarrier()
