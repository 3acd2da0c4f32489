"""What a person does about a task: acknowledge, assign, note, snooze, close, read a second time."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.privacy.redact import redact
from bot.store.queues import OUTCOMES, REVIEW, SAFETY, TaskError
from bot.store.session import unit_of_work
from bot.store.tables.review import Task, TaskStep, Transcript
from bot.store.tables.talk import Alert

LONGEST_SNOOZE = timedelta(days=7)


def _step(task_id: str, by: str, act: str, note: str, now: datetime) -> Task:
    """Write the step, and give the task while it is open."""
    with unit_of_work() as session:
        task = session.get(Task, task_id, with_for_update=True)
        if task is None:
            raise TaskError("This task is gone.")
        if task.closed_at and act != "second":
            raise TaskError("A colleague has closed this already.")
        session.add(TaskStep(task_id=task_id, specialist_id=by, at=now, act=act, note=redact(note.strip()).text))
        return task


def acknowledge(task_id: str, by: str, now: datetime) -> None:
    """Somebody has seen it and takes it on."""
    with unit_of_work() as session:
        task = _step(task_id, by, "acknowledge", "", now)
        if task.acknowledged_at is None or task.news_at > task.acknowledged_at:
            task.acknowledged_at, task.acknowledged_by = now, by
        task.assigned_to = task.assigned_to or by
        alert = session.get(Alert, task.about_id) if task.kind == SAFETY else None
        if alert and alert.acknowledged_at is None:
            alert.acknowledged_at = now


def assign(task_id: str, by: str, to: str | None, now: datetime) -> None:
    """Give a task to somebody, or with None back to everybody."""
    with unit_of_work():
        task = _step(task_id, by, "assign" if to else "release", "", now)
        task.assigned_to = to


def add_step(task_id: str, by: str, note: str, now: datetime) -> None:
    """What was done: "called, no answer". Private words in it are masked."""
    if not note.strip():
        raise TaskError("Write what you did.")
    _step(task_id, by, "act", note, now)


def snooze(task_id: str, by: str, until: datetime, now: datetime) -> None:
    """Let a task rest; news about it wakes it."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise TaskError("A task can rest for up to seven days.")
    with unit_of_work():
        task = _step(task_id, by, "snooze", "", now)
        if task.kind == SAFETY and task.acknowledged_at is None:
            raise TaskError("Acknowledge a safety item before you let it rest.")
        task.snoozed_until = until


def close(task_id: str, by: str, outcome: str, note: str, now: datetime) -> None:
    """End a task with its outcome. A safety item must have been acknowledged."""
    with unit_of_work() as session:
        task = _step(task_id, by, "close", note, now)
        if outcome not in OUTCOMES[task.kind]:
            raise TaskError("Choose how it ended.")
        if task.kind == SAFETY and task.acknowledged_at is None:
            raise TaskError("Acknowledge a safety item before you close it.")
        task.closed_at, task.closed_by, task.outcome = now, by, outcome
        alert = session.get(Alert, task.about_id) if task.kind == SAFETY else None
        if alert:
            alert.closed_at = now
        transcript = session.query(Transcript).filter_by(conversation_id=task.conversation_id).one_or_none()
        if task.kind == REVIEW and transcript:
            transcript.state = "reviewed" if outcome == "reviewed" else "passed"


def read_second(task_id: str, by: str, agrees: bool, note: str, now: datetime) -> None:
    """A second person looks at a closed safety item. Disagreeing opens it again."""
    with unit_of_work() as session:
        task = _step(task_id, by, "second", note, now)
        if task.kind != SAFETY or task.closed_at is None:
            raise TaskError("Only a closed safety item gets a second reader.")
        if task.closed_by == by:
            raise TaskError("The second reader is somebody else than who closed it.")
        task.second_by, task.second_agrees = by, agrees
        if not agrees:
            task.closed_at = task.closed_by = task.outcome = None
            task.snoozed_until, task.news_at = None, now
            alert = session.get(Alert, task.about_id)
            if alert:
                alert.closed_at = None
