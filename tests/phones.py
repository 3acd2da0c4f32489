"""A phone and a carrier for tests: signed webhooks in, what the carrier took out. No network, no model."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic
from twilio.request_validator import RequestValidator

from bot.channels.sms import SmsInput
from bot.settings import Settings, load_settings
from bot.sms.carrier import CarrierError, Sent, read_tokens
from tests.builders import NOON

PHONE = "+16175550142"
_numbers = itertools.count()


class Watch:
    """A clock that tests wind by hand."""

    def __init__(self, now: datetime = NOON):
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def wind(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class TestCarrier:
    """Takes every text, unless the next of `refusals` says otherwise. The same reference twice is one text."""

    __test__ = False
    taken: list[tuple[str, str]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    refusals: list[CarrierError] = field(default_factory=list)

    async def send(self, to: str, body: str, reference: str) -> Sent:
        await asyncio.sleep(0)
        if self.refusals:
            raise self.refusals.pop(0)
        if reference not in self.references:
            self.taken.append((to, body))
            self.references.append(reference)
        return Sent(f"SM{reference}")

    async def find_sent(self, to: str, body: str, reference: str, since: datetime) -> Sent | None:
        return Sent(f"SM{reference}") if reference in self.references else None

    def texts_to(self, phone: str = PHONE) -> list[str]:
        return [body for to, body in self.taken if to == phone]


async def echo(message: UserMessage) -> None:
    """A stand-in for Rasa: says the words back."""
    await message.output_channel.send_response(message.sender_id, {"text": f"heard: {message.text}"})


@dataclass
class Door:
    """The text channel of one process, served without a network."""

    http: httpx.AsyncClient
    settings: Settings
    carrier: TestCarrier
    watch: Watch

    async def texts(self, body: str, phone: str = PHONE, sid: str | None = None, **more: str) -> httpx.Response:
        """The phone sends a text; returns what the carrier gets back."""
        fields = {"From": phone, "Body": body, "NumMedia": "0", "MessageSid": sid or a_sid(), **more}
        return await self.posts("/webhooks/sms/twilio", fields)

    async def posts(
        self, path: str, fields: dict[str, str], token: str | None = None, query: str = ""
    ) -> httpx.Response:
        """A request signed as Twilio signs it, with any token."""
        token = token or read_tokens(self.settings)[0]
        url = f"{self.settings.public_url}{path}{query}"
        signature = RequestValidator(token).compute_signature(url, fields)
        return await self.http.post(
            path + query,
            content=urlencode(fields),
            headers={"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
        )

    async def settles(self, seconds: float = 15.0) -> None:
        """Wait until nothing is left to answer or to send."""
        from bot.store.sms import find_waiting_peers

        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            if not find_waiting_peers(self.watch()):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"peers still wait: {len(find_waiting_peers(self.watch()))}")

    async def hears(self, body: str, phone: str = PHONE, **more: Any) -> list[str]:
        """The phone sends a text; returns the texts that came back for it."""
        before = len(self.carrier.texts_to(phone))
        answer = await self.texts(body, phone, **more)
        assert answer.status_code == 200, answer.status_code
        await self.settles()
        return self.carrier.texts_to(phone)[before:]

    async def agrees(self, phone: str = PHONE) -> None:
        """Get past the first text and consent."""
        await self.hears("hello", phone)
        await self.hears("ok", phone)
        self.carrier.taken.clear()


def a_sid() -> str:
    """A message id as carriers make them."""
    return f"SM{next(_numbers):032x}"


@asynccontextmanager
async def open_door(
    converse: Callable[[UserMessage], Awaitable[Any]] = echo,
    carrier: TestCarrier | None = None,
    watch: Watch | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Door]:
    """The channel on a Sanic app of its own, started and stopped as a server would."""
    settings, carrier, watch = settings or load_settings(), carrier or TestCarrier(), watch or Watch()
    Sanic.test_mode = True  # several apps in one process: Sanic 21.12 rewrites its own methods for the first one only
    app = Sanic(f"texts{next(_numbers)}", configure_logging=False)

    class _Agent:
        async def handle_message(self, message: UserMessage) -> None:
            await converse(message)

    app.ctx.agent = _Agent()
    register([SmsInput(settings, carrier=carrier, clock=watch)], app, route="/webhooks/")
    async with (
        _lifespan(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://door") as http,
    ):
        yield Door(http, settings, carrier, watch)


@asynccontextmanager
async def _lifespan(app: Sanic) -> AsyncIterator[None]:
    """Start and stop events, by hand: httpx sends none."""
    inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    done = {"lifespan.startup.complete": asyncio.Event(), "lifespan.shutdown.complete": asyncio.Event()}

    async def send(message: dict[str, Any]) -> None:
        done[message["type"]].set()

    task = asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}}, inbox.get, send))
    await inbox.put({"type": "lifespan.startup"})
    started = asyncio.create_task(done["lifespan.startup.complete"].wait())
    await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
    assert started.done(), task.exception() if task.done() else "the app does not start"
    try:
        yield
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await done["lifespan.shutdown.complete"].wait()
        with suppress(AttributeError):  # Sanic 21.12 goes on to a request that a lifespan does not have
            await task
