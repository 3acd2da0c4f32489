"""Sessions of the console: rows found by the hash of a random cookie, so that each can be ended at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.store.session import unit_of_work
from bot.store.specialists import ROLES, hash_token, record_act
from bot.store.tables.specialists import SignIn, Specialist


@dataclass(frozen=True)
class SignedIn:
    """Whom a session belongs to."""

    specialist_id: str
    name: str
    email: str
    role: str
    csrf: str
    has_second_factor: bool
    knows_totp: bool

    def may(self, role: str) -> bool:
        """Whether this person's role reaches `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


def open_sign_in(specialist_id: str, now: datetime, has_second_factor: bool = False) -> str:
    """Start a session. Returns its id for the cookie; only a hash of it is kept."""
    token = secrets.token_urlsafe(32)
    with unit_of_work() as session:
        session.add(
            SignIn(
                id_hash=hash_token(token),
                specialist_id=specialist_id,
                csrf=secrets.token_urlsafe(24),
                has_second_factor=has_second_factor,
                created_at=now,
                last_at=now,
            )
        )
        if has_second_factor:
            record_act(specialist_id, "sign in", "", now)
    return token


def find_sign_in(
    token: str, now: datetime, idle: timedelta, longest: timedelta, is_active: bool = True
) -> SignedIn | None:
    """Whose session this is, while it lasts: not idle too long, not older than `longest`, account open.

    `is_active` is False for what a page asks for by itself: it does not keep a session alive.
    """
    with unit_of_work() as session:
        row = session.get(SignIn, hash_token(token))
        if row is None:
            return None
        account = session.get(Specialist, row.specialist_id)
        if account.closed_at or row.last_at < now - idle or row.created_at < now - longest:
            session.delete(row)
            return None
        if is_active and row.last_at < now - timedelta(seconds=30):
            row.last_at = now
        return SignedIn(
            account.id,
            account.name,
            account.email,
            account.role,
            row.csrf,
            row.has_second_factor,
            account.totp_sealed is not None,
        )


def close_sign_in(token: str) -> None:
    """End one session."""
    with unit_of_work() as session:
        session.execute(delete(SignIn).where(SignIn.id_hash == hash_token(token)))
