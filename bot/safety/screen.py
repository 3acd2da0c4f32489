"""The screen: one plain function that reads every message, at the door and in the NLU pipeline, in every state.

Two detectors, one verdict: rules (a floor) and a classifier. The rules alone still work when the classifier is not there.
"""

from __future__ import annotations

from bot.safety.context import Context
from bot.safety.finding import PRECEDENCE, Finding, Strength
from bot.safety.rules import load_rules
from bot.safety.words import load_speller

__all__ = ["Context", "screen"]


def screen(text: str, context: Context | None = None, language: str | None = None) -> Finding | None:
    """What in this message must be answered first, or None. Never needs the network, the database or Rasa."""
    context = context or Context()
    speller = load_speller()
    words, question = speller.read(text), speller.read(context.question)
    return choose(load_rules().find_all(words, question))


def choose(findings: list[Finding]) -> Finding | None:
    """The finding to answer: what kills soonest first; a clear sign of one danger before an unclear sign of another."""

    def rank(finding: Finding) -> tuple[bool, bool, int, float]:
        return (
            not finding.is_crisis,
            finding.is_crisis and finding.strength is not Strength.CLEAR,
            PRECEDENCE.index(finding.kind),
            -finding.certainty,
        )

    return min(findings, key=rank, default=None)
