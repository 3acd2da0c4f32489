"""Moving a talk between the web and text messages by a short one-time code.

Whoever shows the code holds both ends, so the code is short-lived, used once, and kept only as a fingerprint. The
number always comes from the phone's own text: nobody can sign up another person's phone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.messages import Channel
from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables import Base
from bot.store.tables.sms import MoveCode
from bot.store.tables.talk import Conversation, Peer

LIFETIME = timedelta(minutes=15)
CODE_LETTERS = "23456789CDFGHJKMNPQRTVWXYZ"  # no vowels, so no words; nothing that looks like something else


@dataclass(frozen=True)
class Moved:
    """A code that was good: whose it is, the talk it came from, and the wording they agreed to."""

    peer_id: str
    conversation_id: str
    wording: str


def make_code(conversation_id: str, to: Channel, wording: str, now: datetime) -> str:
    """A code that takes this talk to the other channel within a quarter of an hour. Older ones of the peer stop
    working.

    Make one only after the peer agreed to the move; `wording` names the version of what they read.
    """
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(6))
    with unit_of_work() as session:
        peer_id = session.scalar(select(Conversation.peer_id).where(Conversation.id == conversation_id))
        if peer_id is None:
            raise LookupError("there is no such conversation")
        session.execute(
            delete(MoveCode)
            .where((MoveCode.peer_id == peer_id) | (MoveCode.expires_at < now))
            .execution_options(synchronize_session=False)
        )
        session.add(
            MoveCode(
                code_fingerprint=_fingerprints(code)[0],
                peer_id=peer_id,
                conversation_id=conversation_id,
                to_channel=to.value,
                wording=wording,
                expires_at=now + LIFETIME,
            )
        )
    return code


def use_code(code: str, to: Channel, now: datetime) -> Moved | None:
    """What a code opens, once. None for one that is wrong, used, too old or meant for the other channel."""
    with unit_of_work() as session:
        row = session.scalars(
            select(MoveCode).where(
                MoveCode.code_fingerprint.in_(_fingerprints(code)),
                MoveCode.to_channel == to.value,
                MoveCode.expires_at >= now,
            )
        ).first()
        if row is None:
            return None
        used = session.execute(
            update(MoveCode)
            .where(MoveCode.code_fingerprint == row.code_fingerprint, MoveCode.used_at.is_(None))
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
        return Moved(row.peer_id, row.conversation_id, row.wording) if used.rowcount == 1 else None


def _fingerprints(code: str) -> list[str]:
    return load_seal().fingerprints("move:" + code.strip().upper().replace(" ", "").replace("-", ""))


def join_peers(keep: str, other: str) -> bool:
    """One person, known twice: all that is `other`'s becomes `keep`'s, and `other` is gone. False if both have a phone.

    `keep` is the one that keeps its wishes (opt-out, language, number).
    """
    if keep == other:
        return True
    with unit_of_work() as session:
        kept, gone = session.get(Peer, keep), session.get(Peer, other)
        if gone is None or kept is None or gone.phone_sealed is not None:
            return False
        kept.time_zone = kept.time_zone or gone.time_zone
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if any(key.column is Peer.__table__.c.id for key in column.foreign_keys):
                    session.execute(table.update().where(column == other).values({column.name: keep}))
        session.flush()
        session.execute(delete(Peer).where(Peer.id == other).execution_options(synchronize_session=False))
        session.expunge(gone)
        return True


def carry_state(source: str, target: str) -> None:
    """Let the talk in `target` go on where it stands in `source`."""
    with unit_of_work() as session:
        state = session.scalar(select(Conversation.state_sealed).where(Conversation.id == source))
        session.execute(
            update(Conversation)
            .where(Conversation.id == target)
            .values(state_sealed=state)
            .execution_options(synchronize_session="fetch")
        )
