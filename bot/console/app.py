"""The console's application: its doors, its headers, and what runs beside it. Deny by default (docs/adr/0032)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console import auth, conversations, exports, overview, people, queues, review, teach
from bot.console.doors import Door
from bot.console.pages import render
from bot.console.watch import watch
from bot.settings import Settings

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "x-robots-tag": "noindex, nofollow",
}


def list_doors() -> tuple[Door, ...]:
    """Every page of the console."""
    rooms = (auth, queues, conversations, review, teach, overview, exports, people)
    return tuple(door for room in rooms for door in room.DOORS)


class Headers:
    """Puts the security headers on every answer; nothing but style and script may be kept by a browser."""

    def __init__(self, app: ASGIApp, https: bool):
        self._app = app
        self._headers = dict(HEADERS)
        if https:
            self._headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_static = scope["path"].startswith("/static/")
                headers = {**self._headers, "cache-control": "no-cache" if is_static else "no-store"}
                kept = [pair for pair in message["headers"] if pair[0].decode() not in headers]
                message["headers"] = kept + [(name.encode(), value.encode()) for name, value in headers.items()]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def make_app(
    settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc), watches: bool = True
) -> Starlette:
    """The console. `watches` also forwards transcripts and announces tasks from this process."""

    @contextlib.asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch(clock, settings)) if watches else None
        yield
        if watching:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    own = urlsplit(settings.console_url)
    hosts = sorted({own.hostname or "", "127.0.0.1", "localhost", "[::1]", settings.console_host} - {"0.0.0.0", "::"})
    app = Starlette(
        routes=[
            *(door.route() for door in list_doors()),
            Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
        ],
        middleware=[
            Middleware(Headers, https=own.scheme == "https"),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts),
        ],
        exception_handlers={HTTPException: _problem, Exception: _failure},
        lifespan=live,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.throttle = auth.Throttle()
    return app


async def _problem(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is no such page.", 405: "This page cannot be used like that."}
    values = {"problem": words.get(status, "This request cannot be understood.")}
    return render(request, "problem.html", None, request.app.state.clock(), status, values)


async def _failure(request: Request, error: Exception) -> Response:
    # Starlette logs the traceback; the page says no more than that it was noticed.
    values = {"problem": "Something went wrong on our side. It was logged. Go back and try again."}
    return render(request, "problem.html", None, request.app.state.clock(), 500, values)
