"""Trying it out: say what is played, play it by script, step out, ask how it felt, tell what could be checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.appointment import find_open_plan
from actions.base import GuidedForm, Speak, close_form, find_plan_owner, offer_labels, pick, read_local_clock
from actions.reading import read_move, read_picked, read_words
from bot.coaching.guide import Move, Progress, Say
from bot.coaching.practice import (
    GUIDE,
    ROUNDS,
    check_lines,
    find_mood,
    hear_practice,
    list_lines,
    name_role,
    open_scene,
    react,
)
from bot.coaching.providers import address, find_kind, find_provider
from bot.coaching.speech import shorten
from bot.store.plans import keep_plan, list_plans

FIRST_TRY, SECOND_TRY, FELT, AFTER, KEEP = "first_try", "second_try", "felt", "after", "keep"
IN_ROLE = (FIRST_TRY, SECOND_TRY)
LABELS = "utter_practice_choices"
_STEP_OUT = re.compile(
    r"^\W*(?:menu|pause|step out|out|break|stop (?:the )?(?:role|role ?play|practice|playing))\W*$", re.I
)


class ValidatePracticeForm(GuidedForm):
    """Two questions, then rounds of two tries each, three rounds at most."""

    conversation = "practice"
    intent = "practice_conversation"
    guide = GUIDE

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        heard = hear_practice(read_words(tracker))
        if "who" not in heard:
            provider = _find_plan_provider(find_plan_owner(tracker))
            if provider and find_kind(provider) != "other":
                heard.update(hear_practice(provider))
        found = find_provider(read_words(tracker))
        if found and "who" in heard:
            heard["said"] = found.said
        return heard

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "role": address(answers["said"]) if answers.get("said") else name_role(answers.get("who") or "family"),
            "round": answers.get("round", 1),
            "line": (answers.get("lines") or [""])[-1],
        }

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None:
            return self._open_round(say, progress)
        if progress.step in IN_ROLE:
            return self._play(say, tracker, progress)
        if progress.step == FELT:
            return self._give_feedback(say, progress, read_words(tracker))
        if progress.step == KEEP:
            return self._keep_line(say, tracker, progress)
        return self._choose(say, tracker, progress)

    def _open_round(self, say: Speak, progress: Progress) -> Progress:
        number = progress.answers.get("round", 0) + 1
        answers = {**progress.answers, "round": number, "tries": []}
        say(Say("play" if number == 1 else "play_again", self.describe(answers)))
        say(Say("role", {**self.describe(answers), "words": open_scene(answers["who"])}))
        return replace(progress, step=FIRST_TRY, answers=answers)

    def _play(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        words, move = read_words(tracker), read_move(tracker)
        if _STEP_OUT.match(words) or read_picked(tracker) == "step_out":
            return self._step_out(say, progress)
        if move in (Move.UNSURE, Move.REPEAT, Move.WHY) and len(words.split()) <= 4:
            lines = list_lines(progress.answers["mood"])
            say(Say("ideas", choices=tuple((line, line) for line in lines)))
            return progress
        if not words or move is Move.SKIP:
            return self._step_out(say, progress)
        answers = dict(progress.answers)
        answers["tries"] = [*answers["tries"], words]
        answers["lines"] = [*answers.get("lines", ()), words]
        is_second = progress.step == SECOND_TRY
        reaction = react(answers["who"], answers["mood"], answers["round"], is_second)
        say(Say("role", {**self.describe(answers), "words": reaction}))
        if not is_second:
            return replace(progress, step=SECOND_TRY, answers=answers)
        say(Say("ask_felt", self.describe(answers)))
        return replace(progress, step=FELT, answers=answers)

    def _step_out(self, say: Speak, progress: Progress) -> Progress:
        say(Say("stepped_out", choices=self._list_ways_on(progress)))
        return replace(progress, step=AFTER)

    def _give_feedback(self, say: Speak, progress: Progress, felt: str) -> Progress:
        tries = progress.answers["tries"]
        say(Say("felt_heard"))
        say(Say(check_lines(tries).act, {**self.describe(progress.answers), "line": tries[0]}))
        say(Say("ask_after", choices=self._list_ways_on(progress)))
        return replace(progress, step=AFTER, answers={**progress.answers, "felt": felt})

    def _list_ways_on(self, progress: Progress) -> tuple[tuple[str, str], ...]:
        ways = ["again", "other_mood"] if progress.answers.get("round", 0) < ROUNDS else []
        ways += ["keep_line"] if progress.answers.get("lines") else []
        return offer_labels(LABELS, [pick(way) for way in (*ways, "done")])

    def _choose(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        picked, move, words = read_picked(tracker), read_move(tracker), read_words(tracker)
        can_go_on = progress.answers.get("round", 0) < ROUNDS
        if picked == "keep_line" or re.search(r"\b(?:keep|save)\b", words, re.I):
            return self._ask_line(say, progress)
        if picked == "done" or move in (Move.NO, Move.SKIP):
            say(Say("kept"))
            return close_form(progress)
        mood = find_mood(words) if words else None
        if can_go_on and (picked == "other_mood" or (mood and mood != progress.answers["mood"])):
            if mood:
                return self._open_round(say, replace(progress, answers={**progress.answers, "mood": mood}))
            answers = {name: said for name, said in progress.answers.items() if name != "mood"}
            say(Say("ask_mood", self.describe(answers)))
            return replace(progress, step="mood", answers=answers)
        if can_go_on and (picked == "again" or move in (Move.YES, Move.REPEAT) or re.search(r"\bagain\b", words, re.I)):
            return self._open_round(say, progress)
        say(Say("ask_after" if can_go_on else "rounds_over", choices=self._list_ways_on(progress)))
        return progress

    def _ask_line(self, say: Speak, progress: Progress) -> Progress:
        lines = list(dict.fromkeys(progress.answers.get("lines", ())))[-4:]
        if not lines:
            say(Say("kept"))
            return close_form(progress)
        say(Say("ask_keep", choices=tuple((shorten(line, 60), line) for line in lines)))
        return replace(progress, step=KEEP)

    def _keep_line(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if read_move(tracker) in (Move.NO, Move.SKIP):
            say(Say("kept"))
            return close_form(progress)
        lines = progress.answers["lines"]
        words = read_words(tracker) if read_move(tracker) is Move.ANSWER else lines[-1]
        peer_id = find_plan_owner(tracker)
        keep_practiced_line(peer_id, words or lines[-1])
        say(Say("line_kept", {"line": words or lines[-1]}))
        return close_form(progress)

    async def _ask_again(self, say: Speak, tracker: Tracker, progress: Progress) -> None:
        """After a digression the role never just goes on: where we are is said first."""
        if progress.step in IN_ROLE:
            say(Say("back_in_role", self.describe(progress.answers), offer_labels(LABELS, [pick("step_out")])))
        elif progress.step in (AFTER, KEEP):
            say(Say("ask_after", choices=self._list_ways_on(progress)))
        else:
            await super()._ask_again(say, tracker, progress)


def _find_plan_provider(peer_id: str) -> str | None:
    kept = find_open_plan(peer_id)
    return kept.body.get("provider") if kept else None


def keep_practiced_line(peer_id: str, line: str) -> None:
    """The line goes on the open plan; without one it waits for the next plan."""
    now, kept = read_local_clock(), find_open_plan(peer_id)
    if kept is None:
        kept = next(iter(list_plans(peer_id, "parked")), None)
        body, kind = dict(kept.body) if kept else {}, "parked"
    else:
        body, kind = dict(kept.body), "appointment"
    body["lines"] = list(dict.fromkeys([*body.get("lines", ()), line]))
    keep_plan(peer_id, kind, body, now, kept.plan_id if kept else None)
