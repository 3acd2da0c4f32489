"""Redacted transcripts: written from the outbox in order, each turn once; read back for the console.

The outbox row of a turn is written in the turn's own transaction (talks.py) and deleted in the one that writes the
transcript, so nothing is lost and nothing is told twice, whichever side stops in between. `write_turn` is the seam for
a message broker: it may be handed the same turn again (docs/adr/0030).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from bot.privacy.redact import redact, redact_answer
from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.review import Transcript, TranscriptLabel, TranscriptMessage, TranscriptTurn
from bot.store.tables.talk import Conversation, Outbox, Peer
from bot.store.words import add_words

logger = logging.getLogger(__name__)

UNSURE = 0.55  # below this confidence a turn is shown as not surely understood, and goes to the NLU inbox
FORWARDER_LOCK = 730_131  # PostgreSQL advisory lock: one forwarder at a time keeps the order
# What a conversation can be about; the others only move it along.
COACHING = frozenset(
    (
        *("state_needs", "prepare_appointment", "practice_conversation", "debrief_appointment", "find_resource"),
        *("know_rights", "share_feeling", "share_win", "set_goal", "show_plan", "set_reminder", "request_specialist"),
    )
)
SEVERITY = {
    "medical_emergency": 5,
    "crisis_suicide": 4,
    "crisis_harm_others": 4,
    "crisis_abuse": 4,
    "ask_medical_advice": 1,
    "ask_legal_advice": 1,
}
# What the turn's notes may hold beside intent, confidence, finding and form: names of actions, plan changes, the
# runners-up, {"topic", "place", "found"} of a search, names of services given, milliseconds taken.
KEPT_NOTES = ("entities", "actions", "changes", "ranking", "searched", "resources", "milliseconds")
UNHAPPY = frozenset({"abusive_language", "repeat"})


@dataclass(frozen=True)
class TurnEvent:
    """One turn on its way to the transcript, words not yet masked. `body` is what talks.record_turn put together."""

    conversation_id: str
    turn: int
    body: dict[str, Any] = field(repr=False)


def forward_outbox(now: datetime, limit: int = 200) -> int:
    """Write the transcript of what waits in the outbox, oldest first. Returns how many turns left it.

    A turn that cannot be written stays, and holds back only its own conversation.
    """
    with unit_of_work() as session:
        if not _holds_forwarder(session):
            return 0
        waiting = session.execute(select(Outbox.id, Outbox.conversation_id).order_by(Outbox.id).limit(limit)).all()
    forwarded, held_back = 0, set()
    for row_id, conversation_id in waiting:
        if conversation_id in held_back:
            continue
        try:
            forwarded += _forward(row_id, now)
        except Exception:
            # Kept in the outbox and tried again at the next call; the others must not wait for it.
            logger.exception("outbox row %s cannot be forwarded", row_id)
            held_back.add(conversation_id)
    return forwarded


def count_waiting() -> int:
    """Turns in the outbox."""
    with unit_of_work() as session:
        return len(session.scalars(select(Outbox.id)).all())


def _holds_forwarder(session: Session) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": FORWARDER_LOCK}))


def _forward(row_id: int, now: datetime) -> int:
    with unit_of_work() as session:
        if not _holds_forwarder(session):
            return 0
        row = session.get(Outbox, row_id)
        if row is None:
            return 0
        write_turn(TurnEvent(row.conversation_id, row.turn, load_seal().open(row.body_sealed)))
        session.execute(delete(Outbox).where(Outbox.id == row_id))
        return 1


def write_turn(event: TurnEvent) -> bool:
    """Mask one turn and write it to the transcript. False when it is there already, or its conversation is gone."""
    with unit_of_work() as session:
        conversation = session.get(Conversation, event.conversation_id)
        if conversation is None:
            return False  # erased while this turn waited: nothing of it is kept
        known = session.scalar(
            select(TranscriptTurn.id).where(
                TranscriptTurn.conversation_id == event.conversation_id, TranscriptTurn.turn == event.turn
            )
        )
        if known is not None:
            return False
        transcript = _find_or_start(session, conversation, event)
        words = _write_messages(session, transcript, event)
        _write_understanding(session, transcript, event)
        session.flush()
        add_words(session, transcript.number, words)
        return True


def _at(event: TurnEvent) -> datetime:
    return datetime.fromisoformat(event.body["at"])


def _find_or_start(session: Session, conversation: Conversation, event: TurnEvent) -> Transcript:
    transcript = session.scalar(select(Transcript).where(Transcript.conversation_id == conversation.id))
    if transcript is None:
        transcript = Transcript(
            conversation_id=conversation.id,
            channel=event.body["channel"],
            language=session.scalar(select(Peer.language).where(Peer.id == conversation.peer_id)) or "en",
            started_at=_at(event),
            last_at=_at(event),
            turns=0,
            unsure_turns=0,
            severity=0,
            state="new",
        )
        session.add(transcript)
        session.flush()
    transcript.turns = max(transcript.turns, event.turn)
    transcript.last_at = max(transcript.last_at, _at(event))
    return transcript


def _write_messages(session: Session, transcript: Transcript, event: TurnEvent) -> str:
    """Store the turn's messages, masked. Returns their words for the search."""
    secrets = _open_secrets(transcript)
    words = []
    for position, message in enumerate(event.body["messages"]):
        masked = (redact if position == 0 else redact_answer)(message["text"], secrets)
        if position == 0:
            secrets += [secret for secret in masked.secrets if secret not in secrets]
        labels = [redact_answer(choice["label"], secrets).text for choice in message.get("choices", ())]
        session.add(
            TranscriptMessage(
                conversation_id=event.conversation_id,
                turn=event.turn,
                position=position,
                from_peer=position == 0,
                text=masked.text,
                key=message.get("key", "")[:80],
                choices=json.dumps(labels, ensure_ascii=False),
                at=_at(event),
            )
        )
        words.append(masked.text)
    if secrets:
        transcript.secrets_sealed = load_seal().close(secrets)
    return "\n".join(words)


def _open_secrets(transcript: Transcript) -> list[tuple[str, str]]:
    sealed = transcript.secrets_sealed
    return [(kind, words) for kind, words in load_seal().open(sealed)] if sealed else []


def _mask(value: Any, secrets: list[tuple[str, str]]) -> Any:
    """The same value with private words masked in every text of it."""
    if isinstance(value, str):
        return redact_answer(value, secrets).text
    if isinstance(value, dict):
        return {key: _mask(part, secrets) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mask(part, secrets) for part in value]
    return value


def _write_understanding(session: Session, transcript: Transcript, event: TurnEvent) -> None:
    body, finding = event.body, event.body.get("finding") or {}
    intent, confidence = body.get("intent"), body.get("confidence")
    is_unsure = confidence is not None and confidence < UNSURE
    secrets = _open_secrets(transcript)
    more = {key: _mask(body[key], secrets) for key in KEPT_NOTES if body.get(key)}
    session.add(
        TranscriptTurn(
            conversation_id=event.conversation_id,
            turn=event.turn,
            at=_at(event),
            intent=intent,
            confidence=confidence,
            finding_kind=finding.get("kind"),
            finding_strength=finding.get("strength"),
            finding_why=finding.get("why"),
            finding_certainty=finding.get("certainty"),
            more=json.dumps(more, ensure_ascii=False),
            inbox="open" if is_unsure and not finding else None,
        )
    )
    if confidence is not None:
        transcript.confidence = min(confidence, 1.0 if transcript.confidence is None else transcript.confidence)
    transcript.unsure_turns += is_unsure
    transcript.open_form = body.get("form")
    if intent in COACHING:
        transcript.topic = intent
    for kind, value in _labels(body, finding):
        session.merge(TranscriptLabel(number=transcript.number, kind=kind, value=value))
    if finding:
        severity = SEVERITY.get(finding["kind"], 1)
        is_crisis = severity > 1
        transcript.severity = max(
            transcript.severity, severity if finding.get("strength") == "clear" or not is_crisis else 2
        )


def _labels(body: dict[str, Any], finding: dict[str, Any]) -> list[tuple[str, str]]:
    labels = []
    if body.get("intent"):
        labels.append(("intent", body["intent"]))
    if finding:
        labels.append(("finding", finding["kind"]))
    if body.get("intent") == "request_specialist":
        labels.append(("mark", "asked_person"))
    if body.get("intent") in UNHAPPY:
        labels.append(("mark", "unhappy"))
    searched = body.get("searched") or {}
    if searched and not searched.get("found"):
        labels.append(("mark", "unmet"))
    return labels
