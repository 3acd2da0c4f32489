"""The pages the talk server shows: the full-page chat at `/` and its files. Strict headers, no third party, no cookies."""

from __future__ import annotations

from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file

from bot.settings import Settings

FOLDER = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def add_pages(app: Sanic, settings: Settings) -> None:
    """Register the pages on the app."""

    @app.get("/")
    async def show_page(request: Request) -> HTTPResponse:
        return await file(FOLDER / "index.html", headers=HEADERS)

    for path in sorted(FOLDER.glob("*.*")):
        if path.name != "index.html":
            _add_file(app, path)


def _add_file(app: Sanic, path: Path) -> None:
    @app.get(f"/{path.name}", name=f"file_{path.stem}_{path.suffix[1:]}")
    async def show_file(request: Request) -> HTTPResponse:
        return await file(path, headers=HEADERS)
