"""The gate, with a stand-in for Rasa: what counts as a choice, what is screened, what happens when things break."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import select

from bot.channels.gate import Gate, UnknownChoice
from bot.content.responses import load_responses
from bot.store.locks import LocalLocks
from bot.store.session import unit_of_work
from bot.store.tables.talk import Alert
from bot.store.talks import read_history
from tests.builders import a_message


class Rasa:
    """Answers every message with the same text and remembers what it was told."""

    def __init__(self, **answer: Any) -> None:
        self.answer = {"text": "I hear you.", "utter_action": "utter_account_greet", **answer}
        self.told: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.told.append(message)
        await message.output_channel.send_response(message.sender_id, dict(self.answer))


async def break_down(message: UserMessage) -> None:
    raise RuntimeError("the model is gone")


def a_gate(converse: Any) -> Gate:
    return Gate(converse, LocalLocks(), load_responses())


async def test_a_message_is_handed_over_answered_and_kept(database):
    rasa = Rasa()
    replies = await a_gate(rasa).answer(a_message("hello"))
    assert [reply.text for reply in replies] == ["I hear you."]
    assert [said.message.text for said in read_history("c0ffee")] == ["hello", "I hear you."]


@pytest.mark.parametrize("typed", ["/affirm", "//affirm", ' /greet{"x": "y"}'])
async def test_a_typed_command_reaches_rasa_as_plain_words(database, typed):
    rasa = Rasa()
    await a_gate(rasa).answer(a_message(typed))
    assert not rasa.told[0].text.startswith("/")


async def test_an_offered_choice_becomes_what_it_stands_for(database):
    rasa = Rasa(buttons=[{"title": "Keep it", "payload": "/affirm"}])
    gate = a_gate(rasa)
    await gate.answer(a_message("hello"))
    await gate.answer(a_message("", choice_id="affirm"))
    await gate.answer(a_message("1"))
    await gate.answer(a_message("keep it"))
    assert [message.text for message in rasa.told[1:]] == ["/affirm"] * 3
    assert [said.message.text for said in read_history("c0ffee") if said.from_peer] == [
        "hello",
        "Keep it",
        "Keep it",
        "Keep it",
    ]


async def test_a_choice_that_was_never_offered_is_refused(database):
    with pytest.raises(UnknownChoice):
        await a_gate(Rasa()).answer(a_message("", choice_id="delete-my-data"))


async def test_a_crisis_that_rasa_misses_is_answered_all_the_same(database):
    replies = await a_gate(Rasa()).answer(a_message("i want to kill myself tonight"))
    assert "988" in replies[0].text
    assert replies[-1].text == "I hear you."


async def test_a_crisis_raises_one_alert_per_episode(database):
    gate = a_gate(Rasa())
    await gate.answer(a_message("i want to kill myself"))
    await gate.answer(a_message("i really want to kill myself"))
    with unit_of_work() as session:
        assert [alert.kind for alert in session.scalars(select(Alert))] == ["crisis_suicide"]


async def test_when_rasa_breaks_the_peer_gets_a_kind_answer_with_help(database):
    replies = await a_gate(break_down).answer(a_message("hello"))
    assert "988" in replies[0].text


async def test_when_rasa_breaks_a_crisis_is_still_answered_and_still_raises_its_alert(database):
    replies = await a_gate(break_down).answer(a_message("i took a whole bottle of pills"))
    assert "911" in replies[0].text
    with unit_of_work() as session:
        assert session.scalars(select(Alert)).first() is not None


async def test_without_any_database_a_crisis_is_still_answered(database, monkeypatch):
    def refuse(*args: Any) -> None:
        raise ConnectionError("no database")

    monkeypatch.setattr("bot.channels.gate.open_talk", refuse)
    replies = await a_gate(Rasa()).answer(a_message("i want to kill myself"))
    assert "988" in replies[0].text


async def test_a_silent_turn_is_never_answered_with_silence(database):
    async def say_nothing(message: UserMessage) -> None:
        pass

    assert (await a_gate(say_nothing).answer(a_message("hello")))[0].text


async def test_no_words_of_the_peer_reach_the_log(database, caplog):
    await a_gate(break_down).answer(a_message("my landlord Mr. Orchard hits me"))
    assert "Orchard" not in caplog.text


async def test_two_messages_of_one_peer_take_turns(database):
    running, most = 0, 0

    async def count(message: UserMessage) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        await message.output_channel.send_response("", {"text": "ok"})

    gate = a_gate(count)
    await asyncio.gather(*(gate.answer(a_message(f"message {number}")) for number in range(5)))
    assert most == 1
    assert len(read_history("c0ffee")) == 10
