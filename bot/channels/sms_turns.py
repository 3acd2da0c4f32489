"""One text of a peer, from the queue to its answer in the other queue: words with power first, then the gate.

The order below is policy, not style (docs/adr/0020). Every text is screened: those the gate answers by the gate,
the others here. An answer is written in one transaction with the mark that its text is done; a kill before that
lets the text be worked again, and the gate then gives back what it said the first time.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.channels.gate import SEVERITY, Gate, clean_text
from bot.channels.sms_orders import SmsOrders
from bot.channels.sms_replies import WORDING, Heard, SmsReplies
from bot.content.responses import Responses
from bot.messages import Channel
from bot.safety.screen import Context, screen
from bot.settings import Settings
from bot.sms.render import render
from bot.sms.words import Act, agrees, declines, fold, read_power
from bot.store.alerts import EPISODE, raise_alert
from bot.store.peers import (
    mark_welcomed,
    opt_in,
    opt_out,
    read_peer,
    read_permissions,
    record_consent,
    set_language,
)
from bot.store.reminders import take_missed
from bot.store.session import unit_of_work
from bot.store.sms import InText, close_inbound, drop_held, find_heavy, find_held, was_told
from bot.store.talks import find_answered, open_talk

logger = logging.getLogger(__name__)

LONGEST_TEXT = 1600  # what carriers deliver as one text


class SmsTurns:
    """Answers texts. `gate` is where a text goes that has no power of its own."""

    def __init__(self, gate: Gate, responses: Responses, settings: Settings):
        self._gate = gate
        self._replies = SmsReplies(responses, settings)
        self._orders = SmsOrders(self._replies, settings)

    async def answer(self, text: InText, now: datetime) -> None:
        """Work one text to its end: answered or rightly left without an answer."""
        heard = self._hear(text, now)
        if heard.power and heard.power.language and heard.power.language != heard.peer.language:
            set_language(heard.peer.id, heard.power.language)
            heard = self._hear(text, now)
        act = heard.act
        if find_answered(self._replies.read(text, heard.talk)) is not None:
            await self._pass_on(heard)  # a kill came between the gate's answer and our mark
        elif act is Act.STOP:
            self._stop(heard)
        elif act is Act.START and heard.peer.has_opted_out:
            await self._start(heard)
        elif act is Act.WRONG_PERSON and not heard.is_crisis:
            self._wrong_person(heard)
        elif heard.peer.has_opted_out:
            await self._hear_stopped(heard)
        elif heard.is_crisis:
            await self._pass_on(heard)
        elif self._answer_unreadable(heard):
            pass
        elif act is Act.HELP:
            self._help(heard)
        elif self._orders.obey(heard):
            pass
        elif heard.peer.welcomed_at is None and not heard.heavy:
            self._welcome(heard)
        elif not heard.peer.has_consented and not heard.heavy:
            await self._settle_consent(heard)
        else:
            await self._pass_on(heard)

    def _hear(self, text: InText, now: datetime) -> Heard:
        peer = read_peer(text.peer_id)
        talk = open_talk(peer.conversation_id, Channel.SMS, text.received_at, peer.id)
        words = clean_text(text.body)
        power = read_power(words, peer.has_opted_out)
        finding = None
        # What goes straight to the gate is screened there; everything that may be answered before it is screened here.
        if words and (power or peer.has_opted_out or not peer.has_consented or len(text.body) > LONGEST_TEXT):
            try:
                finding = screen(words, Context.of(talk.last_said))
            except Exception:
                # A broken screen must not take STOP away from anybody; the gate has its own net.
                logger.exception("the screen failed; conversation %s", peer.conversation_id)
        return Heard(text, peer, talk, words, power, finding, find_heavy(peer.conversation_id, now, EPISODE), now)

    # Words with power

    def _stop(self, heard: Heard) -> None:
        with unit_of_work():
            self._alert_lone_word(heard)
            if heard.is_crisis:  # "please stop texting me, I want to die"
                self._raise_alert(heard)
            if heard.peer.has_opted_out:
                return self._replies.finish(heard, ())  # one confirmation, not two
            opt_out(heard.peer.id, heard.power.how if heard.power else "keyword", heard.now)
            said = [self._replies.say(heard, "utter_sms_stopped")]
            if heard.is_crisis and heard.finding:
                said.insert(0, self._replies.say(heard, f"utter_care_fail_safe_{heard.finding.kind}"))
            self._replies.finish(heard, said, kind="notice", despite_stop=True)

    async def _start(self, heard: Heard) -> None:
        notice = self._replies.say(heard, "utter_sms_started")
        # After heavy talk YES may answer "Are you thinking about suicide?", and to carriers it still means START.
        is_answer = heard.is_crisis or bool(heard.heavy and fold(heard.words) in ("yes", "si"))
        with unit_of_work():
            opt_in(heard.peer.id, "keyword", heard.now)
            # Coming back by START after the notices is consent to what they say.
            record_consent(heard.peer.id, WORDING, "keyword", heard.now)
            mark_welcomed(heard.peer.id, heard.now)
            if not is_answer:
                self._replies.finish(heard, [notice], kind="notice")
        if is_answer:
            await self._pass_on(heard)

    def _help(self, heard: Heard) -> None:
        with unit_of_work():
            self._alert_lone_word(heard)
            said = [self._replies.say(heard, "utter_sms_help")]
            # The question that was open stays open, and its numbers keep their meaning.
            said += [open_one for open_one in heard.talk.last_said[-1:] if open_one.choices]
            self._replies.finish(heard, said, kind="notice", despite_stop=True)

    def _wrong_person(self, heard: Heard) -> None:
        with unit_of_work():
            if not heard.peer.has_opted_out:
                opt_out(heard.peer.id, "wrong_person", heard.now)
            self._replies.finish(
                heard, [self._replies.say(heard, "utter_sms_wrong_person")], kind="notice", despite_stop=True
            )

    async def _hear_stopped(self, heard: Heard) -> None:
        """A stopped peer texts. Danger is answered, once per kind and episode; all else stays unanswered."""
        if heard.act is Act.HELP:
            self._help(heard)
        elif heard.act is Act.FORGET and ("opted_out", "wrong_person") in [
            entry[:2] for entry in read_permissions(heard.peer.id)
        ]:
            self._forget(heard)
        elif not heard.is_crisis:
            self._replies.finish(heard, ())
        elif was_told(heard.peer.id, f"crisis:{heard.finding.kind}", heard.now - EPISODE):  # type: ignore[union-attr]
            with unit_of_work():
                self._raise_alert(heard)
                self._replies.finish(heard, ())
        else:
            await self._pass_on(heard)

    def _forget(self, heard: Heard) -> None:
        """One last text; the desk forgets the number as soon as the carrier has it."""
        with unit_of_work():
            said = self._replies.say(heard, "utter_sms_forgotten")
            close_inbound(heard.text.id)
            self._replies.queue(heard, render([said]), kind="farewell", despite_stop=True)

    # First text and consent

    def _welcome(self, heard: Heard) -> None:
        """Who we are, before the first answer. The text itself is held, and answered as soon as the peer agrees."""
        with unit_of_work():
            mark_welcomed(heard.peer.id, heard.now)
            self._replies.finish(heard, self._replies.say_first(heard), kind="notice", state="held")

    async def _settle_consent(self, heard: Heard) -> None:
        held = find_held(heard.peer.id)
        if declines(heard.words):
            with unit_of_work():
                opt_out(heard.peer.id, "declined", heard.now)
                if held:
                    close_inbound(held.id)
                self._replies.finish(
                    heard, [self._replies.say(heard, "utter_sms_declined")], kind="notice", despite_stop=True
                )
            return
        # Whoever reads the notice and texts on agrees: the notice says so.
        has_agreed = agrees(heard.words)
        if not held:
            record_consent(heard.peer.id, WORDING, "first_text", heard.now)
            await self._pass_on(heard)
        elif has_agreed:
            replies = await self._gate.answer(self._replies.read(held, heard.talk))
            with unit_of_work():
                record_consent(heard.peer.id, WORDING, "first_text", heard.now)
                close_inbound(held.id)
                close_inbound(heard.text.id)
                self._replies.queue(heard, render(replies))
        else:
            with unit_of_work():
                record_consent(heard.peer.id, WORDING, "first_text", heard.now)
                close_inbound(held.id)
            await self._pass_on(heard)

    # The rest

    def _answer_unreadable(self, heard: Heard) -> bool:
        """Pictures without words, nothing at all, far too much: a short kind answer."""
        key = None
        if not heard.words:
            key = "utter_sms_media" if heard.text.media else "utter_sms_blank"
        elif len(heard.text.body) > LONGEST_TEXT:
            key = "utter_sms_too_long"
        if key is None:
            return False
        with unit_of_work():
            self._replies.finish(
                heard, [self._replies.say(heard, key)], kind="notice", words=heard.words[:LONGEST_TEXT]
            )
        return True

    async def _pass_on(self, heard: Heard) -> None:
        """Let the gate answer. It keeps the turn itself; asked again for the same text, it says the same."""
        replies = await self._gate.answer(self._replies.read(heard.text, heard.talk))
        danger = find_heavy(heard.talk.conversation_id, heard.text.received_at, timedelta(0))
        with unit_of_work():
            close_inbound(heard.text.id)
            drop_held(heard.peer.id, heard.now)
            missed = [] if danger else take_missed(heard.peer.id)[:1]
            notes = [self._replies.say(heard, "utter_sms_reminder_missed") for _ in missed]
            is_stopped = read_peer(heard.peer.id).has_opted_out
            extra = [self._replies.say(heard, "utter_sms_stopped_crisis")] if is_stopped else []
            self._replies.queue(
                heard,
                render([*notes, *replies, *extra]),
                kind=f"crisis:{danger}" if danger else "reply",
                # A STOP right behind a cry for help must not take the answer back.
                despite_stop=is_stopped or danger is not None,
            )

    def _alert_lone_word(self, heard: Heard) -> None:
        """A bare HELP or END after heavy talk may be more than a keyword: a specialist looks."""
        if heard.heavy and heard.power and heard.power.how == "keyword":
            raise_alert(
                heard.talk.conversation_id,
                heard.talk.turns + 1,
                heard.heavy,
                "unclear",
                0.5,
                f"sms_lone_{heard.power.act.value}",
                3,
                heard.now,
            )

    def _raise_alert(self, heard: Heard) -> None:
        """The gate does this for what it answers; here for what must stay unanswered."""
        if heard.finding:
            raise_alert(
                heard.talk.conversation_id,
                heard.talk.turns + 1,
                heard.finding.kind,
                heard.finding.strength.value,
                heard.finding.certainty,
                heard.finding.why,
                SEVERITY[heard.finding.kind] if heard.finding.strength.value == "clear" else 2,
                heard.now,
            )
