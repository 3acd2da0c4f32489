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

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.coaching.guide import Guide, Move, Progress, Say

Events = list[dict[str, Any]]

# A short message with one of these intents is a move; a longer one is an answer that happens to sound like it.
_MOVES = {move.value: move for move in Move if move not in (Move.ANSWER, Move.WHY)}
_MOVE_WORDS = 8
_WHY = re.compile(
    r"^\s*(?:but |and |ok |wait )*why\b(?:.{0,40}\b(?:ask|asking|want to know|need to know|matter)\b.{0,20}|\s*)\??\s*$",
    re.I,
)

_START_OVER = re.compile(
    r"^\W*(?:please |can we |lets |let's |i want to )?(?:start|begin) (?:it |this )?(?:over|again|new)\W*$", re.I
)


def read_clock() -> datetime:
    """The moment, in UTC. Actions are an edge: they may ask the clock, rooms may not."""
    return datetime.now(timezone.utc)


def read_move(tracker: Tracker) -> Move:
    """What the peer's last message does with the open question."""
    message = tracker.latest_message
    text = message.get("text") or ""
    if _WHY.match(text):
        return Move.WHY
    move = _MOVES.get((message.get("intent") or {}).get("name") or "")
    if move is None or (not text.startswith("/") and len(text.split()) > _MOVE_WORDS):
        return Move.ANSWER
    return move


def read_words(tracker: Tracker) -> str:
    """The peer's last message as typed; a tapped `/intent` has no words."""
    text = tracker.latest_message.get("text") or ""
    return "" if text.startswith("/") else text.strip()


def is_start_over(tracker: Tracker) -> bool:
    """Whether the peer asks to begin this conversation anew."""
    return bool(_START_OVER.match(read_words(tracker)))


def has_digressed(tracker: Tracker, form: str) -> bool:
    """Whether something else already answered the peer's last message, so that the form only takes up its thread again."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") != form:
            return True
    return False


def find_entity(tracker: Tracker, kind: str) -> str | None:
    """The first entity of this kind in the last message, in the peer's words."""
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") == kind:
            return entity.get("text") or entity.get("value")
    return None


class GuidedForm(Action, ABC):
    """`validate_<conversation>_form` for one guide. Subclasses say what a first message tells and what happens at the end."""

    conversation: str
    guide: Guide

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
    async def finish(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        """All is asked, or something was said after that: read back, change, keep.

        Returns the progress; `close_form(progress)` ends the conversation.
        """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        def say(line: Say) -> None:
            dispatcher.utter_message(response=f"utter_{self.conversation}_{line.act}", **line.values)

        stored = tracker.get_slot(self.progress_slot)
        if stored is None or is_start_over(tracker):
            progress = await self._begin(say, tracker)
        elif tracker.get_slot("requested_slot") is None:
            progress = Progress.from_stored(stored)
            say(Say("resume"))
            await self._ask_again(say, tracker, progress)
        elif has_digressed(tracker, f"{self.conversation}_form"):
            progress = Progress.from_stored(stored)
            say(Say("back"))
            await self._ask_again(say, tracker, progress)
        else:
            progress = await self._go_on(say, tracker, Progress.from_stored(stored))
        return self._events(progress)

    async def _begin(self, say: Callable[[Say], None], tracker: Tracker) -> Progress:
        heard = self.hear(tracker)
        progress = self.guide.begin(heard)
        say(Say("heard", heard) if heard else Say("begin"))
        return await self._ask(say, tracker, progress)

    async def _go_on(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None or progress.step not in {step.name for step in self.guide.steps}:
            return await self.finish(say, tracker, progress)
        before = progress.step
        progress, lines = self.guide.take(progress, read_move(tracker), read_words(tracker))
        for line in lines:
            say(line)
        # The examples, the simpler wording and the reason stand in for the question itself.
        if progress.step == before and lines:
            return progress
        return await self._ask(say, tracker, progress)

    async def _ask_again(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> None:
        """The open question once more, after a digression or a break."""
        if progress.step:
            say(Say(f"ask_{progress.step}", progress.answers))

    async def _ask(self, say: Callable[[Say], None], tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None:
            return await self.finish(say, tracker, progress)
        say(Say(f"ask_{progress.step}", progress.answers))
        return progress

    def _events(self, progress: Progress) -> Events:
        if progress.step == CLOSED:
            return [SlotSet(self.progress_slot, None), SlotSet("requested_slot", None)]
        return [SlotSet(self.progress_slot, progress.as_stored()), SlotSet("requested_slot", self.step_slot)]


CLOSED = "closed"


def close_form(progress: Progress) -> Progress:
    """The progress that ends the form."""
    return Progress(CLOSED, progress.answers)
