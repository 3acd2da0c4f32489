"""Which clock a phone goes by: from a ZIP code or an area code, and when nobody knows, every clock at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import zipcodes

# Nobody said, and the number does not tell: a text must be welcome from coast to coast, and beyond.
STRICTEST = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


def is_zone(name: str) -> bool:
    """Whether this names a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return "/" in name


def find_zone_of_zip(code: str) -> str | None:
    """The zone of a ZIP code, or None for an unknown one."""
    if not (len(code) == 5 and code.isdigit()):
        return None
    return next((place["timezone"] for place in zipcodes.matching(code) if is_zone(place["timezone"])), None)


@lru_cache(maxsize=1)
def _zones_by_area_code() -> dict[str, tuple[str, ...]]:
    """Zones of each area code, those of a mere few places in it left out."""
    counts: dict[str, dict[str, int]] = {}
    for place in zipcodes.list_all():
        for area_code in place["area_codes"]:
            tally = counts.setdefault(area_code, {})
            tally[place["timezone"]] = tally.get(place["timezone"], 0) + 1
    return {
        area_code: tuple(zone for zone, count in tally.items() if count >= 0.05 * sum(tally.values()) and is_zone(zone))
        for area_code, tally in counts.items()
    }


def guess_zones(phone: str) -> tuple[str, ...]:
    """The zones a phone may be in by its area code; the strictest set when that tells nothing."""
    area_code = phone[2:5] if phone.startswith("+1") else ""
    return _zones_by_area_code().get(area_code) or STRICTEST


def choose_zones(asked: str | None, phone: str | None) -> tuple[str, ...]:
    """The zone the peer told, else those of the number. Times we choose must suit all of them."""
    if asked and is_zone(asked):
        return (asked,)
    return guess_zones(phone) if phone else STRICTEST


def load_clocks(zones: Iterable[str]) -> list[ZoneInfo]:
    """The zones as clocks."""
    return [ZoneInfo(zone) for zone in zones]
