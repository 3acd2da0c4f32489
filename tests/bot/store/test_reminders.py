"""Reminders: once and only once, never at night, and what could not be sent is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.chores.clock import send_reminders, tick
from bot.content.responses import load_responses
from bot.sms.schedule import choose_due, decide_when
from bot.store.peers import meet_peer, opt_out, set_time_zone
from bot.store.reminder_shapes import KeptReminder
from bot.store.reminders import (
    Due,
    find_clock,
    find_current,
    keep_reminder,
    list_reminders,
    move_reminder,
    place_due,
    take_missed,
)
from bot.store.session import unit_of_work
from bot.store.sms import next_text
from bot.store.tables.talk import Peer
from tests.builders import NOON

PHONE = "+16175550142"
BOSTON = ZoneInfo("America/New_York")


def schedule(
    peer: str, at: datetime, kind: str = "step", event_at: datetime | None = None, **more: str
) -> KeptReminder:
    """As a conversation does it."""
    return keep_reminder(peer, choose_due(at, NOON, find_clock(peer), event_at), kind, NOON, event_at, **more)


@pytest.fixture
def peer(database: object) -> str:
    return meet_peer(PHONE, NOON)


def test_a_due_reminder_is_put_in_line_and_says_nothing_of_its_subject(peer: str) -> None:
    schedule(peer, NOON + timedelta(hours=1), "appointment", event_at=NOON + timedelta(hours=3))
    assert send_reminders(load_responses(), NOON) == Due()
    assert send_reminders(load_responses(), NOON + timedelta(hours=1)) == Due(queued=1)
    text = next_text(peer, NOON + timedelta(hours=1))
    assert text is not None
    assert text.segments == 1
    assert not {"appointment", "doctor", "clinic", "OwnVoice"} & set(text.body.split())


def test_two_clocks_send_a_reminder_once(peer: str) -> None:
    for minute in range(30):
        keep_reminder(peer, NOON + timedelta(minutes=minute), "step", NOON)
    later = NOON + timedelta(hours=1)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: send_reminders(load_responses(), later), range(8)))
    assert sum(one.queued for one in done) == 30
    from sqlalchemy import func, select

    from bot.store.tables.sms import SmsText

    with unit_of_work() as session:
        assert session.scalar(select(func.count(SmsText.id))) == 30
        assert session.scalar(select(func.count(func.distinct(SmsText.reminder_id)))) == 30


def test_only_the_holder_of_the_clock_works(database: object) -> None:
    ran: list[str] = []
    assert tick([lambda now: ran.append("one")], "ada", NOON)
    assert not tick([lambda now: ran.append("two")], "ben", NOON)
    assert tick([lambda now: ran.append("three")], "ben", NOON + timedelta(minutes=2))
    assert ran == ["one", "three"]


def test_a_job_that_breaks_does_not_stop_the_others(database: object) -> None:
    ran: list[str] = []

    def broken(now: datetime) -> None:
        raise RuntimeError("broken")

    assert tick([broken, lambda now: ran.append("after")], "ada", NOON)
    assert ran == ["after"]


def test_a_reminder_asked_for_at_night_is_told_for_the_morning(peer: str) -> None:
    night = datetime(2026, 11, 20, 23, 30, tzinfo=BOSTON)
    kept = schedule(peer, night, "step")
    assert kept.due_at.astimezone(BOSTON).hour == 8


def test_the_peers_own_zone_goes_before_the_area_code(peer: str) -> None:
    set_time_zone(peer, "America/Los_Angeles")
    early = datetime(2026, 11, 21, 9, 0, tzinfo=BOSTON)
    assert schedule(peer, early, "step").due_at.astimezone(BOSTON).hour == 11


def test_a_reminder_that_could_not_go_out_in_time_is_missed_and_told_once(peer: str) -> None:
    keep_reminder(peer, NOON, "appointment", NOON - timedelta(days=1), event_at=NOON + timedelta(hours=1))
    assert send_reminders(load_responses(), NOON + timedelta(hours=2)) == Due(missed=1)
    assert len(take_missed(peer)) == 1
    assert take_missed(peer) == []


def test_a_clock_that_slept_puts_a_night_reminder_off_to_the_morning(peer: str) -> None:
    due = datetime(2026, 11, 20, 20, 30, tzinfo=BOSTON)
    keep_reminder(peer, due, "step", NOON)
    assert send_reminders(load_responses(), due + timedelta(hours=2)) == Due(postponed=1)
    morning = datetime(2026, 11, 21, 8, 0, tzinfo=BOSTON)
    assert list_reminders(peer)[0].due_at == morning


def test_a_peer_who_stopped_gets_no_reminder(peer: str) -> None:
    keep_reminder(peer, NOON, "step", NOON - timedelta(days=1))
    opt_out(peer, "keyword", NOON)
    assert send_reminders(load_responses(), NOON) == Due(missed=1)


def test_a_peer_without_a_phone_is_told_at_the_next_message(database: object) -> None:
    with unit_of_work() as session:
        session.add(Peer(id="webpeer", created_at=NOON, last_seen_at=NOON))
    schedule("webpeer", NOON + timedelta(hours=5), "step")
    assert send_reminders(load_responses(), NOON + timedelta(hours=6)).queued == 0


def test_the_same_reminder_twice_is_one(peer: str) -> None:
    for _ in range(2):
        schedule(peer, NOON + timedelta(hours=1), "step", plan_id="p1")
    assert len(list_reminders(peer)) == 1


def test_a_time_that_is_over_is_refused(peer: str) -> None:
    with pytest.raises(ValueError, match="future"):
        schedule(peer, NOON, "step")
    with pytest.raises(ValueError, match="party"):
        schedule(peer, NOON + timedelta(hours=1), "party")


def test_a_reminder_that_came_can_be_put_off_and_comes_again(peer: str) -> None:
    keep_reminder(peer, NOON, "step", NOON - timedelta(hours=1))
    send_reminders(load_responses(), NOON)
    current = find_current(peer, NOON + timedelta(minutes=5))
    assert current is not None
    assert current.state == "sent"
    move_reminder(current.id, NOON + timedelta(hours=1), is_snooze=True)
    assert send_reminders(load_responses(), NOON + timedelta(hours=1)).queued == 1


def test_a_reminder_moved_while_the_clock_reads_it_is_not_sent(peer: str) -> None:
    reminder = keep_reminder(peer, NOON, "step", NOON - timedelta(hours=1))

    def move_first(now: datetime, *facts: object) -> datetime | None:
        move_reminder(reminder.id, NOON + timedelta(hours=3))
        return decide_when(now, *facts)  # type: ignore[arg-type]

    assert place_due(NOON, partial(move_first, NOON), lambda *_: None) == Due()
    assert list_reminders(peer)[0].due_at == NOON + timedelta(hours=3)
