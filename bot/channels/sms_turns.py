"""One text of a peer, from the queue to its answer in the other queue: words with power first, then the gate.

The order below is policy, not style (docs/adr/0020). Every text is screened: those the gate answers by the gate, the others
here. An answer is written in one transaction with the mark that its text is done; a kill before that lets the text be worked
again, and the gate then gives back what it said the first time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.gate import SEVERITY, Gate, clean_text
from bot.content.responses import Responses
from bot.messages import Channel, Inbound, Outbound
from bot.safety.finding import Finding
from bot.safety.screen import Context, screen
from bot.settings import Settings
from bot.sms.gsm import count_segments
from bot.sms.reminders import read_when
from bot.sms.render import IN_A_ROW, hold_back, read_choice, render
from bot.sms.schedule import put_off
from bot.sms.words import Act, Power, agrees, declines, fold, read_power
from bot.sms.zones import choose_zones
from bot.store.alerts import EPISODE, raise_alert
from bot.store.moves import carry_state, join_peers, make_code, use_code
from bot.store.peers import (
    KnownPeer,
    forget_phone,
    mark_welcomed,
    opt_in,
    opt_out,
    read_peer,
    read_permissions,
    record_consent,
    set_language,
)
from bot.store.reminders import cancel_reminder, find_clock, find_current, take_missed
from bot.store.session import unit_of_work
from bot.store.sms import (
    InText,
    close_inbound,
    count_held,
    drop_held,
    find_heavy,
    find_held,
    queue_texts,
    release_held,
    was_told,
)
from bot.store.talks import Talk, find_answered, open_talk, record_turn

logger = logging.getLogger(__name__)

WORDING = "sms-2026-11"  # the version of utter_sms_first and utter_sms_first_privacy
LONGEST_TEXT = 1600  # what carriers deliver as one text
REST_FALLBACK = timedelta(seconds=14)  # in twiml mode: when the response was too late, the answer goes out by REST


@dataclass(frozen=True)
class Heard:
    """A text with everything needed to decide on it."""

    text: InText
    peer: KnownPeer
    talk: Talk
    words: str
    power: Power | None
    finding: Finding | None
    heavy: str | None  # the kind of danger noticed lately in this talk
    now: datetime

    @property
    def is_crisis(self) -> bool:
        return bool(self.finding and self.finding.is_crisis)


class SmsTurns:
    """Answers texts. `gate` is where a text goes that has no power of its own."""

    def __init__(self, gate: Gate, responses: Responses, settings: Settings):
        self._gate, self._responses, self._settings = gate, responses, settings
        self._acts: dict[Act, Callable[[Heard], bool]] = {
            Act.HELP: self._help,
            Act.MORE: self._more,
            Act.WEB: self._go_to_web,
            Act.CODE: self._use_code,
            Act.LATER: self._snooze,
            Act.MOVE: self._move,
            Act.DROP: self._drop,
        }

    async def answer(self, text: InText, now: datetime) -> None:
        """Work one text to its end: answered or rightly left without an answer."""
        heard = self._hear(text, now)
        if heard.power and heard.power.language and heard.power.language != heard.peer.language:
            set_language(heard.peer.id, heard.power.language)
            heard = self._hear(text, now)
        act = heard.power.act if heard.power else None
        if find_answered(self._read(text, heard.talk)) is not None:
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
        elif act in self._acts and self._acts[act](heard):
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
        try:
            finding = screen(words, Context.of(talk.last_said)) if words else None
        except Exception:
            # A broken screen must not take STOP away from anybody; the gate below has its own net.
            logger.exception("the screen failed; conversation %s", peer.conversation_id)
            finding = None
        power = read_power(words, peer.has_opted_out)
        return Heard(text, peer, talk, words, power, finding, find_heavy(peer.conversation_id, now, EPISODE), now)

    # Words with power

    def _stop(self, heard: Heard) -> None:
        with unit_of_work():
            self._alert_lone_word(heard)
            if heard.is_crisis:  # "please stop texting me, I want to die"
                self._raise_alert(heard)
            if heard.peer.has_opted_out:
                return self._finish(heard, ())  # one confirmation, not two
            opt_out(heard.peer.id, heard.power.how if heard.power else "keyword", heard.now)
            said = [self._say(heard, "utter_sms_stopped", programme=self._settings.programme)]
            if heard.is_crisis and heard.finding:
                said.insert(0, self._say(heard, f"utter_care_fail_safe_{heard.finding.kind}"))
            self._finish(heard, said, kind="notice", despite_stop=True)

    async def _start(self, heard: Heard) -> None:
        notice = self._say(heard, "utter_sms_started", programme=self._settings.programme)
        # After heavy talk YES may answer "Are you thinking about suicide?", and to carriers it still means START.
        is_answer = heard.is_crisis or bool(heard.heavy and fold(heard.words) in ("yes", "si"))
        with unit_of_work():
            opt_in(heard.peer.id, "keyword", heard.now)
            # Coming back by START after the notices is consent to what they say.
            record_consent(heard.peer.id, WORDING, "keyword", heard.now)
            mark_welcomed(heard.peer.id, heard.now)
            if not is_answer:
                self._finish(heard, [notice], kind="notice")
        if is_answer:
            await self._pass_on(heard)

    def _help(self, heard: Heard) -> bool:
        with unit_of_work():
            self._alert_lone_word(heard)
            said = [self._say(heard, "utter_sms_help", programme=self._settings.programme)]
            # The question that was open stays open, and its numbers keep their meaning.
            said += [open_one for open_one in heard.talk.last_said[-1:] if open_one.choices]
            self._finish(heard, said, kind="notice", despite_stop=True)
        return True

    def _wrong_person(self, heard: Heard) -> None:
        with unit_of_work():
            if not heard.peer.has_opted_out:
                opt_out(heard.peer.id, "wrong_person", heard.now)
            self._finish(heard, [self._say(heard, "utter_sms_wrong_person")], kind="notice", despite_stop=True)

    async def _hear_stopped(self, heard: Heard) -> None:
        """A peer who opted out texts something. Danger is answered once per kind and episode; all else stays unanswered."""
        act = heard.power.act if heard.power else None
        if act is Act.HELP:
            self._help(heard)
        elif act is Act.FORGET and ("opted_out", "wrong_person") in [entry[:2] for entry in read_permissions(heard.peer.id)]:
            self._forget(heard)
        elif not heard.is_crisis:
            self._finish(heard, ())
        elif was_told(heard.peer.id, f"crisis:{heard.finding.kind}", heard.now - EPISODE):  # type: ignore[union-attr]
            with unit_of_work():
                self._raise_alert(heard)
                self._finish(heard, ())
        else:
            await self._pass_on(heard)

    def _forget(self, heard: Heard) -> None:
        """The last text goes out before the number is gone: the sender forgets the phone after it (bot/channels/sms_desk.py)."""
        with unit_of_work():
            said = self._say(heard, "utter_sms_forgotten")
            close_inbound(heard.text.id)
            self._queue(heard, render([said]), kind="farewell", despite_stop=True)

    def _more(self, heard: Heard) -> bool:
        if not count_held(heard.peer.id):
            return False  # then MORE is a word like any other
        with unit_of_work():
            texts = release_held(heard.peer.id, IN_A_ROW, heard.now)
            self._record(heard, [Outbound(text=text.body) for text in texts])
            close_inbound(heard.text.id)
        return True

    # First text and consent

    def _welcome(self, heard: Heard) -> None:
        """Who we are, before the first answer. The text itself is held, and answered as soon as the peer agrees."""
        with unit_of_work():
            mark_welcomed(heard.peer.id, heard.now)
            self._finish(heard, self._first_texts(heard), kind="notice", state="held")

    def _first_texts(self, heard: Heard) -> list[Outbound]:
        return [
            self._say(heard, "utter_sms_first", programme=self._settings.programme),
            self._say(heard, "utter_sms_first_privacy"),
        ]

    async def _settle_consent(self, heard: Heard) -> None:
        held = find_held(heard.peer.id)
        if declines(heard.words):
            with unit_of_work():
                opt_out(heard.peer.id, "declined", heard.now)
                if held:
                    close_inbound(held.id)
                self._finish(heard, [self._say(heard, "utter_sms_declined")], kind="notice", despite_stop=True)
            return
        # Whoever reads the notice and texts on agrees: the notice says so.
        has_agreed = agrees(heard.words)
        if not held:
            record_consent(heard.peer.id, WORDING, "first_text", heard.now)
            await self._pass_on(heard)
        elif has_agreed:
            replies = await self._gate.answer(self._read(held, heard.talk))
            with unit_of_work():
                record_consent(heard.peer.id, WORDING, "first_text", heard.now)
                close_inbound(held.id)
                close_inbound(heard.text.id)
                self._queue(heard, render(replies))
        else:
            with unit_of_work():
                record_consent(heard.peer.id, WORDING, "first_text", heard.now)
                close_inbound(held.id)
            await self._pass_on(heard)

    # Moving between phone and web

    def _go_to_web(self, heard: Heard) -> bool:
        if not heard.peer.has_consented:
            return False
        with unit_of_work():
            code = make_code(heard.peer.conversation_id, Channel.WIDGET, WORDING, heard.now)
            url = self._settings.public_url.removeprefix("https://")
            notice = self._say(heard, "utter_sms_web_code", url=url, code=code)
            self._record(heard, [self._say(heard, "utter_sms_web_code", url=url, code="******")])
            close_inbound(heard.text.id)
            self._queue(heard, render([notice]), kind="notice")
        return True

    def _use_code(self, heard: Heard) -> bool:
        """A talk from the web goes on here. The code was asked for there, so consent to texts came with it."""
        with unit_of_work():
            moved = use_code(heard.power.rest if heard.power else "", Channel.SMS, heard.now)
            if moved is None:
                return False
            if not join_peers(heard.peer.id, moved.peer_id):
                self._finish(heard, [self._say(heard, "utter_sms_move_refused")], kind="notice")
                return True
            carry_state(moved.conversation_id, heard.peer.conversation_id)
            record_consent(heard.peer.id, moved.wording, "moved", heard.now)
            said = [self._say(heard, "utter_sms_moved")]
            if heard.peer.welcomed_at is None:
                mark_welcomed(heard.peer.id, heard.now)
                said += self._first_texts(heard)[:1]
            self._finish(heard, said, kind="notice")
        return True

    # Reminders

    def _snooze(self, heard: Heard) -> bool:
        rest = heard.power.rest if heard.power else ""
        return self._set_reminder(heard, rest or "1 hour", is_snooze=not rest)

    def _move(self, heard: Heard) -> bool:
        return self._set_reminder(heard, heard.power.rest if heard.power else "", is_snooze=False)

    def _set_reminder(self, heard: Heard, when: str, is_snooze: bool) -> bool:
        reminder = find_current(heard.peer.id, heard.now)
        if reminder is None:
            return False
        zone = choose_zones(*find_clock(heard.peer.id))[0]
        moment = read_when(when, heard.now, zone)
        with unit_of_work():
            if moment is None:
                said = self._say(heard, "utter_sms_reminder_when")
            else:
                moved = put_off(reminder, moment, is_snooze)
                said = (
                    self._say(heard, "utter_sms_reminder_moved", when=show_moment(moved.due_at, zone))
                    if moved
                    else self._say(heard, "utter_sms_reminder_enough")
                )
            self._finish(heard, [said], kind="notice")
        return True

    def _drop(self, heard: Heard) -> bool:
        reminder = find_current(heard.peer.id, heard.now)
        if reminder is None:
            return False
        with unit_of_work():
            cancel_reminder(reminder.id)
            self._finish(heard, [self._say(heard, "utter_sms_reminder_dropped")], kind="notice")
        return True

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
            self._finish(heard, [self._say(heard, key)], kind="notice", words=heard.words[:LONGEST_TEXT])
        return True

    async def _pass_on(self, heard: Heard) -> None:
        """Let the gate answer. It keeps the turn itself; asked again for the same text, it says the same."""
        replies = await self._gate.answer(self._read(heard.text, heard.talk))
        kind = f"crisis:{heard.finding.kind}" if heard.is_crisis and heard.finding else "reply"
        with unit_of_work():
            close_inbound(heard.text.id)
            drop_held(heard.peer.id, heard.now)
            missed = [] if heard.is_crisis else take_missed(heard.peer.id)[:1]
            notes = [self._say(heard, "utter_sms_reminder_missed") for _ in missed]
            is_stopped = read_peer(heard.peer.id).has_opted_out
            extra = [self._say(heard, "utter_sms_stopped_crisis")] if is_stopped else []
            self._queue(heard, render([*notes, *replies, *extra]), kind=kind, despite_stop=is_stopped)

    def _read(self, text: InText, talk: Talk) -> Inbound:
        """The text as the gate takes it. A choice is recognised here, where "2", "two" and part of a label all mean it."""
        offered = [choice for said in talk.last_said for choice in said.choices]
        choice = read_choice(text.body, offered)
        return Inbound(
            conversation_id=talk.conversation_id,
            channel=Channel.SMS,
            text=text.body,
            received_at=text.received_at,
            client_id=text.carrier_id,
            choice_id=choice.id if choice else None,
        )

    def _finish(
        self,
        heard: Heard,
        said: Sequence[Outbound],
        kind: str = "reply",
        despite_stop: bool = False,
        state: str = "done",
        words: str | None = None,
    ) -> None:
        """Everything about this text, in one transaction: the turn for the transcript, the answer, the mark."""
        with unit_of_work():
            if state != "held":  # a held text becomes a turn when it is answered
                self._record(heard, said, words)
            close_inbound(heard.text.id, state)
            if said:
                self._queue(heard, render(said), kind=kind, despite_stop=despite_stop)

    def _record(self, heard: Heard, said: Sequence[Outbound], words: str | None = None) -> None:
        inbound = self._read(heard.text, heard.talk)
        heard_words = Inbound(**{**inbound.__dict__, "text": heard.words if words is None else words})
        finding = heard.finding.as_stored() if heard.finding else None
        record_turn(heard.talk, heard_words, said, {"finding": finding})

    def _queue(self, heard: Heard, bodies: Sequence[str], kind: str = "reply", despite_stop: bool = False) -> None:
        now_bodies, held = hold_back(bodies, self._say(heard, "utter_sms_more").text)
        queue_texts(
            heard.peer.id,
            [(body, count_segments(body)) for body in now_bodies],
            heard.now,
            kind=kind,
            held=[(body, count_segments(body)) for body in held],
            inbound_id=heard.text.id,
            despite_stop=despite_stop,
            not_before=heard.now + REST_FALLBACK if self._settings.sms_reply == "twiml" else heard.now,
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

    def _say(self, heard: Heard, key: str, **values: str) -> Outbound:
        language = (heard.power.language if heard.power else None) or heard.peer.language
        return self._responses.say(key, Channel.SMS.value, language, **values)


def show_moment(moment: datetime, zone: str) -> str:
    """A day and time in digits that both languages read: 11/24 3:05 pm."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.month}/{local.day} {local.hour % 12 or 12}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"
