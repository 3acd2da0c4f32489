"""Getting ready for a meeting: four questions, then a plan that stays open for every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, Speak, find_plan_owner, offer_labels, pick, read_local_clock
from actions.plan_menu import AT_ONCE, LABELS, MENU, PLACE, PLAN_ID, REWORD, PlanMenu
from actions.reading import find_role_words, has_just_begun, read_intent, read_move, read_picked, read_words
from bot.coaching.appointment import (
    describe_plan,
    hear_appointment,
    is_over,
    make_guide,
    names_meeting,
    put_first,
    read_correction,
    read_when,
)
from bot.coaching.changes import read_change
from bot.coaching.goals import find_goals
from bot.coaching.guide import Guide, Move, Progress, Say
from bot.coaching.providers import find_kind
from bot.coaching.questions import list_ideas
from bot.coaching.speech import shorten
from bot.store.plans import keep_plan, list_plans

PARKED = ("questions", "lines", "agreed")  # what other conversations leave for the next plan
# What a medical or legal question is, and what else a question for the provider may be taken for.
FOR_THEM = ("ask_medical_advice", "ask_legal_advice")
HEALTH = ("prescriber", "therapist", "primary_care")
MISTAKEN = ("ask_privacy", "ask_capabilities", "bot_challenge", "request_specialist", "show_plan", "get_my_data")
WELCOME = {
    "main": (*FOR_THEM, "opt_in", "show_plan", "get_my_data"),
    "concerns": (*FOR_THEM, "opt_in", "show_plan", "get_my_data"),
    "questions": (*FOR_THEM, *MISTAKEN, "opt_in"),
}
WHICH = "which"  # a plan is there already: go on with it, or a new one?


class ValidateAppointmentForm(PlanMenu):
    """The first questions, then the open plan."""

    conversation = "appointment"
    intent = "prepare_appointment"

    @property
    def guide(self) -> Guide:  # type: ignore[override]  # dates are read as seen from this turn
        return make_guide(read_local_clock())

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        words = read_words(tracker)
        heard = hear_appointment(words, read_local_clock()) if words else {}
        role = find_role_words(tracker)
        return {"provider": role, **heard} if role else heard

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return describe_plan(answers)

    def welcomes(self, tracker: Tracker, progress: Progress) -> bool:
        """A question for the provider sounds like one for us. Danger, ways out and plain wishes still count."""
        intent, words = read_intent(tracker), read_words(tracker)
        if not words or intent in find_goals(words):
            return False
        if progress.step in (MENU, PLACE, REWORD) and read_change(words, progress.answers):
            return intent in FOR_THEM  # "take off the ride thing" is about the plan
        return intent in WELCOME.get(progress.step or "", ()) or super().welcomes(tracker, progress)

    def asks_for_questions(self, progress: Progress) -> bool:
        return progress.step == "questions"

    def is_new_matter(self, tracker: Tracker, stored: Mapping[str, Any]) -> bool:
        kept, heard = stored["answers"], self.hear(tracker)
        if is_over(kept, read_local_clock()):
            return True
        return bool(heard.get("provider") and kept.get("provider") and not _is_same(heard, kept))

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        words = read_words(tracker)
        is_new = has_just_begun(tracker, "appointment_form") and tracker.get_slot(self.progress_slot) is None
        if is_new and "state_needs" in find_goals(words) and not names_meeting(words):
            return [SlotSet("requested_slot", None), FollowupAction("needs_form")]
        return await super().run(dispatcher, tracker, domain)

    async def _begin(self, say: Speak, tracker: Tracker) -> Progress:
        peer_id, heard = find_plan_owner(tracker), self.hear(tracker)
        kept = find_open_plan(peer_id)
        if kept:
            progress = Progress(MENU, {**kept.body, PLAN_ID: kept.plan_id})
            change = read_change(read_words(tracker), kept.body)
            if change:
                return self.change(say, tracker, progress, change)
            if not heard.get("provider") or _is_same(heard, kept.body):
                say(Say("which", self.describe(kept.body)))
                return replace(progress, step=WHICH)
        return await self._start(say, tracker, heard)

    async def _resume(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        change = read_change(read_words(tracker), progress.answers) if PLAN_ID in progress.answers else None
        return self.change(say, tracker, progress, change) if change else await super()._resume(say, tracker, progress)

    async def _start(self, say: Speak, tracker: Tracker, heard: Mapping[str, Any]) -> Progress:
        progress = self.guide.begin({**heard, **_take_parked(find_plan_owner(tracker), heard)})
        say(Say(_name_beginning(heard), self.describe(heard)))
        # A day that was named but could be two: which one is asked, not "when is it?".
        day = read_when(read_words(tracker), read_local_clock()) if progress.step == "when" else None
        if isinstance(day, Say) and day.act in ("when_which", "when_past", "when_no_such_day", "when_no_such_time"):
            say(day)
            return progress
        return await self._ask(say, tracker, progress)

    def correct(self, tracker: Tracker, progress: Progress) -> tuple[Progress, Say] | None:
        answers = read_correction(read_words(tracker), progress.step or "", progress.answers, read_local_clock())
        if answers is None:
            return None
        return replace(progress, answers=answers), Say("corrected", self.describe(answers))

    def ask(self, progress: Progress) -> Say:
        choices: tuple[tuple[str, str], ...] = ()
        if progress.step == "rank":
            choices = tuple((shorten(concern, 40), concern) for concern in progress.answers["concerns"][:AT_ONCE])
        return Say(f"ask_{progress.step}", self.describe(progress.answers), choices)

    async def _go_on(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if read_intent(tracker) in FOR_THEM and progress.step in ("main", "concerns", "questions"):
            is_care = find_kind(progress.answers.get("provider") or "") in HEALTH
            say(Say("for_them" if is_care else "for_someone", self.describe(progress.answers)))
        if progress.step == "questions":
            gathered = await self._gather_questions(say, tracker, progress)
            if gathered:
                return gathered
        return await super()._go_on(say, tracker, progress)

    async def _ask(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.trail[-2:-1] == ("when",) and "date" in (progress.answers.get("when") or {}):
            say(Say("when_noted", self.describe(progress.answers)))
        return await super()._ask(say, tracker, _settle_rank(progress))

    async def _gather_questions(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress | None:
        """Ideas come only when wanted. One that is tapped goes on the list, and the question stays open for more."""
        words, asked = read_words(tracker), list(progress.answers.get("questions", ()))
        ideas = list_ideas(progress.answers.get("provider", ""), asked)
        if read_move(tracker) is Move.UNSURE:
            say(self._offer_ideas("ideas", ideas, progress))
            return progress
        if words in ideas:
            progress = replace(progress, answers={**progress.answers, "questions": [*asked, words]})
            say(self._offer_ideas("one_more", [idea for idea in ideas if idea != words], progress))
            return progress
        is_enough = read_picked(tracker) == "enough" or read_move(tracker) in (Move.NO, Move.SKIP)
        if asked and is_enough:
            return await self._ask(say, tracker, self.guide.ask_next(progress))
        if asked and words and not progress.changing:
            taken, _ = self.guide.take(progress, Move.ANSWER, words)
            more = taken.answers.get("questions", ())
            taken = replace(taken, answers={**taken.answers, "questions": list(dict.fromkeys([*asked, *more]))})
            return await self._ask(say, tracker, taken)
        return None

    def _offer_ideas(self, act: str, ideas: list[str], progress: Progress) -> Say:
        choices = tuple((idea, idea) for idea in ideas[:AT_ONCE])
        return Say(act, self.describe(progress.answers), (*choices, *offer_labels(LABELS, [pick("enough")])))

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None:
            return self.present(say, tracker, progress)
        if progress.step == WHICH:
            return await self._choose_plan(say, tracker, progress)
        return await self.serve(say, tracker, progress)

    async def _choose_plan(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        picked, move = read_picked(tracker), read_move(tracker)
        heard = self.hear(tracker)
        if picked == "new_plan" or move is Move.NO or (heard.get("provider") and not _is_same(heard, progress.answers)):
            return await self._start(say, tracker, heard)
        progress = replace(progress, step=MENU)
        if picked == "open_plan" or move is Move.YES:
            self.show(say, progress, "open")
            return self.offer_menu(say, progress)
        return await self.serve(say, tracker, progress)

    async def _ask_again(self, say: Speak, tracker: Tracker, progress: Progress) -> None:
        if progress.step in (MENU, PLACE, REWORD):
            self.offer_menu(say, progress)
        elif progress.step == WHICH:
            say(Say("which", self.describe(progress.answers)))
        else:
            await super()._ask_again(say, tracker, progress)


def _name_beginning(heard: Mapping[str, Any]) -> str:
    if heard.get("main"):
        return "heard" if heard.get("provider") or heard.get("when") else "heard_main"
    return "heard_whom" if heard.get("provider") else "begin"


def _settle_rank(progress: Progress) -> Progress:
    """The answer to "which comes first?" is no part of its own: it puts one concern first."""
    answers = dict(progress.answers)
    first = answers.pop("rank", None)
    if first is None:
        return progress
    answers["concerns"] = put_first(answers.get("concerns", ()), first)
    return replace(progress, answers=answers, passed=(*progress.passed, "rank"))


def _is_same(heard: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    return heard.get("provider", "").lower() == (kept.get("provider") or "").lower()


def find_open_plan(peer_id: str) -> Any:
    """The newest appointment plan whose day has not passed, or None."""
    now = read_local_clock()
    return next((kept for kept in list_plans(peer_id, "appointment") if not is_over(kept.body, now)), None)


def park_question(peer_id: str, question: str) -> str | None:
    """Put a question on the list of the open plan, or of the next one. Returns whom the plan is with, if any."""
    kept = find_open_plan(peer_id)
    if kept is None:
        parked = next(iter(list_plans(peer_id, "parked")), None)
        body = dict(parked.body) if parked else {}
        body["questions"] = list(dict.fromkeys([*body.get("questions", ()), question]))
        keep_plan(peer_id, "parked", body, read_local_clock(), parked.plan_id if parked else None)
        return None
    body = {**kept.body, "questions": list(dict.fromkeys([*kept.body.get("questions", ()), question]))}
    keep_plan(peer_id, "appointment", body, read_local_clock(), kept.plan_id)
    return kept.body.get("provider")


def _take_parked(peer_id: str, heard: Mapping[str, Any]) -> dict[str, Any]:
    """What earlier talks left for the next plan: parked questions, practiced lines, what was agreed last time."""
    parked = next(iter(list_plans(peer_id, "parked")), None)
    if parked is None or not any(parked.body.get(name) for name in PARKED):
        return {}
    keep_plan(peer_id, "parked", {}, read_local_clock(), parked.plan_id)
    taken = {name: [*heard.get(name, ()), *parked.body.get(name, ())] for name in PARKED}
    return {name: said for name, said in taken.items() if said}
