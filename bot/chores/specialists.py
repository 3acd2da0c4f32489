"""Add people to the console, from the shell: the first admin, and whoever lost their second factor."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timezone

from bot.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="invite somebody; prints a link that works once, for seven days")
    add.add_argument("email")
    add.add_argument("--name", help="shown to colleagues, and to peers who ask who has read their chat")
    add.add_argument("--role", default="admin", help="reader, specialist, supervisor or admin (default: admin)")
    verbs.add_parser("list", help="everybody with an account")


def run(args: argparse.Namespace) -> int:
    from bot.store.migrate import migrate
    from bot.store.specialists import SpecialistError, invite_specialist, list_specialists

    migrate()
    if args.verb == "list":
        for account in list_specialists():
            state = "closed" if account.closed_at else "open" if account.password_hash else "invited"
            print(f"{account.email}  {account.name}  {account.role}  {state}")
        return 0
    name = args.name or args.email.split("@")[0].replace(".", " ").title()
    try:
        token = invite_specialist(args.email, name, args.role, datetime.now(timezone.utc))
    except SpecialistError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{name} ({args.role}) is invited. Open this link within seven days; it works once:")
    print(f"{load_settings().console_url}/join/{token}")
    return 0
