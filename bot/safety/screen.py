"""The screen: one plain function that reads every message, at the door and in the NLU pipeline, in every state.

Two detectors, one verdict: rules, which are a floor, and a classifier. Where the classifier is missing or fails, the
rules still answer: a peer in danger must never depend on a file that was not built.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.encoder import EncoderError, load_encoder
from bot.safety.classifier import (
    Classifier,
    ClassifierError,
    fingerprint_examples,
    plain_for_reading,
    read_fingerprint,
    train_classifier,
)
from bot.safety.context import Context
from bot.safety.examples import read_examples
from bot.safety.finding import PRECEDENCE, Finding, Strength
from bot.safety.rules import Rules, load_rules
from bot.safety.words import FOLDER, Speller, Words, load_speller
from bot.settings import load_settings

__all__ = ["Context", "Screen", "load_screen", "prepare_screen", "screen"]

logger = logging.getLogger(__name__)

# Danger hides in one sentence of a long message: it is read whole, and again in windows of this many words.
WINDOW_WORDS = 40
STEP_WORDS = 30
SPLIT_WORDS = 8  # a message as short as this may be the second half of the one before
# A short answer to a question of an exercise ("sleep", "my breathing at night") carries little for the classifier: it
# never hears the question. Up to so many words rules alone read it; up to so many more only a strong suspicion counts.
FRAGMENT_WORDS = 2
ANSWER_WORDS = 8
STRONG_SUSPICION = 0.6
MOST_WINDOWS = 70  # what 4,000 letters can hold


def screen(text: str, context: Context | None = None, language: str | None = None) -> Finding | None:
    """What in this message must be answered first, or None. Needs no network, no database and no Rasa.

    `language` is what the peer chose. Every language is read either way: people mix them, most of all in distress.
    """
    return load_screen().read(text, context or Context())


class Screen:
    """Rules and, where there is one, a classifier with the encoder it was trained on."""

    def __init__(self, speller: Speller, rules: Rules, classifier: Classifier | None):
        self._speller = speller
        self._rules = rules
        self._classifier = classifier

    def read(self, text: str, context: Context) -> Finding | None:
        words, question = self._speller.read(text), self._speller.read(context.question)
        findings = self._rules.find_all(words, question)
        if context.heard_before and words.count <= SPLIT_WORDS:
            findings += self._read_split(context.heard_before, text, question)
        if self._classifier and not (findings and findings[0].is_crisis and findings[0].strength is Strength.CLEAR):
            suspected = self._classify(plain_for_reading(words.text))
            findings += [finding for finding in suspected if not _is_plain_answer(finding, words, context)]
        return choose(findings)

    def _read_split(self, before: str, text: str, question: Words) -> list[Finding]:
        """What two messages say together that the first did not say alone. Rules only: they know which words belong
        together.
        """
        alone = {finding.why for finding in self._rules.find_all(self._speller.read(before), question)}
        together = self._rules.find_all(self._speller.read(f"{before} {text}"), question)
        return [replace(finding, span=None) for finding in together if finding.why not in alone]

    def _classify(self, text: str) -> list[Finding]:
        try:
            windows = cut_windows(text)
            vectors = np.stack([load_encoder().encode(window) for window in windows])
            judged = self._classifier.judge_many(windows, vectors)
        except Exception:
            # The rules have spoken already; a broken model must not take the answer away with it.
            logger.exception("the safety classifier failed; rules alone read this message")
            return []
        return [finding for chances in judged if (finding := self._classifier.decide(chances))]


def _is_plain_answer(finding: Finding, words: Words, context: Context) -> bool:
    """Whether a suspicion of the classifier is too little for a short answer to an open question of an exercise."""
    if not context.is_exercise:
        return False
    if words.count <= FRAGMENT_WORDS:
        return True
    return words.count <= ANSWER_WORDS and finding.certainty < STRONG_SUSPICION


def cut_windows(text: str) -> list[str]:
    """The text, and for a long one its overlapping windows."""
    words = text.split()
    if len(words) <= WINDOW_WORDS * 1.5:
        return [text]
    starts = range(0, max(1, len(words) - WINDOW_WORDS + STEP_WORDS), STEP_WORDS)
    return [text, *(" ".join(words[start : start + WINDOW_WORDS]) for start in list(starts)[:MOST_WINDOWS])]


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


def _folder() -> Path:
    return load_settings().models / "screen"


def prepare_screen(force: bool = False) -> bool:
    """Train the classifier from the repository's sentences unless it is trained on just these. True when it was
    trained.
    """
    examples = read_examples()
    sources = [FOLDER / "spelling.yml", *(Path(__file__).parent / name for name in ("classifier.py", "words.py"))]
    fingerprint = f"{load_encoder().fingerprint} {fingerprint_examples(examples, sources)}"
    if not force and read_fingerprint(_folder()) == fingerprint:
        return False
    train_classifier(examples, load_encoder().encode_many, load_speller()).save(_folder(), fingerprint)
    load_screen.cache_clear()
    return True


@lru_cache(maxsize=1)
def load_screen() -> Screen:
    """The screen of this process; with rules alone, and an error in the log, where the classifier is not ready."""
    try:
        classifier = _load_classifier()
    except (ClassifierError, EncoderError) as error:
        logger.error("rules alone read messages: %s", error)
        classifier = None
    return Screen(load_speller(), load_rules(), classifier)


def _load_classifier() -> Classifier:
    kept = read_fingerprint(_folder())
    if kept is None:
        raise ClassifierError("the safety classifier is not built yet; `python -m bot prepare` builds it")
    if not kept.startswith(str(load_encoder().fingerprint)):
        raise ClassifierError("the safety classifier fits another encoder; `python -m bot prepare` trains it anew")
    return Classifier.load(_folder())
