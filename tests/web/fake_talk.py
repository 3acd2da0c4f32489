"""A tiny stand-in for the talk server: our real pages and script, answers and faults as a test wants them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.settings import read_settings
from bot.talk.pages import Page, build_pages, list_headers
from tests.server import find_free_port

NOW = "2026-11-20T17:00:00+00:00"


def a_said(text: str, choices: tuple[str, ...] = (), links: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """One message of the bot as the API tells it."""
    return {
        "text": text,
        "choices": [{"id": label.lower().replace(" ", "-"), "label": label} for label in choices],
        "links": [{"label": label, "url": url} for label, url in links],
    }


WELCOME = a_said("Hi. What would you like to do?", ("Say what I need", "Just talk"))


class FakeTalk:
    """Answers `replies[text]`, else "You said: TEXT".

    `faults` are used up, one for each message: a status number, "drop" (no answer at all), "lost" (taken, but the
    answer never arrives) or seconds to wait.
    """

    def __init__(self, var: str):
        self.settings = read_settings({"OWNVOICE_VAR": var, "OWNVOICE_SECRET_KEYS": "not-a-secret-" * 3})
        self.pages: dict[str, Page] = build_pages(self.settings)
        self.headers = list_headers(self.settings)
        self.port = find_free_port()
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.faults: list[Any] = []
        self.taken: list[dict[str, Any]] = []  # messages that were answered, each once
        self.sessions = 0
        self.asked: list[str] = []
        self._history: dict[str, list[dict[str, Any]]] = {}
        self._answered: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> FakeTalk:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def forget_sessions(self) -> None:
        """Every token is too old from now on."""
        self._history.clear()

    def open_session(self) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.sessions += 1
            token = f"token-{self.sessions}"
            self._history[token] = [{"from": "bot", "time": NOW, **WELCOME}]
        return 201, {"token": token, "messages": [WELCOME]}

    def read_history(self, token: str) -> tuple[int, dict[str, Any]]:
        if token not in self._history:
            return 401, {"error": "no such token"}
        return 200, {"messages": self._history[token]}

    def take(self, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            if token not in self._history:
                return 401, {"error": "no such token"}
            key = (token, body["id"])
            if key not in self._answered:
                text = body.get("text") or body["choice"].replace("-", " ")
                self._answered[key] = self.replies.get(text, [a_said(f"You said: {text}")])
                self.taken.append(body)
                self._history[token] += [
                    {"from": "peer", "time": NOW, **a_said(text)},
                    *({"from": "bot", "time": NOW, **reply} for reply in self._answered[key]),
                ]
            return 200, {"messages": self._answered[key]}


def _handler(talk: FakeTalk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            talk.asked.append(self.path)
            if self.path.startswith("/webhooks/"):
                return self._json(*talk.read_history(self._token()))
            page = talk.pages.get(self.path.partition("?")[0])
            if page is None:
                return self._json(404, {"error": "no such page"})
            self._send(200, page.body, {**talk.headers, "Content-Type": page.kind})

        def do_POST(self) -> None:
            talk.asked.append(self.path)
            body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
            if self.path.endswith("/sessions"):
                return self._fault(talk.open_session, on="sessions")
            self._fault(lambda: talk.take(self._token(), body), on="messages")

        def _fault(self, answer: Callable[[], tuple[int, dict[str, Any]]], on: str) -> None:
            fault = talk.faults.pop(0) if talk.faults and on == "messages" else None
            if isinstance(fault, float):
                time.sleep(fault)
            elif isinstance(fault, int):
                return self._json(fault, {"error": "as the test wants it"})
            elif fault:
                if fault == "lost":
                    answer()
                self.close_connection = True
                self.connection.close()
                return
            self._json(*answer())

        def _token(self) -> str:
            return (self.headers.get("authorization") or "").removeprefix("Bearer ")

        def _json(self, status: int, data: dict[str, Any]) -> None:
            self._send(status, json.dumps(data).encode(), {"Content-Type": "application/json"})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler
