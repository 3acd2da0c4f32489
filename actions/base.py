"""The form loop all guided conversations share: reads the peer's move, asks the room, says what it names.

A Rasa form asks slot after slot; ours has one slot that holds the whole progress (bot/coaching/guide.py), so that going
back, skipping and changing a part need no story of their own. The form asks again by itself after a digression.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.reading import (
    find_other_goal,
    find_second_goals,
    has_digressed,
    has_just_begun,
    is_interrupted,
    is_start_over,
    read_confidence,
    read_intent,
    read_move,
    read_picked,
    read_words,
)
from bot.coaching.goals import find_goals
from bot.coaching.guide import Guide, Move, Progress, Say
from bot.content.responses import load_responses
from bot.settings import load_settings
from bot.store.plans import find_peer_of

Events = list[dict[str, Any]]
Speak = Callable[[Say], None]

CLOSED = "closed"
# Interruptions that a longer answer may be mistaken for; unless it is sure, it is the answer.
SOFT = ("opt_in", "show_plan", "get_my_data", "change_language", "thank", "goodbye", "greet")
ANSWER_WORDS, SURE = 4, 0.85
SWITCH = "switch"  # the open question waits while the peer is asked whether something else comes first

# What starts when a wish is taken up: a form, or one action after which an open form takes up its thread.
STARTS = {
    "state_needs": "needs_form",
    "prepare_appointment": "appointment_form",
    "practice_conversation": "practice_form",
    "debrief_appointment": "debrief_form",
    "set_goal": "goal_form",
    "share_feeling": "listening_form",
    "set_reminder": "reminder_form",
    "share_win": "win_form",
    "know_rights": "action_tell_right",
    "find_resource": "resources_form",
    "show_plan": "action_show_plan",
    "request_specialist": "callback_form",
}


def read_clock() -> datetime:
    """The moment, in UTC. Actions are an edge: they may ask the clock, rooms may not."""
    return datetime.now(timezone.utc)


def read_local_clock() -> datetime:
    """The moment by the clock on the programme's wall: what "Thursday" is counted from."""
    return read_clock().astimezone(ZoneInfo(load_settings().time_zone))


def find_plan_owner(tracker: Tracker) -> str:
    """The peer who talks here. The gate opens a conversation before Rasa speaks in it, so there always is one."""
    peer_id = find_peer_of(tracker.sender_id)
    if peer_id is None:
        raise LookupError("no peer for this conversation")
    return peer_id


def pick(name: str) -> str:
    """What tapping one of our own choices says; see `read_picked`."""
    return f'/inform{{"picked": "{name}"}}'


def offer_labels(key: str, payloads: list[str]) -> tuple[tuple[str, str], ...]:
    """Choices with the reviewed labels of response `key`, which is never said as it stands."""
    # Rasa halves the braces of a payload; here it is read as it stands.
    labels = {
        re.sub(r"[{}]{2}", lambda two: two[0][0], choice.payload): choice.label
        for choice in load_responses().say(key).choices
    }
    return tuple((labels[payload], payload) for payload in payloads)


def say_response(dispatcher: CollectingDispatcher, conversation: str, line: Say) -> None:
    """Say `utter_<conversation>_<act>`, or what all conversations say for that act (`utter_moving_<act>`)."""
    key = f"utter_{conversation}_{line.act}"
    if key not in load_responses().keys():  # noqa: SIM118  (not a dict)
        key = f"utter_moving_{line.act}"
    buttons = [{"title": label, "payload": payload} for label, payload in line.choices]
    dispatcher.utter_message(response=key, buttons=buttons, **line.values)


class GuidedForm(Action, ABC):
    """`validate_<conversation>_form` for one guide. Subclasses say what a first message tells and how it ends."""

    conversation: str
    intent: str
    guide: Guide
    stays_open = True  # whether it is come back to after another conversation

    def name(self) -> str:
        return f"validate_{self.conversation}_form"

    @property
    def step_slot(self) -> str:
        """The slot the form asks for; filled only when the conversation is over."""
        return f"{self.conversation}_step"

    @property
    def progress_slot(self) -> str:
        return f"{self.conversation}_progress"

    @abstractmethod
    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        """What the message that started the conversation already answers."""

    @abstractmethod
    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        """All is asked, or something was said after that: read back, change, keep.

        Returns the progress; `close_form(progress)` ends the conversation.
        """

    def welcomes(self, tracker: Tracker, progress: Progress) -> bool:
        """Whether words that would interrupt elsewhere answer the open question: a sentence, no sure wish."""
        words = read_words(tracker)
        is_sure = read_confidence(tracker) >= SURE or read_intent(tracker) in find_goals(words)
        return read_intent(tracker) in SOFT and len(words.split()) >= ANSWER_WORDS and not is_sure

    def asks_for_questions(self, progress: Progress) -> bool:
        """Whether the open question is answered by questions, which then are not for us."""
        return False

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The values that this conversation's texts may name."""
        return dict(answers)

    def correct(self, tracker: Tracker, progress: Progress) -> tuple[Progress, Say] | None:
        """An earlier answer put right while another question is open; None when the words answer that question."""
        return None

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        def say(line: Say) -> None:
            say_response(dispatcher, self.conversation, line)

        stored = tracker.get_slot(self.progress_slot)
        form = f"{self.conversation}_form"
        has_begun = has_just_begun(tracker, form)
        if is_interrupted(tracker, form) and not (stored and self.welcomes(tracker, Progress.from_stored(stored))):
            # Rasa asks an open form before any rule: only a rejection lets the interruption's own rule answer.
            raise ActionExecutionRejection(form, "the message is not an answer to the open question")
        if stored is None or is_start_over(tracker) or (has_begun and self.is_new_matter(tracker, stored)):
            progress = await self._begin(say, tracker)
        elif has_begun:
            progress = await self._resume(say, tracker, Progress.from_stored(stored))
        elif has_digressed(tracker, form):
            progress = Progress.from_stored(stored)
            say(Say("back"))
            await self._ask_again(say, tracker, progress)
        else:
            progress = Progress.from_stored(stored)
            other = find_other_goal(
                tracker, self.intent, _is_waiting(progress), must_be_plain=self.asks_for_questions(progress)
            )
            if other:
                return self._leave_for(say, tracker, progress, *other)
            if _is_waiting(progress) and (read_picked(tracker) == "stay" or read_move(tracker) is Move.NO):
                progress = _stop_waiting(progress)
                await self._ask_again(say, tracker, progress)
            else:
                progress = await self._go_on(say, tracker, _stop_waiting(progress))
        return self._events(tracker, progress)

    def is_new_matter(self, tracker: Tracker, stored: Mapping[str, Any]) -> bool:
        """Whether the message that opens the conversation is about something else than what was left open."""
        return False

    async def _begin(self, say: Speak, tracker: Tracker) -> Progress:
        heard = self.hear(tracker)
        progress = self.guide.begin(heard)
        say(Say("heard", self.describe(heard)) if heard else Say("begin"))
        return await self._ask(say, tracker, progress)

    async def _resume(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        """Back after a break. Who comes back with the answer to the open question is not asked again."""
        has_answered = not has_digressed(
            tracker, f"{self.conversation}_form"
        )  # words that something else has answered are no answer here
        if (
            has_answered
            and (tracker.latest_message.get("intent") or {}).get("name") == "inform"
            and read_words(tracker)
        ):
            return await self._go_on(say, tracker, _stop_waiting(progress))
        say(Say("resume", self.describe(progress.answers)))
        await self._ask_again(say, tracker, _stop_waiting(progress))
        return _stop_waiting(progress)

    async def _go_on(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None or progress.step not in {step.name for step in self.guide.steps}:
            return await self.finish(say, tracker, progress)
        corrected = self.correct(tracker, progress)
        if corrected:
            say(corrected[1])
            await self._ask_again(say, tracker, corrected[0])
            return corrected[0]
        before = progress.step
        progress, lines = self.guide.take(progress, read_move(tracker), read_words(tracker))
        for line in lines:
            say(Say(line.act, {**self.describe(progress.answers), **line.values}, line.choices))
        # The examples, the simpler wording and the reason stand in for the question itself.
        if progress.step == before and lines:
            return progress
        return await self._ask(say, tracker, progress)

    async def _ask_again(self, say: Speak, tracker: Tracker, progress: Progress) -> None:
        """The open question once more, after a digression or a break."""
        if progress.step:
            say(self.ask(progress))

    def ask(self, progress: Progress) -> Say:
        """The open question."""
        return Say(f"ask_{progress.step}", self.describe(progress.answers))

    async def _ask(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None:
            return await self.finish(say, tracker, progress)
        say(self.ask(progress))
        return progress

    def _leave_for(self, say: Speak, tracker: Tracker, progress: Progress, goal: str, is_sure: bool) -> Events:
        """Another wish came up: start it when it was tapped, ask when it was only said, put it off when so told."""
        if not is_sure:
            say(Say("other_goal", choices=offer_labels("utter_moving_meanings", [f"/{goal}"])))
            waiting = [*(kept for kept in tracker.get_slot("waiting_goals") or [] if kept != goal), goal]
            events = self._events(tracker, Progress(f"{SWITCH}:{progress.step}", *_rest(progress)))
            return [
                *(event for event in events if event.get("name") != "waiting_goals"),
                SlotSet("waiting_goals", waiting),
            ]
        follow = FollowupAction(STARTS[goal])
        if STARTS[goal].endswith("_form"):
            return [
                SlotSet(self.progress_slot, _stop_waiting(progress).as_stored()),
                SlotSet("requested_slot", None),
                follow,
            ]
        return [*self._events(tracker, _stop_waiting(progress)), follow]

    def _events(self, tracker: Tracker, progress: Progress) -> Events:
        waiting = find_second_goals(tracker, self.intent)
        remember = [SlotSet("waiting_goals", waiting)] if waiting is not None else []
        if progress.step == CLOSED:
            return [
                *remember,
                SlotSet(self.progress_slot, None),
                SlotSet("ended_conversation", self.conversation),
                *([SlotSet("open_conversation", None)] if self.stays_open else []),
                SlotSet("requested_slot", None),
            ]
        if self.stays_open:
            remember.append(SlotSet("open_conversation", self.conversation))
        return [*remember, SlotSet(self.progress_slot, progress.as_stored()), SlotSet("requested_slot", self.step_slot)]


def close_form(progress: Progress) -> Progress:
    """The progress that ends the form."""
    return Progress(CLOSED, progress.answers)


def _rest(progress: Progress) -> tuple[Any, ...]:
    return progress.answers, progress.passed, progress.trail, progress.changing


def _is_waiting(progress: Progress) -> bool:
    return bool(progress.step and progress.step.startswith(f"{SWITCH}:"))


def _stop_waiting(progress: Progress) -> Progress:
    """The open question itself, whether or not another wish was asked about in between."""
    if not _is_waiting(progress):
        return progress
    step = progress.step.split(":", 1)[1]
    return Progress(None if step == "None" else step, *_rest(progress))
