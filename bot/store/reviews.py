"""Reviews of conversations, notes and tags: what specialists write about a talk. Private words are masked.

A review is a draft until it is handed in; then it stays. The version of the form is locked by the first one handed in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from bot.privacy.redact import redact
from bot.store.queues import REVIEW
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.review import (
    FinalReview,
    Note,
    Review,
    ReviewForm,
    SavedView,
    Task,
    TaskStep,
    Transcript,
    TranscriptLabel,
)


class ReviewError(ValueError):
    """A review cannot be kept like this; the message says why."""


@dataclass(frozen=True)
class KeptReview:
    """One review as it is shown."""

    id: str
    reviewer_id: str
    form_version: int
    answers: dict[str, str]
    comment: str
    handed_in_at: datetime | None


def lock_form(version: int, body: dict[str, Any], now: datetime) -> None:
    """Keep the form of this version for good. Raises ReviewError when it was locked with other questions."""
    with unit_of_work() as session:
        locked = session.get(ReviewForm, version)
        if locked is None:
            session.add(ReviewForm(version=version, body=json.dumps(body, sort_keys=True), locked_at=now))
        elif json.loads(locked.body) != body:
            raise ReviewError(f"The review form changed after version {version} was used. Raise its version.")


def keep_review(
    conversation_id: str,
    reviewer_id: str,
    form: dict[str, Any],
    answers: dict[str, str],
    comment: str,
    now: datetime,
    hand_in: bool,
) -> None:
    """Keep a draft, or hand the review in. A second reader is asked for where the talk had a safety finding."""
    with unit_of_work() as session:
        row = session.scalar(
            select(Review).where(Review.conversation_id == conversation_id, Review.reviewer_id == reviewer_id)
        )
        if row is not None and row.handed_in_at:
            raise ReviewError("You handed this review in already. It stays as it is.")
        missing = [question["key"] for question in form["questions"] if question["key"] not in answers]
        if hand_in and missing:
            raise ReviewError("Answer every question before you hand in. You can keep a draft.")
        if row is None:
            row = Review(conversation_id=conversation_id, reviewer_id=reviewer_id, created_at=now)
            session.add(row)
        row.form_version, row.answers = form["version"], json.dumps(answers)
        row.comment = redact(comment.strip()).text
        if hand_in:
            lock_form(form["version"], form, now)
            row.handed_in_at = now
            session.flush()
            _settle(conversation_id, reviewer_id, now)


def _settle(conversation_id: str, by: str, now: datetime) -> None:
    """Close the review task once enough readers agree; a talk with a crisis needs two."""
    with unit_of_work() as session:
        transcript = session.scalar(select(Transcript).where(Transcript.conversation_id == conversation_id))
        handed_in = [review for review in list_reviews(conversation_id) if review.handed_in_at]
        is_safety = bool(transcript and transcript.severity >= 2)
        if len(handed_in) < (2 if is_safety else 1) or find_disagreements(handed_in):
            return
        session.merge(
            FinalReview(
                conversation_id=conversation_id,
                answers=json.dumps(handed_in[0].answers),
                decided_by=by,
                decided_at=now,
            )
        )
        _close_task(conversation_id, by, now)


def _close_task(conversation_id: str, by: str, now: datetime) -> None:
    with unit_of_work() as session:
        task = session.scalar(select(Task).where(Task.kind == REVIEW, Task.about_id == conversation_id))
        if task is not None and task.closed_at is None:
            task.closed_at, task.closed_by, task.outcome = now, by, "reviewed"
            session.add(TaskStep(task_id=task.id, specialist_id=by, at=now, act="close", note=""))
        transcript = session.scalar(select(Transcript).where(Transcript.conversation_id == conversation_id))
        if transcript is not None:
            transcript.state = "reviewed"
            transcript.reviewer_id = transcript.reviewer_id or by


def find_disagreements(reviews: list[KeptReview]) -> list[str]:
    """The questions that two readers answered differently."""
    keys = {key for review in reviews for key in review.answers}
    return sorted(key for key in keys if len({review.answers.get(key) for review in reviews}) > 1)


def decide_review(conversation_id: str, by: str, answers: dict[str, str], now: datetime) -> None:
    """The one final answer, given by a supervisor where readers differ."""
    with unit_of_work() as session:
        if not [review for review in list_reviews(conversation_id) if review.handed_in_at]:
            raise ReviewError("Nobody has handed in a review yet.")
        session.merge(
            FinalReview(conversation_id=conversation_id, answers=json.dumps(answers), decided_by=by, decided_at=now)
        )
        _close_task(conversation_id, by, now)


def list_reviews(conversation_id: str) -> list[KeptReview]:
    """Every review of a conversation, first one first."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(Review).where(Review.conversation_id == conversation_id).order_by(Review.created_at, Review.id)
        ).all()
    return [
        KeptReview(row.id, row.reviewer_id, row.form_version, json.loads(row.answers), row.comment, row.handed_in_at)
        for row in rows
    ]


def find_final(conversation_id: str) -> tuple[dict[str, str], str, datetime] | None:
    """The final answers, who decided, and when."""
    with unit_of_work() as session:
        row = session.get(FinalReview, conversation_id)
    return (json.loads(row.answers), row.decided_by, row.decided_at) if row else None


def add_note(conversation_id: str, turn: int | None, author_id: str, text: str, now: datetime) -> None:
    """Keep a note, private words masked."""
    if not text.strip():
        raise ReviewError("Write something first.")
    with unit_of_work() as session:
        session.add(
            Note(
                id=new_id(),
                conversation_id=conversation_id,
                turn=turn,
                author_id=author_id,
                text=redact(text.strip()[:2000]).text,
                at=now,
            )
        )


def list_notes(conversation_id: str) -> list[Note]:
    """Notes on a conversation and its turns, oldest first."""
    with unit_of_work() as session:
        return session.scalars(select(Note).where(Note.conversation_id == conversation_id).order_by(Note.at)).all()


def tag_conversation(number: int, tag: str) -> None:
    """Add a tag. Tags are short words all colleagues share."""
    tag = "-".join(tag.lower().split())[:48]
    if not tag:
        raise ReviewError("A tag is a short word.")
    with unit_of_work() as session:
        session.merge(TranscriptLabel(number=number, kind="tag", value=tag))


def untag_conversation(number: int, tag: str) -> None:
    with unit_of_work() as session:
        session.execute(
            delete(TranscriptLabel).where(
                TranscriptLabel.number == number, TranscriptLabel.kind == "tag", TranscriptLabel.value == tag
            )
        )


def list_tags(number: int) -> list[str]:
    """The tags of one conversation."""
    with unit_of_work() as session:
        return list(
            session.scalars(
                select(TranscriptLabel.value)
                .where(TranscriptLabel.number == number, TranscriptLabel.kind == "tag")
                .order_by(TranscriptLabel.value)
            )
        )


def save_view(owner_id: str, name: str, query: str, is_shared: bool) -> None:
    """Keep a list's filters under a name."""
    if not name.strip():
        raise ReviewError("Give the view a name.")
    with unit_of_work() as session:
        session.add(
            SavedView(id=new_id(), owner_id=owner_id, name=name.strip()[:80], query=query[:1000], is_shared=is_shared)
        )


def list_views(specialist_id: str) -> list[SavedView]:
    """One's own saved views and those colleagues share."""
    with unit_of_work() as session:
        return session.scalars(
            select(SavedView)
            .where((SavedView.owner_id == specialist_id) | SavedView.is_shared.is_(True))
            .order_by(SavedView.name)
        ).all()


def delete_view(view_id: str, owner_id: str) -> None:
    with unit_of_work() as session:
        session.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.owner_id == owner_id))
