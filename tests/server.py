"""A really running talk server, and a peer who uses it the way the widget does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.settings import ROOT

START_SECONDS = 90


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Reply:
    """What the bot answered to one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    @property
    def labels(self) -> list[str]:
        return [choice["label"] for message in self.messages for choice in message["choices"]]

    def find_choice(self, label: str) -> str:
        """The id of the choice with this label. Fails the test when it was not offered."""
        found = {choice["label"]: choice["id"] for message in self.messages for choice in message["choices"]}
        assert label in found, f"{label!r} was not offered, only {sorted(found)}"
        return found[label]


class WidgetPeer:
    """One peer on the website widget."""

    def __init__(self, url: str):
        self.http = httpx.Client(base_url=f"{url}/webhooks/widget", timeout=30)
        opened = self.http.post("/sessions")
        assert opened.status_code == 201, opened.text
        self.token = opened.json()["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.last = Reply(opened.json()["messages"])

    def says(self, text: str, **more: Any) -> Reply:
        return self._send({"text": text, **more})

    def picks(self, label: str) -> Reply:
        return self._send({"choice": self.last.find_choice(label)})

    def history(self) -> list[dict[str, Any]]:
        answer = self.http.get("/messages")
        assert answer.status_code == 200, answer.text
        return answer.json()["messages"]

    def _send(self, body: dict[str, Any]) -> Reply:
        answer = self.http.post("/messages", json=body)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        self.last = Reply(answer.json()["messages"])
        return self.last


@dataclass
class TalkServer:
    """`python -m bot talk` as a process of its own, with its own database."""

    var: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=find_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "OWNVOICE_VAR": str(self.var),
            "PORT": str(self.port),
            "OWNVOICE_MESSAGES_PER_MINUTE": "100000",
            **self.settings,
        }

    @property
    def log(self) -> Path:
        return self.var / "talk.log"

    def start(self) -> TalkServer:
        self.var.mkdir(parents=True, exist_ok=True)
        encoder = self.var / "encoder"
        if not encoder.exists():
            encoder.symlink_to(ROOT / "var" / "encoder")
        self.run_chore("migrate")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "talk"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the talk server ended at its start:\n{self.log.read_text()[-3000:]}")
            try:
                if httpx.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return self
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"the talk server was not well after {START_SECONDS} s:\n{self.log.read_text()[-3000:]}")

    def run_chore(self, *words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(with_signal)
            self.process.wait(timeout=20)

    def a_peer(self) -> WidgetPeer:
        return WidgetPeer(self.url)
