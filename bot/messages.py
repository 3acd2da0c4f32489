"""The shapes that pass between rooms. Knows nothing of Rasa, the web or SQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class Channel(str, Enum):
    WIDGET = "widget"
    SMS = "sms"


class Language(str, Enum):
    ENGLISH = "en"
    SPANISH = "es"


@dataclass(frozen=True)
class Choice:
    """One answer the peer may tap. `payload` is what tapping it says: a `/intent`, or plain words. Never shown."""

    id: str
    label: str
    payload: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Outbound:
    """One message of the bot. `key` names the reviewed response it came from, "" where there is none."""

    text: str
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    key: str = ""

    def as_stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Outbound:
        return cls(
            text=stored["text"],
            choices=tuple(Choice(**choice) for choice in stored.get("choices", ())),
            links=tuple(Link(**link) for link in stored.get("links", ())),
            key=stored.get("key", ""),
        )


@dataclass(frozen=True)
class Inbound:
    """One message of a peer, as typed or tapped. `client_id` is the sender's own id for it, used to drop repeats."""

    conversation_id: str
    channel: Channel
    text: str
    received_at: datetime
    client_id: str | None = None
    choice_id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def name_choice(payload: str, label: str) -> str:
    """A stable id for a choice: the intent it stands for, else its label as a slug."""
    source = payload[1:] if payload.startswith("/") else label
    return re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-") or "choice"


def pick_choice(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice that `text` names by its label or by its number ("2", "2.", "#2"), or None.

    A label wins over a number, so that answers which are numbers themselves stay answers.
    """
    said = _plain(text)
    for choice in choices:
        if said and said == _plain(choice.label):
            return choice
    number = re.fullmatch(r"#?\s*(\d{1,2})\s*[.)]?", text.strip())
    if number and 1 <= int(number[1]) <= len(choices):
        return choices[int(number[1]) - 1]
    return None


def clean_text(text: str) -> str:
    """The words without what no person typed: control characters, stacks of combining marks, runs of blanks."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(char for char in composed if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co"))
    kept = re.sub(r"([\u0300-\u036f]{2})[\u0300-\u036f]+", r"\1", kept)
    return re.sub(r"[ \t]+", " ", kept).strip()


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())
