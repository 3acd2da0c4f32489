"""The pages the talk server shows: the full-page chat at `/`, the widget's script, demos. No third party, no cookies.

Everything is read and packed once and answered from memory with an ETag, so a phone that comes back asks for few bytes.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.settings import Settings
from bot.talk.script import build_script, build_style, load_lines

FOLDER = Path(__file__).parent / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Page:
    """One file as it goes out."""

    body: bytes
    packed: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, text: str, kind: str) -> Page:
        body = text.encode()
        return cls(body, gzip.compress(body, mtime=0), kind, f'"{hashlib.sha256(body).hexdigest()[:20]}"')

    def answer(self, request: Request, headers: Mapping[str, str]) -> HTTPResponse:
        """The page, packed for whoever can unpack it; only a 304 for whoever has it."""
        sent = {**headers, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == self.tag:
            return raw(b"", status=304, headers=sent)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(self.packed, content_type=self.kind, headers={**sent, "Content-Encoding": "gzip"})
        return raw(self.body, content_type=self.kind, headers=sent)


def add_pages(app: Sanic, settings: Settings) -> None:
    """Register the pages on the app."""
    headers = list_headers(settings)
    for path, page in build_pages(settings).items():
        _add_page(app, path, page, headers)


def build_pages(settings: Settings) -> dict[str, Page]:
    """Every page by its path."""
    named = settings.programme != "OwnVoice"
    programme = f' <span class="programme">{escape(settings.programme)}</span>' if named else ""
    filled = {"programme": programme, "lines": _write_lines()}
    pages = {
        "/ownvoice.js": Page.of(build_script(), KINDS[".js"]),
        "/ownvoice.css": Page.of(build_style(), KINDS[".css"]),
    }
    for file in sorted(FOLDER.glob("*.*")):
        text = file.read_text(encoding="utf-8")
        for name, value in filled.items():
            text = text.replace(f"<!--{name}-->", value)
        pages["/" if file.name == "index.html" else f"/{file.name}"] = Page.of(text, KINDS[file.suffix])
    return pages


def list_headers(settings: Settings) -> dict[str, str]:
    """What every page tells the browser: nothing from elsewhere, nothing inline, framed only by who may embed us."""
    framers = " ".join(["'self'", *settings.allowed_origins])
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": framers,
        "require-trusted-types-for": "'script'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-cache",
        # Other sites load the script and the style; pages stay ours.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }


def _write_lines() -> str:
    """The help lines as markup, for a browser that has no script (yet)."""
    return "\n".join(
        f"<li><strong>{escape(line['name'])}</strong> "
        + " ".join(f'<a href="{escape(link["url"])}">{escape(link["label"])}</a>' for link in line["links"])
        + "</li>"
        for line in load_lines()
    )


def _add_page(app: Sanic, path: str, page: Page, headers: Mapping[str, str]) -> None:
    @app.get(path, name=f"page_{path.strip('/').replace('.', '_').replace('-', '_') or 'home'}")
    async def show_page(request: Request) -> HTTPResponse:
        return page.answer(request, headers)
