from __future__ import annotations

import pytest

from bot.safety.rules import Rule, RuleError, load_rules, read_rules
from bot.safety.words import load_speller

RULES = load_rules().all
NOTHING = load_speller().read("")


def _cases(name: str) -> list:
    return [pytest.param(rule, text, id=f"{rule.id}: {text[:40]}") for rule in RULES for text in getattr(rule, name)]


@pytest.mark.parametrize(("rule", "text"), _cases("must"))
def test_rule_finds_what_it_must(rule: Rule, text: str):
    question, _, said = text.rpartition(" >> ")
    assert rule.find(load_speller().read(said), load_speller().read(question)), load_speller().read(said).text


@pytest.mark.parametrize(("rule", "text"), _cases("must_not"))
def test_rule_leaves_alone_what_it_must(rule: Rule, text: str):
    question, _, said = text.rpartition(" >> ")
    assert rule.find(load_speller().read(said), load_speller().read(question)) is None


def test_every_danger_has_rules_in_english_and_spanish():
    for kind in ("crisis_suicide", "crisis_harm_others", "crisis_abuse", "medical_emergency"):
        ids = [rule.id for rule in RULES if rule.kind == kind]
        assert any(name.endswith("-spanish") for name in ids)
        assert any(not name.endswith("-spanish") for name in ids)


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("{id: a, kind: crisis_nothing, strength: clear, patterns: [x], must: [x], must_not: [y]}", "kind"),
        ("{id: a, kind: crisis_abuse, strength: clear, patterns: [x]}", "must"),
        ("{id: a, kind: crisis_abuse, strength: clear, patterns: ['('], must: [x], must_not: [y]}", "rule a"),
        ("{id: a, kind: crisis_abuse, strength: clear, patterns: [<nowhere>], must: [x], must_not: [y]}", "nowhere"),
        (
            "{id: a, kind: crisis_abuse, strength: clear, patern: [x], patterns: [x], must: [x], must_not: [y]}",
            "patern",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(tmp_path, rule, complaint):
    (tmp_path / "bad.yml").write_text(f"screens: [{rule}]")
    with pytest.raises(RuleError, match=complaint):
        read_rules(tmp_path)


def test_the_same_rule_twice_is_an_error(tmp_path):
    rule = "{id: a, kind: crisis_abuse, strength: clear, patterns: [x], must: [x], must_not: [y]}"
    (tmp_path / "bad.yml").write_text(f"screens: [{rule}, {rule}]")
    with pytest.raises(RuleError, match="twice"):
        read_rules(tmp_path)
