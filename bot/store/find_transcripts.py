"""Lists of transcripts: by filters, by words, newest first; and one transcript whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.privacy.redact import redact
from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.review import Transcript, TranscriptLabel, TranscriptMessage, TranscriptTurn
from bot.store.tables.talk import Conversation, Message, Plan
from bot.store.words import matching_numbers

PAGE = 25
COUNTED = 200  # a longer list says "more than 200": counting on would cost more than it tells


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. Every field is one word of a URL, so that a list can be shared."""

    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    channel: str = ""
    intent: str = ""
    finding: str = ""
    tag: str = ""
    mark: str = ""
    state: str = ""
    reviewer: str = ""
    shortest: int | None = None
    longest: int | None = None
    confidence_below: float | None = None


@dataclass(frozen=True)
class TranscriptList:
    """One page of a list. `cursor` opens the next one, None on the last."""

    rows: list[Transcript]
    cursor: str | None
    count: int
    is_more: bool


@dataclass(frozen=True)
class ShownMessage:
    from_peer: bool
    text: str
    at: datetime
    choices: list[str] = field(default_factory=list)
    key: str = ""


@dataclass(frozen=True)
class ShownTurn:
    """One turn of the page: the words, and what stands in the margin."""

    turn: int
    messages: list[ShownMessage]
    intent: str | None = None
    confidence: float | None = None
    finding_kind: str | None = None
    finding_strength: str | None = None
    finding_why: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


def list_transcripts(filters: Filters, cursor: str = "", size: int = PAGE) -> TranscriptList:
    """The newest transcripts that fit, `size` at a time."""
    with unit_of_work() as session:
        conditions = _conditions(session, filters)
        count = session.scalar(
            select(func.count()).select_from(select(Transcript.number).where(*conditions).limit(COUNTED + 1).subquery())
        )
        page = select(Transcript).where(*conditions)
        if cursor:
            at, number = _read_cursor(cursor)
            page = page.where(or_(Transcript.last_at < at, (Transcript.last_at == at) & (Transcript.number < number)))
        rows = session.scalars(page.order_by(Transcript.last_at.desc(), Transcript.number.desc()).limit(size + 1)).all()
    more = len(rows) > size
    rows = rows[:size]
    next_cursor = f"{rows[-1].last_at.timestamp():.6f}-{rows[-1].number}" if more else None
    return TranscriptList(rows, next_cursor, min(count or 0, COUNTED), (count or 0) > COUNTED)


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    at, _, number = cursor.partition("-")
    return datetime.fromtimestamp(float(at), timezone.utc), int(number)


def _conditions(session: Session, filters: Filters) -> list[Any]:
    conditions: list[Any] = []
    numbers = matching_numbers(session, filters.words) if filters.words else None
    if numbers is not None:
        conditions.append(Transcript.number.in_(numbers))
    elif filters.words:
        conditions.append(Transcript.number < 0)  # a search for signs only finds nothing
    for kind, value in (
        ("intent", filters.intent),
        ("finding", filters.finding),
        ("tag", filters.tag),
        ("mark", filters.mark),
    ):
        if value:
            labelled = select(TranscriptLabel.number).where(
                TranscriptLabel.kind == kind, TranscriptLabel.value == value
            )
            conditions.append(Transcript.number.in_(labelled))
    for column, value in (
        (Transcript.channel, filters.channel),
        (Transcript.state, filters.state),
        (Transcript.reviewer_id, filters.reviewer),
    ):
        if value:
            conditions.append(column == value)
    if filters.since:
        conditions.append(Transcript.last_at >= filters.since)
    if filters.until:
        conditions.append(Transcript.last_at < filters.until)
    if filters.shortest is not None:
        conditions.append(Transcript.turns >= filters.shortest)
    if filters.longest is not None:
        conditions.append(Transcript.turns <= filters.longest)
    if filters.confidence_below is not None:
        conditions.append(Transcript.confidence < filters.confidence_below)
    return conditions


def find_transcript(number: int) -> Transcript | None:
    """The transcript with this number."""
    with unit_of_work() as session:
        return session.get(Transcript, number)


def find_numbers(conversation_ids: list[str]) -> dict[str, int]:
    """The transcript numbers of these conversations, as far as they have one."""
    with unit_of_work() as session:
        rows = session.execute(
            select(Transcript.conversation_id, Transcript.number).where(
                Transcript.conversation_id.in_(conversation_ids)
            )
        )
        return dict(rows.all())


def read_messages(conversation_ids: list[str]) -> dict[str, list[str]]:
    """The redacted texts of several conversations, in order."""
    with unit_of_work() as session:
        rows = session.execute(
            select(TranscriptMessage.conversation_id, TranscriptMessage.text)
            .where(TranscriptMessage.conversation_id.in_(conversation_ids))
            .order_by(TranscriptMessage.conversation_id, TranscriptMessage.turn, TranscriptMessage.position)
        ).all()
    texts: dict[str, list[str]] = {}
    for conversation_id, text in rows:
        texts.setdefault(conversation_id, []).append(text)
    return texts


def read_turns(conversation_id: str, after: int = 0) -> list[ShownTurn]:
    """The transcript of one conversation, from the turn after `after` on."""
    with unit_of_work() as session:
        messages = session.scalars(
            select(TranscriptMessage)
            .where(TranscriptMessage.conversation_id == conversation_id, TranscriptMessage.turn > after)
            .order_by(TranscriptMessage.turn, TranscriptMessage.position)
        ).all()
        turns = session.scalars(
            select(TranscriptTurn).where(TranscriptTurn.conversation_id == conversation_id, TranscriptTurn.turn > after)
        ).all()
    by_turn: dict[int, list[ShownMessage]] = {}
    for row in messages:
        shown = ShownMessage(row.from_peer, row.text, row.at, json.loads(row.choices), row.key)
        by_turn.setdefault(row.turn, []).append(shown)
    return [
        ShownTurn(
            row.turn,
            by_turn.get(row.turn, []),
            row.intent,
            row.confidence,
            row.finding_kind,
            row.finding_strength,
            row.finding_why,
            json.loads(row.more),
        )
        for row in sorted(turns, key=lambda row: row.turn)
    ]


def read_unmasked(conversation_id: str) -> dict[tuple[int, int], str]:
    """What was really said, by (turn, position). Whoever calls this records the reason first (reads.py)."""
    with unit_of_work() as session:
        rows = session.scalars(select(Message).where(Message.conversation_id == conversation_id)).all()
    return {(row.turn, row.position): load_seal().open(row.body_sealed)["text"] for row in rows}


def list_of_same_peer(conversation_id: str) -> list[Transcript]:
    """The other conversations of the same peer, newest first."""
    with unit_of_work() as session:
        peer_id = session.scalar(select(Conversation.peer_id).where(Conversation.id == conversation_id))
        return session.scalars(
            select(Transcript)
            .join(Conversation, Conversation.id == Transcript.conversation_id)
            .where(Conversation.peer_id == peer_id, Conversation.id != conversation_id)
            .order_by(Transcript.last_at.desc())
            .limit(10)
        ).all()


def list_masked_plans(conversation_id: str) -> list[tuple[str, int, datetime, list[tuple[str, str]]]]:
    """What this peer made: kind, version, when, and its parts with private words masked."""
    with unit_of_work() as session:
        peer_id = session.scalar(select(Conversation.peer_id).where(Conversation.id == conversation_id))
        transcript = session.scalar(select(Transcript).where(Transcript.conversation_id == conversation_id))
        sealed = transcript.secrets_sealed if transcript else None
        rows = session.scalars(
            select(Plan).where(Plan.peer_id == peer_id).order_by(Plan.version.desc(), Plan.created_at.desc())
        ).all()
    secrets = [(kind, words) for kind, words in load_seal().open(sealed)] if sealed else []
    newest = {row.plan_id: row for row in reversed(rows)}
    return [
        (row.kind, row.version, row.created_at, _mask_parts(load_seal().open(row.body_sealed), secrets))
        for row in newest.values()
    ]


def _mask_parts(body: Any, secrets: list[tuple[str, str]], name: str = "") -> list[tuple[str, str]]:
    if isinstance(body, dict):
        return [part for key, value in body.items() for part in _mask_parts(value, secrets, str(key))]
    if isinstance(body, (list, tuple)):
        return [part for value in body for part in _mask_parts(value, secrets, name)]
    return [(name, redact(str(body), secrets).text)] if body not in (None, "", False) else []


def list_labels(kind: str) -> list[str]:
    """Every value of one kind of label that is in use."""
    with unit_of_work() as session:
        values = session.scalars(select(TranscriptLabel.value).where(TranscriptLabel.kind == kind).distinct())
        return sorted(values)
