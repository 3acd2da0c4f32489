"""`python -m bot run`, the heart of `make run`: starts what there is, stops all of it, says when a port is taken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT, load_settings
from tests.server import find_free_port

pytestmark = pytest.mark.server


def start(var: Path, port: int, console_port: int) -> subprocess.Popen[str]:
    var.mkdir(exist_ok=True)
    if not (var / "encoder").exists():
        (var / "encoder").symlink_to(ROOT / "var" / "encoder")
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env={
            **os.environ,
            "OWNVOICE_VAR": str(var),
            "OWNVOICE_MODELS": str(load_settings().models),
            "PORT": str(port),
            "CONSOLE_PORT": str(console_port),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def list_descendants(pid: int) -> set[int]:
    """Every process below this one (Linux)."""
    found: set[int] = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found |= {int(folder.name)} | list_descendants(int(folder.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_one_command_starts_everything_and_ctrl_c_stops_everything(tmp_path):
    port, console_port = find_free_port(), find_free_port()
    running = start(tmp_path / "var", port, console_port)
    try:
        deadline = time.monotonic() + 150
        while time.monotonic() < deadline and running.poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.3)
        assert running.poll() is None, running.stdout.read()
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
        while time.monotonic() < deadline:
            try:
                assert httpx.get(f"http://127.0.0.1:{console_port}/", timeout=5).status_code < 400
                break
            except httpx.HTTPError:
                time.sleep(0.3)
        children = list_descendants(running.pid)
        assert len(children) >= 2
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == 0
        assert [pid for pid in children if is_running(pid)] == []
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(timeout=30)


def test_a_port_in_use_is_named_with_a_way_out(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        running = start(tmp_path / "var", port, find_free_port())
        said, _ = running.communicate(timeout=60)
    assert running.returncode == 1
    assert str(port) in said
    assert "PORT=" in said
