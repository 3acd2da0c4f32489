"""From the outbox to the redacted transcript: in order, once, and nothing lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.messages import Channel, Choice
from bot.privacy.seal import load_seal
from bot.store import transcripts
from bot.store.find_transcripts import Filters, list_transcripts, read_turns
from bot.store.session import load_engine, unit_of_work
from bot.store.talks import open_talk, record_turn
from bot.store.transcripts import TurnEvent, count_waiting, forward_outbox, write_turn
from bot.store.words import split_terms
from tests.builders import NOON, a_message, a_reply

pytestmark = pytest.mark.usefixtures("database")


def say(text_: str, conversation_id: str = "c0ffee", minutes: int = 0, **notes: object) -> int:
    """One whole turn, as the gate records it."""
    inbound = a_message(text_, conversation_id=conversation_id, received_at=NOON + timedelta(minutes=minutes))
    talk = open_talk(conversation_id, Channel.WIDGET, inbound.received_at)
    reply = a_reply("Thanks. Who is it for?", choices=(Choice("a", "My doctor", "/a"),), key="utter_needs_ask")
    return record_turn(talk, inbound, [reply], notes)


def count(table: str) -> int:
    with load_engine().connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


def test_a_turn_reaches_the_transcript_masked_and_leaves_the_outbox() -> None:
    say("my name is Rosa, call 508-555-0142", intent="inform", confidence=0.9)
    assert forward_outbox(NOON) == 1
    assert count_waiting() == 0
    (turn,) = read_turns("c0ffee")
    assert [message.text for message in turn.messages] == ["my name is [name], call [phone]", "Thanks. Who is it for?"]
    assert (turn.intent, turn.confidence, turn.messages[1].choices) == ("inform", 0.9, ["My doctor"])


def test_nothing_private_is_readable_anywhere_in_the_database(database: Path) -> None:
    say("my name is Xiadani Okwuosa, 508-555-0142, at 45 Maple Street", changes=["to_whom: Xiadani Okwuosa"])
    forward_outbox(NOON)
    load_engine().dispose()
    raw = b"".join(path.read_bytes() for path in database.parent.glob("ownvoice.db*")).lower()
    for secret in (b"okwuosa", b"555-0142", b"45 maple"):
        assert secret not in raw


def test_a_name_given_once_is_masked_in_every_later_turn() -> None:
    say("my name is Xiadani")
    say("xiadani again")
    forward_outbox(NOON)
    assert read_turns("c0ffee")[1].messages[0].text == "[name] again"


def test_the_same_event_twice_is_written_once() -> None:
    say("hello there")
    body = {"channel": "widget", "at": NOON.isoformat(), "messages": [{"text": "hello there"}]}
    assert write_turn(TurnEvent("c0ffee", 1, body)) is True
    assert write_turn(TurnEvent("c0ffee", 1, body)) is False
    assert forward_outbox(NOON) == 1
    assert count("transcript_turn") == 1


def test_a_stop_between_writing_and_deleting_leaves_the_turn_in_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    say("hello there")

    def stop(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(transcripts, "delete", stop)
        assert forward_outbox(NOON) == 0
    assert (count_waiting(), count("transcript_turn")) == (1, 0)
    assert forward_outbox(NOON) == 1


def test_a_turn_that_cannot_be_opened_holds_back_its_own_conversation_only(caplog: pytest.LogCaptureFixture) -> None:
    say("first", "aaaa")
    say("second", "aaaa")
    say("other", "bbbb")
    with unit_of_work() as session:
        session.execute(text("UPDATE outbox SET body_sealed = 'broken' WHERE turn = 1 AND conversation_id = 'aaaa'"))
    assert forward_outbox(NOON) == 1
    assert read_turns("aaaa") == []
    assert read_turns("bbbb")[0].messages[0].text == "other"
    assert count_waiting() == 2
    assert "first" not in caplog.text


def test_turns_of_an_erased_conversation_are_dropped() -> None:
    say("hello")
    with unit_of_work() as session:
        session.execute(text("DELETE FROM conversation"))
    forward_outbox(NOON)
    assert (count_waiting(), count("transcript")) == (0, 0)


def test_erasing_a_conversation_takes_its_transcript_and_its_search_words_along() -> None:
    say("the bus strike is a problem", finding={"kind": "crisis_abuse", "strength": "clear"})
    forward_outbox(NOON)
    with unit_of_work() as session:
        session.execute(text("DELETE FROM conversation"))
    for table in ("transcript", "transcript_turn", "transcript_message", "transcript_label", "transcript_words"):
        assert count(table) == 0, table


def test_a_search_finds_word_forms_with_and_without_accents() -> None:
    say("mi médico no me escucha", "aaaa")
    say("she keeps canceling visits", "bbbb")
    forward_outbox(NOON)
    for words, found in (("medico", "aaaa"), ("visit", "bbbb"), ('"canceling visits"', "bbbb")):
        rows = list_transcripts(Filters(words=words)).rows
        assert [row.conversation_id for row in rows] == [found], words
    assert [row.conversation_id for row in list_transcripts(Filters(words="thanks -medico")).rows] == ["bbbb"]


@pytest.mark.parametrize("words", ["don't \"", "AND OR NOT", '""', "a* NEAR(", ":;--", "body:", "*", "'; DROP TABLE"])
def test_odd_searches_do_not_break_the_list(words: str) -> None:
    say("hello")
    forward_outbox(NOON)
    assert list_transcripts(Filters(words=words)).count in (0, 1)


def test_filters_narrow_the_list() -> None:
    say("i need to see him", "aaaa", intent="state_needs", confidence=0.9)
    say("hm", "bbbb", minutes=5, intent="find_resource", confidence=0.3, searched={"topic": "food", "found": 0})
    say("he hits me", "cccc", minutes=9, intent="crisis_abuse", finding={"kind": "crisis_abuse", "strength": "clear"})
    forward_outbox(NOON)

    def found(**changes: object) -> list[str]:
        return [row.conversation_id for row in list_transcripts(Filters(**changes)).rows]

    assert found() == ["cccc", "bbbb", "aaaa"]
    assert found(intent="state_needs") == ["aaaa"]
    assert found(finding="crisis_abuse") == ["cccc"]
    assert found(mark="unmet") == ["bbbb"]
    assert found(confidence_below=0.5) == ["bbbb"]
    assert found(since=NOON + timedelta(minutes=6)) == ["cccc"]
    assert found(channel="sms") == []


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    for number in range(7):
        say("hello", f"talk{number}", minutes=number // 2)
    forward_outbox(NOON)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = list_transcripts(Filters(), cursor, size=3)
        seen += [row.conversation_id for row in page.rows]
        cursor = page.cursor
    assert len(seen) == len(set(seen)) == 7


def test_what_was_masked_is_kept_sealed_only() -> None:
    say("my name is Xiadani")
    forward_outbox(NOON)
    with load_engine().connect() as connection:
        sealed = connection.scalar(text("SELECT secrets_sealed FROM transcript"))
    assert b"Xiadani" not in sealed
    assert load_seal().open(sealed) == [["name", "Xiadani"]]


def test_a_search_is_split_into_terms() -> None:
    assert split_terms('case manager -"front desk" Médico') == (["case", "manager", "medico"], ["front desk"])
