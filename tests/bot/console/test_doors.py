"""Nobody gets in who may not: every door shut, every key used once, every form our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route

from bot.console.doors import OPEN, safe_next
from bot.store import specialists
from bot.store.specialists import SpecialistError, accept_invitation, invite_specialist
from tests.bot.console.conftest import PASSWORD, Clock, Visitor

# What a stranger may reach, each with its reason.
OPEN_PATHS = {
    "/sign-in": "the way in",
    "/join/{token}": "an invitation is its own key",
    "/static": "style and script, no words of anybody",
}


def find_unguarded(routes: list[BaseRoute]) -> list[str]:
    """Routes that have no door, or an open one that is not on the list."""
    unguarded = []
    for route in routes:
        if isinstance(route, Mount):
            unguarded += [route.path] if route.path not in OPEN_PATHS else []
        else:
            door = getattr(getattr(route, "endpoint", None), "door", None)
            if door is None or (door.role == OPEN and route.path not in OPEN_PATHS):
                unguarded.append(route.path)
    return unguarded


def test_every_route_has_a_door(app: Starlette) -> None:
    assert find_unguarded(app.routes) == []


def test_the_guard_finds_a_route_without_a_door() -> None:
    assert find_unguarded([Route("/leak", lambda request: PlainTextResponse("x"))]) == ["/leak"]


def test_a_stranger_is_led_to_the_sign_in_from_every_door(app: Starlette, stranger: Visitor) -> None:
    for route in app.routes:
        if isinstance(route, Mount) or route.path in OPEN_PATHS:
            continue
        path = re.sub(r"\{\w+(:int)?\}", "1", route.path)
        for method in sorted(route.methods - {"HEAD"}):
            answer = stranger.web.request(method, path, follow_redirects=False)
            assert answer.status_code in (303, 401), (method, path)
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/sign-in")


def test_a_password_alone_opens_no_page(enter: Callable[..., Visitor], stranger: Visitor, app: Starlette) -> None:
    enter("admin")
    stranger.web.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    for path in ("/", "/safety", "/conversations", "/people", "/overview"):
        assert stranger.get(path).headers["location"] == "/second-factor"


@pytest.mark.parametrize(
    ("role", "shut"),
    [
        ("reader", ["/inbox", "/overview", "/people", "/record", "/conversations/1/review"]),
        ("specialist", ["/people", "/record"]),
        ("supervisor", ["/people", "/record"]),
        ("admin", []),
    ],
)
def test_each_role_reaches_its_own_pages(role: str, shut: list[str], enter: Callable[..., Visitor]) -> None:
    ana = enter(role)
    for path in ("/inbox", "/overview", "/people", "/record", "/conversations/1/review"):
        assert (ana.get(path).status_code == 403) is (path in shut), path


def test_every_answer_carries_the_security_headers(stranger: Visitor) -> None:
    for path in ("/sign-in", "/nowhere", "/static/console.css", "/conversations"):
        headers = stranger.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")


def test_no_page_holds_inline_script_or_style(enter: Callable[..., Visitor]) -> None:
    ana = enter("admin")
    for path in ("/safety", "/conversations", "/overview", "/people", "/lessons"):
        page = ana.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", page), path


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    enter: Callable[..., Visitor], stranger: Visitor
) -> None:
    enter("admin")
    answer = stranger.web.post(
        "/sign-in", data={"email": "ana@example.org", "password": PASSWORD}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "ana" not in cookie


def test_a_form_without_our_token_or_from_another_site_is_refused(enter: Callable[..., Visitor]) -> None:
    ana = enter("admin")
    form = {"email": "new@example.org", "name": "New", "role": "admin"}
    assert ana.post("/people", form, token="").status_code == 403
    assert ana.post("/people", form, token="guess").status_code == 403
    token = ana.csrf()
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = ana.web.post("/people", data={"csrf": token, **form}, headers=headers)
        assert answer.status_code == 403
    assert len(specialists.list_specialists()) == 1


def test_another_host_name_is_refused(app: Starlette, stranger: Visitor) -> None:
    assert stranger.web.get("/sign-in", headers={"host": "evil.example"}).status_code == 400


def test_a_code_of_the_app_works_once(enter: Callable[..., Visitor], stranger: Visitor, clock: Clock) -> None:
    ana = enter("admin")
    stranger.web.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    token, code = stranger.csrf("/second-factor"), ana.code()
    assert stranger.post("/second-factor", {"code": code}, token).headers["location"] == "/"
    other = Visitor(type(stranger.web)(stranger.web.app, base_url="http://127.0.0.1:8000"), clock)
    other.web.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    assert other.post("/second-factor", {"code": code}, other.csrf("/second-factor")).status_code == 401


def test_a_recovery_code_works_once(enter: Callable[..., Visitor], stranger: Visitor) -> None:
    ana = enter("admin")
    assert len(ana.codes) == 10
    for expected in (303, 401):
        stranger.web.cookies.clear()
        stranger.web.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
        answer = stranger.post("/second-factor", {"code": ana.codes[0]}, stranger.csrf("/second-factor"))
        assert answer.status_code == expected


def test_five_wrong_passwords_lock_the_account_for_a_while(
    enter: Callable[..., Visitor], stranger: Visitor, clock: Clock
) -> None:
    enter("admin")

    def try_(password: str) -> int:
        form = {"email": "ana@example.org", "password": password}
        return stranger.web.post("/sign-in", data=form, follow_redirects=False).status_code

    assert [try_("wrong") for _ in range(5)] == [401] * 5
    assert try_(PASSWORD) == 401
    clock.passes(minutes=16)
    assert try_(PASSWORD) == 303


def test_an_unknown_address_is_answered_like_a_wrong_password(enter: Callable[..., Visitor], stranger: Visitor) -> None:
    enter("admin")
    answers = [
        stranger.web.post("/sign-in", data={"email": email, "password": "wrong"}).text.replace(email, "")
        for email in ("ana@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


def test_guessing_is_slowed_down_whatever_the_name(enter: Callable[..., Visitor], stranger: Visitor) -> None:
    enter("admin")
    for number in range(21):
        stranger.web.post("/sign-in", data={"email": f"n{number}@example.org", "password": "wrong"})
    answer = stranger.web.post(
        "/sign-in", data={"email": "ana@example.org", "password": PASSWORD}, follow_redirects=False
    )
    assert answer.status_code == 401


def test_a_session_ends_when_idle_and_open_pages_do_not_keep_it_alive(
    enter: Callable[..., Visitor], clock: Clock
) -> None:
    ana = enter("reader")
    for _ in range(4):
        clock.passes(minutes=10)
        last = ana.get("/waiting")
    assert last.status_code == 401 and last.headers["hx-redirect"] == "/sign-in"


def test_a_session_ends_after_a_working_day_however_busy(enter: Callable[..., Visitor], clock: Clock) -> None:
    ana = enter("reader")
    for _ in range(31):
        clock.passes(minutes=20)
        answer = ana.get("/safety")
    assert answer.headers["location"].startswith("/sign-in")


def test_signing_out_ends_the_session_on_the_server(enter: Callable[..., Visitor]) -> None:
    ana = enter("reader")
    cookie = dict(ana.web.cookies)
    ana.post("/sign-out")
    ana.web.cookies.update(cookie)
    assert ana.get("/safety").status_code == 303


def test_closing_an_account_shuts_it_out_at_once(enter: Callable[..., Visitor]) -> None:
    ana, ben = enter("admin"), enter("specialist", "Ben Ode")
    assert ana.post(f"/people/{ben.specialist_id}", {"act": "close"}).status_code == 303
    assert ben.get("/safety").status_code == 303
    assert "cannot close your own" in ana.post(f"/people/{ana.specialist_id}", {"act": "close"}).text


def test_an_invitation_works_once_and_not_for_ever(database: object, clock: Clock) -> None:
    token = invite_specialist("new@example.org", "New", "reader", clock.now)
    with pytest.raises(SpecialistError, match="12 characters"):
        accept_invitation(token, "short", clock.now)
    assert specialists.find_invited(token, clock.now + timedelta(days=8)) is None
    accept_invitation(token, PASSWORD, clock.now)
    with pytest.raises(SpecialistError, match="used or too old"):
        accept_invitation(token, PASSWORD, clock.now)


def test_secrets_of_specialists_are_not_readable_in_the_database(
    enter: Callable[..., Visitor], database: object
) -> None:
    from pathlib import Path

    from bot.store.session import load_engine

    ana = enter("admin")
    cookie = next(iter(ana.web.cookies.values()))
    load_engine().dispose()
    raw = b"".join(path.read_bytes() for path in Path(str(database)).parent.glob("ownvoice.db*"))
    for secret in (PASSWORD, ana.secret, cookie, ana.codes[0]):
        assert secret.encode() not in raw


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil", "", "javascript:x"])
def test_signing_in_leads_nowhere_else(address: str) -> None:
    assert safe_next(address) == "/"
    assert safe_next("/conversations?words=a") == "/conversations?words=a"


def test_somebody_elses_half_finished_second_factor_is_of_no_use(enter: Callable[..., Visitor], app: Starlette) -> None:
    enter("admin")
    token = invite_specialist("ben@example.org", "Ben", "reader", Clock().now)
    web = type(enter("reader", "Cid").web)(app, base_url="http://127.0.0.1:8000")
    ben = Visitor(web, Clock())
    web.post(f"/join/{token}", data={"password": PASSWORD, "again": PASSWORD})
    from bot.privacy.seal import load_seal

    secret = pyotp.random_base32()
    sealed = load_seal().close({"for": "another", "secret": secret}).decode()
    answer = ben.post(
        "/second-factor", {"sealed": sealed, "code": pyotp.TOTP(secret).at(0)}, ben.csrf("/second-factor")
    )
    assert answer.status_code == 409


def test_a_newcomer_is_told_how_to_make_the_first_admin(stranger: Visitor) -> None:
    assert "python -m bot specialists add" in stranger.get("/sign-in").text


def test_the_console_imports_neither_rasa_nor_spacy() -> None:
    import subprocess
    import sys

    code = "import sys, bot.console.app; sys.exit(bool({'spacy', 'rasa', 'tensorflow', 'sanic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
