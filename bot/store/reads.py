"""Who read which transcript, when and why. A peer who asks "who has seen my chat?" is answered from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.store.session import unit_of_work
from bot.store.tables.review import TranscriptRead
from bot.store.tables.specialists import Specialist

# Reading on within this time is the same reading.
ONE_SITTING = timedelta(minutes=15)


@dataclass(frozen=True)
class Reader:
    """One reading of one conversation."""

    name: str
    role: str
    at: datetime
    reason: str
    unmasked: bool


def record_reads(
    specialist_id: str, conversation_ids: list[str], reason: str, now: datetime, unmasked: bool = False
) -> None:
    """Write down that these conversations are being read. Call it before their words are shown."""
    with unit_of_work() as session:
        recent = set(
            session.scalars(
                select(TranscriptRead.conversation_id).where(
                    TranscriptRead.conversation_id.in_(conversation_ids),
                    TranscriptRead.specialist_id == specialist_id,
                    TranscriptRead.reason == reason[:200],
                    TranscriptRead.unmasked.is_(unmasked),
                    TranscriptRead.at > now - ONE_SITTING,
                )
            )
        )
        for conversation_id in dict.fromkeys(conversation_ids):
            if conversation_id not in recent:
                session.add(
                    TranscriptRead(
                        conversation_id=conversation_id,
                        specialist_id=specialist_id,
                        at=now,
                        reason=reason[:200],
                        unmasked=unmasked,
                    )
                )


def list_readers(conversation_id: str) -> list[Reader]:
    """Everybody who has seen this conversation, first reading first."""
    with unit_of_work() as session:
        rows = session.execute(
            select(Specialist.name, Specialist.role, TranscriptRead.at, TranscriptRead.reason, TranscriptRead.unmasked)
            .join(Specialist, Specialist.id == TranscriptRead.specialist_id)
            .where(TranscriptRead.conversation_id == conversation_id)
            .order_by(TranscriptRead.at, TranscriptRead.id)
        )
        return [Reader(*row) for row in rows]
