"""Rules as data: the floor under the screen that no change of the model can lower.

A rule is a set of patterns over plain words (bot/safety/words.py), with what would make it wrong (`unless`), the
question it may need before it (`asked`), and messages it must and must not match, which a test runs. The files are
data/safety/rules/*.yml. Compiled expressions, not spaCy: the console and the chores must not load TensorFlow to read
a message (docs/adr/0010).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety.finding import PRECEDENCE, Finding, Strength
from bot.safety.words import FOLDER, Words

_FIELDS = {"id", "kind", "strength", "about_self", "patterns", "unless", "asked", "must", "must_not"}
CERTAINTY = {Strength.CLEAR: 0.95, Strength.UNCLEAR: 0.6}


class RuleError(ValueError):
    """A rule in data/safety/rules cannot be used; the message names the rule and says why."""


@dataclass(frozen=True)
class Rule:
    id: str
    kind: str
    strength: Strength
    about_self: bool
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    asked: re.Pattern[str] | None
    must: tuple[str, ...]
    must_not: tuple[str, ...]

    def find(self, words: Words, question: Words) -> Finding | None:
        """A finding where this rule fits these words, said after this question."""
        if self.asked and not self.asked.search(question.text):
            return None
        found = self.pattern.search(words.text)
        if found is None or (self.unless and self.unless.search(words.text)):
            return None
        span = words.locate(found.start(), found.end())
        return Finding(self.kind, self.strength, CERTAINTY[self.strength], self.id, self.about_self, span)


class Rules:
    """All rules, in the order of precedence of what they find."""

    def __init__(self, rules: Iterable[Rule]):
        self.all = tuple(
            sorted(rules, key=lambda rule: (PRECEDENCE.index(rule.kind), rule.strength is not Strength.CLEAR))
        )

    def find_all(self, words: Words, question: Words) -> list[Finding]:
        """Every finding, the most pressing first."""
        return [finding for rule in self.all if (finding := rule.find(words, question))]


def read_rules(folder: Path) -> Rules:
    """Read every file of the folder. Raises RuleError for a rule that cannot be used or stands twice."""
    rules: dict[str, Rule] = {}
    phrases: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        phrases.update(content.get("phrases", {}))
    for path in sorted(folder.glob("*.yml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")).get("screens") or ():
            rule = _read_rule(raw, phrases)
            if rule.id in rules:
                raise RuleError(f"rule {rule.id} stands twice")
            rules[rule.id] = rule
    return Rules(rules.values())


def _read_rule(raw: Mapping[str, Any], phrases: Mapping[str, str]) -> Rule:
    name = raw.get("id", "without an id")
    if unknown := set(raw) - _FIELDS:
        raise RuleError(f"rule {name}: unknown fields {sorted(unknown)}")
    if raw.get("kind") not in PRECEDENCE:
        raise RuleError(f"rule {name}: kind must be one of {', '.join(PRECEDENCE)}")
    if not raw.get("patterns") or not raw.get("must") or not raw.get("must_not"):
        raise RuleError(f"rule {name}: patterns, must and must_not each want at least one line")
    return Rule(
        id=raw["id"],
        kind=raw["kind"],
        strength=Strength(raw["strength"]),
        about_self=raw.get("about_self", True),
        pattern=_compile(name, raw["patterns"], phrases),
        unless=_compile(name, raw["unless"], phrases) if raw.get("unless") else None,
        asked=_compile(name, raw["asked"], phrases) if raw.get("asked") else None,
        must=tuple(raw["must"]),
        must_not=tuple(raw["must_not"]),
    )


def _compile(name: str, patterns: Sequence[str], phrases: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all patterns. `<name>` stands for a phrase; whole words only."""
    try:
        filled = [_fill_phrases(pattern, phrases) for pattern in patterns]
        return re.compile("|".join(rf"(?<!\S)(?:{pattern})(?!\S)" for pattern in filled))
    except (re.error, KeyError) as error:
        raise RuleError(f"rule {name}: {error}") from error


def _fill_phrases(pattern: str, phrases: Mapping[str, str]) -> str:
    while (found := re.search(r"<([a-z_]+)>", pattern)) is not None:
        pattern = pattern.replace(found[0], f"(?:{phrases[found[1]]})")
    return pattern


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rules of this process."""
    return read_rules(FOLDER / "rules")
