"""What waits for a person: safety alerts, call-backs, conversations to review. Opened here, worked in task_steps.py.

A task is opened from what others wrote (alerts by the gate, call-backs by an action), so that nobody has to remember
to; `open_tasks` may run as often as one likes. It knows no words of peers but the sealed contact of a call-back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.review import CallBack, Task, TaskStep, Transcript, TranscriptLabel
from bot.store.tables.talk import Alert

SAFETY, CALL_BACK, REVIEW = "safety", "call_back", "review"
# How soon somebody ought to look, by severity.
DUE = {5: timedelta(minutes=15), 4: timedelta(minutes=30), 3: timedelta(hours=2), 2: timedelta(hours=8)}
CALL_BACK_DUE = timedelta(hours=24)
REVIEW_DUE = timedelta(days=7)
QUIET = timedelta(minutes=30)  # a conversation that rested this long may be chosen for review
SAMPLED_OUT_OF = 20
UNSURE_TURNS = 3
OUTCOMES = {
    SAFETY: ("reached_safe", "reached_referred", "emergency_called", "not_reached", "false_alarm", "other"),
    CALL_BACK: ("reached", "left_message", "not_reached", "changed_mind", "other"),
    REVIEW: ("reviewed", "not_needed"),
}


class TaskError(ValueError):
    """The task is not in a state for this; the message says why."""


@dataclass(frozen=True)
class TaskRow:
    """One line of a queue."""

    task: Task
    number: int | None  # the transcript's, once it is written
    steps: int
    best_time: str = ""

    @property
    def has_news(self) -> bool:
        """It got worse after somebody had acknowledged it."""
        return bool(self.task.acknowledged_at and self.task.news_at > self.task.acknowledged_at)


def ask_call_back(peer_id: str, conversation_id: str, contact: str, best_time: str, consented_at: datetime) -> str:
    """A peer asks to be called or written to, and agreed to it at `consented_at`. Returns the request's id."""
    with unit_of_work() as session:
        request = CallBack(
            id=new_id(),
            peer_id=peer_id,
            conversation_id=conversation_id,
            contact_sealed=load_seal().close(contact),
            best_time=best_time[:80],
            consented_at=consented_at,
            created_at=consented_at,
        )
        session.add(request)
        return request.id


def open_tasks(now: datetime) -> int:
    """A task for every alert, call-back and conversation that needs one and has none. Returns how many were opened."""
    with unit_of_work() as session:
        opened = _open_for_alerts(session) + _open_for_call_backs(session) + _open_for_reviews(session, now)
        return opened


def _tasked(kind: str, about: Any) -> Any:
    return select(Task.id).where(Task.kind == kind, Task.about_id == about).exists()


def _open_for_alerts(session: Session) -> int:
    alerts = session.scalars(select(Alert).where(~_tasked(SAFETY, Alert.id))).all()
    for alert in alerts:
        session.add(
            Task(
                kind=SAFETY,
                about_id=alert.id,
                conversation_id=alert.conversation_id,
                why=alert.kind,
                severity=alert.severity,
                opened_at=alert.opened_at,
                due_at=alert.opened_at + DUE.get(alert.severity, DUE[2]),
                news_at=alert.updated_at,
                closed_at=alert.closed_at,
            )
        )
    worse = session.execute(
        select(Task, Alert)
        .join(Alert, Alert.id == Task.about_id)
        .where(Task.kind == SAFETY, Task.closed_at.is_(None), Task.news_at < Alert.updated_at)
    ).all()
    for task, alert in worse:
        if alert.severity > task.severity:
            task.due_at = min(task.due_at, alert.updated_at + DUE.get(alert.severity, DUE[2]))
            task.notified_at, task.notify_tries = None, 0
        task.severity, task.news_at, task.snoozed_until = alert.severity, alert.updated_at, None
    return len(alerts)


def _open_for_call_backs(session: Session) -> int:
    requests = session.scalars(select(CallBack).where(~_tasked(CALL_BACK, CallBack.id))).all()
    for request in requests:
        session.add(
            Task(
                kind=CALL_BACK,
                about_id=request.id,
                conversation_id=request.conversation_id,
                severity=0,
                opened_at=request.created_at,
                due_at=request.created_at + CALL_BACK_DUE,
                news_at=request.created_at,
            )
        )
    return len(requests)


def _open_for_reviews(session: Session, now: datetime) -> int:
    rested = session.scalars(
        select(Transcript)
        .where(Transcript.state == "new", Transcript.last_at < now - QUIET)
        .order_by(Transcript.last_at)
        .limit(200)
    ).all()
    opened = 0
    for transcript in rested:
        why = _why_review(session, transcript)
        transcript.state = "waiting" if why else "passed"
        if why:
            opened += ask_review(transcript.conversation_id, why, now)
    return opened


def _why_review(session: Session, transcript: Transcript) -> str:
    """Why somebody should read this conversation, or "" when nothing asks for it."""
    marks = set(
        session.scalars(
            select(TranscriptLabel.value).where(
                TranscriptLabel.number == transcript.number, TranscriptLabel.kind == "mark"
            )
        )
    )
    if transcript.severity >= 4:
        return "safety"
    if transcript.unsure_turns >= UNSURE_TURNS:
        return "low_confidence"
    if "unhappy" in marks:
        return "unhappy"
    if transcript.open_form:
        return "abandoned"
    # By the id, so that every process draws the same sample and nobody can choose what is read.
    drawn = int(hashlib.sha256(transcript.conversation_id.encode()).hexdigest(), 16) % SAMPLED_OUT_OF
    return "sampled" if drawn == 0 else ""


def ask_review(conversation_id: str, why: str, now: datetime) -> bool:
    """Put a conversation into the review queue. False when it is there already."""
    with unit_of_work() as session:
        known = session.scalar(select(Task).where(Task.kind == REVIEW, Task.about_id == conversation_id))
        if known is not None:
            if why == "flagged" and known.closed_at:
                known.closed_at, known.why, known.opened_at = None, why, now
                return True
            return False
        session.add(
            Task(
                kind=REVIEW,
                about_id=conversation_id,
                conversation_id=conversation_id,
                why=why,
                severity=0,
                opened_at=now,
                due_at=now + REVIEW_DUE,
                news_at=now,
                notified_at=now,  # reviews are looked for, not announced
            )
        )
        return True


def list_tasks(kind: str, now: datetime, is_open: bool = True, limit: int = 100) -> list[TaskRow]:
    """One queue. Safety: worst first, then longest waiting; the others: what is due first. Snoozed ones come last."""
    with unit_of_work() as session:
        query = select(Task, Transcript.number, CallBack.best_time).outerjoin(
            Transcript, Transcript.conversation_id == Task.conversation_id
        )
        query = query.outerjoin(CallBack, CallBack.id == Task.about_id).where(Task.kind == kind)
        if is_open:
            query = query.where(Task.closed_at.is_(None)).order_by(
                (func.coalesce(Task.snoozed_until, Task.opened_at) > now),
                *((Task.severity.desc(), Task.opened_at) if kind == SAFETY else (Task.due_at,)),
            )
        else:
            query = query.where(Task.closed_at.is_not(None)).order_by(Task.closed_at.desc())
        rows = session.execute(query.limit(limit)).all()
        steps = dict(
            session.execute(
                select(TaskStep.task_id, func.count())
                .where(TaskStep.task_id.in_([task.id for task, _, _ in rows]))
                .group_by(TaskStep.task_id)
            ).all()
        )
    return [TaskRow(task, number, steps.get(task.id, 0), best_time or "") for task, number, best_time in rows]


def count_open(now: datetime) -> dict[str, tuple[int, datetime | None]]:
    """By queue: how many wait (not snoozed), and since when the longest one does."""
    with unit_of_work() as session:
        rows = session.execute(
            select(Task.kind, func.count(), func.min(Task.opened_at))
            .where(Task.closed_at.is_(None), or_(Task.snoozed_until.is_(None), Task.snoozed_until <= now))
            .group_by(Task.kind)
        ).all()
    return {kind: (count, since) for kind, count, since in rows}


def find_task(task_id: str) -> Task | None:
    with unit_of_work() as session:
        return session.get(Task, task_id)


def tasks_of(conversation_id: str) -> list[Task]:
    """Every task about one conversation, open ones first."""
    with unit_of_work() as session:
        return session.scalars(
            select(Task)
            .where(Task.conversation_id == conversation_id)
            .order_by(Task.closed_at.is_not(None), Task.opened_at.desc())
        ).all()


def list_steps(task_id: str) -> list[TaskStep]:
    """What was done about a task, first step first."""
    with unit_of_work() as session:
        return session.scalars(select(TaskStep).where(TaskStep.task_id == task_id).order_by(TaskStep.id)).all()


def open_contact(task: Task) -> str:
    """How the peer who asked for a call-back wants to be reached. Whoever calls this records it first."""
    with unit_of_work() as session:
        request = session.get(CallBack, task.about_id)
        if request is None:
            raise TaskError("This request was withdrawn.")
        return load_seal().open(request.contact_sealed)


def claim_review(conversation_id: str, specialist_id: str) -> None:
    """Whoever starts a review is its reviewer in lists."""
    with unit_of_work() as session:
        session.execute(
            update(Transcript)
            .where(Transcript.conversation_id == conversation_id, Transcript.reviewer_id.is_(None))
            .values(reviewer_id=specialist_id)
            .execution_options(synchronize_session=False)
        )
