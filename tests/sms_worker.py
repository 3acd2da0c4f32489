"""A text server without a model, as a process that can be killed: `python -m tests.sms_worker PORT LOG`.

Says every text back. What its carrier takes is appended to LOG, one JSON line a text; processes of a run share it.
With "-" for LOG the carrier is the one that the settings name.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

from bot.channels.sms import SmsInput
from bot.safety.screen import screen
from bot.sms.carrier import Sent

CARRIER_SECONDS = 0.05  # what a real one takes, at best


class LoggingCarrier:
    """Takes texts into a file. Knows a reference it has seen, as carriers' own records do."""

    def __init__(self, log: Path):
        self._log = log

    async def send(self, to: str, body: str, reference: str) -> Sent:
        await asyncio.sleep(CARRIER_SECONDS)
        with self._log.open("a") as file:
            file.write(json.dumps({"to": to, "body": body, "ref": reference}) + "\n")
        return Sent(f"SM{reference}")

    async def find_sent(self, to: str, body: str, reference: str, since: datetime) -> Sent | None:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return Sent(f"SM{reference}") if any(reference in line for line in lines) else None


class EchoAgent:
    """A stand-in for Rasa."""

    async def handle_message(self, message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": f"heard: {message.text}"})


def main(port: int, log: Path) -> None:
    screen("warm up")  # the real server reads its rules before it opens, too
    app = Sanic("texts", configure_logging=False)
    app.ctx.agent = EchoAgent()
    register([SmsInput(carrier=LoggingCarrier(log) if log.name != "-" else None)], app, route="/webhooks/")

    @app.get("/health")
    async def health(_request: Any) -> Any:
        from sanic.response import text

        return text("ok")

    app.run(host="127.0.0.1", port=port, workers=1, access_log=False, debug=False, motd=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
