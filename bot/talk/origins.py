"""Which websites may use the widget's API from a browser: the talk server's own pages and OWNVOICE_ALLOWED_ORIGINS.

A browser names the site it speaks for in `Origin`; anything else (a phone app, a test, curl) sends none and is let
through, because what protects a conversation is its token, not this list.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.settings import Settings

API = "/webhooks/widget/"
PATHS = ("sessions", "messages")
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "600",
}


def admit_origins(app: Sanic, settings: Settings) -> None:
    """Answer preflights, refuse other websites, and keep what the API says out of every cache."""
    allowed = frozenset(origin.rstrip("/").lower() for origin in (*settings.allowed_origins, settings.public_url))

    @app.middleware("request")
    async def refuse_strangers(request: Request) -> HTTPResponse | None:
        origin = request.headers.get("origin")
        if not request.path.startswith(API) or origin is None or may_speak(origin, request.host, allowed):
            return None
        return json({"error": f"{origin} is not one of OWNVOICE_ALLOWED_ORIGINS"}, status=403)

    @app.middleware("response")
    async def tell_browser(request: Request, response: HTTPResponse) -> None:
        if not request.path.startswith(API):
            return
        response.headers["Vary"] = "Origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        origin = request.headers.get("origin")
        if origin and may_speak(origin, request.host, allowed):
            response.headers["Access-Control-Allow-Origin"] = origin

    for path in PATHS:
        _add_preflight(app, path)


def may_speak(origin: str, host: str, allowed: frozenset[str]) -> bool:
    """Whether a page of `origin` may use the API that was called at `host`."""
    origin = origin.lower()
    return "*" in allowed or origin in allowed or urlsplit(origin).netloc == host.lower() != ""


def _add_preflight(app: Sanic, path: str) -> None:
    @app.options(API + path, name=f"preflight_{path}")
    async def answer_preflight(request: Request) -> HTTPResponse:
        return empty(headers=PREFLIGHT)
