"""Forty people with different voices get to a useful plan, in few turns, by answering what they are asked."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

import pytest
import yaml

from tests.server import TalkServer, WidgetPeer

VOICES = yaml.safe_load((Path(__file__).parent / "voices.yml").read_text(encoding="utf-8"))
NOT_MEANT = "That's not what I meant"
GIVES_UP_AFTER = 12
MEDIAN_TURNS = 8
COMPLETED = 0.95
# What stands in the bot's last words, and which of a peer's answers it asks for.
ASKS = (
    (r"Who is the meeting with|What shall we call them", "whom"),
    (r"Which one do you mean", None),
    (r"When is it|Which day|Which one is it", "when"),
    (r"one thing", "main"),
    (r"something else you want to bring up", "else"),
    (r"comes first", None),
    (r"want to ask them", "questions"),
    (r"Tap one to put it on your list|One more\?", None),
)


def get_ready(peer: WidgetPeer, voice: dict[str, str]) -> int | None:
    """How many turns it took this person to a plan; None when they gave up."""
    reply = peer.says(voice["opening"])
    for turn in range(1, GIVES_UP_AFTER + 1):
        if "Here is your plan" in reply.text:
            return turn
        if NOT_MEANT in reply.labels:
            reply = peer.picks(NOT_MEANT)  # a check-in that was not needed costs a turn and nothing else
            continue
        asked = reply.messages[-1]["text"]
        name = next((name for words, name in ASKS if re.search(words, asked)), "")
        if name is None or (name == "" and reply.labels):
            wanted = next((label for label in reply.labels if "Get ready" in label), None)
            enough = "That's enough" if "One more" in asked else None
            reply = peer.picks(wanted or enough or reply.labels[0])
        else:
            reply = peer.says(voice.get(name, "skip"))
    return None


@pytest.mark.server
def test_forty_people_get_to_a_useful_plan_in_few_turns(talk_server: TalkServer):
    turns = {voice["opening"]: get_ready(WidgetPeer(talk_server.url), voice) for voice in VOICES}
    finished = [count for count in turns.values() if count]
    assert len(finished) / len(VOICES) >= COMPLETED, [opening for opening, count in turns.items() if not count]
    assert median(finished) <= MEDIAN_TURNS
