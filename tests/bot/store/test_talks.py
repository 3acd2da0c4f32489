"""Conversations in the store: opened once, written whole or not at all, read back in order, sealed on disk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.messages import Channel
from bot.store.session import load_engine, unit_of_work
from bot.store.tables.talk import Outbox, Peer
from bot.store.talks import find_answered, find_offered, open_talk, read_history, record_turn
from tests.builders import NOON, a_choice, a_message, a_reply


def a_talk(conversation_id: str = "c0ffee"):
    return open_talk(conversation_id, Channel.WIDGET, NOON)


def test_a_conversation_is_opened_once_with_one_peer(database):
    assert a_talk().peer_id == a_talk().peer_id
    with unit_of_work() as session:
        assert len(session.scalars(select(Peer)).all()) == 1


def test_both_sides_come_back_in_order(database):
    record_turn(a_talk(), a_message("hi"), [a_reply("hello"), a_reply("what now?")], {})
    record_turn(a_talk(), a_message("more"), [a_reply("ok")], {})
    assert [(said.from_peer, said.message.text) for said in read_history("c0ffee")] == [
        (True, "hi"),
        (False, "hello"),
        (False, "what now?"),
        (True, "more"),
        (False, "ok"),
    ]
    assert [reply.text for reply in a_talk().last_said] == ["ok"]


def test_nothing_said_stands_readable_in_the_database_file(database):
    record_turn(a_talk(), a_message("my secret landlord"), [a_reply("I hear you about the landlord")], {})
    load_engine().dispose()
    for path in database.parent.glob("ownvoice.db*"):
        assert b"landlord" not in path.read_bytes()


def test_a_repeated_message_finds_its_answer(database):
    message = a_message("hi", client_id="n1")
    assert find_answered(message) is None
    record_turn(a_talk(), message, [a_reply("hello")], {})
    assert [reply.text for reply in find_answered(message)] == ["hello"]
    assert find_answered(a_message("hi")) is None


def test_the_same_message_is_never_stored_twice(database):
    record_turn(a_talk(), a_message("hi", client_id="n1"), [a_reply()], {})
    with pytest.raises(Exception, match="UNIQUE"):
        record_turn(a_talk(), a_message("hi", client_id="n1"), [a_reply()], {})
    assert len(read_history("c0ffee")) == 2


def test_an_old_button_stays_good_in_its_own_conversation_only(database):
    record_turn(a_talk(), a_message(), [a_reply(choices=(a_choice("Yes", "/affirm"),))], {})
    record_turn(a_talk(), a_message(), [a_reply()], {})
    assert find_offered("c0ffee", "affirm").payload == "/affirm"
    assert find_offered("another", "affirm") is None


def test_a_turn_that_fails_leaves_no_trace(database):
    with pytest.raises(RuntimeError), unit_of_work():
        record_turn(a_talk(), a_message("hi"), [a_reply()], {})
        raise RuntimeError("power cut")
    assert read_history("c0ffee") == []


def test_every_turn_leaves_a_copy_for_the_transcript(database):
    record_turn(a_talk(), a_message("hi"), [a_reply()], {"finding": None})
    with unit_of_work() as session:
        assert [row.turn for row in session.scalars(select(Outbox))] == [1]
