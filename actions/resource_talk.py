"""One turn of a search for help: what for and where, the search itself, and what is done with its results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, find_plan_owner, offer_labels, pick, read_clock
from actions.reading import (
    read_intent,
    read_move,
    read_picked,
    read_words,
)
from actions.resource_cards import SMS, make_kept, name_topic, say_part, show_cards
from actions.resource_request import find_act, find_position, load_gazetteer, read_request, store_request, understand
from bot.coaching.guide import Move
from bot.directory.places import Place
from bot.directory.requests import Refinement, Request, find_refinements, parse_place, parse_request
from bot.directory.results import Result, Results
from bot.directory.search import Search
from bot.directory.topics import load_topics
from bot.safety.outgoing import is_fit_to_show
from bot.settings import load_settings
from bot.store import resources as shelf
from bot.store.plans import keep_plan, list_plans
from bot.store.talks import note_turn

STEP_SLOT, REQUEST_SLOT = "resources_step", "resources_request"
TOPIC, WHERE, WHICH_PLACE, SHOWN = "topic", "place", "which_place", "shown"
PLACE_ASKED = 2  # times at most
# Who has this many lines that answer from anywhere is not asked where they are.
ENOUGH_LINES = 2
_ABOUT = re.compile(r"\b(?:tell me (?:more )?about|more about|choose|pick|that one|which is)\b", re.I)
_OTHER = re.compile(r"\b(?:something|somewhere) (?:else|different)\b.{0,12}$", re.I)
_ENOUGH = re.compile(
    r"^\W*(?:ok(?:ay)?,? |no,? )?(?:that.?s (?:all|it|enough)|no thanks?|nothing else|i.?m (?:good|done))\b", re.I
)
_CLOSED, _HOURS = re.compile(r"clos|shut|moved|doesn.?t exist", re.I), re.compile(r"\bhours?\b|\bopen\b", re.I)


class ResourceTalk:
    """One turn of a search."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, state: Mapping[str, Any]):
        self._dispatcher, self._tracker = dispatcher, tracker
        self._words, self._picked = read_words(tracker), read_picked(tracker)
        self._channel = tracker.get_latest_input_channel() or ""
        self._request = read_request(state)
        self._step: str = state.get("step", TOPIC)
        self._asked: int = state.get("asked", 0)
        self._shown: list[str] = list(state.get("shown", ()))  # numbered as the peer sees them
        self._seen: list[str] = list(state.get("seen", ()))
        self._chosen: int | None = state.get("chosen")
        self._is_done = False

    def events(self) -> Events:
        waiting = [goal for goal in self._tracker.get_slot("waiting_goals") or [] if goal != "find_resource"]
        if self._is_done:
            return [*close_search(), SlotSet("waiting_goals", waiting), SlotSet("ended_conversation", "resources")]
        state = {
            "request": store_request(self._request),
            "step": self._step,
            "asked": self._asked,
            "shown": self._shown,
            "seen": self._seen,
            "chosen": self._chosen,
        }
        return [
            SlotSet(REQUEST_SLOT, state),
            SlotSet("waiting_goals", waiting),
            SlotSet("requested_slot", STEP_SLOT),
        ]

    def begin(self) -> None:
        """A new search, from the words or the choice that opened it. An older one is forgotten, with its place."""
        self._step, self._asked, self._shown, self._seen, self._chosen = TOPIC, 0, [], [], None
        self._request = understand(self._tracker, Request(None))
        self._decide()

    def resume(self) -> None:
        self._say("back")
        self.ask_again()

    def ask_again(self) -> None:
        """The open question after something else was answered; under results there is none."""
        if self._step == TOPIC:
            self._say("begin")
        elif self._step == WHERE:
            self._say("ask_place")
        elif self._step == WHICH_PLACE:
            self._ask_which_place()

    def go_on(self) -> None:
        is_no = read_move(self._tracker) is Move.NO and self._step in (SHOWN, TOPIC)
        if self._picked == "done" or is_no or (_ENOUGH.search(self._words) and not self._has_news()):
            self._is_done = True
        elif self._picked == "other" or (_OTHER.search(self._words) and not self._has_news()):
            self._request, self._step, self._shown, self._seen = Request(None), TOPIC, [], []
            self._say("begin")
        elif self._step in (WHERE, WHICH_PLACE):
            self._take_place()
        elif self._step == SHOWN and self._does_something():
            return
        else:
            self._narrow()

    # What for and where.

    def _has_news(self) -> bool:
        request = parse_request(self._words, load_topics(), load_gazetteer())
        return bool(request.topic or request.place or request.refinements - {Refinement.MORE})

    def _decide(self) -> None:
        """Ask for what is missing, or search."""
        request = self._request
        if request.topic is None and not request.words:
            self._step = TOPIC
            self._say("begin")
        elif request.place is None and request.perhaps_places:
            self._ask_which_place()
        elif request.place is None and self._asked < PLACE_ASKED and self._wants_place():
            self._say("ask_place_again" if request.unknown_place else "ask_place")
            self._asked = PLACE_ASKED if not request.unknown_place else self._asked + 1
            self._step = WHERE
        else:
            self._search()

    def _wants_place(self) -> bool:
        request = self._request
        topic = load_topics().all.get(request.topic or "")
        if request.says_here or request.unknown_place:
            return True
        return topic is not None and topic.lines < ENOUGH_LINES

    def _ask_which_place(self) -> None:
        self._step = WHICH_PLACE
        buttons = [
            {"title": f"{place.name}, {place.state}", "payload": pick(f"place_{number}")}
            for number, place in enumerate(self._request.perhaps_places)
        ]
        self._say("ask_which_place", buttons=buttons)

    def _take_place(self) -> None:
        """The answer to "which town or ZIP": a place, none at all, or another wish."""
        if self._picked == "anywhere" or read_move(self._tracker) in (Move.SKIP, Move.UNSURE, Move.NO):
            self._request = replace(self._request, perhaps_places=(), unknown_place="", says_here=False)
            self._search()
            return
        number = (self._picked or "").removeprefix("place_")
        if number.isdigit() and int(number) < len(self._request.perhaps_places):
            self._set_place(self._request.perhaps_places[int(number)])
            return
        said = parse_place(self._words, load_gazetteer())
        if said.place:
            self._set_place(said.place)
        elif said.perhaps_places:
            self._request = replace(self._request, perhaps_places=said.perhaps_places)
            self._ask_which_place()
        elif self._has_news():
            self._request = understand(self._tracker, self._request)
            self._decide()
        elif self._asked <= PLACE_ASKED:
            self._asked = PLACE_ASKED + 1
            self._step = WHERE
            self._say("ask_place_again")
        else:
            self._request = replace(self._request, perhaps_places=(), unknown_place="", says_here=False)
            self._search()

    def _set_place(self, place: Place) -> None:
        self._request = replace(self._request, place=place, perhaps_places=(), unknown_place="", says_here=False)
        self._search()

    # The search.

    def _narrow(self) -> None:
        """More, closer, open now, another town, another kind of help; a name of a place while nothing is shown yet."""
        says_more = read_intent(self._tracker) == "more" and not find_refinements(self._words) - {Refinement.MORE}
        if self._picked == "more" or says_more:
            refinements = self._request.refinements | {Refinement.MORE}
            self._request = replace(self._request, refinements=refinements)
            self._search()
            return
        before = self._request
        self._request = understand(self._tracker, before)
        if self._request == before and not find_refinements(self._words) and self._step == SHOWN:
            self._say("unclear")
            return
        if self._request.place is None and self._request.unknown_place and not before.unknown_place:
            self._asked = 0
        self._decide()

    def _search(self) -> None:
        settings = load_settings()
        search = Search(shelf, load_topics(), settings.state, settings.time_zone, is_fit_to_show)
        is_more = Refinement.MORE in self._request.refinements
        results = search.search(self._request, read_clock(), self._seen if is_more else ())
        self._tell(results, is_more)
        self._step, self._chosen = SHOWN, None
        self._request = replace(self._request, refinements=self._request.refinements - {Refinement.MORE})
        offered = results.results or results.instead
        self._shown = [result.id for result in offered]
        self._seen = [*(self._seen if is_more else ()), *self._shown]
        place = self._request.place
        # Which kind of place, never which one.
        note_turn(
            searched={
                "topic": self._request.topic or "",
                "place": place.kind if place else "",
                "found": len(results.results),
            },
            resources=[result.name for result in offered],
        )

    def _tell(self, results: Results, is_more: bool) -> None:
        topic, place = name_topic(self._request.topic), self._request.place
        if results.is_empty:
            self._say("no_more" if is_more else "nothing", topic=topic)
        elif is_more:
            self._say("found_more")
        elif place:
            self._say("found", topic=topic, place=place.name)
        else:
            self._say("found_anywhere", topic=topic)
        if results.widened:
            self._say(f"widened_{results.widened}")
        if results.unmet and not results.is_empty:
            self._say("unmet", wishes=", ".join(say_part(f"why_{wish.value}") for wish in results.unmet))
        show_cards(self._dispatcher, results.results or results.instead, self._channel)
        actions = ["more", "keep", "script", "wrong"] if results.has_more else ["keep", "script", "wrong"]
        labels = offer_labels("utter_resources_choices", [pick(name) for name in actions])
        # By text the numbers stand for the services, so choices with numbers of their own would confuse.
        buttons = [{"title": label, "payload": payload} for label, payload in labels]
        self._say("what_now", buttons=[] if self._channel == SMS else buttons)

    # What is done with a result.

    def _does_something(self) -> bool:
        """Keep it, what do I say, that is wrong, or just its number. False when the message is something else."""
        act, _, number = (self._picked or "").partition("_")
        if act not in ("keep", "script", "wrong", "chosen"):
            act = find_act(self._words)
        position = int(number) - 1 if number.isdigit() else find_position(self._words, len(self._shown))
        if not act:
            if position is None or not (len(self._words.split()) <= 4 or _ABOUT.search(self._words)):
                return False
            act = "chosen"
        if position is None:
            position = self._chosen if self._chosen is not None else 0 if len(self._shown) == 1 else None
        results = self._read_shown()
        if position is None and act != "chosen":
            buttons = [
                {"title": result.name, "payload": pick(f"{act}_{place}")} for place, result in enumerate(results, 1)
            ]
            self._say(f"ask_which_{act}", buttons=buttons)
            return True
        result = next((one for one in results if position is not None and one.id == self._shown[position]), None)
        if result is None:
            self._say("gone")
            return True
        self._chosen = position
        {"keep": self._keep, "script": self._give_script, "wrong": self._report, "chosen": self._choose}[act](result)
        return True

    def _read_shown(self) -> list[Result]:
        settings = load_settings()
        search = Search(shelf, load_topics(), settings.state, settings.time_zone, is_fit_to_show)
        return search.describe(shelf.read_found(self._shown), self._request, read_clock())

    def _choose(self, result: Result) -> None:
        self._say("chosen", name=result.name)

    def _keep(self, result: Result) -> None:
        peer_id, body = find_plan_owner(self._tracker), make_kept(result)
        if any(kept.body.get("service_id") == result.service_id for kept in list_plans(peer_id, "resource")):
            self._say("kept_already", name=result.name)
            return
        keep_plan(peer_id, "resource", body, read_clock())
        self._say("kept", name=result.name)

    def _report(self, result: Result) -> None:
        reason = "closed" if _CLOSED.search(self._words) else "hours" if _HOURS.search(self._words) else "number"
        shelf.report_wrong(result.service_id, reason, read_clock())
        self._say("reported", name=result.name)

    def _give_script(self, result: Result) -> None:
        is_talk = self._request.topic in ("warmline", "peer_support", "crisis")
        if result.documents:
            self._say("script_bring", documents=", ".join(result.documents))
        self._say("script_talk" if is_talk else "script", name=result.name, topic=name_topic(self._request.topic))

    def _say(self, act: str, **values: Any) -> None:
        self._dispatcher.utter_message(response=f"utter_resources_{act}", **values)


def close_search() -> Events:
    """The search is over, and with it what was asked for and where."""
    return [SlotSet(REQUEST_SLOT, None), SlotSet("requested_slot", None)]
