"""Somebody tells how it feels: reflect, then let them choose between being heard and thinking together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.base import GuidedForm, Speak, close_form
from actions.reading import read_intent, read_move, read_picked, read_words
from bot.coaching.guide import Guide, Move, Progress, Say
from bot.coaching.listening import echo, find_feeling

LISTEN, CHOOSE = "listen", "choose"
CHECK_IN_EVERY = 3  # reflections before the choice is offered again
WORDS_OF_OURS = 3  # texts for a message whose feeling we cannot name, taken in turn


class ValidateListeningForm(GuidedForm):
    """No questions to get through: each message is answered in kind until the peer wants something else."""

    conversation = "listening"
    intent = "share_feeling"
    stays_open = False
    guide = Guide([])

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        return {}

    async def _begin(self, say: Speak, tracker: Tracker) -> Progress:
        words = read_words(tracker)
        progress = Progress(CHOOSE, {"told": 0, "kinds": []})
        if not words:
            say(Say("begin"))
            return replace(progress, step=LISTEN)
        progress = self._reflect(say, words, progress)
        say(Say("ask_choose"))
        return replace(progress, step=CHOOSE)

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        picked, move, words = read_picked(tracker), read_move(tracker), read_words(tracker)
        if picked == "listen":
            say(Say("listen"))
            return replace(progress, step=LISTEN)
        if picked == "think":
            say(Say("think"))
            return replace(progress, step=CHOOSE)
        if picked == "people":
            say(Say("people"))
            return replace(progress, step=CHOOSE)
        if picked == "enough" or (move in (Move.NO, Move.SKIP) and progress.step == CHOOSE):
            say(Say("kept"))
            return close_form(progress)
        if progress.step == CHOOSE and move is Move.YES:
            say(Say("ask_choose_one"))
            return progress
        if move in (Move.UNSURE, Move.REPEAT, Move.BACK) or not words:
            say(Say("ask_choose"))
            return replace(progress, step=CHOOSE)
        progress = self._reflect(say, words, progress)
        if progress.answers["told"] % CHECK_IN_EVERY == 0:
            say(Say("ask_choose_again"))
            return replace(progress, step=CHOOSE)
        return replace(progress, step=LISTEN)

    def _reflect(self, say: Speak, words: str, progress: Progress) -> Progress:
        """An answer for this feeling, each once; after that the peer's own words are given back, in different ways."""
        kind, told, kinds = find_feeling(words), progress.answers["told"], progress.answers["kinds"]
        if kind and kind not in kinds:
            say(Say(f"hear_{kind}", {"words": echo(words)}))
            kinds = [*kinds, kind]
        else:
            say(Say(f"hear_{told % WORDS_OF_OURS + 1}", {"words": echo(words)}))
        return replace(progress, answers={"told": told + 1, "kinds": kinds})

    async def _resume(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        """A feeling of another day is a new one: nobody is held to what they felt before."""
        if read_intent(tracker) == "share_feeling":
            return await self._begin(say, tracker)
        return await super()._resume(say, tracker, progress)

    async def _ask_again(self, say: Speak, tracker: Tracker, progress: Progress) -> None:
        say(Say("ask_choose"))
