"""A carrier of one's own: any gateway that takes a signed JSON post (docs/for-operators/sms.md tells what it must
do).
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.sms.carrier import BLOCKED_BY_PEER, Blocked, Refused, Sent, Trouble, sign

TIMEOUT_SECONDS = 10


class HttpCarrier:
    """Posts {to, from, body, reference}. The gateway must treat a repeated reference as the same text."""

    def __init__(self, url: str, secret: str, sender: str, clock: Callable[[], float] = time.time):
        self._url, self._secret, self._sender, self._clock = url, secret, sender, clock

    async def send(self, to: str, body: str, reference: str) -> Sent:
        answer = await asyncio.to_thread(
            self._post, {"to": to, "from": self._sender, "body": body, "reference": reference}
        )
        return Sent(str(answer.get("id") or reference))

    async def find_sent(self, to: str, body: str, reference: str, since: datetime) -> Sent | None:
        return None  # a repeated reference is harmless by agreement

    def _post(self, message: dict[str, str]) -> dict[str, Any]:
        raw = json.dumps(message, ensure_ascii=False).encode()
        moment = str(int(self._clock()))
        request = urllib.request.Request(
            self._url,
            data=raw,
            headers={
                "Content-Type": "application/json",
                "X-OwnVoice-Time": moment,
                "X-OwnVoice-Signature": sign(self._secret, moment, raw),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                return _read(answer.read(65_536))
        except urllib.error.HTTPError as error:
            code = int(_read(error.read(65_536)).get("code") or 0)
            reason = f"the gateway answered {error.code}, code {code}"
            if code == BLOCKED_BY_PEER:
                raise Blocked(reason, code) from error
            if error.code >= 500 or error.code in (401, 403, 408, 429):
                raise Trouble(reason, code) from error
            raise Refused(reason, code) from error
        except OSError as error:
            raise Trouble(f"the gateway cannot be reached: {type(error).__name__}") from error


def _read(raw: bytes) -> dict[str, Any]:
    """The JSON object of an answer; an answer that is none says nothing."""
    try:
        value = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
