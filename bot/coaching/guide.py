"""One guided conversation: steps that a peer can answer, skip, leave, return to and change, one question a turn.

A guide says *what* is to be said (`Say`: the name of an act and its values); the wording lives in data/responses/.
All conversations that ask more than one thing are guides, so going back and "why do you ask?" work alike everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

Answers = Mapping[str, Any]

_WHY = re.compile(
    r"^\s*(?:but |and |ok |wait )*why\b"
    r"(?:.{0,40}\b(?:ask|asking|want to know|need to know|matter)\b.{0,20}|\s*)\??\s*$",
    re.I,
)


def asks_why(text: str) -> bool:
    """Whether the peer asks why they are asked."""
    return bool(_WHY.match(text))


class Move(str, Enum):
    """What the peer does with the question that is open."""

    ANSWER = "answer"
    SKIP = "skip"
    BACK = "go_back"
    REPEAT = "repeat"
    UNSURE = "dont_know"
    WHY = "why"
    YES = "affirm"
    NO = "deny"


@dataclass(frozen=True)
class Say:
    """One thing to say: response `utter_<conversation>_<act>` with `values` filled in.

    `choices` are (label, what tapping says) in the peer's own words; labels of ours stand with the response.
    """

    act: str
    values: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One question. `read` turns the peer's words into the answer, or returns a Say that explains what did not fit."""

    name: str
    optional: bool = False
    read: Callable[[str, Answers], Any] | None = None
    wanted: Callable[[Answers], bool] | None = None  # asked only if true of the answers so far
    takes_yes_no: bool = False  # yes and no are answers here; elsewhere "no" leaves the question out


@dataclass(frozen=True)
class Progress:
    """Where a peer is in a guide. Plain data: it is kept in a slot between turns."""

    step: str | None  # the open question; None when all is asked
    answers: dict[str, Any] = field(default_factory=dict)
    passed: tuple[str, ...] = ()  # steps that were left out, so that they are not asked again
    trail: tuple[str, ...] = ()  # steps asked so far, for going back
    changing: bool = False  # one part is being changed; afterwards straight to the end

    def as_stored(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "answers": self.answers,
            "passed": list(self.passed),
            "trail": list(self.trail),
            "changing": self.changing,
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Progress:
        return cls(
            stored["step"], dict(stored["answers"]), tuple(stored["passed"]), tuple(stored["trail"]), stored["changing"]
        )


class Guide:
    """The steps of one conversation and how a peer moves through them."""

    def __init__(self, steps: Sequence[Step]):
        self.steps = tuple(steps)
        self._by_name = {step.name: step for step in steps}

    def begin(self, heard: Answers) -> Progress:
        """Start with what the peer's first words already told; nothing known is asked again."""
        return self.ask_next(Progress(None, {name: value for name, value in heard.items() if value}))

    def ask_next(self, progress: Progress) -> Progress:
        """The same answers, with the next unanswered question open (or none)."""
        for step in self.steps:
            if step.name in progress.answers or step.name in progress.passed:
                continue
            if step.wanted is None or step.wanted(progress.answers):
                return replace(progress, step=step.name, trail=(*progress.trail, step.name), changing=False)
        return replace(progress, step=None, changing=False)

    def take(self, progress: Progress, move: Move, text: str) -> tuple[Progress, list[Say]]:
        """One move of the peer on the open question. Returns the new progress and what to say before the next question.

        The caller asks the question that is open afterwards (act `ask_<step>`), unless the last Say took its place.
        """
        if progress.step is None:
            raise ValueError("no question is open")
        step = self._by_name[progress.step]
        if not step.takes_yes_no:  # an open question: "no" leaves it out, "yes" is not an answer yet
            move = {Move.NO: Move.SKIP, Move.YES: Move.REPEAT}.get(move, move)
        if move is Move.SKIP:
            return self._close(progress, step.name, None), [Say("skipped")]
        if move is Move.BACK:
            return self._go_back(progress)
        if move is Move.REPEAT:
            return progress, [Say(f"simply_{step.name}")]
        if move is Move.UNSURE:
            return progress, [Say(f"examples_{step.name}")]
        if move is Move.WHY:
            return progress, [Say(f"why_{step.name}")]
        answer = step.read(text, progress.answers) if step.read else text.strip()
        if isinstance(answer, Say):
            return progress, [answer]
        return self._close(progress, step.name, answer), []

    def change(self, progress: Progress, step: str) -> Progress:
        """Open one answered or passed step again; what was said there is kept until it is answered anew."""
        if step not in self._by_name:
            raise KeyError(step)
        passed = tuple(name for name in progress.passed if name != step)
        return replace(progress, step=step, passed=passed, trail=(*progress.trail, step), changing=True)

    def _close(self, progress: Progress, name: str, answer: Any) -> Progress:
        answers = dict(progress.answers)
        passed = progress.passed
        if answer is None:
            answers.pop(name, None)
            passed = (*passed, name)
        else:
            answers[name] = answer
        closed = replace(progress, step=None, answers=answers, passed=passed)
        return self.ask_next(closed)

    def _go_back(self, progress: Progress) -> tuple[Progress, list[Say]]:
        trail = progress.trail[:-1]
        if not trail:
            return progress, [Say("first_already")]
        previous = trail[-1]
        passed = tuple(name for name in progress.passed if name != previous)
        earlier = replace(progress, step=previous, passed=passed, trail=trail)
        if previous in progress.answers:
            return earlier, [Say("went_back", {"earlier": progress.answers[previous]})]
        return earlier, []
