"""The queues: who needs a person first, who asked for one, and what was done about it."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from bot.console.doors import Asked, Door, go
from bot.store import task_steps
from bot.store.find_transcripts import find_numbers
from bot.store.lessons import count_inbox
from bot.store.queues import (
    CALL_BACK,
    OUTCOMES,
    SAFETY,
    TaskError,
    count_open,
    find_task,
    list_steps,
    list_tasks,
    open_contact,
)
from bot.store.reads import record_reads
from bot.store.specialists import list_specialists, name_specialists, record_act

SNOOZES = {"1": "1 hour", "4": "4 hours", "24": "1 day", "72": "3 days"}


def show_front(asked: Asked) -> Response:
    """Where the day begins: with whoever waits longest."""
    return RedirectResponse("/safety", status_code=303)


def show_safety(asked: Asked) -> Response:
    closed = list_tasks(SAFETY, asked.now, is_open=False, limit=30)
    return asked.page(
        "safety.html",
        rows=list_tasks(SAFETY, asked.now),
        second=[row for row in closed if row.task.second_by is None],
        closed=[row for row in closed if row.task.second_by is not None],
        names=name_specialists(),
        me=asked.who.specialist_id,
    )


def show_call_backs(asked: Asked) -> Response:
    return asked.page(
        "call_backs.html",
        rows=list_tasks(CALL_BACK, asked.now),
        closed=list_tasks(CALL_BACK, asked.now, is_open=False, limit=30),
        names=name_specialists(),
        me=asked.who.specialist_id,
    )


def show_task(asked: Asked, contact: str = "") -> Response:
    task = find_task(asked.request.path_params["task_id"])
    if task is None:
        return asked.page("problem.html", 404, problem="This task is gone.")
    return asked.page(
        "task.html",
        task=task,
        number=find_numbers([task.conversation_id]).get(task.conversation_id),
        steps=list_steps(task.id),
        names=name_specialists(),
        people=[(one.id, one.name) for one in list_specialists() if not one.closed_at and one.password_hash],
        outcomes=OUTCOMES[task.kind],
        snoozes=SNOOZES,
        me=asked.who.specialist_id,
        contact=contact,
        has_news=bool(task.acknowledged_at and task.news_at > task.acknowledged_at),
    )


def act_on_task(asked: Asked) -> Response:
    """One step of a task; which one, the pressed button says."""
    task_id, by, now = asked.request.path_params["task_id"], asked.who.specialist_id, asked.now
    act, note = asked.word("act"), asked.word("note")
    if act == "acknowledge":
        task_steps.acknowledge(task_id, by, now)
    elif act == "claim":
        task_steps.assign(task_id, by, by, now)
    elif act == "assign":
        task_steps.assign(task_id, by, _known_person(asked.word("to")), now)
    elif act == "release":
        task_steps.assign(task_id, by, None, now)
    elif act == "note":
        task_steps.add_step(task_id, by, note, now)
    elif act == "snooze":
        hours = asked.word("hours")
        task_steps.snooze(task_id, by, now + timedelta(hours=int(hours) if hours in SNOOZES else 0), now)
    elif act == "close":
        task_steps.close(task_id, by, asked.word("outcome"), note, now)
    elif act in ("agree", "disagree"):
        task_steps.read_second(task_id, by, act == "agree", note, now)
    elif act == "contact":
        return _show_contact(asked)
    else:
        raise TaskError("Choose what to do.")
    return go(f"/tasks/{task_id}")


def _known_person(specialist_id: str) -> str:
    if specialist_id not in name_specialists():
        raise TaskError("Choose a colleague.")
    return specialist_id


def _show_contact(asked: Asked) -> Response:
    """The number or address of a peer who asked to be called: for the one who took it on, and written down."""
    task = find_task(asked.request.path_params["task_id"])
    if task is None or task.kind != CALL_BACK:
        raise TaskError("There is no contact here.")
    if task.assigned_to != asked.who.specialist_id:
        raise TaskError("Take this call-back on first. Then you see how to reach them.")
    contact = open_contact(task)
    record_reads(asked.who.specialist_id, [task.conversation_id], "call-back: contact", asked.now, unmasked=True)
    record_act(asked.who.specialist_id, "show contact", task.id, asked.now)
    return show_task(asked, contact)


def show_waiting(asked: Asked) -> Response:
    """The counts beside the menu, asked for every moment by every open page."""
    return asked.page("waiting.html", counts=count_open(asked.now), inbox=count_inbox())


DOORS = (
    Door("/", show_front, "reader"),
    Door("/safety", show_safety, "reader"),
    Door("/call-backs", show_call_backs, "reader"),
    Door("/waiting", show_waiting, "reader", is_poll=True),
    Door("/tasks/{task_id}", show_task, "reader"),
    Door("/tasks/{task_id}", act_on_task, "specialist", ("POST",)),
)
