"""Twilio, by its REST API. Its client blocks, so each call runs beside the event loop."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.sms.carrier import BLOCKED_BY_PEER, Blocked, CarrierError, Refused, Sent, Trouble

TIMEOUT_SECONDS = 10
# Twilio's own numbers for "later, perhaps": too many requests, queue full, internal trouble.
PASSING = {20429, 14107, 21611, 20500, 20503, 30001, 30022}


class TwilioCarrier:
    """Sends through one account. `status_url` is where Twilio reports delivery; the reference travels in it."""

    def __init__(self, account_sid: str, auth_token: str, sender: str, status_url: str, http_client: Any = None):
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        self._client = Client(
            account_sid, auth_token, http_client=http_client or TwilioHttpClient(timeout=TIMEOUT_SECONDS, max_retries=0)
        )
        # A messaging service id may stand where a number does.
        self._sender = {"messaging_service_sid": sender} if sender.startswith("MG") else {"from_": sender}
        self._status_url = status_url

    async def send(self, to: str, body: str, reference: str) -> Sent:
        callback = f"{self._status_url}?{urlencode({'ref': reference})}"
        message = await self._call(
            self._client.messages.create, to=to, body=body, status_callback=callback, **self._sender
        )
        return Sent(message.sid)

    async def find_sent(self, to: str, body: str, reference: str, since: datetime) -> Sent | None:
        taken = await self._call(
            self._client.messages.list, to=to, date_sent_after=since - timedelta(minutes=1), limit=50
        )
        return next((Sent(message.sid) for message in taken if message.body == body), None)

    async def _call(self, function: Any, **arguments: Any) -> Any:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            return await asyncio.to_thread(function, **arguments)
        except TwilioRestException as error:
            raise _explain(error.status, error.code or 0) from error
        except (RequestException, TwilioException, OSError) as error:
            raise Trouble(f"Twilio cannot be reached: {type(error).__name__}") from error


def _explain(status: int, code: int) -> CarrierError:
    reason = f"Twilio answered {status}, code {code}"  # never Twilio's own sentence: it names the number
    if code == BLOCKED_BY_PEER:
        return Blocked(reason, code)
    if status >= 500 or status == 429 or status == 408 or code in PASSING:
        return Trouble(reason, code)
    # A wrong or rotated token is for the operator to mend; texts wait for it instead of being lost.
    return Trouble(reason, code) if status in (401, 403) else Refused(reason, code)
