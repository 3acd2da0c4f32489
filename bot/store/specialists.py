"""Who may enter the console: accounts, invitations, passwords and second factors, and the record of acts.

Passwords are kept as argon2 hashes, second-factor secrets sealed, codes and session ids as hashes. This room checks
what it is given; what a page answers is the console's business.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update

from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.specialists import RecoveryCode, SignIn, Specialist, SpecialistAct

ROLES = ("reader", "specialist", "supervisor", "admin")  # each may do what those before it may
INVITATION = timedelta(days=7)
LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)
SHORTEST_PASSWORD = 12
TOTP_SECONDS = 30


class SpecialistError(ValueError):
    """An account cannot be made or changed like this; the message says why, for the person who asked."""


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    # 19 MiB, two passes: the OWASP profile; 25 ms a try, so that a door that is hammered does not stop the house.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_token(token: str) -> str:
    """What is kept of a token that only its owner holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite_specialist(email: str, name: str, role: str, now: datetime, invited_by: str | None = None) -> str:
    """Make an account, or renew its invitation. Returns the invitation's token, which is shown once."""
    email = email.strip().lower()
    if role not in ROLES:
        raise SpecialistError(f"a role is one of: {', '.join(ROLES)}")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise SpecialistError("an e-mail address looks like name@example.org")
    if not name.strip():
        raise SpecialistError("a name is needed: peers who ask see who has read their chat")
    token = secrets.token_urlsafe(24)
    with unit_of_work() as session:
        account = session.scalar(select(Specialist).where(Specialist.email == email))
        if account is None:
            account = Specialist(id=new_id(), email=email, created_at=now, totp_step=0, failures=0)
            session.add(account)
        elif account.password_hash:
            raise SpecialistError(f"{email} has an account already")
        account.name, account.role, account.invited_by = name.strip()[:80], role, invited_by
        account.invitation_hash, account.invitation_until = hash_token(token), now + INVITATION
        _record(invited_by, "invite", f"{email} as {role}", now)
    return token


def find_invited(token: str, now: datetime) -> Specialist | None:
    """The account this invitation opens, while it is good."""
    with unit_of_work() as session:
        account = session.scalar(select(Specialist).where(Specialist.invitation_hash == hash_token(token)))
    if account is None or account.closed_at or account.invitation_until < now:
        return None
    return account


def accept_invitation(token: str, password: str, now: datetime) -> str:
    """Set the first password. The invitation is used up. Returns the specialist's id."""
    check_password_rules(password)
    with unit_of_work() as session:
        account = find_invited(token, now)
        if account is None:
            raise SpecialistError("This invitation is used or too old. Ask for a new one.")
        account = session.get(Specialist, account.id)
        account.password_hash = _hasher().hash(password)
        account.invitation_hash = account.invitation_until = None
        _record(account.id, "join", "", now)
        return account.id


def check_password_rules(password: str) -> None:
    """Long is what counts; no rules about signs."""
    if len(password) < SHORTEST_PASSWORD:
        raise SpecialistError(f"A password has at least {SHORTEST_PASSWORD} characters. A few words are fine.")
    if len(set(password.lower())) < 5:
        raise SpecialistError("This password repeats itself. A few unrelated words are fine.")


def check_password(email: str, password: str, now: datetime) -> Specialist | None:
    """The account, when the password is right and the account is neither locked nor closed. Counts failures."""
    with unit_of_work() as session:
        account = session.scalar(select(Specialist).where(Specialist.email == email.strip().lower()))
        is_usable = account is not None and account.password_hash and not account.closed_at
        # An unknown address takes as long as a known one.
        is_right = _verifies(account.password_hash if is_usable else _decoy(), password)
        if not is_usable or (account.locked_until and account.locked_until > now):
            return None
        if not is_right:
            _count_failure(account, now)
            return None
        return account


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _count_failure(account: Specialist, now: datetime) -> None:
    account.failures += 1
    if account.failures >= LOCK_AFTER:
        account.locked_until, account.failures = now + LOCK_FOR, 0
        _record(account.id, "lock", "", now)


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_address(secret: str, email: str, programme: str) -> str:
    """What the square code for an authenticator app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"{programme} console")


def set_totp(specialist_id: str, secret: str, code: str, now: datetime) -> list[str]:
    """Turn the second factor on once its first code is right. Returns new recovery codes, shown once."""
    step = _matching_step(secret, code, now, after=0)
    if step is None:
        raise SpecialistError("That code does not fit. Check the clock of your phone and try the next code.")
    codes = ["-".join(secrets.token_hex(2) for _ in range(3)) for _ in range(10)]
    with unit_of_work() as session:
        account = session.get(Specialist, specialist_id)
        account.totp_sealed, account.totp_step = load_seal().close(secret), step
        session.execute(delete(RecoveryCode).where(RecoveryCode.specialist_id == specialist_id))
        session.add_all(RecoveryCode(code_hash=hash_token(code), specialist_id=specialist_id) for code in codes)
        _record(specialist_id, "second factor set", "", now)
    return codes


def _matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // TOTP_SECONDS
    for step in (current, current - 1, current + 1):
        if step > after and secrets.compare_digest(totp.at(step * TOTP_SECONDS), code.replace(" ", "")):
            return step
    return None


def check_second_factor(specialist_id: str, code: str, now: datetime) -> bool:
    """Whether this code of the app, or unused recovery code, is right. No code works twice; failures lock."""
    with unit_of_work() as session:
        account = session.get(Specialist, specialist_id)
        if account.locked_until and account.locked_until > now:
            return False
        step = _matching_step(load_seal().open(account.totp_sealed), _ascii(code), now, account.totp_step)
        if step is not None:
            account.totp_step = step
        elif not _use_recovery_code(specialist_id, code, now):
            _count_failure(account, now)
            return False
        account.failures, account.locked_until = 0, None
        return True


def _ascii(code: str) -> str:
    return code.encode("ascii", "ignore").decode()


def _use_recovery_code(specialist_id: str, code: str, now: datetime) -> bool:
    with unit_of_work() as session:
        used = session.execute(
            update(RecoveryCode)
            .where(
                RecoveryCode.code_hash == hash_token(code.strip().lower()),
                RecoveryCode.specialist_id == specialist_id,
                RecoveryCode.used_at.is_(None),
            )
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
        if used.rowcount:
            _record(specialist_id, "recovery code used", "", now)
        return bool(used.rowcount)


def list_specialists() -> list[Specialist]:
    """Every account, closed ones last."""
    with unit_of_work() as session:
        return session.scalars(select(Specialist).order_by(Specialist.closed_at.is_not(None), Specialist.name)).all()


def name_specialists() -> dict[str, str]:
    """Names by id."""
    return {account.id: account.name for account in list_specialists()}


def has_specialists() -> bool:
    """Whether anybody can sign in."""
    with unit_of_work() as session:
        return bool(session.scalar(select(func.count()).where(Specialist.password_hash.is_not(None))))


def change_role(specialist_id: str, role: str, by: str, now: datetime) -> None:
    """Give another role; their sessions end. Nobody changes their own, so an admin always remains."""
    if role not in ROLES:
        raise SpecialistError(f"a role is one of: {', '.join(ROLES)}")
    if specialist_id == by:
        raise SpecialistError("You cannot change your own role. Ask another admin.")
    with unit_of_work() as session:
        account = session.get(Specialist, specialist_id)
        account.role = role
        session.execute(delete(SignIn).where(SignIn.specialist_id == specialist_id))
        _record(by, "change role", f"{account.email} to {role}", now)


def close_account(specialist_id: str, by: str, now: datetime) -> None:
    """Shut somebody out at once. Their name stays in the log."""
    if specialist_id == by:
        raise SpecialistError("You cannot close your own account. Ask another admin.")
    with unit_of_work() as session:
        account = session.get(Specialist, specialist_id)
        account.closed_at, account.password_hash, account.totp_sealed = now, None, None
        account.invitation_hash = None
        session.execute(delete(SignIn).where(SignIn.specialist_id == specialist_id))
        session.execute(delete(RecoveryCode).where(RecoveryCode.specialist_id == specialist_id))
        _record(by, "close account", account.email, now)


def record_act(specialist_id: str | None, act: str, detail: str, now: datetime) -> None:
    """Write down what was done. No words of peers in `detail`."""
    _record(specialist_id, act, detail, now)


def _record(specialist_id: str | None, act: str, detail: str, now: datetime) -> None:
    with unit_of_work() as session:
        session.add(SpecialistAct(specialist_id=specialist_id, act=act, detail=detail, at=now))


def list_acts(limit: int = 200) -> list[SpecialistAct]:
    """The newest entries of the record."""
    with unit_of_work() as session:
        return session.scalars(select(SpecialistAct).order_by(SpecialistAct.id.desc()).limit(limit)).all()
