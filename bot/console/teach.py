"""The NLU inbox and the lessons: what was not understood, what it meant, and a second pair of eyes."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.doors import Asked, Door, go
from bot.console.known import find_known, list_intents
from bot.store.find_transcripts import find_transcript
from bot.store.lessons import (
    LessonError,
    clear_inbox,
    count_inbox,
    decide_lesson,
    edit_lesson,
    list_inbox,
    list_lessons,
    propose_lesson,
)
from bot.store.reads import record_reads
from bot.store.specialists import name_specialists

SHOWN = 20


def show_inbox(asked: Asked) -> Response:
    turns = list_inbox(SHOWN)
    record_reads(asked.who.specialist_id, [turn.conversation_id for turn in turns], "teaching", asked.now)
    return asked.page(
        "inbox.html",
        turns=turns,
        known={turn.said: find_known(turn.said) for turn in turns},
        intents=list_intents(),
        total=count_inbox(),
    )


def propose(asked: Asked) -> Response:
    """Take a proposal from the inbox or from a conversation's page."""
    number, turn = asked.word("number"), asked.word("turn")
    transcript = find_transcript(int(number)) if number.isdecimal() else None
    if transcript is None or not turn.isdecimal():
        raise LessonError("This turn is gone.")
    if asked.word("act") == "skip":
        clear_inbox(transcript.conversation_id, int(turn))
        return go("/inbox")
    if asked.word("intent") not in list_intents():
        raise LessonError("Choose what it meant.")
    propose_lesson(
        transcript.conversation_id,
        int(turn),
        "answer" if asked.word("answer") else "intent",
        asked.word("said"),
        asked.word("intent"),
        asked.word("answer"),
        asked.who.specialist_id,
        asked.now,
    )
    return go("/inbox" if asked.word("from") == "inbox" else f"/conversations/{number}#turn-{turn}")


def show_lessons(asked: Asked) -> Response:
    waiting = list_lessons()
    ids = [lesson.conversation_id for lesson, _ in waiting]
    record_reads(asked.who.specialist_id, ids, "teaching", asked.now)
    return asked.page(
        "lessons.html",
        waiting=waiting,
        known={lesson.said: find_known(lesson.said) for lesson, _ in waiting},
        approved=list_lessons(approved=True),
        names=name_specialists(),
        me=asked.who.specialist_id,
    )


def decide(asked: Asked) -> Response:
    lesson_id = asked.request.path_params["lesson_id"]
    if asked.word("said"):
        edit_lesson(lesson_id, asked.word("said"))
    if asked.word("act") in ("approve", "turn_down"):
        decide_lesson(lesson_id, asked.who.specialist_id, asked.word("act") == "approve", asked.now)
    return go("/lessons")


DOORS = (
    Door("/inbox", show_inbox, "specialist"),
    Door("/lessons", show_lessons, "specialist"),
    Door("/lessons", propose, "specialist", ("POST",)),
    Door("/lessons/{lesson_id}", decide, "specialist", ("POST",)),
)
