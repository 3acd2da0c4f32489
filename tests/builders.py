"""People and things for tests, everything with a sensible default: `a_message(text="hi")`. All invented."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.messages import Channel, Choice, Inbound, Outbound

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=timezone.utc)  # a Friday, noon in Massachusetts


def a_message(text: str = "hello", **changes: Any) -> Inbound:
    """A message from the widget."""
    return Inbound(
        **{"conversation_id": "c0ffee", "channel": Channel.WIDGET, "text": text, "received_at": NOON, **changes}
    )


def a_choice(label: str = "Yes", payload: str = "/affirm", **changes: Any) -> Choice:
    """A choice the bot offers."""
    return Choice(**{"id": payload.strip("/").replace("_", "-"), "label": label, "payload": payload, **changes})


def a_reply(text: str = "Hi. What would you like to do?", **changes: Any) -> Outbound:
    """A message of the bot."""
    return Outbound(**{"text": text, **changes})


def some_answers(**changes: str) -> dict[str, str]:
    """What a peer said in all eight parts of a needs statement."""
    return {
        "to_whom": "my case manager",
        "about_me": "i am a dad of two",
        "happening": "they cancel every other week and i find out at the door",
        "effect": "keeping my job",
        "ask": "call me the day before",
        "limits": "no phone calls at work",
        "so_that": "i could plan my rides",
        "if_not": "tell me who can decide",
        **changes,
    }
