"""Looking back at a meeting, choosing a small step, telling a win."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, GuidedForm, Speak, close_form, find_plan_owner, read_local_clock
from actions.reading import has_just_begun, read_move, read_picked, read_words
from bot.coaching import debrief, steps
from bot.coaching.guide import Guide, Move, Progress, Say, Step
from bot.coaching.providers import address
from bot.coaching.speech import shorten, tidy
from bot.store.plans import keep_plan, list_plans

WAYS, NOTE = "ways", "note"


class ValidateDebriefForm(GuidedForm):
    """Feelings first, then facts, then the peer's choice of what comes next."""

    conversation = "debrief"
    intent = "debrief_appointment"
    guide = debrief.GUIDE

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        heard = debrief.hear_debrief(read_words(tracker))
        plans = list_plans(find_plan_owner(tracker), "appointment")
        about = next((kept.body for kept in plans if _is_about(kept.body, heard)), None)
        if about:
            heard = {**{name: about[name] for name in ("provider", "main") if about.get(name)}, **heard}
        return heard

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "provider": address(answers.get("provider") or "") or "them",
            "main": answers.get("main") or "",
            "feeling": shorten(answers.get("feeling") or "", 80),
        }

    async def _begin(self, say: Speak, tracker: Tracker) -> Progress:
        heard = self.hear(tracker)
        progress = self.guide.begin(heard)
        told = bool(heard.get("happened"))
        rough = debrief.is_rough(heard)
        say(Say("begin_rough" if told and rough else "begin_told" if told else "begin", self.describe(heard)))
        return await self._ask(say, tracker, progress)

    def ask(self, progress: Progress) -> Say:
        if progress.step == "heard" and progress.answers.get("main"):
            return Say("ask_heard_main", self.describe(progress.answers))
        return super().ask(progress)

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.step is None:
            rough = debrief.is_rough(progress.answers)
            progress = self._keep(tracker, progress)
            say(Say("heard_all_rough" if rough else "heard_all", self.describe(progress.answers)))
            say(Say("ask_ways_rough" if rough else "ask_ways"))
            return replace(progress, step=WAYS)
        return self._choose(say, tracker, progress)

    def _keep(self, tracker: Tracker, progress: Progress) -> Progress:
        answers = {name: said for name, said in progress.answers.items() if name != "plan_id"}
        peer_id = find_plan_owner(tracker)
        kept = keep_plan(peer_id, "debrief", answers, read_local_clock(), progress.answers.get("plan_id"))
        if answers.get("promised"):
            leave_for_next_plan(peer_id, "agreed", answers["promised"])
        return replace(progress, answers={**answers, "plan_id": kept.plan_id})

    def _choose(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        picked, move, words = read_picked(tracker), read_move(tracker), read_words(tracker).lower()
        if picked == "note" or "note" in words or "letter" in words:
            note = debrief.write_note(progress.answers, progress.answers.get("main"))
            progress = self._keep(tracker, replace(progress, answers={**progress.answers, "note": note}))
            say(Say("note", {"note": note}))
            say(Say("ask_ways_on"))
            return progress
        if picked == "complain" or any(
            word in words for word in ("complain", "appeal", "someone else", "other worker")
        ):
            say(Say("complain"))
            return progress
        if picked == "more_ways":
            say(Say("ask_ways_more"))
            return progress
        if picked == "done" or move in (Move.NO, Move.SKIP, Move.YES):
            say(Say("kept"))
            return close_form(progress)
        if not words:
            say(Say("ask_ways"))
            return progress
        progress = self._keep(
            tracker, replace(progress, answers={**progress.answers, "next": tidy(read_words(tracker))})
        )
        say(Say("next_kept", {"next": progress.answers["next"]}))
        return close_form(progress)

    async def _ask_again(self, say: Speak, tracker: Tracker, progress: Progress) -> None:
        if progress.step == WAYS:
            say(Say("ask_ways_rough" if debrief.is_rough(progress.answers) else "ask_ways"))
        else:
            await super()._ask_again(say, tracker, progress)


def _is_about(body: Mapping[str, Any], heard: Mapping[str, Any]) -> bool:
    """Whether the plan is for the meeting that is told of: the same person, or no person was named."""
    named = heard.get("provider")
    return not named or named.lower() == (body.get("provider") or "").lower()


def leave_for_next_plan(peer_id: str, name: str, points: list[str]) -> None:
    """Points that the next plan begins with."""
    parked = next(iter(list_plans(peer_id, "parked")), None)
    body = dict(parked.body) if parked else {}
    body[name] = list(dict.fromkeys([*body.get(name, ()), *points]))
    keep_plan(peer_id, "parked", body, read_local_clock(), parked.plan_id if parked else None)


class ValidateGoalForm(GuidedForm):
    """What, when, how sure, smaller, and whether to ask about it later."""

    conversation = "goal"
    intent = "set_goal"
    guide = steps.GUIDE

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        return steps.hear_step(read_words(tracker))

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "step": answers.get("step") or "",
            "when": answers.get("when") or "",
            "smaller": answers.get("smaller") or "",
        }

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        answers = dict(progress.answers)
        now = read_local_clock()
        answers["asks_back"] = not str(answers.get("check_in", "no")).lower().startswith("n")
        answers["made_on"] = now.date().isoformat()
        if answers.get("when") and (day := steps.read_day(answers["when"], now)):
            answers["day"] = day
        if not answers.get("step"):
            say(Say("nothing_kept"))
            return close_form(progress)
        keep_plan(find_plan_owner(tracker), "step", answers, now)
        say(
            Say(
                "kept_smaller" if answers.get("smaller") else "kept_when" if answers.get("when") else "kept",
                self.describe(answers),
            )
        )
        return close_form(progress)


class ValidateWinForm(GuidedForm):
    """What went right, and what helped: both are kept, in the peer's words."""

    conversation = "win"
    intent = "share_win"
    stays_open = False
    guide = Guide([Step("win"), Step("helped", optional=True)])

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if has_just_begun(tracker, "win_form") and debrief.is_rough({"feeling": read_words(tracker)}):
            return [SlotSet("requested_slot", None), FollowupAction("debrief_form")]  # not good news after all
        return await super().run(dispatcher, tracker, domain)

    def hear(self, tracker: Tracker) -> Mapping[str, Any]:
        words = read_words(tracker)
        return {"win": tidy(words)} if len(words.split()) >= 3 else {}

    def describe(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {"win": shorten(answers.get("win") or "", 120)}

    async def finish(self, say: Speak, tracker: Tracker, progress: Progress) -> Progress:
        if progress.answers.get("win"):
            keep_plan(find_plan_owner(tracker), "win", dict(progress.answers), read_local_clock())
            say(Say("kept", self.describe(progress.answers)))
        else:
            say(Say("nothing_kept"))
        return close_form(progress)


def close_step(peer_id: str, outcome: str) -> dict[str, Any] | None:
    """Write down how the step went that we asked about; None when there is none."""
    kept = find_due_step(peer_id)
    if kept is None:
        return None
    keep_plan(peer_id, "step", {**kept.body, "outcome": outcome}, read_local_clock(), kept.plan_id)
    return kept.body


def find_due_step(peer_id: str) -> Any:
    """The step to ask about, or None."""
    kept = list_plans(peer_id, "step")
    place = steps.find_due([one.body for one in kept], read_local_clock())
    return None if place is None else kept[place]
