"""Tables of the console: redacted transcripts, what waits for a person, and what specialists wrote.

All that hangs on a conversation goes with it (ON DELETE CASCADE), except `task`: an alert may be raised for a
conversation whose first turn was never stored.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
)

from bot.store.tables.base import Base, UtcDateTime, new_id


def _conversation(**kwargs: object) -> Column:
    return Column(String(32), ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, **kwargs)


def _specialist(nullable: bool = False) -> Column:
    return Column(String(32), ForeignKey("specialist.id"), nullable=nullable)


class Transcript(Base):
    """One conversation as specialists see it in lists: counts and marks, no words. `number` is how they name it."""

    __tablename__ = "transcript"
    number = Column(Integer, primary_key=True)
    conversation_id = _conversation(unique=True)
    channel = Column(String(16), nullable=False)
    language = Column(String(2), nullable=False)
    started_at = Column(UtcDateTime, nullable=False)
    last_at = Column(UtcDateTime, nullable=False)
    turns = Column(Integer, nullable=False, default=0)
    topic = Column(String(48))  # the coaching intent it is about, newest wins
    confidence = Column(Float)  # the lowest of its turns
    unsure_turns = Column(Integer, nullable=False, default=0)
    severity = Column(Integer, nullable=False, default=0)  # 0 nothing noticed, 5 a life in danger
    open_form = Column(String(48))  # the coaching left in the middle, if any
    state = Column(String(16), nullable=False, default="new")  # new, waiting, reviewed
    reviewer_id = _specialist(nullable=True)
    secrets_sealed = Column(LargeBinary)  # what was masked so far, so that it is masked again
    __table_args__ = (
        Index("ix_transcript_last_at_number", "last_at", "number"),
        Index("ix_transcript_state_last_at", "state", "last_at"),
        Index("ix_transcript_channel_last_at", "channel", "last_at"),
    )


class TranscriptTurn(Base):
    """What the bot understood and did in one turn."""

    __tablename__ = "transcript_turn"
    id = Column(Integer, primary_key=True)
    conversation_id = _conversation()
    turn = Column(Integer, nullable=False)
    at = Column(UtcDateTime, nullable=False)
    intent = Column(String(48))
    confidence = Column(Float)
    finding_kind = Column(String(32))
    finding_strength = Column(String(8))
    finding_why = Column(Text)
    finding_certainty = Column(Float)
    more = Column(Text, nullable=False, default="{}")  # JSON: actions, plan changes, runner-up, search, timing
    inbox = Column(String(8))  # open: the NLU inbox asks for it; done: somebody looked
    __table_args__ = (
        UniqueConstraint("conversation_id", "turn"),
        Index("ix_transcript_turn_inbox_at", "inbox", "at"),
        Index("ix_transcript_turn_at_intent", "at", "intent"),
    )


class TranscriptMessage(Base):
    """One redacted message, as the peer saw it but for what was masked."""

    __tablename__ = "transcript_message"
    id = Column(Integer, primary_key=True)
    conversation_id = _conversation()
    turn = Column(Integer, nullable=False)
    position = Column(Integer, nullable=False)
    from_peer = Column(Boolean, nullable=False)
    text = Column(Text, nullable=False)
    key = Column(String(80), nullable=False, default="")
    choices = Column(Text, nullable=False, default="[]")
    at = Column(UtcDateTime, nullable=False)
    __table_args__ = (UniqueConstraint("conversation_id", "turn", "position"),)


class TranscriptLabel(Base):
    """What a conversation can be filtered by: kind intent, finding, mark (asked_person, unmet ...) or tag."""

    __tablename__ = "transcript_label"
    kind = Column(String(8), primary_key=True)
    value = Column(String(48), primary_key=True)
    number = Column(Integer, ForeignKey("transcript.number", ondelete="CASCADE"), primary_key=True)
    __table_args__ = (Index("ix_transcript_label_number", "number"),)


class TranscriptRead(Base):
    """Somebody read a transcript: who, when, why. A peer may ask for this list."""

    __tablename__ = "transcript_read"
    id = Column(Integer, primary_key=True)
    conversation_id = _conversation(index=True)
    specialist_id = _specialist()
    at = Column(UtcDateTime, nullable=False)
    reason = Column(String(200), nullable=False)
    unmasked = Column(Boolean, nullable=False, default=False)


class Task(Base):
    """One thing that waits for a person: a safety alert, a call-back, a conversation to review."""

    __tablename__ = "task"
    id = Column(String(32), primary_key=True, default=new_id)
    kind = Column(String(12), nullable=False)  # safety, call_back, review
    about_id = Column(String(32), nullable=False)  # the alert, the call-back, the conversation
    conversation_id = Column(String(32), nullable=False, index=True)
    why = Column(String(48), nullable=False, default="")
    severity = Column(Integer, nullable=False, default=0)
    opened_at = Column(UtcDateTime, nullable=False)
    due_at = Column(UtcDateTime, nullable=False)
    news_at = Column(UtcDateTime, nullable=False)  # when it last got worse
    assigned_to = _specialist(nullable=True)
    snoozed_until = Column(UtcDateTime)
    acknowledged_at = Column(UtcDateTime)
    acknowledged_by = _specialist(nullable=True)
    closed_at = Column(UtcDateTime)
    closed_by = _specialist(nullable=True)
    outcome = Column(String(32))
    second_by = _specialist(nullable=True)
    second_agrees = Column(Boolean)
    notified_at = Column(UtcDateTime)
    notify_tries = Column(Integer, nullable=False, default=0)
    notify_after = Column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("kind", "about_id"),
        Index("ix_task_closed_at_kind", "closed_at", "kind"),
    )


class TaskStep(Base):
    """What somebody did about a task, in order. Never edited."""

    __tablename__ = "task_step"
    id = Column(Integer, primary_key=True)
    task_id = Column(String(32), ForeignKey("task.id", ondelete="CASCADE"), nullable=False, index=True)
    specialist_id = _specialist()
    at = Column(UtcDateTime, nullable=False)
    act = Column(String(16), nullable=False)
    note = Column(Text, nullable=False, default="")


class CallBack(Base):
    """A peer asked for a person and said how to reach them. The contact is sealed."""

    __tablename__ = "call_back"
    id = Column(String(32), primary_key=True, default=new_id)
    peer_id = Column(String(32), ForeignKey("peer.id", ondelete="CASCADE"), nullable=False, index=True)
    conversation_id = _conversation(index=True)
    contact_sealed = Column(LargeBinary, nullable=False)
    best_time = Column(String(80), nullable=False, default="")
    consented_at = Column(UtcDateTime, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)


class ReviewForm(Base):
    """A version of the review form, locked by the first review that was handed in with it."""

    __tablename__ = "review_form"
    version = Column(Integer, primary_key=True)
    body = Column(Text, nullable=False)
    locked_at = Column(UtcDateTime, nullable=False)


class Review(Base):
    """One specialist's view of one conversation. A draft until it is handed in; then it stays as it is."""

    __tablename__ = "review"
    id = Column(String(32), primary_key=True, default=new_id)
    conversation_id = _conversation(index=True)
    reviewer_id = _specialist()
    form_version = Column(Integer, nullable=False)
    answers = Column(Text, nullable=False, default="{}")
    comment = Column(Text, nullable=False, default="")
    created_at = Column(UtcDateTime, nullable=False)
    handed_in_at = Column(UtcDateTime)
    __table_args__ = (UniqueConstraint("conversation_id", "reviewer_id"),)


class FinalReview(Base):
    """The one final answer where two readers differ (or the one reader's, confirmed)."""

    __tablename__ = "final_review"
    conversation_id = Column(String(32), ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    answers = Column(Text, nullable=False)
    decided_by = _specialist()
    decided_at = Column(UtcDateTime, nullable=False)


class Note(Base):
    """A colleague's note on a conversation, or on one of its turns."""

    __tablename__ = "note"
    id = Column(String(32), primary_key=True, default=new_id)
    conversation_id = _conversation(index=True)
    turn = Column(Integer)
    author_id = _specialist()
    text = Column(Text, nullable=False)
    at = Column(UtcDateTime, nullable=False)


class SavedView(Base):
    """A list worth coming back to."""

    __tablename__ = "saved_view"
    id = Column(String(32), primary_key=True, default=new_id)
    owner_id = _specialist()
    name = Column(String(80), nullable=False)
    query = Column(Text, nullable=False)
    is_shared = Column(Boolean, nullable=False, default=False)


class Lesson(Base):
    """What the bot is to learn from one turn; counts only when a second person has approved it."""

    __tablename__ = "lesson"
    id = Column(String(32), primary_key=True, default=new_id)
    conversation_id = _conversation(index=True)
    turn = Column(Integer, nullable=False)
    kind = Column(String(8), nullable=False)  # intent or answer
    said = Column(Text, nullable=False)  # de-identified; entities as [words](entity)
    intent = Column(String(48), nullable=False)
    answer = Column(Text, nullable=False, default="")
    held_out = Column(Boolean, nullable=False, default=False)
    proposed_by = _specialist()
    proposed_at = Column(UtcDateTime, nullable=False)
    decided_by = _specialist(nullable=True)
    decided_at = Column(UtcDateTime)
    approved = Column(Boolean)
    exported_at = Column(UtcDateTime)


# Full text: one document per conversation, folded (lower case, no accents) before it is written (bot/store/words.py).
WORDS_SQLITE = (
    "CREATE VIRTUAL TABLE transcript_words USING fts5(body, tokenize='porter unicode61')",
    "CREATE TRIGGER transcript_words_go AFTER DELETE ON transcript BEGIN "
    "DELETE FROM transcript_words WHERE rowid = old.number; END",
)
WORDS_POSTGRES = (
    "CREATE TABLE transcript_words (number INTEGER PRIMARY KEY REFERENCES transcript (number) ON DELETE CASCADE, "
    "body TEXT NOT NULL, search TSVECTOR GENERATED ALWAYS AS (to_tsvector('english', body)) STORED)",
    "CREATE INDEX ix_transcript_words_search ON transcript_words USING gin (search)",
)
for _statement in WORDS_SQLITE:
    event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
for _statement in WORDS_POSTGRES:
    event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect="postgresql"))
