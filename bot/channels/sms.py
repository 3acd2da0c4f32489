"""The text channel's door: a Rasa input channel of our own at /webhooks/sms.

Nothing comes in without a valid signature, not even in a test setting: no token, no entry. What comes in is kept
first and acknowledged at once; the desk answers it (bot/channels/sms_desk.py). Numbers stop here: behind the door a
peer has an id.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import phonenumbers
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from twilio.request_validator import RequestValidator

from bot.channels.gate import Gate
from bot.channels.limits import Limiter
from bot.channels.sms_desk import SmsDesk
from bot.channels.sms_turns import SmsTurns
from bot.content.responses import Responses, load_responses
from bot.settings import Settings, load_settings
from bot.sms.carrier import BLOCKED_BY_PEER, SmsCarrier, is_signed, make_carrier, read_tokens
from bot.store.locks import load_locks
from bot.store.peers import opt_out, read_peer
from bot.store.sms import take_text
from bot.store.sms_reports import claim_answer, note_status

logger = logging.getLogger(__name__)

LONGEST_BODY = 32 * 1024
LONGEST_WAIT = 12  # seconds in twiml mode; carriers give up after fifteen
STATES = {"delivered": "delivered", "undelivered": "failed", "failed": "failed", "sent": "sent", "read": "delivered"}


class SmsInput(InputChannel):
    """`/webhooks/sms`: texts and delivery reports from Twilio, and from a plain HTTP gateway."""

    def __init__(
        self,
        settings: Settings | None = None,
        responses: Responses | None = None,
        carrier: SmsCarrier | None = None,
        clock: Callable[[], datetime] | None = None,
    ):
        self._settings = settings or load_settings()
        self._responses = responses or load_responses()
        self._carrier = carrier
        self._clock = clock or (lambda: datetime.now(timezone.utc))
        self._validators = [RequestValidator(token) for token in read_tokens(self._settings)]
        self._texts = Limiter(self._settings.messages_per_minute, self._settings.redis_url)
        self._desk: SmsDesk | None = None

    @classmethod
    def name(cls) -> str:
        return "sms"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        gate = Gate(on_new_message, load_locks(), self._responses)
        door = Blueprint("sms")

        @door.listener("after_server_start")
        async def open_desk(_app: Any, _loop: Any = None) -> None:
            turns = SmsTurns(gate, self._responses, self._settings)
            self._desk = SmsDesk(turns, self._carrier or make_carrier(self._settings), self._clock)
            self._desk.open()

        @door.listener("before_server_stop")
        async def close_desk(_app: Any, _loop: Any = None) -> None:
            if self._desk:
                await self._desk.close()

        @door.post("/twilio")
        async def take_twilio(request: Request) -> HTTPResponse:
            fields = self._read_signed_form(request)
            if fields is None:
                return _refuse(request)
            phone, sid = _read_number(fields.get("From", "")), fields.get("MessageSid", "")
            if phone is None or not 0 < len(sid) <= 64:
                return _twiml()  # a short code, a malformed sender: nobody we could answer
            media = fields.get("NumMedia", "0")
            taken = await self._take(sid, phone, fields.get("Body", ""), int(media) if media.isdigit() else 0)
            if taken is None:
                return raw(b"", status=429)
            return _twiml(await self._wait_for_answer(sid) if taken and self._settings.sms_reply == "twiml" else ())

        @door.post("/twilio/status")
        async def note_twilio(request: Request) -> HTTPResponse:
            fields = self._read_signed_form(request)
            if fields is None:
                return _refuse(request)
            self._note(
                request.args.get("ref") or "",
                fields.get("MessageSid", ""),
                fields.get("MessageStatus", ""),
                fields.get("ErrorCode", ""),
            )
            return raw(b"", status=204)

        @door.post("/http")
        async def take_http(request: Request) -> HTTPResponse:
            message = self._read_signed_json(request)
            if message is None:
                return _refuse(request)
            phone, text_id = _read_number(str(message.get("from", ""))), str(message.get("id", ""))
            media = message.get("media", 0)
            if phone is None or not 0 < len(text_id) <= 60 or not isinstance(media, int):
                return raw(b'{"error": "id, from (with country code), body and media are needed"}', status=400)
            taken = await self._take(f"http:{text_id}"[:64], phone, str(message.get("body", "")), media)
            return raw(b"", status=429 if taken is None else 204)

        @door.post("/http/status")
        async def note_http(request: Request) -> HTTPResponse:
            message = self._read_signed_json(request)
            if message is None:
                return _refuse(request)
            self._note(
                str(message.get("reference", "")),
                str(message.get("id", "")),
                str(message.get("status", "")),
                str(message.get("code", "")),
            )
            return raw(b"", status=204)

        return door

    def _read_signed_form(self, request: Request) -> dict[str, str] | None:
        """The fields of a form that Twilio signed, or None. Read from the raw body: Sanic drops blank fields."""
        if len(request.body) > LONGEST_BODY:
            return None
        try:
            pairs = parse_qsl(
                request.body.decode("utf-8"),
                keep_blank_values=True,
                strict_parsing=bool(request.body),
                max_num_fields=200,
            )
        except (ValueError, UnicodeDecodeError):
            return None
        fields = dict(pairs)
        url = self._settings.public_url + request.path + (f"?{request.query_string}" if request.query_string else "")
        signature = request.headers.get("x-twilio-signature") or ""
        if not any(validator.validate(url, fields, signature) for validator in self._validators):
            return None
        return fields

    def _read_signed_json(self, request: Request) -> dict[str, Any] | None:
        """The object that our HTTP gateway signed, or None."""
        if len(request.body) > LONGEST_BODY:
            return None
        moment = request.headers.get("x-ownvoice-time") or ""
        signature = request.headers.get("x-ownvoice-signature") or ""
        if not is_signed(self._settings.sms_http_secrets, moment, request.body, signature, self._clock()):
            return None
        try:
            message = json.loads(request.body)
        except (ValueError, RecursionError):
            return None
        return message if isinstance(message, dict) else None

    async def _take(self, carrier_id: str, phone: str, body: str, media: int) -> bool | None:
        """Keep a text and wake the desk. False for a repeat, None when this phone sends more than any person could."""
        if not self._texts.admits(f"sms:{phone}"):
            logger.warning("a phone sends too many texts; refused")
            return None
        with self._desk.visit() if self._desk else nullcontext():
            # Beside the event loop: while another process writes, the wait must not hold up other peers.
            peer_id = await asyncio.to_thread(take_text, carrier_id, phone, body, media, self._clock())
        if peer_id is None:
            return False
        if self._desk:
            self._desk.wake(peer_id)
        return True

    async def _wait_for_answer(self, sid: str) -> list[str]:
        """In twiml mode: the answer, if it is ready while the carrier still waits; else it goes out by REST later."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_WAIT
        while loop.time() < end:
            bodies = claim_answer(sid, self._clock())
            if bodies is not None:
                return bodies
            await asyncio.sleep(0.05)
        return []

    def _note(self, reference: str, carrier_ref: str, status: str, code: str) -> None:
        """Record a delivery report. A peer who told the carrier to stop has told us."""
        state, number = STATES.get(status.lower()), int(code) if code.isdigit() and len(code) < 7 else None
        if state is None:
            return
        peer_id = note_status(reference[:32], carrier_ref[:64], state, number, self._clock())
        if peer_id and number == BLOCKED_BY_PEER and not read_peer(peer_id).has_opted_out:
            opt_out(peer_id, "carrier", self._clock())


def _refuse(request: Request) -> HTTPResponse:
    """Too large, or not signed by anybody we know; the same few bytes whatever was wrong."""
    if len(request.body) > LONGEST_BODY:
        return raw(b"", status=413)
    logger.warning("a request without a valid signature was refused at %s", request.path)
    return raw(b"", status=403)


def _read_number(raw_number: str) -> str | None:
    """The number in E.164, or None for anything that is not a phone."""
    try:
        number = phonenumbers.parse(raw_number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _twiml(bodies: Any = ()) -> HTTPResponse:
    messages = "".join(f"<Message>{escape(body)}</Message>" for body in bodies)
    text = f'<?xml version="1.0" encoding="UTF-8"?><Response>{messages}</Response>'
    return raw(text.encode(), content_type="text/xml; charset=utf-8")
