"""Reminders: kept, moved, dropped, and handed to the text queue once and only once, however many clocks run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.store.peers import read_phone
from bot.store.reminder_shapes import KeptReminder
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.sms import Reminder, SmsLine
from bot.store.tables.talk import Peer

RECENT = timedelta(hours=24)  # LATER, MOVE and DROP speak of a reminder this fresh


KINDS = ("appointment", "step")


def keep_reminder(
    peer_id: str,
    due_at: datetime,
    kind: str,
    now: datetime,
    event_at: datetime | None = None,
    plan_id: str | None = None,
) -> KeptReminder:
    """Keep a reminder for exactly this time: `bot.sms.schedule.choose_due` finds one outside the quiet hours.

    The same one asked for twice (plan, kind, time) is one reminder.
    """
    if kind not in KINDS:
        raise ValueError(f"a reminder is for one of {', '.join(KINDS)}, not {kind!r}")
    with unit_of_work() as session:
        row = session.scalars(
            select(Reminder).where(
                Reminder.peer_id == peer_id,
                Reminder.kind == kind,
                Reminder.plan_id.is_(None) if plan_id is None else Reminder.plan_id == plan_id,
                Reminder.due_at == due_at,
                Reminder.state == "waiting",
            )
        ).first()
        if row is None:
            row = Reminder(
                id=new_id(),
                peer_id=peer_id,
                kind=kind,
                plan_id=plan_id,
                due_at=due_at,
                event_at=event_at,
                state="waiting",
                snoozes=0,
                created_at=now,
            )
            session.add(row)
            session.flush()
        return _read(row)


def find_clock(peer_id: str) -> tuple[str | None, str | None]:
    """What tells the peer's time: the zone they told us, and their number."""
    with unit_of_work() as session:
        asked = session.scalar(select(Peer.time_zone).where(Peer.id == peer_id))
    return asked, read_phone(peer_id)


def can_be_reminded(peer_id: str) -> bool:
    """Whether a text can reach this peer: a number is known and they have not opted out."""
    with unit_of_work() as session:
        return (
            session.scalar(
                select(SmsLine.peer_id)
                .join(Peer, Peer.id == SmsLine.peer_id)
                .where(Peer.id == peer_id, Peer.phone_sealed.is_not(None), Peer.opted_out_at.is_(None))
            )
            is not None
        )


def list_reminders(peer_id: str) -> list[KeptReminder]:
    """The reminders this peer still waits for, soonest first."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(Reminder).where(Reminder.peer_id == peer_id, Reminder.state == "waiting").order_by(Reminder.due_at)
        ).all()
        return [_read(row) for row in rows]


def find_current(peer_id: str, now: datetime) -> KeptReminder | None:
    """The reminder a peer speaks of: the one that reached them last within a day, else the next one that waits."""
    with unit_of_work() as session:
        row = session.scalars(
            select(Reminder)
            .where(Reminder.peer_id == peer_id, Reminder.state == "sent", Reminder.sent_at >= now - RECENT)
            .order_by(Reminder.sent_at.desc())
            .limit(1)
        ).first()
        if row is not None:
            return _read(row)
    waiting = list_reminders(peer_id)
    return waiting[0] if waiting else None


def move_reminder(reminder_id: str, due_at: datetime, is_snooze: bool = False) -> KeptReminder:
    """Let a reminder come (again) at this time."""
    with unit_of_work() as session:
        row = session.get(Reminder, reminder_id)
        row.due_at, row.state, row.sent_at = due_at, "waiting", None
        row.snoozes += int(is_snooze)
        session.flush()
        return _read(row)


def cancel_reminder(reminder_id: str) -> None:
    """This reminder will not come (again)."""
    with unit_of_work() as session:
        session.execute(
            update(Reminder)
            .where(Reminder.id == reminder_id, Reminder.state.in_(("waiting", "sent")))
            .values(state="cancelled")
            .execution_options(synchronize_session="fetch")
        )


@dataclass(frozen=True)
class Due:
    """What became of the reminders that were due: handed to the queue, put off to the morning, missed."""

    queued: int = 0
    postponed: int = 0
    missed: int = 0


Decide = Callable[[KeptReminder, "str | None", "str | None"], "datetime | None"]
Write = Callable[[KeptReminder, str], None]


def place_due(now: datetime, decide: Decide, write: Write) -> Due:
    """Hand every due reminder to `write(reminder, language)`, each in one transaction with its own mark.

    `decide(reminder, zone, number)` says when it may go out: now, later, or None for never. Two clocks at once: the
    mark is a conditional update, so only one gets a reminder. A missed one is told at the peer's next message.
    """
    tally = {"queued": 0, "postponed": 0, "missed": 0}
    with unit_of_work() as session:
        due = select(Reminder.id).where(Reminder.state == "waiting", Reminder.due_at <= now)
        ids = session.scalars(due.order_by(Reminder.due_at).limit(500)).all()
    for reminder_id in ids:
        outcome = _place_one(reminder_id, now, decide, write)
        if outcome:
            tally[outcome] += 1
    return Due(**tally)


def _place_one(reminder_id: str, now: datetime, decide: Decide, write: Write) -> str | None:
    """What became of one reminder, None when another clock has it."""
    with unit_of_work() as session:
        row = session.scalars(select(Reminder).where(Reminder.id == reminder_id, Reminder.state == "waiting")).first()
        if row is None:
            return None
        reminder = _read(row)
        may_go = decide(reminder, *find_clock(reminder.peer_id)) if can_be_reminded(reminder.peer_id) else None
        if may_go is None:
            return "missed" if _mark(session, reminder, state="missed") else None
        if may_go > now:
            return "postponed" if _mark(session, reminder, due_at=may_go) else None
        if not _mark(session, reminder, state="sent", sent_at=now):
            return None
        write(reminder, session.scalar(select(Peer.language).where(Peer.id == reminder.peer_id)))
        return "queued"


def _mark(session: Any, reminder: KeptReminder, **values: Any) -> bool:
    """Change a reminder only if it still stands as it was read."""
    changed = session.execute(
        update(Reminder)
        .where(Reminder.id == reminder.id, Reminder.state == "waiting", Reminder.due_at == reminder.due_at)
        .values(**values)
        .execution_options(synchronize_session=False)
    ).rowcount
    return changed == 1


def mark_missed(reminder_id: str) -> None:
    """The text of this reminder was never sent after all."""
    with unit_of_work() as session:
        session.execute(
            update(Reminder)
            .where(Reminder.id == reminder_id, Reminder.state == "sent")
            .values(state="missed")
            .execution_options(synchronize_session=False)
        )


def take_missed(peer_id: str) -> list[KeptReminder]:
    """The reminders this peer never got, to be told once; they count as told from now on."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(Reminder).where(Reminder.peer_id == peer_id, Reminder.state == "missed").order_by(Reminder.due_at)
        ).all()
        for row in rows:
            row.state = "told"
        return [_read(row) for row in rows]


def _read(row: Reminder) -> KeptReminder:
    return KeptReminder(row.id, row.peer_id, row.kind, row.due_at, row.event_at, row.state, row.snoozes, row.plan_id)
