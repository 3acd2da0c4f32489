"""The private page of one plan, and its files. Whoever has the address may read it; nobody else can find it."""

from __future__ import annotations

from datetime import datetime, timezone
from html import escape
from zoneinfo import ZoneInfo

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, html, raw, text

from bot.coaching.sheet import Section, Sheet, list_words, make_sheet, write_script, write_text
from bot.coaching.sheet_calendar import write_calendar
from bot.coaching.sheet_pdf import write_pdf
from bot.settings import Settings
from bot.store.plan_links import end_link, open_link
from bot.store.plans import KeptPlan

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


def add_plan_pages(app: Sanic, settings: Settings) -> None:
    """Register the routes under /plan."""

    @app.get("/plan/<token:str>")
    async def show_plan(request: Request, token: str) -> HTTPResponse:
        kept = open_link(token, _now())
        return html(write_page(kept, token), headers=HEADERS) if kept else _gone()

    @app.get("/plan/<token:str>/<form:str>")
    async def show_file(request: Request, token: str, form: str) -> HTTPResponse:
        kept = open_link(token, _now())
        return _write_file(kept, form, settings) or _gone() if kept else _gone()

    @app.post("/plan/<token:str>/off")
    async def turn_off(request: Request, token: str) -> HTTPResponse:
        end_link(token, _now())
        return html(_write_shell(f"<p>{escape(list_words('page')['is_off'])}</p>"), headers=HEADERS)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _gone() -> HTTPResponse:
    return html(_write_shell(f"<p>{escape(list_words('page')['gone'])}</p>"), status=404, headers=HEADERS)


def _write_file(kept: KeptPlan, form: str, settings: Settings) -> HTTPResponse | None:
    """The plan as a file, or None for a form there is none of."""
    sheet = make_sheet(kept.kind, kept.body)
    if form == "plan.pdf":
        return _send(write_pdf(sheet), "application/pdf", form)
    if form == "plan.txt":
        return text(write_text(sheet), headers=HEADERS)
    if form == "aloud":
        lines = "".join(f"<p>{escape(line)}</p>" for line in write_script(sheet))
        return html(_write_shell(f"<main>{lines}</main>"), headers=HEADERS)
    if form == "plan.ics":
        words = list_words("calendar")
        zone = ZoneInfo(settings.time_zone)
        file = write_calendar(kept.body.get("when") or {}, zone, kept.plan_id, words["title"], words["alarm"], _now())
        return _send(file, "text/calendar; charset=utf-8", form) if file else None
    return None


def _send(body: bytes, kind: str, name: str) -> HTTPResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return raw(body, content_type=kind, headers={**HEADERS, **disposition})


def write_page(kept: KeptPlan, token: str) -> str:
    """The page that prints on one sheet, with its files."""
    words = list_words("page")
    files = {"plan.pdf": words["pdf"], "aloud": words["aloud"], "plan.txt": words["text"]}
    if (kept.body.get("when") or {}).get("date"):
        files["plan.ics"] = words["calendar"]
    links = "".join(f'<a href="/plan/{escape(token)}/{name}">{escape(label)}</a> ' for name, label in files.items())
    off = f'<form method="post" action="/plan/{escape(token)}/off"><button>{escape(words["off"])}</button></form>'
    return _write_shell(
        f"{_write_sheet(make_sheet(kept.kind, kept.body))}<nav>{links}{off}<p>{escape(words['note'])}</p></nav>"
    )


def _write_sheet(sheet: Sheet) -> str:
    sections = "".join(_write_section(section) for section in sheet.sections)
    return f"<main><h1>{escape(sheet.title)}</h1>{sections}<footer>{escape(sheet.footer)}</footer></main>"


def _write_section(section: Section) -> str:
    if section.is_inline:
        return f"<p><b>{escape(section.heading)}:</b> {escape(section.lines[0])}</p>"
    if len(section.lines) == 1:
        body = "<p>" + escape(section.lines[0]).replace("\n", "<br>") + "</p>"
    else:
        tag = "ol" if section.is_numbered else "ul"
        body = f"<{tag}>" + "".join(f"<li>{escape(line)}</li>" for line in section.lines) + f"</{tag}>"
    return f"<section><h2>{escape(section.heading)}</h2>{body}</section>"


def _write_shell(body: str) -> str:
    title = escape(list_words("page")["title"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>{title}</title><link rel="stylesheet" href="/plan.css"></head>'
        f"<body>{body}</body></html>"
    )
