"""The text channel's door and desk: who gets in, what is answered, and that nothing is lost, doubled or reordered."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator

import pytest
from rasa.core.channels.channel import UserMessage

from bot.settings import load_settings
from bot.sms.carrier import Blocked, Refused, Trouble, sign
from bot.store.peers import find_peer, read_peer, read_permissions
from bot.store.sms_reports import list_texts
from bot.store.talks import read_history
from tests.phones import PHONE, Door, TestCarrier, Watch, a_sid, echo, open_door

HOOK = "/webhooks/sms/twilio"


@pytest.fixture
async def door(database: object) -> AsyncIterator[Door]:
    async with open_door() as door:
        yield door


async def test_a_signed_text_is_acknowledged_with_empty_twiml(door: Door) -> None:
    answer = await door.texts("hello")
    assert answer.status_code == 200
    assert answer.text.endswith("<Response></Response>")
    await door.settles()


async def test_a_forged_text_gets_403_and_no_reply(door: Door) -> None:
    fields = {"From": PHONE, "Body": "hello", "MessageSid": a_sid()}
    assert (await door.posts(HOOK, fields, token="not-our-token")).status_code == 403
    assert (await door.http.post(HOOK, data=fields)).status_code == 403
    await asyncio.sleep(0.05)
    assert door.carrier.taken == []
    assert find_peer(PHONE) is None


async def test_a_changed_body_breaks_the_signature(door: Door) -> None:
    signed = await door.posts(HOOK, {"From": PHONE, "Body": "hello", "MessageSid": a_sid()})
    request = signed.request
    forged = await door.http.post(HOOK, content=request.content.replace(b"hello", b"jello"), headers=request.headers)
    assert forged.status_code == 403


async def test_without_a_token_nobody_gets_in(database: object) -> None:
    settings = dataclasses.replace(load_settings(), sms_account_sid="AC-fake", sms_auth_tokens=())
    async with open_door(settings=settings) as door:
        fields = {"From": PHONE, "Body": "hello", "MessageSid": a_sid()}
        for token in ("", "anything"):
            assert (await door.posts(HOOK, fields, token=token or "x")).status_code == 403


async def test_both_tokens_work_during_a_rotation(database: object) -> None:
    settings = dataclasses.replace(load_settings(), sms_account_sid="AC-fake", sms_auth_tokens=("new-fake", "old-fake"))
    async with open_door(settings=settings) as door:
        for token in ("new-fake", "old-fake"):
            fields = {"From": PHONE, "Body": "hello", "MessageSid": a_sid()}
            assert (await door.posts(HOOK, fields, token=token)).status_code == 200
        await door.settles()


async def test_a_blank_field_is_part_of_the_signature(door: Door) -> None:
    assert await door.hears("", NumMedia="1", MediaUrl0="", FromCity="") == [
        "I can't see pictures or hear voice notes. Can you tell me in words?"
    ]


async def test_an_empty_text_is_asked_for_again(door: Door) -> None:
    assert await door.hears("  ") == ["Your text came in empty. Can you send it once more?"]


async def test_an_oversize_request_is_refused(door: Door) -> None:
    assert (await door.texts("x" * 40_000)).status_code == 413
    assert find_peer(PHONE) is None


async def test_a_text_longer_than_carriers_deliver_gets_a_kind_no(door: Door) -> None:
    assert await door.hears("word " * 400) == [
        "That was too long for me to read in one go. Can you send it in smaller parts?"
    ]


@pytest.mark.parametrize("sender", ["", "OWNVOICE", "12345", "+1", "+1617555014200000"])
async def test_a_sender_that_is_no_phone_is_let_go(door: Door, sender: str) -> None:
    answer = await door.texts("hello", phone=sender)
    assert answer.status_code == 200
    await door.settles()
    assert door.carrier.taken == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a" * 3000, b"&".join(b"a%d=1" % n for n in range(300)), b""])
async def test_garbage_is_refused_without_a_stumble(door: Door, body: bytes) -> None:
    answer = await door.http.post(HOOK, content=body, headers={"X-Twilio-Signature": "é".encode()})
    assert answer.status_code == 403


async def test_a_repeated_text_is_answered_once(door: Door) -> None:
    await door.agrees()
    sid = a_sid()
    answers = await asyncio.gather(*(door.texts("bus passes", sid=sid) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    await door.settles()
    assert (await door.texts("bus passes", sid=sid)).status_code == 200
    await door.settles()
    assert door.carrier.texts_to() == ["heard: bus passes"]


async def test_replies_keep_the_order_of_the_texts(door: Door) -> None:
    await door.agrees()
    for number in range(6):
        await door.texts(f"part {number}")
    await door.settles()
    assert door.carrier.texts_to() == [f"heard: part {number}" for number in range(6)]


async def test_rasa_never_sees_the_number(database: object) -> None:
    seen: list[UserMessage] = []

    async def listen(message: UserMessage) -> None:
        seen.append(message)
        await echo(message)

    async with open_door(listen) as door:
        await door.agrees()
        await door.hears("hi")
    assert seen
    assert all("555" not in f"{message.sender_id}{message.metadata}{message.text}" for message in seen)


async def test_numbers_and_words_are_sealed_at_rest(door: Door, database: object) -> None:
    await door.agrees()
    await door.hears("my canary word is quokka")
    raw = b"".join(path.read_bytes() for path in database.parent.glob("ownvoice.db*"))  # type: ignore[attr-defined]
    assert b"quokka" not in raw
    assert b"5550142" not in raw


async def test_a_message_id_of_somebody_else_is_not_swallowed(door: Door) -> None:
    """Two phones never share a MessageSid; if a forger could, only the first text would count."""
    await door.texts("hello", sid="SM1")
    assert (await door.texts("hello", phone="+16175550143", sid="SM1")).status_code == 200
    await door.settles()
    assert door.carrier.texts_to("+16175550143") == []


async def test_a_busy_carrier_is_tried_again_and_keeps_the_order(database: object) -> None:
    watch = Watch()
    async with open_door(watch=watch) as door:
        await door.agrees()
        door.carrier.refusals = [Trouble("busy", 20429)]
        await door.texts("one")
        await door.settles()
        await door.texts("two")
        await door.settles()
        assert door.carrier.texts_to() == []
        watch.wind(seconds=6)
        await asyncio.sleep(0.6)
        await door.settles()
        assert door.carrier.texts_to() == ["heard: one", "heard: two"]


async def test_a_refused_text_is_given_up_and_the_next_one_goes(door: Door) -> None:
    await door.agrees()
    door.carrier.refusals = [Refused("no such number", 21211)]
    assert await door.hears("one") == []
    assert await door.hears("two") == ["heard: two"]


async def test_error_21610_stops_the_peer(door: Door) -> None:
    await door.agrees()
    door.carrier.refusals = [Blocked("stopped", 21610)]
    await door.hears("one")
    peer = read_peer(find_peer(PHONE))
    assert peer.has_opted_out
    assert ("opted_out", "carrier") in [entry[:2] for entry in read_permissions(peer.id)]
    assert await door.hears("two") == []


async def test_a_carrier_that_breaks_oddly_is_tried_again(door: Door) -> None:
    await door.agrees()
    door.carrier.refusals = [ValueError("a bug")]  # type: ignore[list-item]
    await door.texts("one")
    await door.settles()
    door.watch.wind(seconds=6)
    await asyncio.sleep(0.6)
    await door.settles()
    assert door.carrier.texts_to() == ["heard: one"]


async def test_delivery_reports_are_recorded_and_never_go_back(door: Door) -> None:
    await door.agrees()
    await door.hears("one")
    text = list_texts(find_peer(PHONE))[-1]
    path, query = f"{HOOK}/status", f"?ref={text.reference}"
    for status in ("delivered", "sent"):
        answer = await door.posts(path, {"MessageSid": f"SM{text.reference}", "MessageStatus": status}, query=query)
        assert answer.status_code == 204
    assert list_texts(find_peer(PHONE))[-1].state == "delivered"
    assert (await door.posts(path, {"MessageStatus": "failed"}, token="forged-token")).status_code == 403


async def test_a_report_of_21610_stops_the_peer(door: Door) -> None:
    await door.agrees()
    await door.hears("one")
    text = list_texts(find_peer(PHONE))[-1]
    report = {"MessageSid": f"SM{text.reference}", "MessageStatus": "undelivered", "ErrorCode": "21610"}
    await door.posts(f"{HOOK}/status", report)
    assert read_peer(find_peer(PHONE)).has_opted_out


async def test_answers_travel_in_the_response_in_twiml_mode(database: object) -> None:
    async with open_door(settings=dataclasses.replace(load_settings(), sms_reply="twiml")) as door:
        first = await door.texts("hello")
        assert first.text.count("<Message>") == 2
        assert "<Message>heard: hello</Message>" in (await door.texts("ok")).text
        assert "<Message>heard: a &lt;b&gt; &amp; c</Message>" in (await door.texts("a <b> & c")).text
        assert door.carrier.taken == []


async def test_a_late_answer_in_twiml_mode_goes_out_by_rest(database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.sms.LONGEST_WAIT", 0)
    async with open_door(settings=dataclasses.replace(load_settings(), sms_reply="twiml")) as door:
        assert "<Message>" not in (await door.texts("hello")).text
        await asyncio.sleep(0.2)
        door.watch.wind(seconds=15)
        await asyncio.sleep(0.6)
        await door.settles()
        assert len(door.carrier.texts_to()) == 2


async def test_a_kill_between_the_turn_and_its_mark_repeats_nothing(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier, watch = TestCarrier(), Watch()
    turns: list[str] = []

    async def count(message: UserMessage) -> None:
        turns.append(str(message.text))
        await echo(message)

    async with open_door(count, carrier, watch) as door:
        await door.agrees()
        turns.clear()
        with monkeypatch.context() as broken:
            broken.setattr("bot.channels.sms_turns.close_inbound", _die)
            await door.texts("only once")
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.6)
        await door.settles()
    assert turns == ["only once"]
    assert carrier.texts_to() == ["heard: only once"]


async def test_a_text_under_way_at_a_kill_is_not_sent_twice(database: object) -> None:
    """The carrier took it, and we died before we could write that down."""

    class Forgetful(TestCarrier):
        async def send(self, to: str, body: str, reference: str) -> object:  # type: ignore[override]
            if reference in self.references:
                raise AssertionError("sent twice")
            await super().send(to, body, reference)
            if body == "heard: once":
                raise asyncio.CancelledError
            return await super().find_sent(to, body, reference, NOW)

    NOW = Watch().now
    carrier, watch = Forgetful(), Watch()
    async with open_door(carrier=carrier, watch=watch) as door:
        await door.agrees()
        await door.texts("once")
        await asyncio.sleep(0.2)
        watch.wind(seconds=31)
        await asyncio.sleep(0.6)
        await door.settles()
    assert carrier.texts_to() == ["heard: once"]


async def test_two_processes_on_one_database_share_the_work(database: object) -> None:
    carrier, watch = TestCarrier(), Watch()
    async with open_door(carrier=carrier, watch=watch) as one, open_door(carrier=carrier, watch=watch) as two:
        phones = [f"+161755501{number:02d}" for number in range(12)]
        for phone in phones:
            await one.hears("hello", phone)
            await two.hears("ok", phone)
        carrier.taken.clear()
        for number in range(4):
            await asyncio.gather(*((one, two)[number % 2].texts(f"part {number}", phone) for phone in phones))
        await one.settles(10)
    for phone in phones:
        assert carrier.texts_to(phone) == [f"heard: part {number}" for number in range(4)]


async def test_a_flood_from_one_phone_is_turned_away(database: object) -> None:
    async with open_door(settings=dataclasses.replace(load_settings(), messages_per_minute=3)) as door:
        codes = [(await door.texts("hello")).status_code for _ in range(5)]
        assert codes == [200, 200, 200, 429, 429]
        await door.settles()


async def test_a_plain_http_gateway_works_like_the_big_carrier(database: object) -> None:
    settings = dataclasses.replace(
        load_settings(), sms_http_url="http://gateway.invalid/send", sms_http_secrets=("new-fake", "old-fake")
    )
    async with open_door(settings=settings) as door:
        for secret, code in (("new-fake", 204), ("old-fake", 204), ("wrong", 403)):
            raw = json.dumps({"id": a_sid(), "from": PHONE, "body": "hello", "media": 0}).encode()
            moment = str(int(door.watch().timestamp()))
            headers = {"X-OwnVoice-Time": moment, "X-OwnVoice-Signature": sign(secret, moment, raw)}
            assert (await door.http.post("/webhooks/sms/http", content=raw, headers=headers)).status_code == code
            headers["X-OwnVoice-Time"] = str(int(moment) - 600)
            assert (await door.http.post("/webhooks/sms/http", content=raw, headers=headers)).status_code == 403
        await door.settles()
        assert door.carrier.texts_to()[-1] == "heard: hello"


async def test_what_is_said_by_text_can_be_read_in_the_history(door: Door) -> None:
    await door.agrees()
    await door.hears("bus passes")
    history = read_history(read_peer(find_peer(PHONE)).conversation_id)
    assert [said.message.text for said in history][-2:] == ["bus passes", "heard: bus passes"]


def _die(*_: object, **__: object) -> None:
    raise RuntimeError("killed here")
