"""A console on a database of its own, and people who sign in to it the way people do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from starlette.testclient import TestClient

from bot.console.app import make_app
from bot.messages import Channel
from bot.settings import load_settings
from bot.store import specialists
from bot.store.talks import open_talk, record_turn
from bot.store.transcripts import forward_outbox
from tests.builders import NOON, a_message, a_reply

PASSWORD = "four small green boats"


@dataclass
class Clock:
    """The time of a test, which passes when told to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: int) -> None:
        self.now += timedelta(**span)


@dataclass
class Visitor:
    """A browser of one person."""

    web: TestClient
    clock: Clock
    secret: str = ""
    specialist_id: str = ""
    codes: list[str] = field(default_factory=list)

    def get(self, path: str, **options: object) -> object:
        return self.web.get(path, follow_redirects=False, **options)

    def csrf(self, page: str = "/safety") -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.web.get(page).text)
        return found[1] if found else ""

    def post(self, path: str, data: dict[str, str] | None = None, token: str | None = None) -> object:
        """Send a form as our own page would."""
        token = self.csrf() if token is None else token
        return self.web.post(path, data={"csrf": token, **(data or {})}, follow_redirects=False)

    def code(self) -> str:
        """The code the app shows now; time passes, since none works twice."""
        self.clock.passes(seconds=60)
        return pyotp.TOTP(self.secret).at(self.clock.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(database: Path, clock: Clock) -> object:
    from dataclasses import replace

    return make_app(replace(load_settings(), console_url="http://127.0.0.1:8000"), clock, watches=False)


@pytest.fixture
def stranger(app: object, clock: Clock) -> Iterator[Visitor]:
    yield Visitor(TestClient(app, base_url="http://127.0.0.1:8000"), clock)


@pytest.fixture
def enter(app: object, clock: Clock) -> Callable[..., Visitor]:
    """`enter("supervisor", "Ana")`: somebody with this role, signed in with both factors."""

    def enter(role: str = "admin", name: str = "Ana Ruiz") -> Visitor:
        email = f"{name.split()[0].lower()}@example.org"
        token = specialists.invite_specialist(email, name, role, clock.now)
        visitor = Visitor(TestClient(app, base_url="http://127.0.0.1:8000"), clock)
        form = {"password": PASSWORD, "again": PASSWORD}
        assert visitor.web.post(f"/join/{token}", data=form, follow_redirects=False).status_code == 303
        page = visitor.web.get("/second-factor").text
        visitor.secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
        sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
        answer = visitor.post(
            "/second-factor", {"sealed": sealed, "code": visitor.code()}, visitor.csrf("/second-factor")
        )
        assert answer.status_code == 200, answer.text
        visitor.codes = re.findall(r"<code>([0-9a-f-]{14})</code>", answer.text)
        visitor.specialist_id = next(one.id for one in specialists.list_specialists() if one.email == email)
        return visitor

    return enter


def say(text: str, conversation_id: str = "c0ffee", at: datetime = NOON, forward: bool = True, **notes: object) -> None:
    """One turn of a peer, written to its transcript."""
    inbound = a_message(text, conversation_id=conversation_id, received_at=at)
    talk = open_talk(conversation_id, Channel.WIDGET, at)
    record_turn(talk, inbound, [a_reply("Thanks for telling me. Who is it for?", key="utter_needs_ask")], notes)
    if forward:
        forward_outbox(at)
