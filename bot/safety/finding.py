"""What the screen returns, and the order in which kinds come first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

# What kills soonest comes first; boundaries come after every danger (docs: intents taxonomy, groups 1 and 2).
PRECEDENCE = (
    "medical_emergency",
    "crisis_suicide",
    "crisis_harm_others",
    "crisis_abuse",
    "ask_medical_advice",
    "ask_legal_advice",
)
CRISES = frozenset(PRECEDENCE[:4])


class Strength(str, Enum):
    CLEAR = "clear"  # gets the full answer
    UNCLEAR = "unclear"  # gets a short check-in with the line visible


@dataclass(frozen=True)
class Finding:
    """One verdict on one message: what, how sure, where and why. Holds no more of the text than `span` points at."""

    kind: str
    strength: Strength
    certainty: float  # 0 to 1
    why: str  # the rule's id, or "classifier"
    about_self: bool = True
    span: tuple[int, int] | None = None

    @property
    def is_crisis(self) -> bool:
        return self.kind in CRISES

    def as_stored(self) -> dict[str, Any]:
        return asdict(self) | {"strength": self.strength.value}

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Finding:
        span = stored.get("span")
        return cls(**{**stored, "strength": Strength(stored["strength"]), "span": tuple(span) if span else None})
