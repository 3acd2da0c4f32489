"""Fixtures all tests share: a database of their own, the running server, and the rule that CI never skips."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import load_settings
from tests.server import TalkServer

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(scope="session")
def talk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TalkServer]:
    """One real server for the whole run. A test that breaks something starts its own."""
    if not list(load_settings().models.glob("*.tar.gz")):
        pytest.fail("no trained model: run `make test`, or `python -m bot prepare` once")
    server = TalkServer(tmp_path_factory.mktemp("talk")).start()
    server.run_chore("resources", "seed")  # the shipped lists; a server that is started alone goes without them
    yield server
    server.stop()


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh, migrated SQLite database that the store of this process uses."""
    from bot.privacy.seal import load_seal
    from bot.store.migrate import migrate
    from bot.store.session import load_engine

    caches = (load_settings, load_engine, load_seal)
    monkeypatch.setenv("OWNVOICE_VAR", str(tmp_path))
    for cache in caches:
        cache.cache_clear()
    migrate()
    yield tmp_path / "ownvoice.db"
    load_engine().dispose()
    for cache in caches:
        cache.cache_clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skipped test is a failed one: what is not run there is run nowhere."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
