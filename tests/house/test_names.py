"""What is named in one place exists in the other: responses, actions, stems, settings, forms."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.content.responses import load_responses
from bot.settings import ROOT

STEMS = {
    "care",
    "needs",
    "appointment",
    "practice",
    "debrief",
    "plan",
    "resources",
    "rights",
    "listening",
    "account",
    "moving",
}
ALSO_TEXTS = {"sms", "welcome"}  # texts of a channel, not of a conversation
SAFETY_AND_STOP = {
    "crisis_suicide",
    "crisis_harm_others",
    "crisis_abuse",
    "medical_emergency",
    "ask_medical_advice",
    "cancel",
    "opt_out",
}
READS_ALL_ITSELF = {"care_form"}  # the talk about danger: it is what the others are interrupted for


@pytest.fixture(scope="module")
def domain() -> dict:
    return yaml.safe_load((ROOT / "domain.yml").read_text())


def find_said_keys(source: str) -> set[str]:
    """Whole keys; one that ends with "_" is the beginning of several, `utter_action` is a field of Rasa's."""
    return set(re.findall(r"[\"'](utter_[a-z0-9_]*[a-z0-9])[\"']", source)) - {"utter_action"}


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "actions").glob("*.py")), *sorted((ROOT / "bot").rglob("*.py"))], ids=lambda p: p.name
)
def test_every_response_named_in_code_exists(path):
    assert find_said_keys(path.read_text()) <= set(load_responses().keys())


def test_every_response_named_in_stories_exists():
    for path in (ROOT / "data" / "stories").glob("*.yml"):
        assert set(re.findall(r"action: (utter_\w+)", path.read_text())) <= set(load_responses().keys()), path.name


def test_every_file_of_data_has_the_stem_of_a_conversation():
    for folder in ("nlu", "stories"):
        assert {path.stem for path in (ROOT / "data" / folder).glob("*.yml")} <= STEMS
    assert {path.stem for path in (ROOT / "data" / "responses").glob("*.yml")} <= STEMS | ALSO_TEXTS


def test_every_form_lets_safety_and_stop_through(domain):
    assert domain["forms"]
    for name, form in domain["forms"].items():
        if name in READS_ALL_ITSELF:
            continue
        assert set(form["ignored_intents"]) >= SAFETY_AND_STOP, name


def test_every_action_of_the_domain_is_written(domain):
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(domain["actions"]) <= set(executor.actions)


def test_no_slot_steers_a_policy_by_accident(domain):
    """A slot that influences policies doubles their states; those that do are named here with their reason."""
    steering = {
        name
        for name, slot in domain["slots"].items()
        if slot.get("influence_conversation", slot["type"] not in ("any",)) is not False
    }
    assert steering <= {"care_is_open"}  # an open crisis question decides what "yes" means


def test_every_setting_is_documented():
    documented = (ROOT / "docs" / "for-operators" / "settings.md").read_text()
    used = set(
        re.findall(r"[\"'](OWNVOICE_[A-Z_]+|PORT|CONSOLE_PORT)[\"']", (ROOT / "bot" / "settings.py").read_text())
    )
    assert used
    assert [name for name in sorted(used) if f"`{name}`" not in documented] == []


def test_the_guard_sees_a_response_that_is_not_there():
    assert find_said_keys('say("utter_nowhere_at_all")') - set(load_responses().keys())
