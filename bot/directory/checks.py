"""What an operator may want to mend in the directory: counted and named, never changed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.store.resource_shapes import Found


def check_entries(
    entries: Iterable[Found], reports: Mapping[str, int], today: date, stale_days: int
) -> dict[str, list[str]]:
    """Names of entries by what is wrong with them. An entry may stand under several."""
    troubles: dict[str, list[str]] = {
        "reported wrong": [],
        "stale or never checked": [],
        "not sure enough": [],
        "without phone": [],
        "unreachable by text": [],
        "without topic": [],
        "without place or area": [],
        "hours not known": [],
    }
    for entry in entries:
        card = entry.card
        name = f"{card['name']} ({card.get('town') or card.get('state') or 'no place'}) {entry.service_id}"
        signs = {
            "reported wrong": bool(reports.get(entry.service_id)),
            "stale or never checked": _is_stale(card.get("assured", ""), today, stale_days),
            "not sure enough": card.get("confidence", "high") != "high",
            "without phone": not card.get("phones") and not card.get("sms"),
            "unreachable by text": not card.get("sms"),
            "without topic": not card.get("topics"),
            "without place or area": entry.latitude is None and not card.get("areas"),
            "hours not known": not any(opening.get("opens_at") for opening in card.get("hours", ())),
        }
        for trouble, is_so in signs.items():
            if is_so:
                troubles[trouble].append(name)
    return troubles


def _is_stale(assured: str, today: date, days: int) -> bool:
    try:
        return (today - date.fromisoformat(assured[:10])).days > days
    except ValueError:
        return True
