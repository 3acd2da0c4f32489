"""What waits for a person: opened without anybody remembering to, worst first, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.store import task_steps
from bot.store.alerts import raise_alert
from bot.store.notices import claim_notices, mark_notified
from bot.store.queues import TaskError, ask_call_back, count_open, list_tasks, open_contact, open_tasks
from bot.store.session import load_engine, unit_of_work
from bot.store.specialists import invite_specialist, list_specialists
from bot.store.tables.talk import Conversation
from tests.bot.console.conftest import say
from tests.builders import NOON

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ana(database: object) -> str:
    invite_specialist("ana@example.org", "Ana", "specialist", NOON)
    return list_specialists()[0].id


def an_alert(conversation_id: str = "c0ffee", severity: int = 4, minutes: int = 0) -> str:
    at = NOON + timedelta(minutes=minutes)
    return raise_alert(conversation_id, 1, "crisis_suicide", "clear", 1.0, "rule", severity, at)


def safety() -> list:
    return list_tasks("safety", NOON + timedelta(hours=1))


def test_every_alert_becomes_one_task_however_often_one_looks() -> None:
    an_alert()
    assert open_tasks(NOON) == 1
    assert open_tasks(NOON) == 0
    assert len(safety()) == 1


def test_an_alert_of_a_talk_that_was_never_stored_is_not_lost() -> None:
    an_alert("unknown")
    open_tasks(NOON)
    assert [row.number for row in safety()] == [None]


def test_the_worst_comes_first_then_whoever_waits_longest() -> None:
    for conversation_id, severity, minutes in (("late", 4, 9), ("mild", 2, 0), ("early", 4, 1), ("dying", 5, 20)):
        an_alert(conversation_id, severity, minutes)
    open_tasks(NOON)
    assert [row.task.conversation_id for row in safety()] == ["dying", "early", "late", "mild"]


def test_an_alert_that_gets_worse_wakes_its_task_and_is_announced_again(ana: str) -> None:
    an_alert(severity=2)
    open_tasks(NOON)
    task_id = safety()[0].task.id
    task_steps.acknowledge(task_id, ana, NOON)
    task_steps.snooze(task_id, ana, NOON + timedelta(hours=4), NOON)
    (notice,) = claim_notices(NOON)
    mark_notified(notice.task_id, NOON)
    an_alert(severity=5, minutes=10)
    open_tasks(NOON)
    (row,) = safety()
    assert (row.task.severity, row.task.snoozed_until, row.has_news) == (5, None, True)
    assert row.task.due_at == NOON + timedelta(minutes=25)
    assert len(claim_notices(NOON + timedelta(minutes=11))) == 1


def test_a_safety_item_does_not_rest_before_somebody_has_seen_it(ana: str) -> None:
    an_alert()
    open_tasks(NOON)
    with pytest.raises(TaskError, match="Acknowledge"):
        task_steps.snooze(safety()[0].task.id, ana, NOON + timedelta(hours=1), NOON)
    assert safety()[0].task.snoozed_until is None
    assert safety()[0].steps == 0


def test_a_resting_task_is_not_counted_until_its_time_has_come(ana: str) -> None:
    an_alert()
    open_tasks(NOON)
    task_id = safety()[0].task.id
    task_steps.acknowledge(task_id, ana, NOON)
    task_steps.snooze(task_id, ana, NOON + timedelta(hours=1), NOON)
    assert count_open(NOON) == {}
    assert count_open(NOON + timedelta(hours=2))["safety"] == (1, NOON)


def test_two_people_cannot_close_the_same_task(ana: str) -> None:
    an_alert()
    open_tasks(NOON)
    task_id = safety()[0].task.id
    task_steps.acknowledge(task_id, ana, NOON)
    task_steps.close(task_id, ana, "reached_safe", "", NOON)
    with pytest.raises(TaskError, match="closed this already"):
        task_steps.close(task_id, ana, "false_alarm", "", NOON)


def test_a_contact_is_sealed_at_rest_and_opened_for_the_call() -> None:
    say("call me")
    with unit_of_work() as session:
        peer_id = session.get(Conversation, "c0ffee").peer_id
    ask_call_back(peer_id, "c0ffee", "508-555-0142", "mornings", NOON)
    open_tasks(NOON)
    (row,) = list_tasks("call_back", NOON)
    with load_engine().connect() as connection:
        assert b"0142" not in connection.scalar(text("SELECT contact_sealed FROM call_back"))
    assert (open_contact(row.task), row.best_time) == ("508-555-0142", "mornings")


@pytest.mark.parametrize(
    ("why", "turns"),
    [
        ("safety", [{"finding": {"kind": "crisis_abuse", "strength": "clear"}}]),
        ("low_confidence", [{"intent": "inform", "confidence": 0.3}] * 3),
        ("unhappy", [{"intent": "abusive_language", "confidence": 0.9}]),
        ("abandoned", [{"intent": "state_needs", "confidence": 0.9, "form": "needs_form"}]),
    ],
)
def test_a_talk_that_went_wrong_is_chosen_for_review_once_it_rests(why: str, turns: list[dict]) -> None:
    for number, notes in enumerate(turns):
        say(f"words {number}", **notes)
    open_tasks(NOON + timedelta(minutes=10))
    assert list_tasks("review", NOON) == []
    open_tasks(NOON + timedelta(minutes=31))
    assert [row.task.why for row in list_tasks("review", NOON)] == [why]


def test_about_one_in_twenty_ordinary_talks_is_drawn() -> None:
    for number in range(120):
        say("thanks", f"talk{number}", forward=False, intent="thank", confidence=0.99)
    from bot.store.transcripts import forward_outbox

    forward_outbox(NOON)
    open_tasks(NOON + timedelta(hours=1))
    drawn = list_tasks("review", NOON)
    assert 1 <= len(drawn) <= 15
    assert {row.task.why for row in drawn} == {"sampled"}
