"""Start everything on this machine and stop everything again: talk, console and clock, whichever the house has."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.chores.prepare import prepare
from bot.settings import Settings, load_settings

# verb of the process, setting that names its port
PROCESSES = {"talk": "port", "console": "console_port", "clock": None}
STOP_SECONDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to set here: settings come from the environment."""


def run(args: argparse.Namespace) -> int:
    settings = load_settings()
    taken = find_taken_port(settings)
    if taken:
        print(
            f"Port {taken[1]} is in use, so the {taken[0]} cannot start. "
            f"Stop what runs there, or choose another port: {taken[2]}=... make run",
            file=sys.stderr,
        )
        return 1
    prepare()
    # A stop request must reach the loop below, not kill us half way through starting children; and Ctrl-C counts even
    # where a shell started us in the background with it switched off.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for verb in list_processes():
            children[verb] = subprocess.Popen([sys.executable, "-m", "bot", verb], start_new_session=True)
        _wait_until_ready(settings, children["talk"])
        return _watch(children)
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        stop(children)


def list_processes() -> list[str]:
    """The processes this house has."""
    from bot.__main__ import list_verbs

    return [verb for verb in PROCESSES if verb in list_verbs()]


def find_taken_port(settings: Settings) -> tuple[str, int, str] | None:
    """The first process whose port somebody else holds, with the port and its setting."""
    for verb in list_processes():
        setting = PROCESSES[verb]
        if setting is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, getattr(settings, setting)))
            except OSError:
                return verb, getattr(settings, setting), setting.upper()
    return None


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End every child and whatever it started: first politely, so that turns in flight finish."""
    for child in children.values():
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _wait_until_ready(settings: Settings, talk: subprocess.Popen[bytes]) -> None:
    print("Starting ...", flush=True)
    url = f"http://{settings.host}:{settings.port}"
    while talk.poll() is None:
        try:
            with urlopen(f"{url}/health", timeout=2):
                print(f"\nTalk to OwnVoice:          {url}/", flush=True)
                if "console" in list_processes():
                    print(f"Console for specialists:   http://{settings.host}:{settings.console_port}/", flush=True)
                print("Stop everything with Ctrl-C.\n", flush=True)
                return
        except HTTPError as error:
            print(f"The talk server started, but is not well: {error.read().decode()}", file=sys.stderr)
            return
        except (URLError, OSError):
            time.sleep(0.2)


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until one child ends by itself; then all end."""
    while True:
        for verb, child in children.items():
            code = child.poll()
            if code is not None:
                print(f"The {verb} process ended (exit code {code}); stopping the others.", file=sys.stderr)
                return code or 1
        time.sleep(0.5)
