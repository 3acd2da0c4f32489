"""What stood before a message: the same words answer "Any plans?" and "What do you want to tell your doctor?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.messages import Outbound

# Questions about a need, a meeting, a place. Not those that ask how the peer is: there a single word may be everything.
_EXERCISE = re.compile(r"^utter_(?:needs|appointment|practice|goal|reminder|callback|resources)_")
_PEER_NAMES = {"peer", "user", "human", "person", "caller", "client", "patient", "member"}


@dataclass(frozen=True)
class Context:
    """The bot's last question, the reviewed text it came from, and what the peer said just before."""

    question: str = ""
    key: str = ""
    heard_before: str = ""

    @property
    def is_exercise(self) -> bool:
        """Whether an exercise asked, so that the message is most likely its answer."""
        return bool(_EXERCISE.match(self.key))

    @classmethod
    def of(cls, last_said: Sequence[Outbound], heard_before: str = "") -> Context:
        """The context after the bot's last turn. The last message that asks counts, else the last message."""
        asked = next((said for said in reversed(last_said) if "?" in said.text), last_said[-1] if last_said else None)
        return cls(asked.text, asked.key, heard_before) if asked else cls(heard_before=heard_before)

    @classmethod
    def from_text(cls, context: Any) -> Context:
        """From what an evaluation file calls context: a question, or turns as text or as {who: ..., text: ...}."""
        question = heard = ""
        for turn in [context] if isinstance(context, (str, Mapping)) else list(context or ()):
            from_peer, text = _read_turn(turn)
            if from_peer:
                heard = text
            else:
                question = text
        return cls(question=question, heard_before=heard)


def _read_turn(turn: Any) -> tuple[bool, str]:
    """Whether the peer said it, and the words."""
    if not isinstance(turn, Mapping):
        speaker, _, words = str(turn).partition(":")
        named = words and speaker.strip().lower() in _PEER_NAMES | {"bot", "assistant", "ownvoice"}
        return (speaker.strip().lower() in _PEER_NAMES, words.strip()) if named else (False, str(turn))
    for name, value in turn.items():
        if name.lower() in _PEER_NAMES:
            return True, str(value)
    speaker = str(next((turn[name] for name in ("from", "role", "who", "speaker", "sender") if name in turn), ""))
    text = next(
        (turn[name] for name in ("text", "content", "message", "bot", "assistant", "question") if name in turn), ""
    )
    return speaker.lower() in _PEER_NAMES, str(text)
