"""Run the clock: due reminders are put in line for the text channel. Any number may run; one at a time does the
work.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial

from bot.content.responses import Responses, load_responses
from bot.messages import Channel
from bot.sms.gsm import count_segments
from bot.sms.render import render
from bot.sms.schedule import decide_when
from bot.store.claims import release_claim, sweep_claims, take_claim
from bot.store.reminder_shapes import KeptReminder
from bot.store.reminders import Due, place_due
from bot.store.sms import queue_texts
from bot.store.tables.base import new_id

logger = logging.getLogger(__name__)

CLAIM = timedelta(seconds=45)
Job = Callable[[datetime], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now and end")
    parser.add_argument("--every", type=float, default=15.0, metavar="SECONDS", help="how often to look (default 15)")


def run(args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    holder, responses = new_id(), load_responses()
    jobs: list[Job] = [partial(send_reminders, responses), sweep_claims]
    try:
        while True:
            tick(jobs, holder, datetime.now(timezone.utc))
            if args.once:
                return 0
            time.sleep(args.every)
    finally:
        release_claim("clock", holder)


def tick(jobs: list[Job], holder: str, now: datetime) -> bool:
    """Do every job once, if the clock's claim is ours. A job that breaks is logged and tried again at the next tick."""
    try:
        if not take_claim("clock", holder, now, CLAIM):
            return False
    except Exception:
        logger.exception("the database does not answer; the clock tries again")
        return False
    for job in jobs:
        try:
            job(now)
        except Exception:
            logger.exception("a job of the clock failed; it is tried again")
    return True


def send_reminders(responses: Responses, now: datetime) -> Due:
    """Put every due reminder in line, each once. Its text is the same for all: nothing of what it is about."""

    def write(reminder: KeptReminder, language: str) -> None:
        said = responses.say("utter_sms_reminder", Channel.SMS.value, language)
        bodies = [(body, count_segments(body)) for body in render([said])]
        queue_texts(reminder.peer_id, bodies, now, kind="reminder", reminder_id=reminder.id)

    done = place_due(now, partial(decide_when, now), write)
    if done != Due():
        logger.info(
            "reminders: %s queued, %s put off to waking hours, %s missed", done.queued, done.postponed, done.missed
        )
    return done
