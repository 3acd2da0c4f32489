"""Many phones at once against two real processes on one database, one of them killed in the middle.

`python -m tests.sms_load --texts 10000 --phones 1000 --rate 60` prints the figures of docs/for-operators/sms.md.
Phones send one text after another without waiting for replies; an unacknowledged text is sent again, as carriers
do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from bot.settings import ROOT, read_settings
from bot.sms.carrier import read_tokens
from tests.server import find_free_port

HOOK = "/webhooks/sms/twilio"


@dataclass
class Plan:
    """One text of the run. `at` is when it is sent, in seconds from the start."""

    phone: str
    number: int
    body: str
    at: float
    kind: str = "good"  # good, repeat, forged


@dataclass
class Figures:
    acknowledged: list[float] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    forged_replies: int = 0
    replies: int = 0
    seconds_to_last_reply: float = 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.acknowledged)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    def describe(self) -> dict[str, Any]:
        return {
            "requests": sum(self.codes.values()),
            "codes": dict(self.codes),
            "replies": self.replies,
            "lost": self.lost,
            "doubled": self.doubled,
            "reordered": self.reordered,
            "replies to forged": self.forged_replies,
            "ack ms p50/p95/p99/max": [round(self.percentile(share), 1) for share in (0.5, 0.95, 0.99, 1.0)],
            "seconds to last reply": round(self.seconds_to_last_reply, 1),
        }


def make_plan(texts: int, phones: int, rate: float, seed: int = 8) -> list[Plan]:
    """Each phone's texts numbered in order; 5 % sent twice, 2 % forged, all at the given rate."""
    dice = random.Random(seed)
    order = [f"+1617555{number:04d}" for number in range(phones)] * (texts // phones)
    dice.shuffle(order)
    counts: Counter[str] = Counter()
    plan: list[Plan] = []
    for phone in order:
        counts[phone] += 1
        body = {1: "hello", 2: "ok"}.get(counts[phone], f"part {counts[phone]}")  # the first text and consent
        good = Plan(phone, counts[phone], body, len(plan) / rate)
        plan.append(good)
        if dice.random() < 0.05:
            plan.append(Plan(phone, good.number, body, len(plan) / rate, "repeat"))
        if dice.random() < 0.02:
            plan.append(Plan(phone, good.number, "forged", len(plan) / rate, "forged"))
    return plan


class Servers:
    """Workers on one database."""

    def __init__(self, folder: Path, count: int = 2):
        self.log = folder / "carrier.jsonl"
        (folder / "encoder").symlink_to(ROOT / "var" / "encoder")
        self.ports = [find_free_port() for _ in range(count)]
        self.environment = {
            **os.environ,
            "OWNVOICE_VAR": str(folder),
            "OWNVOICE_MESSAGES_PER_MINUTE": "100000",
            "OWNVOICE_PUBLIC_URL": "https://texts.example",
        }
        subprocess.run(
            [sys.executable, "-c", "from bot.store.migrate import migrate; migrate()"],
            env=self.environment, cwd=ROOT, check=True,
        )  # fmt: skip
        self.processes = [self.start(which) for which in range(count)]

    def start(self, which: int) -> subprocess.Popen[bytes]:
        with (self.log.parent / f"worker{which}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.sms_worker", str(self.ports[which]), str(self.log)],
                env=self.environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip

    async def become_well(self, http: aiohttp.ClientSession) -> None:
        for port in self.ports:
            for _ in range(300):
                try:
                    async with http.get(f"http://127.0.0.1:{port}/health") as answer:
                        if answer.status == 200:
                            break
                except (aiohttp.ClientError, asyncio.TimeoutError):
                    pass
                await asyncio.sleep(0.2)
            else:
                raise RuntimeError("a worker does not start")

    def kill(self, which: int) -> None:
        self.processes[which].send_signal(signal.SIGKILL)
        self.processes[which].wait()

    def restart(self, which: int) -> None:
        self.processes[which] = self.start(which)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)


async def run(texts: int, phones: int, rate: float, with_kill: bool, folder: Path, workers: int = 2) -> Figures:
    plan, figures, servers = make_plan(texts, phones, rate), Figures(), Servers(folder, workers)
    token = read_tokens(read_settings(servers.environment))[0]
    try:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(20)) as http:
            await servers.become_well(http)
            lines: dict[str, list[Plan]] = {}
            for one in plan:
                lines.setdefault(one.phone, []).append(one)
            start = time.monotonic()
            jobs = [asyncio.create_task(_text(http, servers, token, line, start, figures)) for line in lines.values()]
            if with_kill:
                await asyncio.sleep(plan[-1].at / 2)
                servers.kill(1)
                await asyncio.sleep(3)
                servers.restart(1)
            await asyncio.gather(*jobs)
            sent = time.monotonic()
            expected = sum(one.kind == "good" for one in plan) + phones  # the first text comes as two
            await _wait_for_replies(servers.log, expected)
            figures.seconds_to_last_reply = time.monotonic() - sent
            await asyncio.sleep(2)  # what comes too often comes now
    finally:
        servers.stop()
    check(plan, servers.log, figures)
    return figures


async def _text(
    http: aiohttp.ClientSession, servers: Servers, token: str, line: list[Plan], start: float, figures: Figures
) -> None:
    for one in line:
        await asyncio.sleep(max(0.0, start + one.at - time.monotonic()))
        sid = f"SM{one.phone[1:]}x{one.number}"
        fields = {"From": one.phone, "Body": one.body, "MessageSid": sid, "NumMedia": "0"}
        if one.kind == "forged":
            fields["MessageSid"] += "forged"
        url = servers.environment["OWNVOICE_PUBLIC_URL"] + HOOK
        signature = RequestValidator("forger" if one.kind == "forged" else token).compute_signature(url, fields)
        for attempt in range(60):
            port = servers.ports[(hash(sid) + attempt) % len(servers.ports)]
            began = time.monotonic()
            try:
                async with http.post(
                    f"http://127.0.0.1:{port}{HOOK}",
                    data=urlencode(fields),
                    headers={"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
                ) as answer:
                    await answer.read()
            except (aiohttp.ClientError, asyncio.TimeoutError):
                figures.codes["no answer"] += 1
                await asyncio.sleep(0.1)
                continue
            figures.acknowledged.append(time.monotonic() - began)
            figures.codes[f"{one.kind} {answer.status}"] += 1
            break


async def _wait_for_replies(log: Path, expected: int, patience: float = 90) -> None:
    """Until the carrier has all of them, or none came for so long that some are lost."""
    end, seen = time.monotonic() + patience, 0
    while seen < expected and time.monotonic() < end:
        count = len(log.read_text().splitlines()) if log.exists() else 0
        if count != seen:
            seen, end = count, time.monotonic() + patience
        await asyncio.sleep(0.5)


def check(plan: list[Plan], log: Path, figures: Figures) -> None:
    """Compare what the carrier took, phone by phone, with what had to be taken."""
    taken: dict[str, list[str]] = {}
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        taken.setdefault(entry["to"], []).append(entry["body"])
    for phone in {one.phone for one in plan}:
        parts = [one.body for one in plan if one.phone == phone and one.kind == "good"]
        wanted = [*(["FIRST", "PRIVACY"] if parts else []), "heard: hello", *(f"heard: {body}" for body in parts[2:])]
        if len(parts) < 2:
            wanted = wanted[:2]
        got = [
            "FIRST" if "Text STOP" in body else "PRIVACY" if "not fully private" in body else body
            for body in taken.get(phone, [])
        ]
        figures.replies += len(got)
        figures.lost += sum((Counter(wanted) - Counter(got)).values())
        figures.doubled += sum((Counter(got) - Counter(wanted)).values())
        figures.forged_replies += sum("forged" in body for body in got)
        figures.reordered += int(Counter(wanted) == Counter(got) and wanted != got)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--phones", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=60.0, help="requests a second")
    parser.add_argument("--no-kill", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sms_load") as folder:
        figures = asyncio.run(run(args.texts, args.phones, args.rate, not args.no_kill, Path(folder), args.workers))
        print(json.dumps(figures.describe(), indent=2))
        errors = [
            line for log in Path(folder).glob("worker*.log") for line in log.read_text().splitlines() if "Error" in line
        ]
        print(f"errors logged: {len(errors)}", *Counter(errors).most_common(5), sep="\n")
    return int(bool(figures.lost or figures.doubled or figures.reordered or figures.forged_replies))


if __name__ == "__main__":
    sys.exit(main())
