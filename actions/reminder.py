"""A reminder of the meeting or of a step: when it should come, kept only where a text can reach the peer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.appointment import find_open_plan
from actions.base import Events, GuidedForm, Speak, close_form, find_plan_owner, read_clock, read_local_clock
from actions.reading import has_just_begun, read_words
from bot.coaching.appointment import read_when, tells_of_meeting
from bot.coaching.guide import Answers, Guide, Progress, Say, Step
from bot.coaching.sheet_calendar import find_start
from bot.language.when import mentions
from bot.settings import load_settings
from bot.sms.reminders import say_when
from bot.sms.schedule import choose_due
from bot.store.reminders import can_be_reminded, find_clock, keep_reminder

_REMIND = re.compile(
    r"\b(?:remind|nudg|remember|forget|text|alert|ping|call me|wake|warn|alarm|phone|notif|beep|straight)", re.I
)
LEADS = {"day": timedelta(days=1), "hours": timedelta(hours=2), "hour": timedelta(hours=1)}


class ValidateReminderForm(GuidedForm):
    """When it is, unless a plan knows; then how long before."""

    conversation = "reminder"
    intent = "set_reminder"
    stays_open = False

    @property
    def guide(self) -> Guide:  # type: ignore[override]  # dates are read as seen from this turn
        now = read_local_clock()
        return Guide(
            [
                Step("when", read=lambda text, answers: _read_when(text, now)),
                Step("lead", optional=True, read=_read_lead),
            ]
        )

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        words = read_words(tracker)
        has_begun = has_just_begun(tracker, "reminder_form") and not _REMIND.search(words)
        if has_begun and tells_of_meeting(words, read_local_clock()):  # nobody spoke of a reminder
            return [SlotSet("requested_slot", None), FollowupAction("appointment_form")]
        return await super().run(dispatcher, tracker, domain)

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        words = read_words(tracker)
        if mentions(words):
            when = _read_when(words, read_local_clock())
            if isinstance(when, dict):
                return {"when": when}
        kept = find_open_plan(find_plan_owner(tracker))
        when = (kept.body.get("when") or {}) if kept else {}
        return {"when": when, "plan_id": kept.plan_id} if when.get("date") else {}

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {"when": (answers.get("when") or {}).get("spoken", "")}

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        peer_id, now = find_plan_owner(tracker), read_local_clock()
        when = progress.answers.get("when")
        if not when:
            say(Say("not_kept"))
            return close_form(progress)
        if not can_be_reminded(peer_id):
            say(Say("no_phone", self.describe(progress.answers)))
            return close_form(progress)
        start = find_start(when, now.tzinfo)
        due = start - LEADS[progress.answers.get("lead", "day")]
        if due <= now:
            due = now + (start - now) / 2
        due = choose_due(due, read_clock(), find_clock(peer_id), event_at=start)
        kept = keep_reminder(peer_id, due, "appointment", read_clock(), start, progress.answers.get("plan_id"))
        say(Say("kept", {"due": say_when(kept.due_at, now, load_settings().time_zone)}))
        return close_form(progress)


def _read_when(text: str, now: datetime) -> dict[str, Any] | Say:
    when = read_when(text, now)
    if isinstance(when, Say):
        return when
    return when if "date" in when else Say("when_unclear")


def _read_lead(text: str, answers: Answers) -> str | Say:
    low = text.lower()
    if "hour" in low:
        return "hours" if "2" in low or "two" in low else "hour"
    return "day" if "day" in low or "night" in low else Say("lead_unclear")
