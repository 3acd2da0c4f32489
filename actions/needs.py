"""The needs statement: read back, change a part, keep it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, GuidedForm, close_form, find_plan_owner, read_clock, read_local_clock
from actions.reading import find_role_words, has_just_begun, read_move, read_picked, read_words
from bot.coaching.appointment import tells_of_meeting
from bot.coaching.guide import Move, Progress, Say
from bot.coaching.needs import GUIDE, PARTS, hear_needs, list_missing, write_long, write_short
from bot.coaching.providers import find_provider
from bot.sms.gsm import measure
from bot.store.plans import keep_plan

# Who tells of a meeting on a day gets ready for it; the need goes on the plan.
_SEE = re.compile(r"\b(?:i see|seeing|meeting|appointment|appt|visit|hearing|court|coming by)\b", re.I)
_NEED = re.compile(r"\b(?:need|want|say|tell|word|words|ask|explain|express|statement)\b", re.I)
READ_BACK, PICK_PART = "read_back", "pick_part"


class ValidateNeedsForm(GuidedForm):
    """Nine steps: eight questions and the read-back."""

    conversation = "needs"
    intent = "state_needs"
    guide = GUIDE

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        words = read_words(tracker)
        has_begun = tracker.get_slot(self.progress_slot) is None and has_just_begun(tracker, "needs_form")
        is_meeting = bool(_SEE.search(words)) or not _NEED.search(words)
        if has_begun and is_meeting and tells_of_meeting(words, read_local_clock()):
            return [SlotSet("requested_slot", None), FollowupAction("appointment_form")]
        return await super().run(dispatcher, tracker, domain)

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        provider = find_provider(read_words(tracker))
        return hear_needs(read_words(tracker), provider.said if provider else find_role_words(tracker))

    async def finish(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None:
            return self._read_back(say, progress)
        if progress.step == PICK_PART:
            return self._open_part(say, tracker, progress)
        return self._settle(say, tracker, progress)

    async def _ask_again(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> None:
        if progress.step == READ_BACK:
            self._read_back(say, progress)
        elif progress.step == PICK_PART:
            say(Say("ask_part"))
        else:
            await super()._ask_again(say, tracker, progress)

    def _read_back(self, say: Callable[[Say], None], progress: Progress) -> Progress:
        missing = list_missing(progress.answers)
        if len(progress.answers) < 2:
            say(Say("too_little"))
            return self.guide.change(replace(progress, passed=()), missing[0]) if missing else progress
        say(Say("read_long", {"statement": write_long(progress.answers)}))
        say(Say("read_short", {"statement": write_short(progress.answers, measure)}))
        if missing:
            say(Say(f"missing_{missing[0]}"))
        say(Say("ask_read_back"))
        return replace(progress, step=READ_BACK)

    def _settle(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        words, move = read_words(tracker), read_move(tracker)
        if read_picked(tracker) == "change" or move in (Move.NO, Move.BACK):
            say(Say("ask_part"))
            return replace(progress, step=PICK_PART)
        if move is Move.YES:
            return self._keep(say, tracker, progress)
        if move is Move.REPEAT:
            return self._read_back(say, progress)
        part = read_picked(tracker) or find_part(words)
        if part in PARTS:
            return self._open(say, progress, part)
        say(Say("read_back_unclear"))
        return progress

    def _open_part(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        part = read_picked(tracker) or find_part(read_words(tracker))
        if part in PARTS:
            return self._open(say, progress, part)
        if read_move(tracker) in (Move.NO, Move.SKIP, Move.BACK):
            return self._read_back(say, progress)
        say(Say("part_unclear"))
        return progress

    def _open(self, say: Callable[[Say], None], progress: Progress, part: str) -> Progress:
        changed = self.guide.change(progress, part)
        if progress.answers.get(part):
            say(Say("earlier", {"earlier": progress.answers[part]}))
        say(Say(f"ask_{part}"))
        return replace(changed, answers={name: said for name, said in changed.answers.items() if name != part})

    def _keep(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        body = {
            **progress.answers,
            "long": write_long(progress.answers),
            "short": write_short(progress.answers, measure),
        }
        keep_plan(find_plan_owner(tracker), "needs", body, read_clock())
        say(Say("kept"))
        return close_form(progress)


# What peers call the parts when they want to change one; the numbers and labels come in as the part's own name.
_PART_WORDS = {
    "to_whom": ("who", "whom", "person", "to"),
    "about_me": ("about me", "me", "myself"),
    "happening": ("happening", "going on", "what is going on", "situation", "problem"),
    "effect": ("effect", "stops me", "gets in the way", "stop me"),
    "ask": ("ask", "the ask", "want", "what i want"),
    "limits": ("limits", "do not want", "don't want", "dont want", "would not work"),
    "so_that": ("why", "reason", "possible", "so that"),
    "if_not": ("if not", "backup", "plan b", "cannot", "second choice"),
}


def find_part(words: str) -> str | None:
    """The part that the peer names, longest name first, or None."""
    low = words.lower().strip(" .!?")
    named = [(len(word), part) for part, known in _PART_WORDS.items() for word in known if f" {word} " in f" {low} "]
    return max(named)[1] if named and len(low.split()) <= 6 else None
