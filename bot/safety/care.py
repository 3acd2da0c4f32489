"""What the bot does once danger was noticed: a conversation, one step at a time, that the peer can leave at any
moment.

Each step is one reviewed text (`utter_care_<step>`), and each answer leads to another step; no text is said twice as
long as another one fits. Crises end only by the peer's own word. Knows no Rasa and no text: actions/care.py says what
is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from bot.safety.finding import Finding, Strength


class Reply(str, Enum):
    """What a peer does with the question that is open."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    DANGER = "danger"  # a plan with intent, means at hand, something already begun
    DENIES = "denies"  # "I am not suicidal"
    MISREAD = "misread"  # "you misunderstood, it is a saying"
    SOMEONE_ELSE = "someone_else"
    NOT_NOW = "not_now"
    ANGRY = "angry"
    DONT_CALL = "dont_call"
    POLICE = "police"
    COST = "cost"
    PAST = "past"
    ALOUD = "aloud"
    HARD = "hard"  # "something makes it hard to call"
    WHAT_HAPPENS = "what_happens"
    TELL_SOMEONE = "tell_someone"
    SPECIALIST = "specialist"
    CHILD = "child"
    ADULT = "adult"
    PARTNER = "partner"
    TALK = "talk"
    BACK = "back"  # back to what we were doing
    LEAVE = "leave"  # asks for something else that the bot does
    OTHER = "other"


SHORT = {
    "crisis_suicide": "suicide",
    "crisis_harm_others": "harm",
    "crisis_abuse": "abuse",
    "medical_emergency": "emergency",
    "ask_medical_advice": "medical",
    "ask_legal_advice": "legal",
}
CAN_TURN_URGENT = frozenset({"suicide", "harm", "abuse"})  # an emergency is urgent from the start
BOUNDARIES = frozenset({"medical", "legal"})
YES, NO, UNSURE, OTHER = Reply.YES, Reply.NO, Reply.UNSURE, Reply.OTHER

# step -> answer -> next step. What is not named here goes by the answers that mean the same at every step (below).
STEPS: Mapping[str, Mapping[Reply, str]] = {
    "suicide_clear": {YES: "suicide_danger", NO: "suicide_plan", UNSURE: "suicide_plan", OTHER: "suicide_more"},
    "suicide_more": {YES: "suicide_danger", NO: "suicide_plan", UNSURE: "suicide_plan"},
    "suicide_plan": {YES: "suicide_danger", NO: "suicide_today", UNSURE: "suicide_today", OTHER: "suicide_today"},
    "suicide_danger": {YES: "suicide_with_someone", NO: "suicide_alone", OTHER: "suicide_with_someone"},
    "suicide_with_someone": {YES: "barriers", NO: "stay"},
    "suicide_alone": {YES: "line_text", NO: "barriers"},
    "suicide_today": {YES: "stay", NO: "not_now"},
    "suicide_check": {YES: "suicide_said", NO: "suicide_believe", UNSURE: "suicide_said", OTHER: "suicide_check_more"},
    "suicide_check_more": {YES: "suicide_said", NO: "suicide_believe", UNSURE: "suicide_said"},
    "suicide_said": {YES: "suicide_danger", NO: "suicide_plan", UNSURE: "suicide_plan", OTHER: "suicide_more"},
    "suicide_believe": {YES: "suicide_said", NO: "believed", UNSURE: "suicide_said", OTHER: "believed"},
    "suicide_other": {YES: "suicide_other_danger", NO: "suicide_other_ask", UNSURE: "suicide_other_ask"},
    "suicide_other_danger": {YES: "suicide_other_ask", NO: "suicide_other_far"},
    "harm_clear": {YES: "harm_danger", NO: "harm_space", UNSURE: "harm_danger", OTHER: "harm_space"},
    "harm_danger": {YES: "harm_space", NO: "suicide_alone"},
    "harm_check": {YES: "harm_said", NO: "harm_believe", UNSURE: "harm_said"},
    "harm_said": {YES: "harm_danger", NO: "harm_space", UNSURE: "harm_danger", OTHER: "harm_space"},
    "harm_believe": {YES: "harm_said", NO: "believed", OTHER: "believed"},
    "harm_other": {YES: "harm_other_danger", NO: "harm_other_later", UNSURE: "harm_other_danger"},
    "abuse_clear": {YES: "abuse_who", NO: "abuse_not_safe", UNSURE: "abuse_not_safe", OTHER: "abuse_who"},
    "abuse_not_safe": {YES: "abuse_who"},
    "abuse_who": {OTHER: "abuse_partner"},
    "abuse_check": {YES: "abuse_said", NO: "abuse_believe", UNSURE: "abuse_said", OTHER: "abuse_said"},
    "abuse_said": {YES: "abuse_who", NO: "abuse_not_safe", UNSURE: "abuse_not_safe", OTHER: "abuse_who"},
    "abuse_danger": {YES: "abuse_who", NO: "abuse_not_safe", UNSURE: "abuse_not_safe"},
    "danger_still": {YES: "suicide_with_someone", NO: "suicide_alone"},
    "abuse_believe": {YES: "abuse_said", NO: "believed", OTHER: "believed"},
    "abuse_other": {YES: "abuse_other_danger", NO: "abuse_who", UNSURE: "abuse_who"},
    "emergency_clear": {YES: "emergency_calling", NO: "emergency_cannot_call", UNSURE: "emergency_cannot_call"},
    "emergency_check": {
        YES: "emergency_said",
        NO: "emergency_not_now",
        UNSURE: "emergency_said",
        OTHER: "emergency_said",
    },
    "emergency_said": {YES: "emergency_calling", NO: "emergency_cannot_call", UNSURE: "emergency_cannot_call"},
    "emergency_cannot_call": {YES: "emergency_calling"},
    "emergency_not_now": {YES: "tell_provider"},
    "barriers": {OTHER: "barrier_other"},
    "barrier_police": {YES: "line_text", NO: "one_person"},
    "barrier_cost": {YES: "line_text", NO: "one_person"},
    "barrier_past": {YES: "line_text", NO: "one_person"},
    "barrier_aloud": {YES: "line_text", NO: "one_person"},
    "barrier_other": {YES: "line_text", NO: "one_person"},
    "dont_call": {YES: "one_person", NO: "stay"},
    "one_person": {YES: "tell_someone", NO: "stay"},
    "first": {YES: "stay", NO: "barriers"},
}

# Answers that mean the same at every step of a crisis.
ANYWHERE: Mapping[Reply, str] = {
    Reply.NOT_NOW: "not_now",
    Reply.ANGRY: "angry",
    Reply.DONT_CALL: "dont_call",
    Reply.POLICE: "barrier_police",
    Reply.COST: "barrier_cost",
    Reply.PAST: "barrier_past",
    Reply.ALOUD: "barrier_aloud",
    Reply.HARD: "barriers",
    Reply.WHAT_HAPPENS: "line_what",
    Reply.TELL_SOMEONE: "tell_someone",
    Reply.SPECIALIST: "specialist",
}
ABUSE_ABOUT: Mapping[Reply, str] = {
    Reply.CHILD: "abuse_child",
    Reply.ADULT: "abuse_adult",
    Reply.PARTNER: "abuse_partner",
    Reply.YES: "abuse_partner",
}
# In an order, so that words vary by step and never by chance.
STAYING = ("stay", "stay_again", "stay_on", "stay_longer")
# A peer at one of these has heard what there is, or has answered: leaving is theirs.
OPEN_TO_LEAVE = frozenset(
    {
        *STAYING,
        "first",
        "believed",
        "not_now",
        "line_text",
        "line_what",
        "tell_someone",
        "suicide_today",
        "suicide_other_ask",
    }
    | {
        "suicide_other_far",
        "harm_space",
        "harm_other_later",
        "abuse_partner",
        "abuse_child",
        "abuse_adult",
        "abuse_not_safe",
    }
    | {"emergency_calling", "emergency_not_now", "specialist", "dont_call", "one_person", "tell_provider"}
)


@dataclass(frozen=True)
class Care:
    """Where an episode stands. Plain data: it is kept in a slot between turns."""

    kind: str  # short name: suicide, harm, abuse, emergency, medical, legal
    step: str
    said: tuple[str, ...] = ()
    interrupted: str | None = None  # the form the peer was in
    question: str = ""  # the peer's words, where they may be kept for their provider

    @property
    def is_boundary(self) -> bool:
        return self.kind in BOUNDARIES

    def as_stored(self) -> dict[str, Any]:
        return asdict(self) | {"said": list(self.said)}

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Care:
        return cls(**{**stored, "said": tuple(stored["said"])})


class Ending(str, Enum):
    """How an episode ends."""

    BACK = "back"  # take up what was interrupted
    LEAVE = "leave"  # the peer asked for something else: let it be answered
    KEEP_QUESTION = "keep_question"  # keep the peer's question, then take up what was interrupted


@dataclass(frozen=True)
class Turn:
    """What to say (response keys without `utter_care_`), where the episode then stands, and whether it ended."""

    say: tuple[str, ...]
    care: Care
    ending: Ending | None = None


def open_care(finding: Finding, interrupted: str | None, words: str, reply: Reply = Reply.OTHER) -> Turn:
    """The first answer to a finding. `reply` tells whether the words already speak of danger now."""
    kind = SHORT[finding.kind]
    care = Care(kind, "", (), interrupted, words if kind in BOUNDARIES else "")
    return _enter(care, _choose_opening(kind, finding, reply))


def _choose_opening(kind: str, finding: Finding, reply: Reply) -> str:
    if kind in BOUNDARIES:
        return kind
    if finding.strength is Strength.UNCLEAR:
        return f"{kind}_check"
    if not finding.about_self and kind != "emergency":
        return f"{kind}_other"
    if reply is Reply.DANGER and kind in CAN_TURN_URGENT:
        return f"{kind}_danger"
    return f"{kind}_clear"


def go_on(care: Care, reply: Reply, finding: Finding | None = None) -> Turn:
    """The next turn of an open episode. `finding` is what the screen found in this very message."""
    if finding and finding.is_crisis and reply not in (Reply.DENIES, Reply.MISREAD):
        worse = _go_on_after_finding(care, finding, reply)
        if worse:
            return worse
    if care.is_boundary:
        return _settle_boundary(care, reply)
    if finding and not finding.is_crisis:
        return _enter(care, f"{SHORT[finding.kind]}_in_crisis")
    if reply is Reply.BACK:
        return Turn(("back",), care, Ending.BACK)
    if reply is Reply.MISREAD:
        return Turn((f"{care.kind}_misread",), care, Ending.BACK)
    if reply is Reply.LEAVE:
        return Turn((), care, Ending.LEAVE) if care.step in OPEN_TO_LEAVE else _enter(care, "first")
    return _enter(care, _choose_next(care, reply))


def _choose_next(care: Care, reply: Reply) -> str:
    if reply is Reply.DANGER and care.kind in CAN_TURN_URGENT:
        return f"{care.kind}_danger" if f"{care.kind}_danger" not in care.said else "danger_still"
    if reply is Reply.DENIES:
        return "emergency_not_now" if care.kind == "emergency" else f"{care.kind}_believe"
    if reply is Reply.SOMEONE_ELSE and care.kind != "emergency":
        return f"{care.kind}_other"
    if care.step == "abuse_who" and reply in ABUSE_ABOUT:
        return ABUSE_ABOUT[reply]
    here = STEPS.get(care.step, {})
    if reply in here:
        return here[reply]
    if reply in ANYWHERE:
        return _fit_kind(care.kind, ANYWHERE[reply])
    return here.get(OTHER, STAYING[0])


def _fit_kind(kind: str, step: str) -> str:
    """Abuse and emergencies have their own lines: what is said of 988 does not fit them."""
    if kind == "emergency" and step.startswith(("barrier", "dont_call")):
        return "emergency_cannot_call"
    if kind == "abuse" and step.startswith(("barrier", "line", "dont_call")):
        return "abuse_barriers"
    return "abuse_tell_someone" if (kind, step) == ("abuse", "tell_someone") else step


def _go_on_after_finding(care: Care, finding: Finding, reply: Reply) -> Turn | None:
    """A new danger opens its own answer; a clearer sign of the same one is not asked again. None when nothing got
    worse.
    """
    kind = SHORT[finding.kind]
    # Words that plainly answer the open question do not switch the talk on the classifier's word alone.
    if kind != care.kind and (finding.why != "classifier" or reply in _MAY_SWITCH or care.is_boundary):
        opened = open_care(finding, care.interrupted, "", reply)
        first, said = opened.care.step, care.said
        return _enter(replace(care, kind=kind, said=said, question=""), first)
    if reply is Reply.DANGER:
        return _enter(care, _choose_next(care, reply))
    if finding.strength is Strength.CLEAR and f"{kind}_check" in care.said and not _has_heard_lines(care):
        return _enter(care, f"{kind}_said")
    return None


_MAY_SWITCH = frozenset({Reply.OTHER, Reply.DANGER, Reply.LEAVE, Reply.UNSURE})


def _has_heard_lines(care: Care) -> bool:
    return any(step.endswith(("_clear", "_said", "_danger")) for step in care.said)


def _settle_boundary(care: Care, reply: Reply) -> Turn:
    if reply is Reply.YES:
        return Turn((f"{care.kind}_kept",), care, Ending.KEEP_QUESTION)
    if reply is Reply.LEAVE:
        return Turn((), care, Ending.LEAVE)
    return Turn((f"{care.kind}_left",), care, Ending.BACK)


def _enter(care: Care, step: str) -> Turn:
    """Go to a step; to one that was said already only when nothing new is left to say."""
    if step in care.said and step != "danger_still":
        step = next((other for other in STAYING if other not in care.said), STAYING[len(care.said) % 2 + 2])
    return Turn((step,), replace(care, step=step, said=(*care.said, step)))
