"""Conversations: opened on the first message, their turns recorded whole, their history read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.messages import Channel, Choice, Inbound, Outbound
from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.base import new_id
from bot.store.tables.talk import Conversation, Message, Outbox, Peer

# Under this key of the session's `info` the tracker store leaves how the turn was understood.
HEARD = "heard"
# And under this one, what an action notes about the turn.
NOTED = "noted"


@dataclass(frozen=True)
class Talk:
    """A conversation as the gate needs it before a turn."""

    conversation_id: str
    peer_id: str
    turns: int
    last_said: tuple[Outbound, ...]  # the bot's messages of the last turn
    last_heard: str = ""  # the peer's message of that turn


@dataclass(frozen=True)
class Said:
    """One message of the history, as the peer saw it."""

    from_peer: bool
    at: datetime
    message: Outbound


def open_talk(conversation_id: str, channel: Channel, now: datetime, peer_id: str | None = None) -> Talk:
    """The conversation with this id; on its first message it is made, with a new peer unless one is given."""
    with unit_of_work() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            peer_id = peer_id or new_id()
            if session.get(Peer, peer_id) is None:
                session.add(Peer(id=peer_id, created_at=now, last_seen_at=now))
                session.flush()  # the foreign key wants the peer first
            conversation = Conversation(
                id=conversation_id, peer_id=peer_id, channel=channel.value, turns=0, started_at=now, last_at=now
            )
            session.add(conversation)
            session.flush()  # a turn in the same unit of work looks it up again
        last_said = _read_turn(conversation_id, conversation.turns)
        last_heard = _read_heard(conversation_id, conversation.turns)
        return Talk(conversation.id, conversation.peer_id, conversation.turns, last_said, last_heard)


def _read_heard(conversation_id: str, turn: int) -> str:
    """What the peer said in one turn: a question is sometimes typed in two halves (bot/safety/screen.py)."""
    if not turn:
        return ""
    with unit_of_work() as session:
        sealed = session.scalar(
            select(Message.body_sealed).where(
                Message.conversation_id == conversation_id, Message.turn == turn, Message.from_peer.is_(True)
            )
        )
    return _open(sealed).text if sealed else ""


def _read_turn(conversation_id: str, turn: int) -> tuple[Outbound, ...]:
    """The bot's messages of one turn, in order."""
    if not turn:
        return ()
    with unit_of_work() as session:
        rows = session.scalars(
            select(Message.body_sealed)
            .where(Message.conversation_id == conversation_id, Message.turn == turn, Message.from_peer.is_(False))
            .order_by(Message.position)
        )
        return tuple(_open(sealed) for sealed in rows)


def find_answered(inbound: Inbound) -> tuple[Outbound, ...] | None:
    """What was answered to this very message before (a retry of the sender), or None when it is new."""
    if inbound.client_id is None:
        return None
    with unit_of_work() as session:
        turn = session.scalar(
            select(Message.turn).where(
                Message.conversation_id == inbound.conversation_id, Message.client_id == inbound.client_id
            )
        )
    return None if turn is None else _read_turn(inbound.conversation_id, turn)


def find_offered(conversation_id: str, choice_id: str) -> Choice | None:
    """A choice that was offered in this conversation before, newest first (an old button stays good), or None."""
    for said in reversed(read_history(conversation_id)):
        for choice in said.message.choices:
            if choice.id == choice_id:
                return choice
    return None


def record_turn(talk: Talk, inbound: Inbound, replies: Sequence[Outbound], notes: dict[str, Any]) -> int:
    """Write one whole turn: what the peer said, what was answered, and its copy for the transcript. Returns its number.

    `notes` is what the transcript keeps beside the words and how they were understood: the finding, the timing.
    """
    seal = load_seal()
    with unit_of_work() as session:
        conversation = session.get(Conversation, talk.conversation_id)
        conversation.turns = turn = talk.turns + 1
        conversation.last_at = inbound.received_at
        session.get(Peer, talk.peer_id).last_seen_at = inbound.received_at
        bodies = [{"text": inbound.text}, *(reply.as_stored() for reply in replies)]
        for position, body in enumerate(bodies):
            session.add(
                Message(
                    conversation_id=talk.conversation_id,
                    turn=turn,
                    position=position,
                    from_peer=position == 0,
                    body_sealed=seal.close(body),
                    client_id=inbound.client_id if position == 0 else None,
                    at=inbound.received_at,
                )
            )
        heard = {**session.info.pop(HEARD, {}), **session.info.pop(NOTED, {})}
        copy = {
            "channel": inbound.channel.value,
            "at": inbound.received_at.isoformat(),
            "messages": bodies,
            **heard,
            **notes,
        }
        session.add(
            Outbox(
                conversation_id=talk.conversation_id,
                turn=turn,
                body_sealed=seal.close(copy),
                created_at=inbound.received_at,
            )
        )
        return turn


def note_turn(**notes: Any) -> None:
    """Add facts about this turn to its copy for the transcript: never a peer's words, never where they are."""
    with unit_of_work() as session:
        session.info.setdefault(NOTED, {}).update(notes)


def read_history(conversation_id: str) -> list[Said]:
    """The whole conversation, both sides, in order. Empty when nothing was said yet."""
    with unit_of_work() as session:
        rows = session.scalars(
            select(Message).where(Message.conversation_id == conversation_id).order_by(Message.turn, Message.position)
        ).all()
    return [Said(row.from_peer, row.at, _open(row.body_sealed)) for row in rows]


def _open(sealed: bytes) -> Outbound:
    return Outbound.from_stored(load_seal().open(sealed))
