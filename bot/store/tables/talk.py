"""Tables of the talk itself: who, which conversation, what was said, what was noticed, what was made."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint

from bot.store.tables.base import Base, UtcDateTime, new_id


class Peer(Base):
    """One person, known only by an opaque id. A phone number is sealed and found by its keyed fingerprint."""

    __tablename__ = "peer"
    id = Column(String(32), primary_key=True, default=new_id)
    phone_fingerprint = Column(String(64), unique=True)
    phone_sealed = Column(LargeBinary)
    language = Column(String(2), nullable=False, default="en")
    time_zone = Column(String(64))
    consent_version = Column(String(32))
    consented_at = Column(UtcDateTime)
    opted_out_at = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False)
    last_seen_at = Column(UtcDateTime, nullable=False, index=True)


class Conversation(Base):
    """One talk on one channel. `state_sealed` is all that Rasa needs to go on with it (bot/store/tracker.py)."""

    __tablename__ = "conversation"
    id = Column(String(32), primary_key=True, default=new_id)
    peer_id = Column(String(32), ForeignKey("peer.id", ondelete="CASCADE"), nullable=False, index=True)
    channel = Column(String(16), nullable=False)
    state_sealed = Column(LargeBinary)
    turns = Column(Integer, nullable=False, default=0)
    started_at = Column(UtcDateTime, nullable=False)
    last_at = Column(UtcDateTime, nullable=False, index=True)


class Message(Base):
    """One message as the peer saw it: their own, or the bot's. Sealed; never edited."""

    __tablename__ = "message"
    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False)
    turn = Column(Integer, nullable=False)
    position = Column(Integer, nullable=False)  # 0 is the peer's message, the bot's follow
    from_peer = Column(Boolean, nullable=False)
    body_sealed = Column(LargeBinary, nullable=False)
    client_id = Column(String(64))  # the sender's own id for it: the same id twice is the same message
    at = Column(UtcDateTime, nullable=False)
    __table_args__ = (
        UniqueConstraint("conversation_id", "turn", "position"),
        UniqueConstraint("conversation_id", "client_id"),
    )


class Finding(Base):
    """What the safety screen noticed in one message: what, how sure, why. Never the words themselves."""

    __tablename__ = "finding"
    id = Column(String(32), primary_key=True, default=new_id)
    conversation_id = Column(String(32), nullable=False, index=True)
    turn = Column(Integer, nullable=False)
    kind = Column(String(32), nullable=False)
    strength = Column(String(8), nullable=False)
    certainty = Column(Float, nullable=False)
    why = Column(Text, nullable=False)
    at = Column(UtcDateTime, nullable=False)
    alert_id = Column(String(32), ForeignKey("alert.id", ondelete="CASCADE"), index=True)


class Alert(Base):
    """One episode of danger in one conversation, for the specialists' safety queue; updated as it develops."""

    __tablename__ = "alert"
    id = Column(String(32), primary_key=True, default=new_id)
    conversation_id = Column(String(32), nullable=False, index=True)
    kind = Column(String(32), nullable=False)
    severity = Column(Integer, nullable=False)
    opened_at = Column(UtcDateTime, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False)
    acknowledged_at = Column(UtcDateTime)
    closed_at = Column(UtcDateTime)


class Plan(Base):
    """One version of what the peer made: a needs statement, an appointment plan. Sealed; a change is a new version."""

    __tablename__ = "plan"
    id = Column(String(32), primary_key=True, default=new_id)
    peer_id = Column(String(32), ForeignKey("peer.id", ondelete="CASCADE"), nullable=False)
    kind = Column(String(32), nullable=False)
    plan_id = Column(String(32), nullable=False, index=True)  # the same through all versions of one plan
    version = Column(Integer, nullable=False)
    body_sealed = Column(LargeBinary, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    __table_args__ = (UniqueConstraint("plan_id", "version"),)


class Outbox(Base):
    """One turn on its way to the redacted transcript, written in the turn's own transaction (docs/adr/0004)."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(32), nullable=False, index=True)
    turn = Column(Integer, nullable=False)
    body_sealed = Column(LargeBinary, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    __table_args__ = (UniqueConstraint("conversation_id", "turn"),)
