"""The open plan: every part can be added, changed, moved, taken off and brought back, in plain words or by the menu."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker

from actions.base import GuidedForm, Speak, close_form, find_plan_owner, offer_labels, pick, read_local_clock
from actions.reading import read_intent, read_move, read_picked, read_words
from bot.coaching.appointment import is_useful, list_open_parts
from bot.coaching.changes import Change, apply_change, find_part, read_change
from bot.coaching.guide import Move, Progress, Say
from bot.coaching.sheet import list_part, make_sheet, write_text
from bot.coaching.speech import drop_lead_in, shorten
from bot.store.plans import keep_plan, undo_plan

MENU, PLACE, REWORD = "menu", "place", "reword"
PLAN_ID, HELD = "plan_id", "held"  # HELD: words whose place is asked, or the point that gets new words
AT_ONCE = 3
LABELS = "utter_appointment_parts"


class PlanMenu(GuidedForm):
    """What a form does with a plan that lies open."""

    async def serve(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        """One message of the peer on the open plan."""
        if progress.step == PLACE and (placed := self._place(say, tracker, progress)):
            return placed
        if progress.step == REWORD and (words := read_words(tracker)) and read_move(tracker) is Move.ANSWER:
            part, place = progress.answers[HELD]
            return self.change(say, tracker, progress, Change("change", part, place, words))
        progress = _let_go(progress)
        picked, move, words = read_picked(tracker), read_move(tracker), read_words(tracker)
        if picked == "done" or move in (Move.NO, Move.SKIP):
            say(Say("kept", self.describe(progress.answers)))
            return close_form(progress)
        if picked == "more_parts" or read_intent(tracker) == "more":
            shown = list_open_parts(progress.answers, progress.passed)[:AT_ONCE]
            return self.offer_menu(say, replace(progress, passed=(*progress.passed, *shown)))
        change = read_change(words, progress.answers) if words else None
        if change:
            return self.change(say, tracker, progress, change)
        corrected = self.correct(tracker, progress) if words else None
        if corrected:
            say(corrected[1])
            return self.offer_menu(say, self.keep(tracker, corrected[0]))
        part = picked or (find_part(words) if words and len(words.split()) <= 6 else None)
        if part in self._steps():
            return self._open(say, progress, part)
        if move in (Move.REPEAT, Move.BACK):
            self.show(say, progress, "open")
            return self.offer_menu(say, progress)
        if move is not Move.ANSWER or not words:
            return self.offer_menu(say, progress)
        if words.endswith("?"):
            return self.change(say, tracker, progress, Change("add", "questions", words=drop_lead_in(words)))
        say(Say("place", {"words": shorten(words, 80)}))
        return replace(progress, step=PLACE, answers={**progress.answers, HELD: words})

    def _place(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress | None:
        """Words that named no part go where the peer says. None when the peer goes on with something else."""
        words = read_words(tracker)
        if words and read_change(words, progress.answers):
            return None
        part = read_picked(tracker) or find_part(words)
        if part not in self._steps():
            return None
        return self.change(say, tracker, progress, Change("add", part, words=progress.answers[HELD]))

    def change(self, say: Speak, tracker: Tracker, progress: Progress, change: Change) -> Progress:
        """Make one change, or ask for the words it still lacks."""
        progress = _let_go(progress)
        if change.verb == "undo":
            return self._undo(say, tracker, progress)
        answers = apply_change(progress.answers, change)
        if answers is not None:
            return self._keep_change(say, tracker, replace(progress, answers=answers), change.part)
        if change.place is not None:
            say(Say("reword", {"earlier": progress.answers[change.part][change.place]}))
            return replace(progress, step=REWORD, answers={**progress.answers, HELD: [change.part, change.place]})
        if change.part not in self._steps():
            return self.offer_menu(say, progress)
        if not change.words:
            return self._open(say, progress, change.part)
        opened = self.guide.change(progress, change.part)
        taken, lines = self.guide.take(opened, Move.ANSWER, change.words)
        if lines:  # the words do not fit this part: its question stays open
            say(Say(lines[0].act, {**self.describe(opened.answers), **lines[0].values}, lines[0].choices))
            return opened
        return self._keep_change(say, tracker, taken, change.part)

    def _open(self, say: Speak, progress: Progress, part: str) -> Progress:
        changed = self.guide.change(progress, part)
        if progress.answers.get(part):
            say(Say("earlier", {"earlier": list_part(part, progress.answers)}))
        say(Say(f"ask_{part}", self.describe(changed.answers)))
        return changed

    def _undo(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        plan_id = progress.answers.get(PLAN_ID)
        restored = undo_plan(find_plan_owner(tracker), plan_id, read_local_clock()) if plan_id else None
        if restored is None:
            say(Say("nothing_to_undo"))
            return self.offer_menu(say, progress)
        progress = replace(progress, answers={**restored.body, PLAN_ID: plan_id})
        self.show(say, progress, "undone")
        return self.offer_menu(say, progress)

    def _keep_change(self, say: Speak, tracker: Tracker, progress: Progress, part: str | None) -> Progress:
        progress = self.keep(tracker, progress)
        is_there = part and progress.answers.get(part)
        say(Say("changed", {"part": list_part(part, progress.answers)}) if is_there else Say("removed"))
        return self.offer_menu(say, progress)

    def present(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        """The questions are over: keep the plan, show it, lay it open."""
        if not is_useful(progress.answers):
            say(Say("too_little"))
            opened = self.guide.change(progress, "main")
            say(Say("ask_main", self.describe(opened.answers)))
            return opened
        is_new = PLAN_ID not in progress.answers
        progress = self.keep(tracker, progress)
        if is_new:
            self.show(say, progress, "made")
        else:
            say(Say("updated"))
        return self.offer_menu(say, progress)

    def show(self, say: Speak, progress: Progress, act: str) -> None:
        say(Say(act, {"plan": write_text(make_sheet("appointment", progress.answers))}))

    def offer_menu(self, say: Speak, progress: Progress) -> Progress:
        """The next few parts that are still empty, as choices."""
        parts = list_open_parts(progress.answers, progress.passed)[:AT_ONCE]
        say(
            Say(
                "menu" if parts else "menu_full",
                choices=offer_labels(LABELS, [pick(part) for part in (*parts, "done")]),
            )
        )
        return replace(progress, step=MENU)

    def keep(self, tracker: Tracker, progress: Progress) -> Progress:
        """A new version of the plan."""
        answers = {name: said for name, said in progress.answers.items() if name not in (PLAN_ID, HELD)}
        kept = keep_plan(
            find_plan_owner(tracker), "appointment", answers, read_local_clock(), progress.answers.get(PLAN_ID)
        )
        return replace(progress, answers={**answers, PLAN_ID: kept.plan_id})

    def _steps(self) -> set[str]:
        return {step.name for step in self.guide.steps}


def _let_go(progress: Progress) -> Progress:
    """Without what was held for one turn."""
    return replace(progress, answers={name: said for name, said in progress.answers.items() if name != HELD})
