"""What the bot is to learn: proposed from a turn by one person, approved by another, exported as training data.

One lesson in five is held out: it measures the next model and never trains it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.privacy.redact import redact
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.review import Lesson, Transcript, TranscriptMessage, TranscriptTurn

HELD_OUT_OF = 5


class LessonError(ValueError):
    """A lesson cannot be kept like this; the message says why."""


@dataclass(frozen=True)
class InboxTurn:
    """A turn the bot was not sure about."""

    number: int
    conversation_id: str
    turn: int
    at: datetime
    said: str
    intent: str | None
    confidence: float | None


def list_inbox(limit: int = 50) -> list[InboxTurn]:
    """Turns that were not surely understood and nobody looked at, newest first; the same words once."""
    with unit_of_work() as session:
        rows = session.execute(
            select(
                Transcript.number,
                TranscriptTurn.conversation_id,
                TranscriptTurn.turn,
                TranscriptTurn.at,
                TranscriptMessage.text,
                TranscriptTurn.intent,
                TranscriptTurn.confidence,
            )
            .join(Transcript, Transcript.conversation_id == TranscriptTurn.conversation_id)
            .join(
                TranscriptMessage,
                (TranscriptMessage.conversation_id == TranscriptTurn.conversation_id)
                & (TranscriptMessage.turn == TranscriptTurn.turn)
                & (TranscriptMessage.position == 0),
            )
            .where(TranscriptTurn.inbox == "open")
            .order_by(TranscriptTurn.at.desc())
            .limit(limit * 2)
        ).all()
    seen: dict[str, InboxTurn] = {}
    for row in rows:
        seen.setdefault(" ".join(row.text.lower().split()), InboxTurn(*row))
    return list(seen.values())[:limit]


def count_inbox() -> int:
    """How many turns wait in the inbox."""
    with unit_of_work() as session:
        return (
            session.scalar(select(func.count()).select_from(TranscriptTurn).where(TranscriptTurn.inbox == "open")) or 0
        )


def clear_inbox(conversation_id: str, turn: int) -> None:
    """Somebody looked at this turn."""
    with unit_of_work() as session:
        session.execute(
            update(TranscriptTurn)
            .where(TranscriptTurn.conversation_id == conversation_id, TranscriptTurn.turn == turn)
            .values(inbox="done")
            .execution_options(synchronize_session=False)
        )


def propose_lesson(
    conversation_id: str,
    turn: int,
    kind: str,
    said: str,
    intent: str,
    answer: str,
    by: str,
    now: datetime,
) -> str:
    """Propose that `said` means `intent`, or (kind "answer") what its answer should have been. Masked once more."""
    if kind not in ("intent", "answer"):
        raise LessonError("A lesson is about an intent or about an answer.")
    said = " ".join(redact(said).text.split())
    if not said or len(said) > 500:
        raise LessonError("Keep the sentence, up to 500 characters.")
    if kind == "answer" and not answer.strip():
        raise LessonError("Write what the answer should have been.")
    with unit_of_work() as session:
        lesson = Lesson(
            id=new_id(),
            conversation_id=conversation_id,
            turn=turn,
            kind=kind,
            said=said,
            intent=intent,
            answer=redact(answer.strip()).text,
            # By the words, so that the same sentence never trains and measures.
            held_out=int(hashlib.sha256(said.lower().encode()).hexdigest(), 16) % HELD_OUT_OF == 0,
            proposed_by=by,
            proposed_at=now,
        )
        session.add(lesson)
        clear_inbox(conversation_id, turn)
        return lesson.id


def decide_lesson(lesson_id: str, by: str, approve: bool, now: datetime) -> None:
    """Approve or turn down what a colleague proposed."""
    with unit_of_work() as session:
        lesson = session.get(Lesson, lesson_id)
        if lesson is None or lesson.decided_at:
            raise LessonError("A colleague decided about this already.")
        if lesson.proposed_by == by:
            raise LessonError("A second person approves what you proposed.")
        if (
            approve
            and "[" in lesson.said.replace("](", "")
            and any(mask in lesson.said for mask in ("[name]", "[phone]", "[address]", "[email]"))
        ):
            raise LessonError("Put an invented word where something is masked, then approve.")
        lesson.approved, lesson.decided_by, lesson.decided_at = approve, by, now


def edit_lesson(lesson_id: str, said: str) -> None:
    """Change the sentence of a proposal, to take out the last trace of a person."""
    with unit_of_work() as session:
        lesson = session.get(Lesson, lesson_id)
        if lesson is None or lesson.decided_at:
            raise LessonError("A colleague decided about this already.")
        lesson.said = " ".join(said.split())[:500] or lesson.said


def list_lessons(approved: bool | None = None) -> list[tuple[Lesson, int]]:
    """Lessons with their transcript's number: approved ones, turned down ones, or (None) those that wait."""
    with unit_of_work() as session:
        query = select(Lesson, Transcript.number).join(Transcript, Transcript.conversation_id == Lesson.conversation_id)
        waits = Lesson.decided_at.is_(None) if approved is None else Lesson.approved.is_(approved)
        return [tuple(row) for row in session.execute(query.where(waits).order_by(Lesson.proposed_at))]


def mark_exported(lesson_ids: list[str], now: datetime) -> None:
    with unit_of_work() as session:
        session.execute(
            update(Lesson)
            .where(Lesson.id.in_(lesson_ids))
            .values(exported_at=now)
            .execution_options(synchronize_session=False)
        )
