"""The two queues of the text channel: texts that came in and texts that go out. Both survive a kill at any moment.

A phone is served by one process at a time (bot/store/claims.py), so that order holds; the functions here rely on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.privacy.seal import load_seal
from bot.store.claims import insert_for
from bot.store.peers import meet_peer
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.sms import SmsInbound, SmsText
from bot.store.tables.talk import Finding

UNSENT = ("queued", "sending")


@dataclass(frozen=True)
class InText:
    """One text of a peer."""

    id: int
    carrier_id: str
    peer_id: str
    body: str
    media: int
    received_at: datetime
    tries: int = 0


@dataclass(frozen=True)
class OutText:
    """One text to a peer."""

    id: int
    reference: str
    peer_id: str
    body: str
    kind: str
    state: str
    tries: int
    despite_stop: bool
    reminder_id: str | None
    created_at: datetime
    updated_at: datetime
    segments: int


def take_text(carrier_id: str, phone: str, body: str, media: int, now: datetime) -> str | None:
    """Keep a text that came in. Returns the peer's id, or None when this very text is here already."""
    with unit_of_work() as session:
        if session.scalar(select(SmsInbound.id).where(SmsInbound.carrier_id == carrier_id)) is not None:
            return None
        peer_id = meet_peer(phone, now)
        statement = insert_for(session, SmsInbound).values(
            carrier_id=carrier_id,
            peer_id=peer_id,
            body_sealed=load_seal().close(body),
            media=media,
            state="new",
            tries=0,
            received_at=now,
        )
        kept = session.execute(statement.on_conflict_do_nothing(index_elements=[SmsInbound.carrier_id])).rowcount
        return peer_id if kept == 1 else None


def find_waiting_peers(now: datetime, limit: int = 100) -> list[str]:
    """Peers with a text to answer or to send, those who wait longest first."""
    with unit_of_work() as session:
        unread = (
            select(SmsInbound.peer_id, func.min(SmsInbound.received_at).label("since"))
            .where(SmsInbound.state == "new")
            .group_by(SmsInbound.peer_id)
        )
        heads = (
            select(func.min(SmsText.id).label("id"))
            .where(SmsText.state.in_(UNSENT))
            .group_by(SmsText.peer_id)
            .subquery()
        )
        unsent = select(SmsText.peer_id, SmsText.not_before.label("since")).where(
            SmsText.id.in_(select(heads.c.id)), SmsText.not_before <= now
        )
        either = unread.union_all(unsent).subquery()
        rows = session.scalars(
            select(either.c.peer_id).group_by(either.c.peer_id).order_by(func.min(either.c.since)).limit(limit)
        )
        return list(rows)


def next_inbound(peer_id: str) -> InText | None:
    """The oldest text of this peer that nobody answered yet."""
    return _find_inbound(peer_id, "new")


def find_held(peer_id: str) -> InText | None:
    """The peer's first text, held until they have seen who we are."""
    return _find_inbound(peer_id, "held")


def _find_inbound(peer_id: str, state: str) -> InText | None:
    with unit_of_work() as session:
        row = session.scalars(
            select(SmsInbound)
            .where(SmsInbound.peer_id == peer_id, SmsInbound.state == state)
            .order_by(SmsInbound.id)
            .limit(1)
        ).first()
    if row is None:
        return None
    body = load_seal().open(row.body_sealed)
    return InText(row.id, row.carrier_id, row.peer_id, body, row.media, row.received_at, row.tries)


def close_inbound(inbound_id: int, state: str = "done") -> None:
    """This text is answered, held or given up."""
    with unit_of_work() as session:
        session.execute(_set(SmsInbound, inbound_id, state=state))


def count_failed_try(inbound_id: int) -> int:
    """One more time this text could not be worked. Returns how often."""
    with unit_of_work() as session:
        row = session.get(SmsInbound, inbound_id)
        row.tries += 1
        return row.tries


def queue_texts(
    peer_id: str,
    bodies: Sequence[tuple[str, int]],
    now: datetime,
    *,
    kind: str = "reply",
    held: Sequence[tuple[str, int]] = (),
    inbound_id: int | None = None,
    despite_stop: bool = False,
    not_before: datetime | None = None,
    reminder_id: str | None = None,
) -> None:
    """Put texts (body and segments) in line, in order; `held` ones wait until the peer replies MORE."""
    seal = load_seal()
    with unit_of_work() as session:
        states = ["queued"] * len(bodies) + ["held"] * len(held)
        for position, ((body, segments), state) in enumerate(zip([*bodies, *held], states, strict=True)):
            session.add(
                SmsText(
                    reference=new_id(),
                    peer_id=peer_id,
                    inbound_id=inbound_id,
                    position=position,
                    kind=kind,
                    despite_stop=despite_stop,
                    body_sealed=seal.close(body),
                    segments=segments,
                    state=state,
                    tries=0,
                    reminder_id=reminder_id,
                    not_before=not_before or now,
                    created_at=now,
                    updated_at=now,
                )
            )
            session.flush()  # ids are the order of sending


def next_text(peer_id: str, now: datetime) -> OutText | None:
    """The first unsent text of this peer, if it is due. Later ones wait behind it."""
    with unit_of_work() as session:
        row = session.scalars(
            select(SmsText).where(SmsText.peer_id == peer_id, SmsText.state.in_(UNSENT)).order_by(SmsText.id).limit(1)
        ).first()
    return read_text(row) if row is not None and row.not_before <= now else None


def read_text(row: SmsText) -> OutText:
    """A row, opened."""
    return OutText(
        row.id,
        row.reference,
        row.peer_id,
        load_seal().open(row.body_sealed),
        row.kind,
        row.state,
        row.tries,
        row.despite_stop,
        row.reminder_id,
        row.created_at,
        row.updated_at,
        row.segments,
    )


def mark_text(text_id: int, state: str, now: datetime, **changes: Any) -> None:
    """Move a text to a state; `changes` may set carrier_ref, error_code, tries and not_before."""
    with unit_of_work() as session:
        session.execute(_set(SmsText, text_id, state=state, updated_at=now, **changes))


def _set(table: Any, row_id: int, **values: Any) -> Any:
    return update(table).where(table.id == row_id).values(**values).execution_options(synchronize_session="fetch")


def release_held(peer_id: str, count: int, now: datetime) -> list[OutText]:
    """Put the next `count` held texts in line. Returns them; empty when none is held."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(SmsText).where(SmsText.peer_id == peer_id, SmsText.state == "held").order_by(SmsText.id).limit(count)
        ).all()
        for row in rows:
            row.state, row.not_before, row.updated_at = "queued", now, now
        return [read_text(row) for row in rows]


def count_held(peer_id: str) -> int:
    """How many texts wait for the peer's MORE."""
    with unit_of_work() as session:
        return session.scalar(
            select(func.count()).select_from(SmsText).where(SmsText.peer_id == peer_id, SmsText.state == "held")
        )


def drop_held(peer_id: str, now: datetime) -> None:
    """The talk went on without MORE."""
    with unit_of_work() as session:
        session.execute(
            update(SmsText)
            .where(SmsText.peer_id == peer_id, SmsText.state == "held")
            .values(state="dropped", updated_at=now)
            .execution_options(synchronize_session="fetch")
        )


def was_told(peer_id: str, kind: str, since: datetime) -> bool:
    """Whether a text of this kind was put in line for the peer since then."""
    with unit_of_work() as session:
        return (
            session.scalar(
                select(SmsText.id)
                .where(SmsText.peer_id == peer_id, SmsText.kind == kind, SmsText.created_at >= since)
                .limit(1)
            )
            is not None
        )


def find_heavy(conversation_id: str, now: datetime, within: timedelta) -> str | None:
    """The kind of danger last noticed in this talk within that time, or None."""
    with unit_of_work() as session:
        return session.scalar(
            select(Finding.kind)
            .where(
                Finding.conversation_id == conversation_id,
                Finding.at >= now - within,
                Finding.alert_id.is_not(None),
            )
            .order_by(Finding.at.desc())
            .limit(1)
        )
