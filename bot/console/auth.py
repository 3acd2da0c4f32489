"""The way in: sign-in, second factor, invitations, and out again. The only pages a stranger can reach."""

from __future__ import annotations

import io

import segno
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from markupsafe import Markup
from starlette.responses import Response

from bot.console.doors import HALF, LONGEST_SESSION, OPEN, Asked, Door, cookie_name, go, safe_next
from bot.privacy.seal import load_seal
from bot.store.sign_ins import close_sign_in, open_sign_in
from bot.store.specialists import (
    SpecialistError,
    accept_invitation,
    check_password,
    check_second_factor,
    find_invited,
    has_specialists,
    new_totp_secret,
    record_act,
    set_totp,
    totp_address,
)

WRONG = "That does not fit, or too many tries were made. Check both fields, or wait a quarter of an hour."


class Throttle:
    """Tries a minute, by address and by name. Kept in this process: a lock on the account itself is in the store."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()  # the limiter holds it weakly only
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._by_address, self._by_name = parse("20/minute"), parse("10/5 minutes")

    def allows(self, address: str, name: str) -> bool:
        """Count this try, and say whether it may be made."""
        by_address = self._limiter.hit(self._by_address, "address", address)
        return self._limiter.hit(self._by_name, "name", name.lower()) and by_address


def show_sign_in(asked: Asked) -> Response:
    if asked.signed_in and asked.signed_in.has_second_factor:
        return go(safe_next(asked.query("next") or "/"))
    return asked.page("sign_in.html", next=asked.query("next"), problem="", email="", is_empty=not has_specialists())


def sign_in(asked: Asked) -> Response:
    email, state = asked.word("email"), asked.request.app.state
    address = asked.request.client.host if asked.request.client else ""
    account = None
    if state.throttle.allows(address, email):
        account = check_password(email, str(asked.form.get("password", "")), asked.now)
        if account is None:
            record_act(None, "sign-in refused", "", asked.now)
    if account is None:
        values = {"next": asked.word("next"), "problem": WRONG, "email": email, "is_empty": False}
        return asked.page("sign_in.html", status=401, **values)
    return _with_session(asked, account.id, False, "/second-factor?next=" + safe_next(asked.word("next") or "/"))


def _with_session(asked: Asked, specialist_id: str, has_second_factor: bool, to: str) -> Response:
    """A new session id at every step up, so that none set beforehand is worth anything."""
    settings = asked.settings
    old = asked.request.cookies.get(cookie_name(settings))
    if old:
        close_sign_in(old)
    response = go(to)
    response.set_cookie(
        cookie_name(settings),
        open_sign_in(specialist_id, asked.now, has_second_factor),
        max_age=int(LONGEST_SESSION.total_seconds()),
        httponly=True,
        secure=settings.console_url.startswith("https:"),
        samesite="lax",
        path="/",
    )
    return response


def show_second_factor(asked: Asked) -> Response:
    if asked.who.has_second_factor:
        return go("/")
    if not asked.who.knows_totp:
        return _show_setup(asked, new_totp_secret(), "")
    return asked.page("second_factor.html", next=asked.query("next"), problem="")


def _show_setup(asked: Asked, secret: str, problem: str) -> Response:
    address = totp_address(secret, asked.who.email, asked.settings.programme)
    drawing = io.BytesIO()
    segno.make(address, micro=False).save(
        drawing, kind="svg", scale=5, border=2, xmldecl=False, svgns=True, title="Code for your app"
    )
    return asked.page(
        "second_factor_new.html",
        status=400 if problem else 200,
        drawing=Markup(drawing.getvalue().decode()),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        sealed=load_seal().close({"for": asked.who.specialist_id, "secret": secret}).decode(),
        problem=problem,
    )


def give_second_factor(asked: Asked) -> Response:
    who, code = asked.who, asked.word("code")
    to = safe_next(asked.word("next") or "/")
    if who.has_second_factor:
        return go("/")
    if not asked.request.app.state.throttle.allows(who.specialist_id, "code:" + who.email):
        return asked.page("second_factor.html", status=429, next=to, problem=WRONG)
    if who.knows_totp:
        if not check_second_factor(who.specialist_id, code, asked.now):
            return asked.page("second_factor.html", status=401, next=to, problem=WRONG)
        return _with_session(asked, who.specialist_id, True, to)
    carried = load_seal().open(asked.word("sealed").encode())
    if carried["for"] != who.specialist_id:
        raise SpecialistError("This page belongs to somebody else. Sign in again.")
    try:
        codes = set_totp(who.specialist_id, carried["secret"], code, asked.now)
    except SpecialistError as error:
        return _show_setup(asked, carried["secret"], str(error))
    response = _with_session(asked, who.specialist_id, True, "/")
    page = asked.page("recovery_codes.html", codes=codes)
    page.headers["set-cookie"] = response.headers["set-cookie"]
    return page


def show_join(asked: Asked) -> Response:
    token = asked.request.path_params["token"]
    account = find_invited(token, asked.now)
    if account is None:
        return asked.page("problem.html", 404, problem="This invitation is used or too old. Ask for a new one.")
    return asked.page("join.html", account=account, problem="")


def join(asked: Asked) -> Response:
    token = asked.request.path_params["token"]
    password = str(asked.form.get("password", ""))
    account = find_invited(token, asked.now)
    if account is None:
        return asked.page("problem.html", 404, problem="This invitation is used or too old. Ask for a new one.")
    try:
        if password != str(asked.form.get("again", "")):
            raise SpecialistError("The two passwords differ.")
        specialist_id = accept_invitation(token, password, asked.now)
    except SpecialistError as error:
        return asked.page("join.html", status=400, account=account, problem=str(error))
    return _with_session(asked, specialist_id, False, "/second-factor")


def sign_out(asked: Asked) -> Response:
    close_sign_in(asked.request.cookies.get(cookie_name(asked.settings), ""))
    response = go("/sign-in")
    response.delete_cookie(cookie_name(asked.settings), path="/")
    return response


DOORS = (
    Door("/sign-in", show_sign_in, OPEN),
    Door("/sign-in", sign_in, OPEN, ("POST",)),
    Door("/join/{token}", show_join, OPEN),
    Door("/join/{token}", join, OPEN, ("POST",)),
    Door("/second-factor", show_second_factor, HALF),
    Door("/second-factor", give_second_factor, HALF, ("POST",)),
    Door("/sign-out", sign_out, HALF, ("POST",)),
)
