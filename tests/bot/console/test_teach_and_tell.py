"""What leaves the console: training data, the digest, announcements. Never a word that names somebody."""

from __future__ import annotations

import argparse
import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from bot.chores import digest, teach
from bot.console.known import find_known
from bot.console.notify import announce
from bot.console.overview import grade_text
from bot.settings import Settings, load_settings
from bot.store import lessons
from bot.store.alerts import raise_alert
from bot.store.overview import hide_small, read_overview
from bot.store.queues import open_tasks
from bot.store.specialists import invite_specialist, list_specialists
from tests.bot.console.conftest import say
from tests.builders import NOON

pytestmark = pytest.mark.usefixtures("database")


def two_people() -> list[str]:
    """Ids of two specialists."""
    for name in ("Ana", "Ben"):
        invite_specialist(f"{name.lower()}@example.org", name, "specialist", NOON)
    return [one.id for one in list_specialists()]


def teach_something(said: str, kind: str = "intent", answer: str = "") -> str:
    """An approved lesson."""
    ana, ben = [one.id for one in list_specialists()] or two_people()
    lesson_id = lessons.propose_lesson("c0ffee", 1, kind, said, "state_needs", answer, ana, NOON)
    lessons.decide_lesson(lesson_id, ben, True, NOON)
    return lesson_id


def test_approved_lessons_become_training_data_with_their_source(tmp_path: Path) -> None:
    say("hm")
    for number in range(12):
        teach_something(f"tell them the {number} thing that matters to me")
    teach_something("i want out of here: now", "answer", "Offer the short check-in")
    args = argparse.Namespace(verb="export", to=tmp_path, again=False)
    assert teach.run(args) == 0
    trained = yaml.safe_load((tmp_path / "nlu_from_specialists.yml").read_text())["nlu"][0]
    held_out = yaml.safe_load((tmp_path / "nlu_held_out.yml").read_text())["nlu"][0]
    assert trained["intent"] == "state_needs"
    assert trained["examples"].count("\n") + held_out["examples"].count("\n") == 12
    assert "/conversations/1#turn-1" in (tmp_path / "nlu_from_specialists.yml").read_text()
    story = yaml.safe_load((tmp_path / "test_conversations.yml").read_text())["stories"][0]
    assert story["steps"][0]["user"].strip() == "i want out of here: now"
    assert teach.run(args) == 0
    assert all(lesson.exported_at for lesson, _ in lessons.list_lessons(approved=True))


def test_a_lesson_with_a_mask_in_it_is_not_approved() -> None:
    say("hm")
    ana, ben = two_people()
    lesson_id = lessons.propose_lesson("c0ffee", 1, "intent", "tell Dr. Okafor no", "state_needs", "", ana, NOON)
    with pytest.raises(lessons.LessonError, match="invented word"):
        lessons.decide_lesson(lesson_id, ben, True, NOON)


def test_a_sentence_the_bot_knows_is_said_to_be_known() -> None:
    known = next(iter(__import__("bot.console.known", fromlist=["x"]).read_sentences()))
    assert find_known(known.upper() + "!") is not None
    assert find_known("zxqv wplk qqq zzz") is None


def test_small_counts_are_hidden_and_cannot_be_worked_out_from_the_sum() -> None:
    assert hide_small({"a": 40, "b": 9, "c": 2}) == {"a": 40, "b": None, "c": None}
    assert hide_small({"a": 40, "b": 3, "c": 2, "d": 0}) == {"a": 40, "b": None, "c": None, "d": 0}


def test_the_overview_counts_a_period() -> None:
    for number in range(6):
        say("food pantry", f"talk{number}", intent="find_resource", searched={"topic": "food", "found": 0})
    overview = read_overview(NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert (overview.conversations, overview.topics, overview.unmet) == (6, {"find_resource": 6}, {"food": 6})
    assert read_overview(NOON + timedelta(days=1), NOON + timedelta(days=2)).conversations == 0


def test_the_digest_is_a_file_without_anybody_in_it(tmp_path: Path) -> None:
    say("my name is Xiadani", intent="state_needs")
    path = tmp_path / "digest.txt"
    assert digest.run(argparse.Namespace(days=3650, to=path)) == 0
    assert "Conversations   under 5" in path.read_text() and "Xiadani" not in path.read_text()


def test_easy_words_have_a_low_grade() -> None:
    assert (
        grade_text("Who is it for? You can skip this.")
        < 4
        < grade_text("Administrative determinations regarding eligibility necessitate comprehensive documentation.")
    )


class Heard(BaseHTTPRequestHandler):
    """A webhook that writes down what it was told."""

    bodies: ClassVar[list[bytes]] = []
    status = 200

    def do_POST(self) -> None:
        Heard.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(Heard.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def webhook() -> Iterator[Settings]:
    server = HTTPServer(("127.0.0.1", 0), Heard)
    Heard.bodies, Heard.status = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield replace(load_settings(), notify_webhook=f"http://127.0.0.1:{server.server_port}/hook")
    server.shutdown()


def an_alert() -> None:
    say("i want to end it", finding={"kind": "crisis_suicide", "strength": "clear"})
    raise_alert("c0ffee", 1, "crisis_suicide", "clear", 1.0, "rule", 4, NOON)
    open_tasks(NOON)


def test_a_safety_item_is_announced_once_and_says_nothing_of_what_was_said(webhook: Settings) -> None:
    an_alert()
    assert announce(webhook, NOON) == 1
    assert announce(webhook, NOON + timedelta(minutes=2)) == 0
    (body,) = [json.loads(body) for body in Heard.bodies]
    assert set(body) == {"text", "kind", "severity", "url"} and body["severity"] == 4
    assert "end it" not in str(body) and "suicide" not in str(body) and "c0ffee" not in str(body)


def test_a_webhook_that_is_down_is_tried_again_a_minute_later(webhook: Settings) -> None:
    an_alert()
    Heard.status = 500
    assert announce(webhook, NOON) == 0
    Heard.status = 200
    assert announce(webhook, NOON + timedelta(seconds=30)) == 0
    assert announce(webhook, NOON + timedelta(seconds=61)) == 1


class MailServer(socketserver.StreamRequestHandler):
    """Says yes to every mail, and keeps what it was told."""

    told: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 hello\r\n")
        in_body = False
        for line in self.rfile:
            MailServer.told.append(line)
            if in_body and line != b".\r\n":
                continue
            in_body = line.lower().startswith(b"data")
            is_end = line.lower().startswith(b"quit")
            self.wfile.write(b"354 go on\r\n" if in_body else b"221 bye\r\n" if is_end else b"250 ok\r\n")


def test_an_email_goes_to_every_address_without_content() -> None:
    an_alert()
    MailServer.told.clear()
    server = socketserver.TCPServer(("127.0.0.1", 0), MailServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = replace(
        load_settings(),
        smtp_url=f"smtp://127.0.0.1:{server.server_address[1]}",
        notify_from="console@example.org",
        notify_emails=("ana@example.org", "ben@example.org"),
    )
    assert announce(settings, NOON) == 1
    server.shutdown()
    mail = b"".join(MailServer.told).decode()
    assert "ana@example.org" in mail and "ben@example.org" in mail and "/tasks/" in mail
    assert "end it" not in mail and "suicide" not in mail
