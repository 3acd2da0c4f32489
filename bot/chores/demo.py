"""Fill the console with invented conversations, so that a newcomer sees it alive. Nobody in them exists."""

from __future__ import annotations

import argparse
import random
import sys
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.settings import ROOT, load_settings

TALKS = ROOT / "data" / "demo" / "talks.yml"
ROUNDS = 8  # each talk is told this often, by other people on other days
DAYS = 28
NAMES = ("Xiomara", "Darnell", "Rosalind", "Kwame", "Brenda", "Mateo", "Tanya", "Oluwaseun")
OTHERS = ("Patel", "Okafor", "Delacroix", "Whitcomb", "Restrepo", "Brzezinski", "Nguyen", "Feinberg")
TOWNS = ("Worcester", "Holyoke", "Lowell", "Fall River", "Springfield", "Chelsea", "Brockton", "Lynn")
COLLEAGUES = (("ines@example.org", "Ines (invented)"), ("theo@example.org", "Theo (invented)"))
SEVERITY = {"crisis_suicide": 4, "crisis_abuse": 4}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--remove", action="store_true", help="take the invented conversations out again")


def run(args: argparse.Namespace) -> int:
    from bot.store.migrate import migrate
    from bot.store.specialists import has_specialists, invite_specialist

    migrate()
    now = datetime.now(timezone.utc)
    if args.remove:
        print(f"{remove_demo()} invented peers and their conversations are gone")
        return 0
    had_people = has_specialists()
    told = fill_demo(now, random.Random(20))
    if not told:
        print("The invented conversations are here already. Take them out with --remove.", file=sys.stderr)
        return 0
    settings = load_settings()
    print(
        f"{told} conversations were invented; nobody in them exists. Read them at {settings.console_url}/conversations"
    )
    if not had_people:
        token = invite_specialist("you@example.org", "You", "admin", now)
        print(f"To sign in, open this link (it works once): {settings.console_url}/join/{token}")
    return 0


def fill_demo(now: datetime, chance: random.Random, rounds: int = ROUNDS) -> int:
    """Tell every talk of data/demo several times over the last weeks. Returns how many; 0 when they are there."""
    import yaml

    from bot.store.demo import has_demo
    from bot.store.queues import open_tasks
    from bot.store.transcripts import forward_outbox

    if has_demo():
        return 0
    talks = yaml.safe_load(TALKS.read_text(encoding="utf-8"))["talks"]
    told = 0
    people = _make_colleagues(now)
    for round_ in range(rounds):
        for index, talk in enumerate(talks):
            is_danger = any(kind.startswith("crisis") for kind, _ in talk.get("findings", {}).values())
            if is_danger and round_ > 2:
                continue
            ago = timedelta(days=chance.uniform(0.1, DAYS)) if round_ else timedelta(minutes=12 + 9 * index)
            _tell(talk, f"demo{index:02}{round_:02}", now - ago, round_, chance)
            told += 1
    while forward_outbox(now):
        pass
    open_tasks(now)
    _work(people, now, chance)
    return told


def _tell(talk: dict[str, Any], conversation_id: str, start: datetime, round_: int, chance: random.Random) -> None:
    from bot.messages import Channel, Choice, Inbound, Outbound
    from bot.store.alerts import raise_alert
    from bot.store.demo import set_language
    from bot.store.queues import ask_call_back
    from bot.store.talks import open_talk, record_turn

    channel = Channel.SMS if chance.random() < 0.35 else Channel.WIDGET
    words = {
        "name": NAMES[round_ % len(NAMES)],
        "other": OTHERS[(round_ * 3 + 1) % len(OTHERS)],
        "town": TOWNS[(round_ * 5 + len(conversation_id)) % len(TOWNS)],
        "phone": f"508-555-01{round_ + 10}",
    }
    at = start
    for number, turn in enumerate(talk["turns"], start=1):
        said, intent, confidence, answer, *choices = turn
        state = open_talk(conversation_id, channel, at, peer_id="demo" + conversation_id[-4:])
        if number == 1:
            set_language(state.peer_id, talk.get("language", "en"))
        notes: dict[str, Any] = {"intent": intent, "confidence": confidence, "form": talk.get("form")}
        found = talk.get("findings", {}).get(number)
        if found:
            notes["finding"] = {"kind": found[0], "strength": found[1], "certainty": confidence, "why": "invented"}
        for key in ("searched", "resources", "changes"):
            if number in talk.get(key, {}):
                note = talk[key][number]
                notes[key] = [note] if isinstance(note, str) else note
        offered = tuple(
            Choice(str(place), str(label), "/demo") for place, label in enumerate(choices[0] if choices else ())
        )
        inbound = Inbound(conversation_id, channel, str(said).format(**words), at)
        record_turn(state, inbound, [Outbound(answer.format(**words), offered, key="demo")], notes)
        if found and found[0] in SEVERITY:
            kind, strength = found
            severity = SEVERITY[kind] if strength == "clear" else 2
            raise_alert(conversation_id, number, kind, strength, confidence, "invented", severity, at)
        at += timedelta(seconds=chance.randint(15, 90))
    if talk.get("call_back"):
        ask_call_back(state.peer_id, conversation_id, words["phone"], talk["call_back"], at)


def _make_colleagues(now: datetime) -> list[str]:
    """Colleagues who did some of the work. They have no password, so nobody can enter as them."""
    from bot.store.specialists import invite_specialist, list_specialists

    known = {account.email: account.id for account in list_specialists()}
    for email, name in COLLEAGUES:
        if email not in known:
            invite_specialist(email, name, "specialist", now - timedelta(days=DAYS))
    known = {account.email: account.id for account in list_specialists()}
    return [known[email] for email, _ in COLLEAGUES]


def _work(people: list[str], now: datetime, chance: random.Random) -> None:
    """What the colleagues did: most safety items are closed, some talks reviewed, two lessons proposed."""
    from bot.store import task_steps
    from bot.store.lessons import list_inbox, propose_lesson
    from bot.store.queues import list_tasks
    from bot.store.reads import record_reads
    from bot.store.reviews import tag_conversation

    first, second = people
    for row in [*list_tasks("safety", now), *list_tasks("call_back", now)]:
        opened = row.task.opened_at
        if opened > now - timedelta(hours=20):
            continue
        seen = opened + timedelta(minutes=chance.randint(3, 25))
        record_reads(first, [row.task.conversation_id], "safety queue", seen)
        task_steps.acknowledge(row.task.id, first, seen)
        task_steps.add_step(row.task.id, first, "Wrote back. They answered.", seen + timedelta(minutes=4))
        outcome = "reached_safe" if row.task.kind == "safety" else "reached"
        task_steps.close(row.task.id, first, outcome, "", seen + timedelta(minutes=30))
        if row.task.kind == "safety" and chance.random() < 0.7:
            task_steps.read_second(row.task.id, second, True, "", seen + timedelta(hours=2))
    for row in list_tasks("review", now)[:4]:
        if row.number:
            tag_conversation(row.number, chance.choice(("good-example", "front-desk", "needs-spanish")))
    for turn in list_inbox(2):
        propose_lesson(turn.conversation_id, turn.turn, "intent", turn.said, turn.intent or "inform", "", first, now)


def remove_demo() -> int:
    """Take every invented peer out, with all that hangs on them."""
    from bot.store.demo import remove_demo_peers

    return remove_demo_peers()
