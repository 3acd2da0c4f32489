"""Write a weekly digest: the overview as a text file, small counts hidden, nobody in it."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.settings import load_settings
from bot.store.overview import Overview, read_overview


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=7, help="how far to look back (default: 7)")
    parser.add_argument("--to", type=Path, help="file to write (default: digests/ in the var folder)")


def run(args: argparse.Namespace) -> int:
    from bot.store.queues import count_open

    now = datetime.now(timezone.utc)
    settings = load_settings()
    path = args.to or settings.var / "digests" / f"{now:%Y-%m-%d}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    overview = read_overview(now - timedelta(days=args.days), now)
    path.write_text(write_digest(settings.programme, overview, count_open(now), now, args.days), encoding="utf-8")
    print(path)
    return 0


def write_digest(programme: str, overview: Overview, waiting: dict, now: datetime, days: int) -> str:
    """The digest as plain text."""
    from bot.console.pages import describe_span, say

    def number(value: int | None) -> str:
        return "under 5" if value is None else f"{value:,}"

    def table(title: str, counts: dict[str, int | None]) -> list[str]:
        return (
            ["", title, *(f"  {say(name):<32}{number(count):>10}" for name, count in counts.items())] if counts else []
        )

    lines = [
        f"{programme}: {days} days to {now:%B %-d, %Y}",
        "Counts from one to four are hidden.",
        "",
        f"Conversations   {number(overview.conversations)}",
        f"Turns           {number(overview.turns)}",
        f"Safety items    {number(overview.alerts)}",
    ]
    if overview.unsure_share is not None:
        lines.append(f"Not surely understood   {overview.unsure_share:.0%} of turns")
    if overview.minutes_to_acknowledge is not None:
        lines.append(f"Acknowledged after      {overview.minutes_to_acknowledge:.0f} minutes (median)")
    for kind, (count, since) in sorted(waiting.items()):
        lines.append(f"Waiting now: {count} {say(kind)}, the longest for {describe_span(now - since)}")
    lines += table("What they came for", overview.topics)
    lines += table("Searched and not found", overview.unmet)
    lines += table("Noticed", overview.findings)
    return "\n".join(lines) + "\n"
