"""Conversations as people have them, by outcome: every file in a folder is one person talking with the real server.

A step is what the peer does (`peer`: words, `choice`: a label), what must be answered (`expect`) and what must not
(`never`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.server import TalkServer, WidgetPeer

OUTCOMES = ("happy", "changes_mind", "interrupts", "nothing_found", "stops")
SCRIPTS = sorted(path for outcome in OUTCOMES for path in (Path(__file__).parent / outcome).glob("*.yml"))
ALWAYS_NEVER = (r"\{\w+\}", r"\bNone\b", r"Something broke on my side")


@pytest.mark.server
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_this_conversation_goes_as_it_should(talk_server: TalkServer, path: Path):
    peer = WidgetPeer(talk_server.url)
    for number, step in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
        reply = peer.says(step["peer"]) if "peer" in step else peer.picks(step["choice"])
        said = f"{reply.text}\n[{' | '.join(reply.labels)}]"
        where = f"{path.name}, step {number}: {step.get('peer') or step.get('choice')!r}\n{said}"
        for pattern in step.get("expect", ()):
            assert re.search(pattern, said, re.I), f"{pattern!r} is missing in {where}"
        for pattern in (*step.get("never", ()), *ALWAYS_NEVER):
            assert not re.search(pattern, said), f"{pattern!r} was said in {where}"
