"""Tables of the people who may enter the console: accounts, keys, sessions, and the record of what they did."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Text

from bot.store.tables.base import Base, UtcDateTime, new_id


class Specialist(Base):
    """A person who may enter the console. Closed accounts stay, so that the log keeps its names."""

    __tablename__ = "specialist"
    id = Column(String(32), primary_key=True, default=new_id)
    email = Column(String(200), nullable=False, unique=True)
    name = Column(String(80), nullable=False)
    role = Column(String(12), nullable=False)
    password_hash = Column(Text)
    totp_sealed = Column(LargeBinary)
    totp_step = Column(Integer, nullable=False, default=0)  # the last code used: none works twice
    failures = Column(Integer, nullable=False, default=0)
    locked_until = Column(UtcDateTime)
    invitation_hash = Column(String(64), unique=True)
    invitation_until = Column(UtcDateTime)
    invited_by = Column(String(32), ForeignKey("specialist.id"))
    created_at = Column(UtcDateTime, nullable=False)
    closed_at = Column(UtcDateTime)


class RecoveryCode(Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_code"
    code_hash = Column(String(64), primary_key=True)
    specialist_id = Column(String(32), ForeignKey("specialist.id", ondelete="CASCADE"), nullable=False, index=True)
    used_at = Column(UtcDateTime)


class SignIn(Base):
    """A session of the console. The cookie holds the id; the table only its hash."""

    __tablename__ = "sign_in"
    id_hash = Column(String(64), primary_key=True)
    specialist_id = Column(String(32), ForeignKey("specialist.id", ondelete="CASCADE"), nullable=False, index=True)
    csrf = Column(String(64), nullable=False)
    has_second_factor = Column(Boolean, nullable=False, default=False)
    created_at = Column(UtcDateTime, nullable=False)
    last_at = Column(UtcDateTime, nullable=False)


class SpecialistAct(Base):
    """The record of what was done in the console: sign-ins, invitations, exports, unmasking."""

    __tablename__ = "specialist_act"
    id = Column(Integer, primary_key=True)
    specialist_id = Column(String(32), ForeignKey("specialist.id"))
    at = Column(UtcDateTime, nullable=False, index=True)
    act = Column(String(32), nullable=False)
    detail = Column(Text, nullable=False, default="")
