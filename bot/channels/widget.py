"""The widget's HTTP API, a Rasa input channel of our own (docs/api.md).

The caller never names a conversation: a signed token does. Errors are JSON with a sentence a developer can act on; what
breaks behind the door still gets a kind answer from the gate.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timezone
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.gate import Gate, UnknownChoice
from bot.channels.limits import Limiter
from bot.channels.tokens import Session, Tokens
from bot.content.responses import Responses, load_responses
from bot.messages import Channel, Inbound, Outbound
from bot.settings import Settings, load_settings
from bot.store.locks import load_locks
from bot.store.talks import Said, read_history

LONGEST_TEXT = 4000
LONGEST_BODY = 64 * 1024
LONGEST_ID = 64
SESSIONS_PER_MINUTE = 600


class Refused(Exception):
    """The request cannot be served; `status` and `error` tell why."""

    def __init__(self, status: int, error: str):
        super().__init__(error)
        self.status, self.error = status, error


class WidgetInput(InputChannel):
    """`/webhooks/widget`: sessions and messages."""

    def __init__(self, settings: Settings | None = None, responses: Responses | None = None):
        self._settings = settings or load_settings()
        self._responses = responses or load_responses()
        self._tokens = Tokens(self._settings.secret_keys, self._settings.session_days)
        self._messages = Limiter(self._settings.messages_per_minute, self._settings.redis_url)
        self._sessions = Limiter(SESSIONS_PER_MINUTE, self._settings.redis_url)

    @classmethod
    def name(cls) -> str:
        return "widget"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        gate = Gate(on_new_message, load_locks(), self._responses)
        door = Blueprint("widget")

        @door.post("/sessions")
        async def open_session(request: Request) -> HTTPResponse:
            if not self._sessions.admits(f"sessions:{request.ip}"):
                raise Refused(429, "too many new conversations from this address; wait a minute")
            return json({"token": self._tokens.make(), "messages": _show([gate.welcome])}, status=201)

        @door.post("/messages")
        async def take_message(request: Request) -> HTTPResponse:
            conversation_id = self._find_session(request).conversation_id
            inbound = read_message(request.body, conversation_id, datetime.now(timezone.utc))
            if not self._messages.admits(f"messages:{conversation_id}"):
                raise Refused(429, "too many messages at once; wait a moment and send again")
            try:
                return json({"messages": _show(await gate.answer(inbound))})
            except UnknownChoice:
                raise Refused(400, "choice was not offered in this conversation") from None

        @door.get("/messages")
        async def tell_history(request: Request) -> HTTPResponse:
            session = self._find_session(request)
            # The welcome is the same for everyone and stored for no one: nothing is kept before the peer speaks.
            welcome = Said(False, session.opened_at, gate.welcome)
            return json({"messages": [_show_said(said) for said in (welcome, *read_history(session.conversation_id))]})

        @door.exception(Refused)
        async def refuse(request: Request, refusal: Refused) -> HTTPResponse:
            return json({"error": refusal.error}, status=refusal.status)

        return door

    def _find_session(self, request: Request) -> Session:
        scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
        session = self._tokens.read(token.strip()) if scheme.lower() == "bearer" else None
        if session is None:
            raise Refused(401, "a valid session token is needed: Authorization: Bearer TOKEN")
        return session


def read_message(body: bytes, conversation_id: str, now: datetime) -> Inbound:
    """The message in a request body. Raises Refused with 400 or 413 that says what is wrong with it."""
    from json import JSONDecodeError, loads

    try:
        data = loads(body)
    except (JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(400, "the body must be JSON") from None
    if not isinstance(data, dict):
        raise Refused(400, "the body must be a JSON object")
    text, choice, client_id = data.get("text"), data.get("choice"), data.get("id")
    if (text is None) == (choice is None):
        raise Refused(400, 'give either "text" or "choice"')
    for name, value in (("text", text), ("choice", choice), ("id", client_id)):
        if value is not None and not isinstance(value, str):
            raise Refused(400, f'"{name}" must be a string')
    if text is not None and not text.strip():
        raise Refused(400, '"text" is empty')
    if text is not None and len(text) > LONGEST_TEXT:
        raise Refused(413, f'"text" is longer than {LONGEST_TEXT} characters')
    if client_id is not None and not 0 < len(client_id) <= LONGEST_ID:
        raise Refused(400, f'"id" must have 1 to {LONGEST_ID} characters')
    return Inbound(
        conversation_id=conversation_id,
        channel=Channel.WIDGET,
        text=text or "",
        received_at=now,
        client_id=client_id,
        choice_id=choice,
    )


def _show(messages: Sequence[Outbound]) -> list[dict[str, Any]]:
    """Messages as the API shows them: no payloads, no keys."""
    return [
        {
            "text": message.text,
            "choices": [{"id": choice.id, "label": choice.label} for choice in message.choices],
            "links": [{"label": link.label, "url": link.url} for link in message.links],
        }
        for message in messages
    ]


def _show_said(said: Said) -> dict[str, Any]:
    return {"from": "peer" if said.from_peer else "bot", "time": said.at.isoformat(), **_show([said.message])[0]}
