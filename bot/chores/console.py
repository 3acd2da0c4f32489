"""Run the console for specialists."""

from __future__ import annotations

import argparse

from bot.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to set here: settings come from the environment."""


def run(args: argparse.Namespace) -> int:
    import uvicorn

    from bot.console.app import make_app
    from bot.store.migrate import migrate

    settings = load_settings()
    migrate()
    # ws="none": the websockets that Rasa pins is too old for this uvicorn. No access log: addresses name conversations.
    uvicorn.run(
        make_app(settings),
        host=settings.console_host,
        port=settings.console_port,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    return 0
