"""What the peer's last message does, read from the tracker: a move, an answer, a wish of another kind."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml
from rasa_sdk import Tracker

from bot.coaching.goals import find_goals, is_request
from bot.coaching.guide import Move, asks_why
from bot.settings import ROOT

# A short message with one of these intents is a move; a longer one is an answer that happens to sound like it.
_MOVES = {move.value: move for move in Move if move not in (Move.ANSWER, Move.WHY)}
_MOVE_WORDS = 8
_START_OVER = re.compile(
    r"^\W*(?:please |can we |lets |let's |i want to )?(?:start|begin) (?:it |this )?(?:over|again|new)\W*$", re.I
)
_THUMBS = {"👍": Move.YES, "👌": Move.YES, "✅": Move.YES, "👎": Move.NO, "❌": Move.NO, "🤷": Move.UNSURE}
# A wish of another kind must be this likely before it is offered in the middle of a conversation.
_OTHER_GOAL_CONFIDENCE = 0.5
_SURE_CONFIDENCE = 0.85  # the same without a telling word
GOALS = frozenset(
    (  # noqa: SIM905
        "state_needs prepare_appointment practice_conversation debrief_appointment "
        "find_resource know_rights share_feeling share_win set_goal set_reminder"
    ).split()
)


def read_move(tracker: Tracker) -> Move:
    """What the peer's last message does with the open question."""
    message = tracker.latest_message
    text = message.get("text") or ""
    if asks_why(text):
        return Move.WHY
    for sign, thumb in _THUMBS.items():
        if sign in text and not any(char.isalnum() for char in text):
            return thumb
    move = _MOVES.get(read_intent(tracker))
    if move is None or (not text.startswith("/") and len(text.split()) > _MOVE_WORDS):
        return Move.ANSWER
    return move


def read_intent(tracker: Tracker) -> str:
    """The intent of the last message."""
    return (tracker.latest_message.get("intent") or {}).get("name") or ""


def read_confidence(tracker: Tracker) -> float:
    """How sure the reading of the last message is."""
    return (tracker.latest_message.get("intent") or {}).get("confidence") or 0.0


def read_words(tracker: Tracker) -> str:
    """The peer's last message: typed, or the words that a tapped answer stands for; "" for a tapped `/intent`."""
    text = tracker.latest_message.get("text") or ""
    return (find_entity(tracker, "said") or "") if text.startswith("/") else text.strip()


def read_picked(tracker: Tracker) -> str | None:
    """Which of our own choices was tapped (`/inform{"picked": ...}`), or None."""
    text = tracker.latest_message.get("text") or ""
    return find_entity(tracker, "picked") if text.startswith("/") else None


def is_start_over(tracker: Tracker) -> bool:
    """Whether the peer asks to begin this conversation anew."""
    return read_picked(tracker) == "start_over" or bool(_START_OVER.match(read_words(tracker)))


def has_digressed(tracker: Tracker, form: str) -> bool:
    """Whether something else answered the last message already, so that the form only takes up its thread again."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") != form:
            return True
    return False


def has_just_begun(tracker: Tracker, form: str) -> bool:
    """Whether this very message opened (or re-opened) the form."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "active_loop" and event.get("name") == form:
            return True
    return False


def is_interrupted(tracker: Tracker, form: str) -> bool:
    """Whether the last message is no answer to this open form: danger, a boundary, a way out, a question about us."""
    if has_just_begun(tracker, form) or has_digressed(tracker, form):
        return False
    return read_intent(tracker) in read_interruptions(form)


@lru_cache
def read_interruptions(form: str) -> frozenset[str]:
    """The intents that interrupt this form, from the one place that names them: `ignored_intents` in domain.yml."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return frozenset(domain["forms"][form].get("ignored_intents", ()))


def find_entity(tracker: Tracker, kind: str) -> str | None:
    """The first entity of this kind in the last message, in the peer's words."""
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") == kind:
            return entity.get("text") or entity.get("value")
    return None


def find_role_words(tracker: Tracker) -> str | None:
    """How the last message calls somebody, where only the server's own lists knew them (misspelled, rare)."""
    text = tracker.latest_message.get("text") or ""
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") == "provider_role" and entity.get("end"):
            words = text[entity["start"] : entity["end"]]
            return words if words.lower().startswith(("my ", "the ", "our ")) else f"my {words}"
    return None


def find_other_goal(
    tracker: Tracker, own: str, is_choice: bool, must_be_plain: bool = False
) -> tuple[str, bool] | None:
    """Another conversation's wish: which, and whether it was chosen outright. None when the words are an answer.

    `is_choice`: we have just asked whether the other thing comes first, so "yes" takes it up.
    `must_be_plain`: only telling words count.
    """
    text = tracker.latest_message.get("text") or ""
    intent = read_intent(tracker)
    if text.startswith("/") and intent != "affirm":
        return (intent, True) if intent in GOALS and intent != own else None
    if is_choice and intent == "affirm":
        asked = tracker.get_slot("waiting_goals") or []
        return (asked[-1], True) if asked else None
    confidence = read_confidence(tracker)
    if intent not in GOALS or intent in (own, "share_win", "share_feeling") or not is_request(text):
        return None
    is_asked = confidence >= _OTHER_GOAL_CONFIDENCE and intent in find_goals(text)
    if is_asked or (
        not must_be_plain and confidence >= _SURE_CONFIDENCE and text.endswith("?") and intent != "state_needs"
    ):
        return intent, False
    return None


def find_second_goals(tracker: Tracker, own: str) -> list[str] | None:
    """The wishes to come back to, with those of this message and without the one that is open; None if unchanged."""
    kept = list(tracker.get_slot("waiting_goals") or [])
    wishes = [goal for goal in kept if goal != own]
    for goal in find_goals(read_words(tracker)):
        if goal in GOALS and goal != own and goal not in wishes:
            wishes.append(goal)
    return wishes if wishes != kept else None
