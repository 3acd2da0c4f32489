"""Run the talk server: the widget's API, SMS and the page at `/`."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to set here: settings come from the environment."""


def run(args: argparse.Namespace) -> int:
    from bot.talk.server import NoModel, serve

    try:
        serve()
    except NoModel as error:
        print(error, file=sys.stderr)
        return 1
    return 0
