"""What Rasa needs between two messages: one sealed snapshot per conversation, of bounded size (docs/adr/0003).

Rasa's own SQL store keeps every event for ever, in the clear, and replays them all on each turn. We keep the slots, the
active form and the events of the last few turns; what was said is kept apart, in `message`. So a turn costs the same at
turn 5 and at turn 500, and there is one place to erase.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import select

from bot.privacy.seal import load_seal
from bot.store.session import unit_of_work
from bot.store.tables.talk import Conversation
from bot.store.talks import HEARD

# The longest story a policy looks back on (config.yml: max_history) plus room to spare.
KEPT_TURNS = 4


class SnapshotTrackerStore(TrackerStore):
    """Loads and saves the snapshot inside the turn's unit of work. A database error is raised, never swallowed."""

    def __init__(self, domain: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        with unit_of_work() as session:
            conversation = session.get(Conversation, tracker.sender_id)
            if conversation is None:
                raise LookupError("a conversation is opened at the gate before Rasa speaks in it")
            conversation.state_sealed = load_seal().close(_shrink(tracker))
            session.info[HEARD] = describe_turn(tracker)  # the transcript's copy of the turn takes it along

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with unit_of_work() as session:
            sealed = session.scalar(select(Conversation.state_sealed).where(Conversation.id == sender_id))
        if not sealed:
            return None
        return DialogueStateTracker.from_dict(sender_id, load_seal().open(sealed), self.domain.slots)

    async def retrieve_full_tracker(self, sender_id: str) -> DialogueStateTracker | None:
        return await self.retrieve(sender_id)

    async def keys(self) -> Iterable[str]:
        with unit_of_work() as session:
            return session.scalars(select(Conversation.id)).all()


def describe_turn(tracker: DialogueStateTracker) -> dict[str, Any]:
    """How the last message was understood and what was done about it, for the transcript."""
    parsed = tracker.latest_message.parse_data if tracker.latest_message else {}
    done: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name and event.action_name != ACTION_LISTEN_NAME:
            done.append(event.action_name)
    return {
        "intent": (parsed.get("intent") or {}).get("name"),
        "confidence": (parsed.get("intent") or {}).get("confidence"),
        "ranking": [[reading["name"], reading["confidence"]] for reading in parsed.get("intent_ranking") or []][:3],
        "entities": [[entity["entity"], entity.get("value")] for entity in parsed.get("entities") or []],
        "actions": done[::-1],
        "form": tracker.active_loop_name,
    }


def _shrink(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Events that bring a fresh tracker to the same state: slots and form as they are, then the last few turns."""
    events = list(tracker.events)
    cut = _find_cut(events)
    head: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    head += [SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if slot.value != slot.initial_value]
    form = _find_form(events[:cut])
    if form:
        head.append(ActiveLoop(form))
    head.append(ActionExecuted(ACTION_LISTEN_NAME))
    return [_slim(event.as_dict()) for event in [*head, *events[cut:]]]


def _find_cut(events: Sequence[Event]) -> int:
    """Where the last KEPT_TURNS turns begin: at the words of a peer. All of it goes when nobody spoke yet."""
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    return turns[-KEPT_TURNS:][0] if turns else len(events)


def _find_form(events: Sequence[Event]) -> str | None:
    return next((event.name for event in reversed(events) if isinstance(event, ActiveLoop)), None)


def _slim(event: dict[str, Any]) -> dict[str, Any]:
    """Drop what no later turn reads: rankings of forty intents, empty fields."""
    parse_data = event.get("parse_data")
    if parse_data:
        event["parse_data"] = {key: parse_data[key] for key in ("text", "intent", "entities") if key in parse_data}
    return {key: value for key, value in event.items() if value is not None}
