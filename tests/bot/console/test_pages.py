"""Every page opens for the one it is for, and says what it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.store.alerts import raise_alert
from bot.store.lessons import list_inbox
from bot.store.queues import ask_call_back, list_tasks, open_tasks
from bot.store.reads import list_readers
from bot.store.session import unit_of_work
from bot.store.tables.talk import Conversation
from tests.bot.console.conftest import Clock, Visitor, say
from tests.builders import NOON


def fill(clock: Clock) -> None:
    """Three talks, one in danger, one call-back asked for."""
    say("my name is Xiadani, i want to tell my doctor something", "aaaa", intent="state_needs", confidence=0.93)
    say("hmm the thing", "aaaa", NOON + timedelta(minutes=1), intent="inform", confidence=0.31, form="needs_form")
    danger = {"kind": "crisis_suicide", "strength": "clear", "why": "rule-7", "certainty": 1.0}
    say("i want to end it", "bbbb", NOON + timedelta(minutes=2), intent="crisis_suicide", finding=danger)
    raise_alert("bbbb", 1, "crisis_suicide", "clear", 1.0, "rule-7", 4, NOON + timedelta(minutes=2))
    say("can a person call me", "cccc", NOON + timedelta(minutes=3), intent="request_specialist", confidence=0.99)
    with unit_of_work() as session:
        peer_id = session.get(Conversation, "cccc").peer_id
    ask_call_back(peer_id, "cccc", "508-555-0142", "mornings", NOON + timedelta(minutes=3))
    open_tasks(clock.now)


PAGES = [
    "/safety",
    "/call-backs",
    "/reviews",
    "/conversations",
    "/conversations?words=doctor&intent=state_needs",
    "/conversations/1",
    "/conversations/2?why=safety",
    "/conversations/2/review",
    "/conversations/1/new?after=0",
    "/inbox",
    "/lessons",
    "/overview",
    "/people",
    "/record",
    "/waiting",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens(path: str, enter: Callable[..., Visitor], clock: Clock) -> None:
    fill(clock)
    clock.passes(hours=1)
    open_tasks(clock.now)
    answer = enter().get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "Xiadani" not in answer.text


def test_a_talk_in_danger_is_at_the_top_and_its_whole_life_is_written_down(
    enter: Callable[..., Visitor], clock: Clock
) -> None:
    fill(clock)
    ana, ben = enter("specialist"), enter("specialist", "Ben Ode")
    page = ana.get("/safety").text
    assert "Clear danger" in page and "Nobody yet" in page
    (row,) = list_tasks("safety", clock.now)
    task = f"/tasks/{row.task.id}"
    assert "before you close" in ana.post(task, {"act": "close", "outcome": "reached_safe"}).text
    assert ana.post(task, {"act": "acknowledge"}).status_code == 303
    assert ana.post(task, {"act": "note", "note": "Called Rosa Delgado at 508-555-0142"}).status_code == 303
    assert ana.post(task, {"act": "close", "outcome": "reached_safe"}).status_code == 303
    assert "somebody else" in ana.post(task, {"act": "agree"}).text
    assert ben.post(task, {"act": "agree", "note": "well done"}).status_code == 303
    page = ben.get(task).text
    for words in ("acknowledged it", "Called [name] at [phone]", "Reached, safe for now", "read it a second time"):
        assert words in page


def test_a_second_reader_who_disagrees_opens_it_again(enter: Callable[..., Visitor], clock: Clock) -> None:
    fill(clock)
    ana, ben = enter("specialist"), enter("specialist", "Ben Ode")
    task = f"/tasks/{list_tasks('safety', clock.now)[0].task.id}"
    ana.post(task, {"act": "acknowledge"})
    ana.post(task, {"act": "close", "outcome": "false_alarm"})
    ben.post(task, {"act": "disagree", "note": "it was meant"})
    assert len(list_tasks("safety", clock.now)) == 1


def test_a_contact_is_shown_only_to_who_took_the_call_back_on(enter: Callable[..., Visitor], clock: Clock) -> None:
    fill(clock)
    ana = enter("specialist")
    (row,) = list_tasks("call_back", clock.now)
    task = f"/tasks/{row.task.id}"
    assert "508-555-0142" not in ana.get(task).text
    assert "Take this call-back on first" in ana.post(task, {"act": "contact"}).text
    ana.post(task, {"act": "claim"})
    assert "508-555-0142" in ana.post(task, {"act": "contact"}).text
    assert [reader.reason for reader in list_readers("cccc")] == ["call-back: contact"]


def test_a_peer_can_be_told_who_read_their_chat_and_why(enter: Callable[..., Visitor], clock: Clock) -> None:
    fill(clock)
    ana = enter("supervisor")
    ana.get("/conversations?words=doctor")
    ana.get("/conversations/1?why=safety")
    ana.post("/conversations/1/unmask", {"reason": "the peer asked for a copy"})
    seen = [(reader.name, reader.reason, reader.unmasked) for reader in list_readers("aaaa")]
    assert seen == [
        ("Ana Ruiz", "search", False),
        ("Ana Ruiz", "safety queue", False),
        ("Ana Ruiz", "the peer asked for a copy", True),
    ]
    assert list_readers("bbbb") == []


def test_unmasking_wants_a_reason_and_a_supervisor(enter: Callable[..., Visitor], clock: Clock) -> None:
    fill(clock)
    assert (
        enter("specialist", "Ben Ode").post("/conversations/1/unmask", {"reason": "because I can"}).status_code == 403
    )
    ana = enter("supervisor")
    assert ana.post("/conversations/1/unmask", {"reason": "x"}).status_code == 400
    assert list_readers("aaaa") == []
    assert "Xiadani" in ana.post("/conversations/1/unmask", {"reason": "the peer asked for a copy"}).text


def test_an_open_page_gets_new_turns_and_nothing_when_there_are_none(
    enter: Callable[..., Visitor], clock: Clock
) -> None:
    fill(clock)
    ana = enter("reader")
    assert ana.get("/conversations/1/new?after=2").status_code == 204
    say("still there?", "aaaa", NOON + timedelta(minutes=5))
    answer = ana.get("/conversations/1/new?after=2")
    assert "still there?" in answer.text and "new?after=3" in answer.text and "the thing" not in answer.text


def test_two_readers_who_differ_need_a_final_answer(enter: Callable[..., Visitor], clock: Clock) -> None:
    fill(clock)
    clock.passes(hours=1)
    open_tasks(clock.now)
    ana, ben, sam = enter("specialist"), enter("specialist", "Ben Ode"), enter("supervisor", "Sam Lee")
    answers = {"choice": "yes", "heard": "yes", "advice": "no", "resource": "none", "safety": "yes", "act": "hand_in"}
    path = "/conversations/2/review"
    ana.post(path, answers)
    assert "1 colleague has handed in" in ben.get(path).text
    ben.post(path, {**answers, "safety": "no"})
    assert "differs" in ben.get(path).text
    assert "You handed this review in already" in ben.post(path, answers).text
    assert any(row.number == 2 for row in list_tasks("review", clock.now))
    sam.post("/conversations/2/decision", {**answers, "safety": "no"})
    assert "Final answer" in ana.get(path).text
    assert not any(row.number == 2 for row in list_tasks("review", clock.now))


def test_a_lesson_needs_a_second_person_and_no_trace_of_the_first_peer(
    enter: Callable[..., Visitor], clock: Clock
) -> None:
    fill(clock)
    ana, ben = enter("specialist"), enter("specialist", "Ben Ode")
    assert len(list_inbox()) == 1
    form = {
        "number": "1",
        "turn": "2",
        "said": "tell Xiadani Okwuosa the thing",
        "intent": "state_needs",
        "from": "inbox",
    }
    assert ana.post("/lessons", form).status_code == 303
    assert list_inbox() == []
    import re

    lesson = re.search(r'action="(/lessons/\w+)"', ana.get("/lessons").text)[1]
    assert "second person" in ana.post(lesson, {"act": "approve"}).text
    assert ben.post(lesson, {"act": "approve", "said": "tell my doctor the thing"}).status_code == 303
    assert "tell my doctor the thing" in ben.get("/lessons").text


def test_formulas_in_an_export_are_words(enter: Callable[..., Visitor], clock: Clock) -> None:
    say('=HYPERLINK("http://example.org","x")', "dddd")
    say("@SUM(1+1)|cmd", "dddd", NOON + timedelta(minutes=1))
    sam = enter("supervisor")
    assert sam.post("/export", {"query": "", "reason": "no", "form": "csv"}).status_code == 400
    answer = sam.post("/export", {"query": "", "reason": "monthly quality check", "form": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    cells = [line.split(",", 4)[4] for line in answer.text.splitlines()[1:]]
    assert all(not cell.lstrip('"').startswith(("=", "@", "+", "-")) for cell in cells)
    assert list_readers("dddd")[0].reason == "export: monthly quality check"


def test_an_erased_conversation_says_so(enter: Callable[..., Visitor]) -> None:
    answer = enter("reader").get("/conversations/77")
    assert answer.status_code == 404 and "erased" in answer.text


def test_words_of_peers_are_never_markup(enter: Callable[..., Visitor]) -> None:
    say("<script>alert(1)</script> doctor", "eeee")
    ana = enter("reader")
    for path in ("/conversations/1", "/conversations?words=doctor"):
        page = ana.get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;" in page
