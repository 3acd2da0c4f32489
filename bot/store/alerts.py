"""Findings of the safety screen, gathered into one alert per episode for the specialists' safety queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.talk import Alert, Finding

# Signs of one kind within this time of each other are one episode.
EPISODE = timedelta(hours=12)


def raise_alert(
    conversation_id: str, turn: int, kind: str, strength: str, certainty: float, why: str, severity: int, now: datetime
) -> str:
    """Store a finding and open the episode's alert, or update the one that is open. Returns the alert's id.

    `severity` is 1 (a boundary) to 5 (a life in danger now); an alert only ever rises.
    """
    with unit_of_work() as session:
        alert = session.scalars(
            select(Alert)
            .where(
                Alert.conversation_id == conversation_id,
                Alert.kind == kind,
                Alert.closed_at.is_(None),
                Alert.updated_at >= now - EPISODE,
            )
            .order_by(Alert.updated_at.desc())
        ).first()
        if alert is None:
            alert = Alert(
                id=new_id(),
                conversation_id=conversation_id,
                kind=kind,
                severity=severity,
                opened_at=now,
                updated_at=now,
            )
            session.add(alert)
            session.flush()  # the finding's foreign key wants the alert first
        alert.severity = max(alert.severity, severity)
        alert.updated_at = now
        session.add(
            Finding(
                conversation_id=conversation_id,
                turn=turn,
                kind=kind,
                strength=strength,
                certainty=certainty,
                why=why,
                at=now,
                alert_id=alert.id,
            )
        )
        return alert.id
