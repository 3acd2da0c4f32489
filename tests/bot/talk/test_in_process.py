"""Actions in the talk process: they run, they may reject, and our one patch of Rasa still fits the pinned version."""

from __future__ import annotations

import json

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError

from bot.talk.in_process import InProcessActions, compile_answer_schema


def a_call(action: str) -> dict:
    return {
        "next_action": action,
        "tracker": {
            "sender_id": "c0ffee",
            "slots": {},
            "latest_message": {"intent_ranking": [], "text": "hm", "intent": {}},
            "events": [],
            "active_loop": {},
            "latest_action_name": "action_listen",
            "paused": False,
            "followup_action": None,
        },
    }


async def test_an_action_runs_in_this_process():
    answer = await InProcessActions().request(json=a_call("action_leave_conversation"))
    assert answer["responses"][0]["response"] == "utter_moving_nothing_open"


async def test_a_rejection_is_told_the_way_rasa_reads_it(monkeypatch):
    from rasa_sdk.interfaces import ActionExecutionRejection

    actions = InProcessActions()

    def reject(dispatcher, tracker, domain):
        raise ActionExecutionRejection("action_leave_conversation", "not now")

    actions.executor.actions["action_leave_conversation"] = reject
    with pytest.raises(ClientResponseError) as raised:
        await actions.request(json=a_call("action_leave_conversation"))
    assert raised.value.status == 400
    assert json.loads(raised.value.text)["action_name"] == "action_leave_conversation"


def test_the_compiled_schema_says_what_rasas_own_says(monkeypatch):
    original = RemoteAction._validate_action_result
    monkeypatch.setattr(RemoteAction, "_validate_action_result", original)
    compile_answer_schema()
    action = RemoteAction("action_x", None)
    good = {"events": [{"event": "slot", "name": "x", "value": 1, "timestamp": None}], "responses": []}
    bad = {"events": [{"no": "event"}], "responses": []}
    assert original(action, good) is True
    assert action._validate_action_result(good) is True
    for check in (lambda: original(action, bad), lambda: action._validate_action_result(bad)):
        with pytest.raises(ValidationError):
            check()
