"""Times of day as they are said: "2:30", "half past two", "7 at night". It knows the clock, not words or dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


class NoSuchTime(ValueError):
    """The clock has no such time, as 25:00."""


@dataclass(frozen=True)
class Clock:
    """A time as it was said. `half` (am, pm) and `part` "
    "(morning, afternoon, evening, night) are None where not said."""

    hour: int
    minute: int = 0
    half: str | None = None
    part: str | None = None
    certain: bool = True

    def settle(self, part: str | None = None) -> time:
        """The time meant, given the part of the day said elsewhere. Raises NoSuchTime.

        Where nothing else is said office hours decide: 7 to 11 is morning, 12 is noon, 1 to 6 is afternoon.
        """
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise NoSuchTime(f"{self.hour}:{self.minute:02}")
        return time(self._settle_hour(self.part or part), self.minute)

    def _settle_hour(self, part: str | None) -> int:
        hour = self.hour
        if hour == 0 or hour > 12:
            return hour
        if self.half:
            return hour % 12 + (12 if self.half == "pm" else 0)
        if part == "morning":
            return hour % 12
        if part == "night":
            return hour % 12 if hour == 12 or hour < 5 else hour + 12
        if part in ("afternoon", "evening"):
            return hour % 12 + 12
        return hour if hour >= 7 else hour + 12


def read_digits(digits: str, half: str | None = None, part: str | None = None) -> Clock:
    """A time written without a mark: "2", "14", "230", "1430"."""
    if len(digits) <= 2:
        return Clock(int(digits), 0, half, part)
    return Clock(int(digits[:-2]), int(digits[-2:]), half, part)
