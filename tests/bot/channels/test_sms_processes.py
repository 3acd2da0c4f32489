"""Real processes: one of two killed in the middle, and the terminal phone against a running server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT
from tests import sms_load
from tests.server import find_free_port

pytestmark = pytest.mark.server


async def test_a_worker_killed_in_the_middle_loses_doubles_and_reorders_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    figures = await sms_load.run(texts=120, phones=12, rate=15, with_kill=True, folder=folder)
    assert (figures.lost, figures.doubled, figures.reordered, figures.forged_replies) == (0, 0, 0, 0)
    assert figures.codes["good 200"] == 120
    assert figures.replies == 120 + 12


def test_the_terminal_phone_texts_a_running_server_without_an_account(tmp_path: Path) -> None:
    port = find_free_port()
    environment = {**os.environ, "OWNVOICE_VAR": str(tmp_path / "var"), "PORT": str(port)}
    subprocess.run(
        [sys.executable, "-c", "from bot.store.migrate import migrate; migrate()"],
        env=environment,
        cwd=ROOT,
        check=True,
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.sms_worker", str(port), "-"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health")
        shown = _text(environment, "hello\nok\n:photo\n")
        assert "a program, not a person" in shown
        assert "| heard: hello" in shown
        assert "[12 places, GSM-7, 1 segment]" in shown
        assert "can't see pictures" in shown
        blocked = _text(environment, "hello\n", "--phone", "+16175550190")
        assert "not taken by the carrier" in blocked
        lost = _text(environment, "hello\n", "--phone", "+16175550193")
        assert "undelivered: error 30003" in lost
    finally:
        server.terminate()
        server.wait(timeout=30)


def _text(environment: dict[str, str], typed: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "text", *words],
        input=typed,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wait_for(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError("the server does not start")
