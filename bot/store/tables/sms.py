"""Tables of text messages: what came in, what goes out, who said stop, reminders, codes to move, and who does what
now.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint

from bot.store.tables.base import Base, UtcDateTime, new_id


def _peer_id(**options: bool) -> Column:
    return Column(String(32), ForeignKey("peer.id", ondelete="CASCADE"), nullable=False, **options)


class SmsLine(Base):
    """A peer's running conversation by text. `welcomed_at` is when the first text, with its notices, was queued."""

    __tablename__ = "sms_line"
    peer_id = Column(String(32), ForeignKey("peer.id", ondelete="CASCADE"), primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, unique=True)
    welcomed_at = Column(UtcDateTime)


class SmsInbound(Base):
    """One text of a peer, kept sealed until it is worked. The carrier's id is unique: a repeat is not a second text."""

    __tablename__ = "sms_inbound"
    id = Column(Integer, primary_key=True)  # the order of arrival
    carrier_id = Column(String(64), nullable=False, unique=True)
    peer_id = _peer_id()
    body_sealed = Column(LargeBinary, nullable=False)
    media = Column(Integer, nullable=False, default=0)
    state = Column(String(8), nullable=False, default="new")  # new, held (for the first consent), done, failed
    tries = Column(Integer, nullable=False, default=0)
    received_at = Column(UtcDateTime, nullable=False)
    __table_args__ = (Index("ix_sms_inbound_state_peer_id", "state", "peer_id"),)


class SmsText(Base):
    """One text to a peer. Sent in order of id; the reference is what the carrier and its reports know it by."""

    __tablename__ = "sms_text"
    id = Column(Integer, primary_key=True)
    reference = Column(String(32), nullable=False, unique=True, default=new_id)
    peer_id = _peer_id()
    inbound_id = Column(Integer)  # the text it answers; none for what we start
    position = Column(Integer, nullable=False, default=0)
    kind = Column(String(32), nullable=False)  # reply, notice, reminder, crisis:<kind>
    despite_stop = Column(Boolean, nullable=False, default=False)
    body_sealed = Column(LargeBinary, nullable=False)
    segments = Column(Integer, nullable=False)
    state = Column(String(12), nullable=False)  # held, queued, sending, sent, delivered, failed, dropped
    tries = Column(Integer, nullable=False, default=0)
    error_code = Column(Integer)
    carrier_ref = Column(String(64), index=True)
    reminder_id = Column(String(32))
    not_before = Column(UtcDateTime, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False)
    __table_args__ = (
        UniqueConstraint("inbound_id", "position"),
        Index("ix_sms_text_state_peer_id", "state", "peer_id"),
    )


class SmsPermission(Base):
    """Who agreed to texts, opted out or came back, when and how. Rows are added, never changed."""

    __tablename__ = "sms_permission"
    id = Column(Integer, primary_key=True)
    peer_id = _peer_id(index=True)
    act = Column(String(12), nullable=False)  # consented, declined, opted_out, opted_in
    how = Column(String(24), nullable=False)  # keyword, sentence, carrier, wrong_person, first_text, moved
    wording = Column(String(32))
    at = Column(UtcDateTime, nullable=False)


class Reminder(Base):
    """One reminder. `kind` is all it says about its subject; the text it becomes says even less."""

    __tablename__ = "reminder"
    id = Column(String(32), primary_key=True, default=new_id)
    peer_id = _peer_id(index=True)
    kind = Column(String(16), nullable=False)
    plan_id = Column(String(32))
    due_at = Column(UtcDateTime, nullable=False)
    event_at = Column(UtcDateTime)
    state = Column(String(12), nullable=False, default="waiting")  # waiting, sent, cancelled, missed, told
    snoozes = Column(Integer, nullable=False, default=0)
    created_at = Column(UtcDateTime, nullable=False)
    sent_at = Column(UtcDateTime)
    __table_args__ = (Index("ix_reminder_state_due_at", "state", "due_at"),)


class MoveCode(Base):
    """A one-time code that lets a talk go on at another channel. Only its fingerprint is kept."""

    __tablename__ = "move_code"
    code_fingerprint = Column(String(64), primary_key=True)
    peer_id = _peer_id(index=True)
    conversation_id = Column(String(32), nullable=False)
    to_channel = Column(String(16), nullable=False)
    wording = Column(String(32), nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)
    used_at = Column(UtcDateTime)


class Claim(Base):
    """Who may do a job now, and until when. A holder that dies loses it by the clock."""

    __tablename__ = "claim"
    name = Column(String(80), primary_key=True)
    holder = Column(String(40), nullable=False)
    until = Column(UtcDateTime, nullable=False)
