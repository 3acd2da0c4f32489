"""A phone in the terminal: texts the running server as a carrier would, and shows what comes back with its segments.

Needs no account. Numbers ending in 0190 to 0193 misbehave on purpose: blocked, no such number, busy once, never
arrives.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TextIO
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot.settings import Settings, load_settings
from bot.sms.carrier import read_tokens
from bot.sms.gsm import is_gsm, measure
from bot.sms.simulated import NEVER_ARRIVES
from bot.store.peers import find_peer
from bot.store.sms import OutText
from bot.store.sms_reports import list_texts

PATIENCE_SECONDS = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--phone", default="+16175550142", help="the number to text from (default +16175550142)")
    parser.add_argument("--url", help="where the server listens (default http://127.0.0.1:PORT)")


def run(args: argparse.Namespace) -> int:
    settings = load_settings()
    if settings.sms_account_sid or settings.sms_http_url:
        print("A real carrier is set: texts go to real phones. This phone works without one.", file=sys.stderr)
        return 1
    phone = TerminalPhone(settings, args.phone, args.url or f"http://127.0.0.1:{settings.port}")
    print(f"Texting from {args.phone}. Type a text and press Enter.")
    print(":photo sends a picture, :wait waits for texts, :quit ends.")
    return phone.talk(sys.stdin, sys.stdout, time.sleep)


class TerminalPhone:
    """Both sides of a carrier for one phone: posts what is typed, reads what was sent, reports what was delivered."""

    def __init__(self, settings: Settings, number: str, url: str):
        self._settings, self._number, self._url = settings, number, url
        self._validator = RequestValidator(read_tokens(settings)[0])
        self._seen = 0

    def talk(self, typed: TextIO, screen: TextIO, sleep: Callable[[float], None]) -> int:
        """Until the input ends or :quit."""
        self._seen = max((text.id for text in self._read()), default=0)
        for line in typed:
            words = line.rstrip("\n")
            if words == ":quit":
                return 0
            try:
                if words != ":wait":
                    self.send("" if words == ":photo" else words, media=int(words == ":photo"))
            except (urllib.error.URLError, OSError) as error:
                print(f"  the server does not take texts at {self._url}: {error}", file=screen)
                continue
            self._show(screen, sleep)
        return 0

    def send(self, body: str, media: int = 0) -> None:
        """Post one text as the carrier does."""
        self._post(
            "/webhooks/sms/twilio",
            {"From": self._number, "Body": body, "NumMedia": str(media)},
            f"SM{secrets.token_hex(16)}",
        )

    def _post(self, path: str, fields: dict[str, str], sid: str) -> None:
        fields = {"MessageSid": sid, "To": self._settings.sms_from or "+16175550100", **fields}
        signature = self._validator.compute_signature(self._settings.public_url + path, fields)
        request = urllib.request.Request(
            self._url + path,
            data=urlencode(fields).encode(),
            headers={"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()

    def _show(self, screen: TextIO, sleep: Callable[[float], None]) -> None:
        """Show texts as they come, until two seconds pass without one."""
        quiet, waited = 0.0, 0.0
        seen_one = False
        while waited < PATIENCE_SECONDS and not (seen_one and quiet >= 1.5):
            new = [text for text in self._read() if text.id > self._seen]
            for text in new:
                self._seen, seen_one, quiet = text.id, True, 0.0
                print(describe(text), file=screen, flush=True)
                self._report(text, screen)
            sleep(0.2)
            quiet, waited = quiet + 0.2, waited + 0.2
        if not seen_one:
            print("  (no text came back)", file=screen, flush=True)

    def _read(self) -> list[OutText]:
        peer_id = find_peer(self._number)
        return list_texts(peer_id, self._seen) if peer_id else []

    def _report(self, text: OutText, screen: TextIO) -> None:
        """What became of the text, told to the server as a carrier tells it."""
        if text.state == "failed":
            return
        status = {"MessageStatus": "delivered"}
        if self._number.endswith(NEVER_ARRIVES):
            status = {"MessageStatus": "undelivered", "ErrorCode": "30003"}
            print("  undelivered: error 30003, the phone cannot be reached", file=screen)
        self._post("/webhooks/sms/twilio/status", status, f"SM{text.reference}")


def describe(text: OutText) -> str:
    """A text as the terminal shows it: the words, then what they cost."""
    alphabet = "GSM-7" if is_gsm(text.body) else "UCS-2"
    cost = f"{measure(text.body)} places, {alphabet}, {text.segments} segment{'s' if text.segments > 1 else ''}"
    body = "\n".join(f"  | {line}" for line in text.body.split("\n"))
    return f"{body}\n  [{cost}{', not taken by the carrier' if text.state == 'failed' else ''}]"
