"""Which tasks still have to be announced. Each is claimed before it is sent, so that two senders never do both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from bot.store.session import unit_of_work
from bot.store.tables.review import Task

AGAIN = timedelta(minutes=1)
TRIES = 5


@dataclass(frozen=True)
class Notice:
    """All that may leave the house about a task: its kind, how severe, its id. No words, no peer."""

    task_id: str
    kind: str
    severity: int


def claim_notices(now: datetime, limit: int = 20) -> list[Notice]:
    """Tasks to announce now. Taken for a minute: announced in that time, or tried again after it."""
    due = (
        Task.notified_at.is_(None),
        Task.closed_at.is_(None),
        Task.notify_tries < TRIES,
        or_(Task.notify_after.is_(None), Task.notify_after <= now),
    )
    with unit_of_work() as session:
        waiting = session.execute(select(Task.id, Task.kind, Task.severity).where(*due).limit(limit)).all()
        claimed = []
        for task_id, kind, severity in waiting:
            taken = session.execute(
                update(Task)
                .where(Task.id == task_id, *due)
                .values(notify_after=now + AGAIN, notify_tries=Task.notify_tries + 1)
                .execution_options(synchronize_session=False)
            )
            if taken.rowcount:
                claimed.append(Notice(task_id, kind, severity))
    return claimed


def mark_notified(task_id: str, now: datetime) -> None:
    """This one is out."""
    with unit_of_work() as session:
        session.execute(
            update(Task).where(Task.id == task_id).values(notified_at=now).execution_options(synchronize_session=False)
        )
