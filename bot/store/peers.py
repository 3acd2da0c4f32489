"""Peers as the text channel knows them: found by the keyed fingerprint of a number, their wishes kept with the date.

The number itself is sealed; nothing outside this file and the sender sees it again (docs/adr/0020).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.messages import Channel
from bot.privacy.seal import load_seal
from bot.store.claims import insert_for
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.sms import SmsInbound, SmsLine, SmsPermission, SmsText
from bot.store.tables.talk import Alert, Conversation, Finding, Outbox, Peer


@dataclass(frozen=True)
class KnownPeer:
    """What the text channel needs to know about a peer. No number: see `read_phone`."""

    id: str
    conversation_id: str
    language: str
    time_zone: str | None
    consent_version: str | None
    opted_out_at: datetime | None
    welcomed_at: datetime | None

    @property
    def has_opted_out(self) -> bool:
        return self.opted_out_at is not None

    @property
    def has_consented(self) -> bool:
        return self.consent_version is not None


def find_peer(phone: str) -> str | None:
    """The id of the peer with this number, or None. A number kept under an older key is moved to the newest."""
    fingerprints = load_seal().fingerprints(phone)
    with unit_of_work() as session:
        for peer_id, kept in session.execute(
            select(Peer.id, Peer.phone_fingerprint).where(Peer.phone_fingerprint.in_(fingerprints))
        ).all():
            if kept != fingerprints[0]:
                values = {"phone_fingerprint": fingerprints[0], "phone_sealed": load_seal().close(phone)}
                session.execute(_set_peer(peer_id, **values))
            return peer_id
    return None


def meet_peer(phone: str, now: datetime) -> str:
    """The peer with this number, made together with their conversation on the first text. Returns the id."""
    with unit_of_work() as session:
        peer_id = find_peer(phone)
        if peer_id is None:
            seal = load_seal()
            # Two first texts at the same moment, in two processes, are still one peer.
            session.execute(
                insert_for(session, Peer)
                .values(
                    id=new_id(),
                    phone_fingerprint=seal.fingerprints(phone)[0],
                    phone_sealed=seal.close(phone),
                    language="en",
                    created_at=now,
                    last_seen_at=now,
                )
                .on_conflict_do_nothing(index_elements=[Peer.phone_fingerprint])
            )
            peer_id = find_peer(phone)
        assert peer_id is not None
        if session.get(SmsLine, peer_id) is None:
            open_line(peer_id, now)
        return peer_id


def open_line(peer_id: str, now: datetime) -> str:
    """Give the peer a running conversation by text. Returns its id."""
    with unit_of_work() as session:
        conversation_id = new_id()
        session.execute(
            insert_for(session, Conversation).values(
                id=conversation_id, peer_id=peer_id, channel=Channel.SMS.value, turns=0, started_at=now, last_at=now
            )
        )
        session.execute(
            insert_for(session, SmsLine)
            .values(peer_id=peer_id, conversation_id=conversation_id)
            .on_conflict_do_nothing(index_elements=[SmsLine.peer_id])
        )
        kept = session.scalar(select(SmsLine.conversation_id).where(SmsLine.peer_id == peer_id))
        if kept != conversation_id:  # another process was first
            session.execute(delete(Conversation).where(Conversation.id == conversation_id))
        return kept


def read_peer(peer_id: str) -> KnownPeer:
    """The peer with this id, who must have a line. Raises LookupError."""
    with unit_of_work() as session:
        row = session.execute(
            select(
                Peer.id,
                SmsLine.conversation_id,
                Peer.language,
                Peer.time_zone,
                Peer.consent_version,
                Peer.opted_out_at,
                SmsLine.welcomed_at,
            )
            .join(SmsLine, SmsLine.peer_id == Peer.id)
            .where(Peer.id == peer_id)
        ).first()
    if row is None:
        raise LookupError("no peer with this id has a line")
    return KnownPeer(*row)


def read_phone(peer_id: str) -> str | None:
    """The peer's number, or None when they have none. Only for the carrier."""
    with unit_of_work() as session:
        sealed = session.scalar(select(Peer.phone_sealed).where(Peer.id == peer_id))
    return load_seal().open(sealed) if sealed else None


def _set_peer(peer_id: str, **values: Any) -> Any:
    return update(Peer).where(Peer.id == peer_id).values(**values).execution_options(synchronize_session="fetch")


def set_language(peer_id: str, language: str) -> None:
    """From now on notices come in this language."""
    with unit_of_work() as session:
        session.execute(_set_peer(peer_id, language=language))


def set_time_zone(peer_id: str, time_zone: str) -> None:
    """The peer told where they are; what we start goes by this clock."""
    with unit_of_work() as session:
        session.execute(_set_peer(peer_id, time_zone=time_zone))


def mark_welcomed(peer_id: str, now: datetime) -> None:
    """The first text, with its notices, is on its way."""
    with unit_of_work() as session:
        session.execute(
            update(SmsLine)
            .where(SmsLine.peer_id == peer_id)
            .values(welcomed_at=now)
            .execution_options(synchronize_session="fetch")
        )


def record_consent(peer_id: str, wording: str, how: str, now: datetime) -> None:
    """The peer agreed to texts as this version of the first text puts them."""
    with unit_of_work() as session:
        session.execute(_set_peer(peer_id, consent_version=wording, consented_at=now))
        session.add(SmsPermission(peer_id=peer_id, act="consented", how=how, wording=wording, at=now))


def opt_out(peer_id: str, how: str, now: datetime) -> None:
    """The peer wants no more texts: everything on its way to them is dropped, but what must reach them all the same."""
    with unit_of_work() as session:
        session.execute(_set_peer(peer_id, opted_out_at=now))
        session.add(SmsPermission(peer_id=peer_id, act="opted_out", how=how, at=now))
        session.execute(
            update(SmsText)
            .where(
                SmsText.peer_id == peer_id,
                SmsText.state.in_(("held", "queued")),
                SmsText.despite_stop.is_(False),
            )
            .values(state="dropped", updated_at=now)
            .execution_options(synchronize_session="fetch")
        )


def opt_in(peer_id: str, how: str, now: datetime) -> None:
    """The peer wants texts again."""
    with unit_of_work() as session:
        session.execute(_set_peer(peer_id, opted_out_at=None))
        session.add(SmsPermission(peer_id=peer_id, act="opted_in", how=how, at=now))


def read_permissions(peer_id: str) -> list[tuple[str, str, datetime]]:
    """What the peer allowed and forbade, in order: act, how, when."""
    with unit_of_work() as session:
        rows = session.execute(
            select(SmsPermission.act, SmsPermission.how, SmsPermission.at)
            .where(SmsPermission.peer_id == peer_id)
            .order_by(SmsPermission.id)
        ).all()
    return [tuple(row) for row in rows]


def forget_phone(peer_id: str) -> None:
    """The number is somebody else's now: forget it and all texts. A talk on the web stays its peer's own."""
    with unit_of_work() as session:
        texts = select(Conversation.id).where(
            Conversation.peer_id == peer_id, Conversation.channel == Channel.SMS.value
        )
        ids = session.scalars(texts).all()
        for table in (Finding, Alert, Outbox):
            session.execute(_delete(table, table.conversation_id.in_(ids)))
        for table in (SmsInbound, SmsText, SmsLine):
            session.execute(_delete(table, table.peer_id == peer_id))
        session.execute(_delete(Conversation, Conversation.id.in_(ids)))
        if session.scalar(select(Conversation.id).where(Conversation.peer_id == peer_id).limit(1)) is None:
            session.execute(_delete(Peer, Peer.id == peer_id))
        else:
            session.execute(_set_peer(peer_id, phone_fingerprint=None, phone_sealed=None))


def _delete(table: Any, condition: Any) -> Any:
    return delete(table).where(condition).execution_options(synchronize_session=False)
