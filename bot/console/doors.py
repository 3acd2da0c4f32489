"""Every page has a door, and a door is shut unless somebody with the right role stands before it (docs/adr/0032).

The guard finds the session, checks role and second factor, and for whatever changes something the session's own token
and the request's origin. A route without a door cannot be made here; tests/bot/console/test_doors.py looks for any.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.console.pages import render
from bot.settings import Settings
from bot.store.find_transcripts import find_transcript
from bot.store.lessons import LessonError
from bot.store.queues import TaskError
from bot.store.reviews import ReviewError
from bot.store.sign_ins import SignedIn, find_sign_in
from bot.store.specialists import SpecialistError
from bot.store.tables.review import Transcript

LONGEST_SESSION = timedelta(hours=10)
OPEN = "open"  # no sign-in needed: only the sign-in pages themselves
HALF = "half"  # password given, second factor not yet
LARGEST_FORM = 64 * 1024


class Asked:
    """One request as a view sees it: who asks, when, and what they sent."""

    def __init__(self, request: Request, who: SignedIn | None, form: FormData, now: datetime):
        self.request = request
        self.signed_in = who
        self.form = form
        self.now = now

    @property
    def who(self) -> SignedIn:
        """Whoever is signed in; the guard has made sure that somebody is."""
        assert self.signed_in is not None
        return self.signed_in

    @property
    def settings(self) -> Settings:
        return self.request.app.state.settings

    def word(self, name: str) -> str:
        """One field of the form, as text."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def query(self, name: str) -> str:
        """One field of the address."""
        return self.request.query_params.get(name, "").strip()

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page, with what every page shows."""
        return render(self.request, template, self.signed_in, self.now, status, values)


class MissingPage(ValueError):
    """There is no such conversation."""


def find_shown(asked: Asked) -> Transcript:
    """The transcript that the address names."""
    transcript = find_transcript(asked.request.path_params["number"])
    if transcript is None:
        raise MissingPage
    return transcript


View = Callable[[Asked], Response]


@dataclass(frozen=True)
class Door:
    """One page: where, what answers, and who may pass. `is_poll`: the page asks by itself, nobody touched a key."""

    path: str
    view: View
    role: str
    methods: tuple[str, ...] = ("GET",)
    is_poll: bool = False

    def route(self) -> Route:
        async def guarded(request: Request) -> Response:
            return await _pass(self, request)

        guarded.door = self  # type: ignore[attr-defined]
        return Route(self.path, guarded, methods=list(self.methods), name=self.view.__name__)


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host, but browsers take it over https only."""
    return "__Host-console" if settings.console_url.startswith("https:") else "console"


async def _pass(door: Door, request: Request) -> Response:
    app = request.app.state
    now = app.clock()
    token = request.cookies.get(cookie_name(app.settings), "")
    idle = timedelta(minutes=app.settings.console_minutes)
    who = await run_in_threadpool(find_sign_in, token, now, idle, LONGEST_SESSION, not door.is_poll) if token else None
    refused = _refuse(door, request, who, now)
    if refused is not None:
        return refused
    form = FormData()
    if request.method == "POST":
        if int(request.headers.get("content-length") or LARGEST_FORM + 1) > LARGEST_FORM:
            return render(request, "problem.html", who, now, 413, {"problem": "That is too much text for one form."})
        form = await request.form(max_files=0, max_fields=200)
        if not _is_ours(door, request, who, form):
            problem = "This form is too old or came from another page. Go back, load the page again, and repeat it."
            return render(request, "problem.html", who, now, 403, {"problem": problem})
    try:
        return await run_in_threadpool(door.view, Asked(request, who, form, now))
    except MissingPage:
        problem = "There is no conversation with this number. It may have been erased."
        return render(request, "problem.html", who, now, 404, {"problem": problem})
    except (TaskError, ReviewError, LessonError, SpecialistError) as error:
        return render(request, "problem.html", who, now, 409, {"problem": str(error)})


def _refuse(door: Door, request: Request, who: SignedIn | None, now: datetime) -> Response | None:
    if door.role == OPEN:
        return None
    if who is None:
        return _lead(request, door, "/sign-in?next=" + quote(_here(request), safe=""))
    if door.role == HALF:
        return None
    if not who.has_second_factor:
        return _lead(request, door, "/second-factor")
    if not who.may(door.role):
        problem = f"This page is for the role {door.role} and above. You are signed in as {who.role}."
        return render(request, "problem.html", who, now, 403, {"problem": problem})
    return None


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _lead(request: Request, door: Door, to: str) -> Response:
    if door.is_poll or request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": to.split("?")[0] if door.is_poll else to})
    return RedirectResponse(to if request.method == "GET" else "/sign-in", status_code=303)


def _is_ours(door: Door, request: Request, who: SignedIn | None, form: FormData) -> bool:
    """Whether a form came from our own page: by its origin, and by the session's token where there is a session."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return False
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    if who is None:
        return door.role == OPEN
    given = str(form.get("csrf") or request.headers.get("x-csrf-token") or "")
    return secrets.compare_digest(given.encode(), who.csrf.encode()) or door.role == OPEN


def safe_next(address: str) -> str:
    """An address of this console to go on to, or the front page."""
    if address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address:
        return address
    return "/"


def go(to: str) -> Response:
    """Answer a form: look at this page now."""
    return RedirectResponse(to, status_code=303)
