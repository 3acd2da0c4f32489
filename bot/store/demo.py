"""The invented peers of `python -m bot demo`: known by their ids, so that they can be told from real ones."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from bot.store.session import unit_of_work
from bot.store.tables.review import Task
from bot.store.tables.talk import Alert, Conversation, Finding, Outbox, Peer

PREFIX = "demo"


def has_demo() -> bool:
    """Whether invented peers are in the database."""
    with unit_of_work() as session:
        return bool(session.scalar(select(func.count()).select_from(Peer).where(Peer.id.startswith(PREFIX))))


def set_language(peer_id: str, language: str) -> None:
    """The language of an invented peer."""
    with unit_of_work() as session:
        session.get(Peer, peer_id).language = language


def remove_demo_peers() -> int:
    """Remove them with their conversations, alerts and tasks. Returns how many peers went."""
    with unit_of_work() as session:
        talks = select(Conversation.id).where(Conversation.peer_id.startswith(PREFIX))
        for table in (Task, Finding, Alert, Outbox):
            session.execute(
                delete(table).where(table.conversation_id.in_(talks)).execution_options(synchronize_session=False)
            )
        gone = session.execute(
            delete(Peer).where(Peer.id.startswith(PREFIX)).execution_options(synchronize_session=False)
        )
        return gone.rowcount
