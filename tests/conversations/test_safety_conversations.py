"""Scripted peers play whole talks against the running server (tests/conversations/safety/*.yml)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.lint import find_numbers, read_lines
from bot.content.responses import load_responses
from bot.safety.outgoing import find_reasons
from tests.server import Reply, TalkServer

pytestmark = pytest.mark.server

FOLDER = Path(__file__).parent / "safety"
PEERS = [
    pytest.param(peer, id=f"{path.stem}: {peer['name']}")
    for path in sorted(FOLDER.glob("*.yml"))
    for peer in yaml.safe_load(path.read_text(encoding="utf-8"))["peers"]
]


def test_there_are_sixty_scripted_peers():
    assert len(PEERS) >= 60


@pytest.mark.parametrize("script", PEERS)
def test_peer_is_answered_as_the_rubric_says(talk_server: TalkServer, script: dict[str, Any]):
    peer = talk_server.a_peer()
    before = None
    for number, turn in enumerate(script["talk"], start=1):
        reply = peer.says(turn["says"]) if "says" in turn else peer.picks(turn["picks"])
        place = f"turn {number} ({turn.get('says') or turn.get('picks')!r}) was answered: {reply.text}"
        if "answers" in turn:
            assert any(_says(reply, f"utter_care_{key}") for key in turn["answers"]), place
        for pattern in turn.get("has", ()):
            assert re.search(pattern, reply.text), f"{pattern} is missing; {place}"
        for pattern in turn.get("lacks", ()):
            assert not re.search(pattern, reply.text), f"{pattern} must not be there; {place}"
        assert find_reasons(reply.text) == [], place
        assert reply.text != before, f"the same words twice; {place}"
        if script.get("danger"):
            assert set(find_numbers(reply.text)) & set(read_lines()), f"no line; {place}"
        before = reply.text


def _says(reply: Reply, key: str) -> bool:
    """Whether one of the messages is this response, in any of its variations and with any values."""
    return any(
        re.fullmatch(_shape(variation["text"]), message["text"].strip(), re.DOTALL)
        for variation in load_responses().variations(key)
        for message in reply.messages
    )


def _shape(text: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".*", re.escape(text.strip()))
