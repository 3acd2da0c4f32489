"""The review form: read a conversation in the spirit of peer support, alone first, then compared."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from starlette.responses import Response

from bot.console.doors import Asked, Door, find_shown, go
from bot.store.find_transcripts import read_turns
from bot.store.queues import claim_review, list_tasks
from bot.store.reads import record_reads
from bot.store.reviews import decide_review, find_disagreements, find_final, keep_review, list_reviews
from bot.store.specialists import name_specialists

FORM = Path(__file__).with_name("review_form.yml")


@lru_cache(maxsize=1)
def load_form() -> dict[str, Any]:
    """The form as it is asked today."""
    return yaml.safe_load(FORM.read_text(encoding="utf-8"))


def show_queue(asked: Asked) -> Response:
    rows = list_tasks("review", asked.now)
    return asked.page("reviews.html", rows=rows, names=name_specialists(), me=asked.who.specialist_id)


def take_next(asked: Asked) -> Response:
    """The conversation that waits longest and nobody has taken."""
    for row in list_tasks("review", asked.now):
        if row.number and row.task.assigned_to in (None, asked.who.specialist_id):
            return go(f"/conversations/{row.number}/review")
    return go("/reviews")


def show_review(asked: Asked) -> Response:
    transcript = find_shown(asked)
    record_reads(asked.who.specialist_id, [transcript.conversation_id], "review", asked.now)
    reviews = list_reviews(transcript.conversation_id)
    mine = next((review for review in reviews if review.reviewer_id == asked.who.specialist_id), None)
    handed_in = [review for review in reviews if review.handed_in_at]
    # Nobody sees a colleague's answers before giving their own.
    may_compare = bool(mine and mine.handed_in_at) or asked.who.may("supervisor")
    return asked.page(
        "review.html",
        transcript=transcript,
        turns=read_turns(transcript.conversation_id),
        form=load_form(),
        mine=mine,
        others=[review for review in handed_in if review is not mine] if may_compare else [],
        hidden=0 if may_compare else len(handed_in),
        differences=find_disagreements(handed_in) if may_compare else [],
        final=find_final(transcript.conversation_id),
        handed_in=handed_in,
        names=name_specialists(),
        needs_two=transcript.severity >= 2,
        unsure=0.0,
        unmasked={},
    )


def give_review(asked: Asked) -> Response:
    number = asked.request.path_params["number"]
    transcript = find_shown(asked)
    claim_review(transcript.conversation_id, asked.who.specialist_id)
    hand_in = asked.word("act") == "hand_in"
    keep_review(
        transcript.conversation_id,
        asked.who.specialist_id,
        load_form(),
        _read_answers(asked),
        asked.word("comment"),
        asked.now,
        hand_in,
    )
    return go(f"/conversations/{number}/review")


def _read_answers(asked: Asked) -> dict[str, str]:
    """The answers that the form knows."""
    given = {question["key"]: asked.word(question["key"]) for question in load_form()["questions"]}
    allowed = {question["key"]: question["answers"] for question in load_form()["questions"]}
    return {key: answer for key, answer in given.items() if answer in allowed[key]}


def decide(asked: Asked) -> Response:
    number = asked.request.path_params["number"]
    transcript = find_shown(asked)
    decide_review(transcript.conversation_id, asked.who.specialist_id, _read_answers(asked), asked.now)
    return go(f"/conversations/{number}/review")


DOORS = (
    Door("/reviews", show_queue, "reader"),
    Door("/reviews/next", take_next, "specialist", ("POST",)),
    Door("/conversations/{number:int}/review", show_review, "specialist"),
    Door("/conversations/{number:int}/review", give_review, "specialist", ("POST",)),
    Door("/conversations/{number:int}/decision", decide, "supervisor", ("POST",)),
)
