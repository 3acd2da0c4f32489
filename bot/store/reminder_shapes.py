"""What the store tells of a reminder. A plain value that rooms may know too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class KeptReminder:
    """One reminder as its peer's conversation needs it. `kind` is "appointment" or "step"."""

    id: str
    peer_id: str
    kind: str
    due_at: datetime
    event_at: datetime | None
    state: str
    snoozes: int
    plan_id: str | None
