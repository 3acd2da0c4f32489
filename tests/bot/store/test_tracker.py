"""The tracker snapshot: the same state comes back, its size does not grow, a lost database is never papered over."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import select

from bot.messages import Channel
from bot.store.session import unit_of_work
from bot.store.tables.talk import Conversation
from bot.store.talks import open_talk
from bot.store.tracker import KEPT_TURNS, SnapshotTrackerStore
from tests.builders import NOON

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"needs_progress": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"needs_form": {"required_slots": ["needs_progress"]}},
    }
)


@pytest.fixture
def store(database) -> SnapshotTrackerStore:
    open_talk("c0ffee", Channel.WIDGET, NOON)
    return SnapshotTrackerStore(DOMAIN)


def a_tracker(turns: int, form: str | None = None) -> DialogueStateTracker:
    """A conversation of so many turns; the form opens in the first and stays open."""
    tracker = DialogueStateTracker.from_events(
        "c0ffee",
        [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")],
        slots=DOMAIN.slots,
    )
    for number in range(turns):
        ranking = [{"name": f"intent_{index}", "confidence": 0.02} for index in range(40)]
        intent = {"name": "greet", "confidence": 0.9}
        tracker.update(UserUttered(f"said {number}", intent, parse_data={"intent": intent, "intent_ranking": ranking}))
        if form and number == 0:
            tracker.update(ActiveLoop(form))
        tracker.update(ActionExecuted("utter_account_greet"))
        tracker.update(BotUttered(f"heard {number}"))
        tracker.update(SlotSet("needs_progress", {"step": number}))
        tracker.update(ActionExecuted("action_listen"))
    return tracker


async def test_a_short_conversation_comes_back_whole(store):
    await store.save(a_tracker(2))
    again = await store.retrieve("c0ffee")
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["said 0", "said 1"]
    assert again.get_slot("needs_progress") == {"step": 1}


async def test_a_long_conversation_keeps_its_state_and_its_last_turns(store):
    await store.save(a_tracker(60, form="needs_form"))
    again = await store.retrieve("c0ffee")
    assert again.active_loop_name == "needs_form"
    assert again.get_slot("needs_progress") == {"step": 59}
    assert again.latest_action_name == "action_listen"
    assert len([event for event in again.events if isinstance(event, UserUttered)]) == KEPT_TURNS


async def test_turn_two_hundred_is_no_bigger_than_turn_ten(store):
    async def measure(turns: int) -> int:
        await store.save(a_tracker(turns, form="needs_form"))
        with unit_of_work() as session:
            return len(session.scalar(select(Conversation.state_sealed)))

    assert await measure(200) <= 1.05 * await measure(10)


async def test_saving_again_and_again_does_not_grow(store):
    tracker = a_tracker(10, form="needs_form")
    for _ in range(3):
        await store.save(tracker)
        tracker = await store.retrieve("c0ffee")
    first = [event.as_dict()["event"] for event in tracker.events]
    await store.save(tracker)
    assert [event.as_dict()["event"] for event in (await store.retrieve("c0ffee")).events] == first


async def test_an_unknown_conversation_has_no_tracker(store):
    assert await store.retrieve("nobody") is None


async def test_saving_what_the_gate_never_opened_is_an_error(store):
    tracker = a_tracker(1)
    tracker.sender_id = "nobody"
    with pytest.raises(LookupError):
        await store.save(tracker)
