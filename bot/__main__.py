"""`python -m bot <verb>`: one file per verb in bot/chores/, loaded only when it is asked for."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bot.settings import SettingsError

CHORES = Path(__file__).parent / "chores"


def list_verbs() -> list[str]:
    """Every verb there is."""
    return sorted(path.stem for path in CHORES.glob("*.py") if not path.stem.startswith("_"))


def main(words: list[str]) -> int:
    """Run one chore and return its exit code."""
    verbs = list_verbs()
    if not words or words[0] not in verbs:
        print(f"usage: python -m bot VERB ...\nverbs: {', '.join(verbs)}", file=sys.stderr)
        return 2
    chore = import_module(f"bot.chores.{words[0]}")
    parser = argparse.ArgumentParser(prog=f"python -m bot {words[0]}", description=chore.__doc__)
    chore.add_arguments(parser)
    try:
        return chore.run(parser.parse_args(words[1:]))
    except SettingsError as error:
        print(f"setting: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
