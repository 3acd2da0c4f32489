"""Write transcripts from the outbox in a process of its own, for a house whose console is not always up."""

from __future__ import annotations

import argparse
import time
from datetime import datetime, timezone

SECONDS = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="write what waits now, then stop")


def run(args: argparse.Namespace) -> int:
    from bot.store.transcripts import forward_outbox

    if args.once:
        total = 0
        while forwarded := forward_outbox(datetime.now(timezone.utc)):
            total += forwarded
        print(f"{total} turns written")
        return 0
    while True:
        if not forward_outbox(datetime.now(timezone.utc)):
            time.sleep(SECONDS)
