"""The gate: the ordered list every inbound message walks, whatever the channel and the state of the house.

1. one turn at a time per conversation; a repeated message gets the answer it got before
2. a tapped, typed or numbered choice becomes what it stands for; a typed `/intent` is text
3. the safety screen reads the words; a finding raises an alert in a transaction of its own
4. Rasa answers; what it says and what was said are committed together
5. whatever breaks on the way, the peer gets a kind answer with a phone number, or the crisis answer when one is due
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.content.responses import Responses
from bot.messages import Channel, Choice, Inbound, Link, Outbound, clean_text, name_choice, pick_choice
from bot.safety.finding import CRISES, Finding
from bot.safety.screen import Context, screen
from bot.store.alerts import raise_alert
from bot.store.locks import Locks
from bot.store.session import unit_of_work
from bot.store.talks import Talk, find_answered, find_offered, open_talk, record_turn

logger = logging.getLogger(__name__)

Converse = Callable[[UserMessage], Awaitable[Any]]
SEVERITY = {"medical_emergency": 5, "crisis_suicide": 4, "crisis_harm_others": 4, "crisis_abuse": 4}


class Collector(OutputChannel):
    """Gathers what Rasa says in one turn as `Outbound`s. `channel` picks the text variations."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.said: list[Outbound] = []

    def name(self) -> str:  # type: ignore[override]  # Rasa asks the instance
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        custom = message.get("custom") or {}
        buttons = message.get("buttons") or ()
        text = message.get("text") or ""
        if text:
            self.said.append(
                Outbound(
                    text=text,
                    choices=tuple(_read_button(button) for button in buttons),
                    links=tuple(Link(link["label"], link["url"]) for link in custom.get("links", ())),
                    key=message.get("utter_action") or "",
                )
            )


def _read_button(button: dict[str, Any]) -> Choice:
    payload, label = button["payload"], button["title"]
    return Choice(id=name_choice(payload, label), label=label, payload=payload)


class UnknownChoice(ValueError):
    """The peer's device named a choice that was never offered in this conversation."""


class Gate:
    """Answers one inbound message. `converse` hands a message to Rasa, `responses` holds the fail-safe texts."""

    def __init__(self, converse: Converse, locks: Locks, responses: Responses):
        self._converse = converse
        self._locks = locks
        self._responses = responses
        self.welcome = responses.say("utter_account_welcome")  # what every conversation begins with

    async def answer(self, inbound: Inbound) -> tuple[Outbound, ...]:
        """The bot's messages, in order; never empty, never an exception but UnknownChoice."""
        finding: Finding | None = None
        try:
            async with self._locks.hold(inbound.conversation_id):
                answered = find_answered(inbound)
                if answered is not None:
                    return answered
                talk = open_talk(inbound.conversation_id, inbound.channel, inbound.received_at)
                last_said = talk.last_said or ((self.welcome,) if inbound.channel is Channel.WIDGET else ())
                said, meant = resolve_words(inbound, last_said, self.welcome)
                finding = screen(said, Context.of(last_said, talk.last_heard))
                if finding:
                    _raise_alert(talk, inbound, finding)
                return await self._take_turn(talk, inbound, said, meant, finding)
        except UnknownChoice:
            raise
        except Exception:
            # The kind answer below is not a way to hide the fault: it is logged whole, without the peer's words.
            logger.exception("a turn failed; conversation %s got the fail-safe answer", inbound.conversation_id)
            finding = finding or screen(clean_text(inbound.text))
            return self._fail_safe(finding, inbound.channel)

    async def _take_turn(
        self, talk: Talk, inbound: Inbound, said: str, meant: str, finding: Finding | None
    ) -> tuple[Outbound, ...]:
        collector = Collector(inbound.channel.value)
        metadata = {
            "peer_id": talk.peer_id,
            "question": talk.last_said[-1].text if talk.last_said else "",
            "asked": talk.last_said[-1].key if talk.last_said else "",
            "finding": finding.as_stored() if finding else None,
        }
        with unit_of_work():
            await self._converse(
                UserMessage(
                    text=meant,
                    output_channel=collector,
                    sender_id=talk.conversation_id,
                    input_channel=inbound.channel.value,
                    metadata=metadata,
                )
            )
            replies = tuple(collector.said)
            if not replies or _misses_crisis(replies, finding):
                replies = self._fail_safe(finding, inbound.channel) + replies
            heard = Inbound(**{**inbound.__dict__, "text": said})
            record_turn(talk, heard, replies, {"finding": metadata["finding"]})
        return replies

    def _fail_safe(self, finding: Finding | None, channel: Channel) -> tuple[Outbound, ...]:
        key = f"utter_care_fail_safe_{finding.kind}" if finding and finding.kind in CRISES else "utter_care_fail_safe"
        return (self._responses.say(key, channel.value),)


def _misses_crisis(replies: Sequence[Outbound], finding: Finding | None) -> bool:
    return bool(finding and finding.is_crisis and not any(reply.key.startswith("utter_care_") for reply in replies))


def _raise_alert(talk: Talk, inbound: Inbound, finding: Finding) -> None:
    if finding.kind in CRISES:
        raise_alert(
            talk.conversation_id,
            talk.turns + 1,
            finding.kind,
            finding.strength.value,
            finding.certainty,
            finding.why,
            SEVERITY[finding.kind] if finding.strength.value == "clear" else 2,
            inbound.received_at,
        )


def resolve_words(inbound: Inbound, last_said: Sequence[Outbound], welcome: Outbound) -> tuple[str, str]:
    """What the peer said (as it is shown and screened) and what Rasa is told. Only a choice may become a `/intent`."""
    choice = _find_choice(inbound, last_said, welcome)
    if choice:
        return choice.label, _tell_choice(choice)
    said = clean_text(inbound.text)
    return said, said.lstrip("/ \t")


def _tell_choice(choice: Choice) -> str:
    """A tapped answer is an answer: its words are handed over as such, so that nothing else is heard in them."""
    return choice.payload if choice.payload.startswith("/") else f"/inform{json.dumps({'said': choice.payload})}"


def _find_choice(inbound: Inbound, last_said: Sequence[Outbound], welcome: Outbound) -> Choice | None:
    offered = [choice for outbound in last_said for choice in outbound.choices]
    if inbound.choice_id is None:
        return pick_choice(inbound.text, offered)
    for choice in (*offered, *welcome.choices):
        if choice.id == inbound.choice_id:
            return choice
    earlier = find_offered(inbound.conversation_id, inbound.choice_id)
    if earlier is None:
        raise UnknownChoice(inbound.choice_id)
    return earlier
