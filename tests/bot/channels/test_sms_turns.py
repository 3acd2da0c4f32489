"""What a text does: words with power, the first text and consent, danger, orders. Rasa is an echo here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.messages import Channel, Inbound
from bot.store.moves import make_code
from bot.store.peers import KnownPeer, find_peer, read_peer, read_permissions
from bot.store.plans import keep_plan, list_plans
from bot.store.reminders import keep_reminder, list_reminders, mark_missed, place_due
from bot.store.session import unit_of_work
from bot.store.sms_reports import list_texts
from bot.store.tables.talk import Alert, Conversation, Finding, Message, Peer
from bot.store.talks import open_talk, record_turn
from tests.builders import NOON, a_reply
from tests.phones import PHONE, Door, Watch, open_door

CRISIS = "i want to kill myself tonight"


@pytest.fixture
async def door(database: object) -> AsyncIterator[Door]:
    async with open_door() as door:
        await door.agrees()
        yield door


@pytest.fixture
async def new_door(database: object) -> AsyncIterator[Door]:
    async with open_door() as door:
        yield door


def the_peer(phone: str = PHONE) -> KnownPeer:
    return read_peer(find_peer(phone) or "")


def alerts() -> list[tuple[str, int]]:
    with unit_of_work() as session:
        return [tuple(row) for row in session.execute(select(Alert.kind, Alert.severity)).all()]


async def test_the_first_text_tells_all_that_carriers_and_law_ask_for(new_door: Door) -> None:
    first = " ".join(await new_door.hears("hello"))
    told = ["a program, not a person", "text to answer you", "rates", "STOP", "HELP", "not for emergencies", "private"]
    places = [first.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)
    assert "heard" not in first


async def test_ok_is_consent_and_the_held_text_is_answered(new_door: Door) -> None:
    await new_door.hears("my landlord does not answer")
    assert not the_peer().has_consented
    assert await new_door.hears("Ok!") == ["heard: my landlord does not answer"]
    assert the_peer().consent_version == "sms-2026-11"
    assert [entry[:2] for entry in read_permissions(the_peer().id)] == [("consented", "first_text")]


async def test_texting_on_is_consent_and_the_new_words_are_answered(new_door: Door) -> None:
    await new_door.hears("hello")
    assert await new_door.hears("i need a ride to court") == ["heard: i need a ride to court"]
    assert the_peer().has_consented


async def test_no_to_the_first_text_ends_it(new_door: Door) -> None:
    await new_door.hears("hello")
    assert "will not text you" in (await new_door.hears("no thanks"))[0]
    assert the_peer().has_opted_out
    assert await new_door.hears("hello?") == []


async def test_danger_is_answered_before_any_notice(new_door: Door) -> None:
    said = await new_door.hears(CRISIS)
    assert "988" in said[0]
    assert "rates" not in " ".join(said)


@pytest.mark.parametrize("word", ["STOP", "stop.", "Unsubscribe", "END", "quit", "Alto", "please stop texting me"])
async def test_a_stop_is_confirmed_once_and_then_it_is_quiet(door: Door, word: str) -> None:
    confirmation = await door.hears(word)
    assert len(confirmation) == 1
    assert "988" in confirmation[0]
    assert "START" in confirmation[0]
    assert await door.hears(word) == []
    assert await door.hears("are you there") == []
    act, _how, at = read_permissions(the_peer().id)[-1]
    assert (act, at) == ("opted_out", NOON)


async def test_stop_this_bill_is_a_need(door: Door) -> None:
    assert await door.hears("STOP this bill from coming") == ["heard: STOP this bill from coming"]


async def test_start_brings_a_stopped_peer_back(door: Door) -> None:
    await door.hears("STOP")
    assert "welcome back" in (await door.hears("START"))[0]
    assert await door.hears("hi again") == ["heard: hi again"]


async def test_yes_is_an_answer_unless_the_peer_has_stopped(door: Door) -> None:
    assert await door.hears("YES") == ["heard: YES"]
    await door.hears("STOP")
    assert "welcome back" in (await door.hears("YES"))[0]


async def test_help_names_us_and_988_even_to_a_stopped_peer(door: Door) -> None:
    assert "988" in (await door.hears("HELP"))[0]
    await door.hears("STOP")
    assert "988" in (await door.hears("info"))[0]


async def test_help_leaves_the_open_question_open(database: object) -> None:
    async def ask(message: object) -> None:
        buttons = [{"title": "A doctor", "payload": "my doctor"}, {"title": "Family", "payload": "my family"}]
        await message.output_channel.send_response(  # type: ignore[attr-defined]
            message.sender_id,  # type: ignore[attr-defined]
            {"text": f"heard: {message.text}", "buttons": buttons},  # type: ignore[attr-defined]
        )

    async with open_door(ask) as door:
        await door.agrees()
        await door.hears("hi")
        assert "2 Family" in "\n".join(await door.hears("HELP"))
        assert "my family" in (await door.hears("2"))[0]
        assert "my doctor" in (await door.hears("a doctor please"))[0]
        assert "my doctor" in (await door.hears("one"))[0]


async def test_a_typed_command_is_only_words(door: Door) -> None:
    assert await door.hears('/greet{"x": "y"}') == ['heard: greet{"x": "y"}']


@pytest.mark.parametrize("word", ["HELP", "END"])
async def test_a_lone_word_after_heavy_talk_reaches_a_specialist(door: Door, word: str) -> None:
    await door.hears(CRISIS)
    with unit_of_work() as session:
        before = len(session.scalars(select(Finding)).all())
    await door.hears(word)
    with unit_of_work() as session:
        newest = session.scalars(select(Finding.why)).all()
    assert len(newest) == before + 1
    assert f"sms_lone_{'help' if word == 'HELP' else 'stop'}" in newest


async def test_a_lone_help_without_heavy_talk_alerts_nobody(door: Door) -> None:
    await door.hears("HELP")
    assert alerts() == []


async def test_a_stopped_peer_in_danger_gets_the_line_once_an_episode(door: Door) -> None:
    await door.hears("STOP")
    said = " ".join(await door.hears(CRISIS))
    assert "988" in said
    assert "START" in said
    assert await door.hears("i really want to kill myself") == []
    assert [kind for kind, _ in alerts()] == ["crisis_suicide"]
    door.watch.wind(hours=13)
    assert "988" in " ".join(await door.hears(CRISIS))
    assert the_peer().has_opted_out


async def test_stop_and_danger_in_one_breath_gets_both(door: Door) -> None:
    said = " ".join(await door.hears("please stop texting me. i want to kill myself"))
    assert "988" in said
    assert alerts()


async def test_a_stop_right_behind_a_cry_does_not_take_the_answer_back(door: Door) -> None:
    await door.texts(CRISIS)
    await door.texts("STOP")
    await door.settles()
    assert "988" in door.carrier.texts_to()[0]
    assert the_peer().has_opted_out


async def test_safety_works_after_coming_back(door: Door) -> None:
    await door.hears("STOP")
    await door.hears("START")
    assert "988" in " ".join(await door.hears(CRISIS))


async def test_a_broken_screen_leaves_stop_working(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no rules")

    monkeypatch.setattr("bot.channels.sms_turns.screen", broken)
    assert "START" in (await door.hears("STOP"))[0]


async def test_the_wrong_person_is_left_alone_and_can_be_forgotten(door: Door) -> None:
    await door.hears("my name is Rosa")
    assert "FORGET" in (await door.hears("Wrong number"))[0]
    assert the_peer().has_opted_out
    assert "deleted" in (await door.hears("forget"))[0]
    assert find_peer(PHONE) is None
    with unit_of_work() as session:
        for table in (Peer, Conversation, Message):
            assert session.scalars(select(table)).all() == []


async def test_long_answers_stop_after_three_texts_until_more(database: object) -> None:
    async def recite(message: object) -> None:
        text = "This is a sentence of some length that says a thing. " * 40
        await message.output_channel.send_response(message.sender_id, {"text": text})  # type: ignore[attr-defined]

    async with open_door(recite) as door:
        await door.agrees()
        door.carrier.taken.clear()
        first = await door.hears("tell me all")
        assert len(first) == 3
        assert first[-1].endswith("Reply MORE for the rest.")
        rest = await door.hears("MORE")
        assert 1 <= len(rest) <= 3
        assert rest[0].startswith("(4/")
        whole = " ".join([*first, *rest])
        assert whole.count("sentence") >= 30


async def test_spanish_words_are_answered_in_spanish(door: Door) -> None:
    assert "Llame al 988" in (await door.hears("AYUDA"))[0]
    assert the_peer().language == "es"
    assert "ya no le escribimos" in (await door.hears("ALTO"))[0]


async def test_a_talk_moves_from_the_web_to_the_phone_once(new_door: Door) -> None:
    talk = open_talk("webtalk", Channel.WIDGET, NOON)
    record_turn(talk, Inbound("webtalk", Channel.WIDGET, "hi", NOON), [a_reply()], {})
    keep_plan(talk.peer_id, "needs", {"ask": "a ride"}, NOON)
    code = make_code("webtalk", Channel.SMS, "web-2026-11", NOON)
    said = " ".join(await new_door.hears(f"{code[:3]} {code[3:]}".lower()))
    assert "what you made came along" in said
    assert "STOP" in said
    assert the_peer().consent_version == "web-2026-11"
    assert [plan.body for plan in list_plans(the_peer().id)] == [{"ask": "a ride"}]
    await new_door.hears("ok")
    assert await new_door.hears(code) == [f"heard: {code}"]


async def test_a_code_that_is_too_old_or_wrong_is_just_words(door: Door) -> None:
    open_talk("webtalk", Channel.WIDGET, NOON)
    code = make_code("webtalk", Channel.SMS, "web-2026-11", NOON - timedelta(minutes=16))
    assert await door.hears(code) == [f"heard: {code}"]
    assert await door.hears("please") == ["heard: please"]


async def test_web_gives_a_code_that_history_does_not_show(door: Door) -> None:
    said = (await door.hears("WEB"))[0]
    code = said.split(" enter ")[1][:6]
    with unit_of_work() as session:
        assert code.encode() not in b"".join(session.scalars(select(Message.body_sealed)).all())
    from bot.store.moves import use_code

    moved = use_code(code, Channel.WIDGET, NOON)
    assert moved is not None
    assert moved.peer_id == the_peer().id
    assert use_code(code, Channel.WIDGET, NOON) is None


async def test_a_reminder_can_be_put_off_moved_and_dropped_by_text(door: Door) -> None:
    peer = the_peer().id
    keep_reminder(peer, NOON + timedelta(hours=2), "step", NOON)
    assert "2 pm" in (await door.hears("MOVE tomorrow 2pm"))[0]
    assert list_reminders(peer)[0].due_at == datetime(2026, 11, 21, 19, 0, tzinfo=NOON.tzinfo)
    assert "MOVE" in (await door.hears("MOVE"))[0]
    assert "1 pm" in (await door.hears("LATER"))[0]
    assert "gone" in (await door.hears("cancel my reminder"))[0]
    assert list_reminders(peer) == []
    assert await door.hears("later") == ["heard: later"]


async def test_a_reminder_is_put_off_five_times_at_most(door: Door) -> None:
    keep_reminder(the_peer().id, NOON + timedelta(hours=1), "step", NOON)
    said = [(await door.hears("later"))[0] for _ in range(6)]
    assert "five times" in said[-1]
    assert "five times" not in said[-2]


async def test_a_missed_reminder_is_told_once_at_the_next_text(door: Door) -> None:
    reminder = keep_reminder(the_peer().id, NOON, "step", NOON - timedelta(days=3))
    place_due(NOON, lambda *_: NOON, lambda *_: None)
    mark_missed(reminder.id)
    assert "could not reach you" in (await door.hears("hi"))[0]
    assert await door.hears("hi") == ["heard: hi"]


async def test_a_peer_in_a_stop_gets_no_reply_that_waited(database: object) -> None:
    from bot.sms.carrier import Trouble

    watch = Watch()
    async with open_door(watch=watch) as door:
        await door.agrees()
        door.carrier.refusals = [Trouble("busy", 20429)]
        await door.hears("one")
        said = await door.hears("STOP")
        watch.wind(minutes=10)
        assert len(said) == 1
        assert "START" in said[0]
        assert [text.body for text in list_texts(the_peer().id) if text.body == "heard: one"] == []
