"""What a peer may order by a word: the rest of a long answer, another channel, another time for a reminder.

Each order answers True when it did something; False lets the text go on as words like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.channels.sms_replies import WORDING, Heard, SmsReplies
from bot.messages import Channel, Outbound
from bot.settings import Settings
from bot.sms.reminders import read_when, say_when
from bot.sms.render import IN_A_ROW, render
from bot.sms.schedule import choose_later
from bot.sms.words import Act
from bot.sms.zones import choose_zones
from bot.store.moves import carry_state, join_peers, make_code, use_code
from bot.store.peers import mark_welcomed, record_consent
from bot.store.reminders import cancel_reminder, find_clock, find_current, move_reminder
from bot.store.session import unit_of_work
from bot.store.sms import close_inbound, count_held, release_held

SNOOZE = timedelta(hours=1)


class SmsOrders:
    """Carries out orders."""

    def __init__(self, replies: SmsReplies, settings: Settings):
        self._replies, self._settings = replies, settings
        self._orders: dict[Act, Callable[[Heard], bool]] = {
            Act.MORE: self._more,
            Act.WEB: self._go_to_web,
            Act.CODE: self._use_code,
            Act.LATER: self._snooze,
            Act.MOVE: self._move,
            Act.DROP: self._drop,
        }

    def obey(self, heard: Heard) -> bool:
        """Carry out the order in this text, if there is one and it makes sense now."""
        order = self._orders.get(heard.act) if heard.act else None
        return bool(order and order(heard))

    def _more(self, heard: Heard) -> bool:
        if not count_held(heard.peer.id):
            return False  # then MORE is a word like any other
        with unit_of_work():
            texts = release_held(heard.peer.id, IN_A_ROW, heard.now)
            self._replies.record(heard, [Outbound(text=text.body) for text in texts])
            close_inbound(heard.text.id)
        return True

    def _go_to_web(self, heard: Heard) -> bool:
        if not heard.peer.has_consented:
            return False
        with unit_of_work():
            code = make_code(heard.peer.conversation_id, Channel.WIDGET, WORDING, heard.now)
            url = self._settings.public_url.removeprefix("https://")
            notice = self._replies.say(heard, "utter_sms_web_code", url=url, code=code)
            self._replies.record(heard, [self._replies.say(heard, "utter_sms_web_code", url=url, code="******")])
            close_inbound(heard.text.id)
            self._replies.queue(heard, render([notice]), kind="notice")
        return True

    def _use_code(self, heard: Heard) -> bool:
        """A talk from the web goes on here. The code was asked for there, so consent to texts came with it."""
        with unit_of_work():
            moved = use_code(heard.rest, Channel.SMS, heard.now)
            if moved is None:
                return False
            if not join_peers(heard.peer.id, moved.peer_id):
                self._replies.finish(heard, [self._replies.say(heard, "utter_sms_move_refused")], kind="notice")
                return True
            carry_state(moved.conversation_id, heard.peer.conversation_id)
            record_consent(heard.peer.id, moved.wording, "moved", heard.now)
            said = [self._replies.say(heard, "utter_sms_moved")]
            if heard.peer.welcomed_at is None:
                mark_welcomed(heard.peer.id, heard.now)
                said += self._replies.say_first(heard)[:1]
            self._replies.finish(heard, said, kind="notice")
        return True

    def _snooze(self, heard: Heard) -> bool:
        rest = heard.rest
        return self._set_reminder(heard, rest, is_snooze=not rest)

    def _move(self, heard: Heard) -> bool:
        return self._set_reminder(heard, heard.rest, is_snooze=False)

    def _set_reminder(self, heard: Heard, when: str, is_snooze: bool) -> bool:
        reminder = find_current(heard.peer.id, heard.now)
        if reminder is None:
            return False
        clock = find_clock(heard.peer.id)
        zone = choose_zones(*clock)[0]
        moment = heard.now + SNOOZE if is_snooze else read_when(when, heard.now, zone, heard.language)
        with unit_of_work():
            later = choose_later(reminder, moment, clock, is_snooze) if moment else None
            if moment is None:
                said = self._replies.say(heard, "utter_sms_reminder_when")
            elif later is None:
                said = self._replies.say(heard, "utter_sms_reminder_enough")
            else:
                move_reminder(reminder.id, later, is_snooze)
                spoken = say_when(later, heard.now, zone, heard.language)
                said = self._replies.say(heard, "utter_sms_reminder_moved", when=spoken)
            self._replies.finish(heard, [said], kind="notice")
        return True

    def _drop(self, heard: Heard) -> bool:
        reminder = find_current(heard.peer.id, heard.now)
        if reminder is None:
            return False
        with unit_of_work():
            cancel_reminder(reminder.id)
            self._replies.finish(heard, [self._replies.say(heard, "utter_sms_reminder_dropped")], kind="notice")
        return True
