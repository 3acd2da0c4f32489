"""Answers on their way from a text to the queue: said in the peer's language, recorded, rendered, put in line.

Everything about one text is written in one transaction: the turn for the transcript, the answer, the mark that it
is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content.responses import Responses
from bot.messages import Channel, Inbound, Outbound
from bot.safety.finding import Finding
from bot.settings import Settings
from bot.sms.gsm import count_segments
from bot.sms.render import hold_back, read_choice, render
from bot.sms.words import Act, Power
from bot.store.peers import KnownPeer
from bot.store.session import unit_of_work
from bot.store.sms import InText, close_inbound, queue_texts
from bot.store.talks import Talk, record_turn

WORDING = "sms-2026-11"  # the version of utter_sms_first and utter_sms_first_privacy
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
    def act(self) -> Act | None:
        """What this text does besides being said."""
        return self.power.act if self.power else None

    @property
    def rest(self) -> str:
        """What follows the word with power: a code, a time."""
        return self.power.rest if self.power else ""

    @property
    def language(self) -> str:
        """The language to answer in."""
        return (self.power.language if self.power else None) or self.peer.language

    @property
    def is_crisis(self) -> bool:
        return bool(self.finding and self.finding.is_crisis)


class SmsReplies:
    """Writes answers."""

    def __init__(self, responses: Responses, settings: Settings):
        self._responses, self._settings = responses, settings

    def say(self, heard: Heard, key: str, **values: str) -> Outbound:
        """A reviewed text in the peer's language."""
        return self._responses.say(key, Channel.SMS.value, heard.language, programme=self._settings.programme, **values)

    def say_first(self, heard: Heard) -> list[Outbound]:
        """Who we are, what it costs, how to stop, and who may read along."""
        return [self.say(heard, "utter_sms_first"), self.say(heard, "utter_sms_first_privacy")]

    def read(self, text: InText, talk: Talk) -> Inbound:
        """The text as the gate takes it, with the choice it names: "2", "two" and part of a label all do."""
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

    def finish(
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
                self.record(heard, said, words)
            close_inbound(heard.text.id, state)
            if said:
                self.queue(heard, render(said), kind=kind, despite_stop=despite_stop)

    def record(self, heard: Heard, said: Sequence[Outbound], words: str | None = None) -> None:
        inbound = self.read(heard.text, heard.talk)
        heard_words = Inbound(**{**inbound.__dict__, "text": heard.words if words is None else words})
        finding = heard.finding.as_stored() if heard.finding else None
        record_turn(heard.talk, heard_words, said, {"finding": finding})

    def queue(self, heard: Heard, bodies: Sequence[str], kind: str = "reply", despite_stop: bool = False) -> None:
        now_bodies, held = hold_back(bodies, self.say(heard, "utter_sms_more").text)
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
